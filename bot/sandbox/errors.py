"""The errors of Discord's REST API.

Source of the codes: Discord's documentation, "Opcodes and Status Codes", section "JSON".
"""

from collections.abc import Mapping, Sequence
from typing import Any

BAD_REQUEST = 400
UNAUTHORIZED = 401
FORBIDDEN = 403
NOT_FOUND = 404

LARGEST_ID = 2**63 - 1
NOT_A_MODEL = ("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")

_UNKNOWN = {
    "application": 10002,
    "channel": 10003,
    "guild": 10004,
    "member": 10007,
    "message": 10008,
    "role": 10011,
    "user": 10013,
    "emoji": 10014,
    "webhook": 10015,
    "interaction": 10062,
    "application command": 10063,
    "auto moderation rule": 10066,
}


class ApiError(Exception):
    """A request is refused.

    Args:
        status: HTTP status.
        code: Discord's error code; 0 if there is none.
        message: in Discord's words.
        errors: a tree of the invalid fields, with its leaves under `_errors`.
        extra: additional keys of the body.
    """

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        errors: Mapping[str, Any] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors
        self.extra = extra or {}

    def body(self) -> dict[str, Any]:
        """Return the response body."""
        body: dict[str, Any] = {"message": self.message, "code": self.code, **self.extra}
        if self.errors:
            body["errors"] = self.errors
        return body


def unknown(kind: str) -> ApiError:
    """Return the 404 for something that does not exist, such as "message"."""
    return ApiError(NOT_FOUND, _UNKNOWN[kind], f"Unknown {kind.title()}")


def unauthorized() -> ApiError:
    """Return the 401 for a missing or invalid token."""
    return ApiError(UNAUTHORIZED, 0, "401: Unauthorized")


def missing_access() -> ApiError:
    """Return the 403 for a channel that the caller cannot see."""
    return ApiError(FORBIDDEN, 50001, "Missing Access")


def missing_permissions() -> ApiError:
    """Return the 403 for a permission that the caller lacks."""
    return ApiError(FORBIDDEN, 50013, "Missing Permissions")


def refused(code: int, message: str, status: int = BAD_REQUEST) -> ApiError:
    """Return an error with the given code."""
    return ApiError(status, code, message)


_MAX_DIGITS = 20


class FormErrors:
    """Collects the errors in a request body, field by field."""

    def __init__(self) -> None:
        self._tree: dict[str, Any] = {}

    def add(self, path: str, code: str, message: str) -> None:
        """Add an error for the field at `path`, such as "embeds.0.title"."""
        node = self._tree
        for key in path.split("."):
            node = node.setdefault(key, {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: str, value: str | None, maximum: int, minimum: int = 0) -> None:
        """Add an error if a text is too short or too long."""
        if value is None:
            return
        if len(value) > maximum:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {maximum} or fewer in length.")
        elif len(value) < minimum:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {minimum} and {maximum} in length.")

    def text(self, path: str, value: object, maximum: int, minimum: int = 0) -> None:
        """Add an error if a value is not a text of a length; null passes."""
        if value is None or isinstance(value, str):
            self.length(path, value, maximum, minimum)
        else:
            self.add(path, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')

    def integer(self, path: str, value: object, maximum: int, minimum: int = 0) -> None:
        """Add an error if a value is not an integer in a range; null passes."""
        if value is None:
            return
        number = as_integer(value)
        if number is None:
            self.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        elif number < minimum:
            self.add(path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {minimum}.")
        elif number > maximum:
            self.add(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {maximum}.")

    def one_of(self, path: str, value: object, allowed: Sequence[int]) -> None:
        """Add an error if a value is not one of some integers; null passes."""
        if value is None:
            return
        number = as_integer(value)
        if number is None:
            self.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        elif number not in allowed:
            self.choice(path, f"{{{', '.join(map(str, allowed))}}}")

    def boolean(self, path: str, value: object) -> None:
        """Add an error if a value is neither true nor false; null passes."""
        if value is not None and not isinstance(value, bool):
            self.add(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")

    def snowflake(self, path: str, value: object) -> None:
        """Add an error if a value is not an id; null passes."""
        number = as_integer(value)
        if value is not None and (number is None or not 0 <= number <= LARGEST_ID):
            self.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')

    def items(self, path: str, value: object, maximum: int) -> list[dict[str, Any]]:
        """Return the items of a list of objects; adds an error if it is something else, or too long."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        self.count(path, len(value), maximum)
        for index, item in enumerate(value):
            if not isinstance(item, dict):
                self.add(f"{path}.{index}", *NOT_A_MODEL)
        return [item for item in value if isinstance(item, dict)]

    def count(self, path: str, number: int, maximum: int) -> None:
        """Add an error if a list is too long."""
        if number > maximum:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {maximum} or fewer in length.")

    def required(self, path: str) -> None:
        """Add an error for a missing field."""
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def choice(self, path: str, allowed: object) -> None:
        """Add an error for a value that is not allowed."""
        self.add(path, "BASE_TYPE_CHOICES", f"Value must be one of {allowed}.")

    def raise_errors(self) -> None:
        """Raise an error if any field is invalid.

        Raises:
            ApiError: 50035, with the tree of errors.
        """
        if self._tree:
            raise ApiError(BAD_REQUEST, 50035, "Invalid Form Body", self._tree)


def as_integer(value: object) -> int | None:
    """Return the integer that a value of a body is, written as a number or as digits; None if it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.removeprefix("-").isdecimal() and value.isascii() and len(value) <= _MAX_DIGITS:
        return int(value)
    return None


def invalid(path: str, code: str, message: str) -> ApiError:
    """Return the 50035 for one invalid field."""
    form = FormErrors()
    form.add(path, code, message)
    return ApiError(BAD_REQUEST, 50035, "Invalid Form Body", form._tree)  # noqa: SLF001 - same module
