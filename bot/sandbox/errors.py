"""The errors of Discord's REST API.

Source of the codes: Discord's documentation, "Opcodes and Status Codes", section "JSON".
"""

from collections.abc import Mapping
from typing import Any

BAD_REQUEST = 400
UNAUTHORIZED = 401
FORBIDDEN = 403
NOT_FOUND = 404

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


def invalid(path: str, code: str, message: str) -> ApiError:
    """Return the 50035 for one invalid field."""
    form = FormErrors()
    form.add(path, code, message)
    return ApiError(BAD_REQUEST, 50035, "Invalid Form Body", form._tree)  # noqa: SLF001 - same module
