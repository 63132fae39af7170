r"""AutoMod's regular expressions, which are Rust's.

RE2 runs them in linear time. What it lacks (`[a-z&&[^aeiou]]`, `(?x)`, `\p{Script=Han}`), or knows only for ASCII (`\b`
next to other letters), is left to the `regex` module, which may need exponential time and is stopped in time.
"""

import time
from collections.abc import Iterator
from typing import Final

import re2
import regex

from bot.moderation.cover import Span
from bot.text.han import HAN
from bot.text.script import to_simplified

BUDGET_SECONDS: Final = 0.05
"""How long the `regex` module may work on a message."""

_MEMORY: Final = 4 << 20
_LARGEST: Final = 10_000
"""Parts that an expression may have once its counts are written out; the `regex` module would take any memory."""

_LONGEST_TEXT: Final = 8_000

_CODE = regex.compile(r"\\(?:x|u|U)\{([0-9A-Fa-f]{1,6})\}|\\x([0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_POSIX = regex.compile(r"\[:\^?\w++:\]")
_COUNT = regex.compile(r"\{([0-9]{1,9})(?:(,)([0-9]{0,9}))?\}")
_OPERATORS = ("&&", "--", "~~")
_FOREIGN = regex.compile(r"\(\?(?:[=!>#|&R(0-9+]|<[=!]|P[=>&])|\(\*")
"""Groups that Rust does not have: an expression with one cannot come from Discord, and could do anything here."""

_FOREIGN_ESCAPES = frozenset("123456789gkKGXLmRNHhVZ")
_CLASSES = {
    "w": r"\pL\pM\p{Nd}\p{Nl}\p{Pc}\x{200c}\x{200d}",
    "d": r"\p{Nd}",
    "s": r"\t\n\v\f\r\x{85}\pZ",
}
"""Rust's Unicode classes, as RE2 writes them between brackets."""


class ExpressionError(Exception):
    """A regular expression cannot be compiled."""


class Deadline:
    """What is left of the time for a message.

    Args:
        seconds: that the `regex` module may take for all expressions together.
    """

    def __init__(self, seconds: float = BUDGET_SECONDS) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until it ends.

        Raises:
            TimeoutError: none.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class Expression:
    """A regular expression; upper and lower case are the same, as on Discord.

    Args:
        source: as its server's moderators wrote it.

    Raises:
        ExpressionError: it cannot be compiled.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        reading = _Reading(source)
        self._bounded = reading.bounded
        self._linear = _linear(reading.linear) if reading.linear is not None else None
        self._backtracking = _backtracking(reading.backtracking) if self._bounded or not self._linear else None
        if self._linear is None and self._backtracking is None:
            raise ExpressionError

    @property
    def backtracks(self) -> bool:
        """Whether the `regex` module may be needed."""
        return self._backtracking is not None

    def simplified(self) -> "Expression | None":
        """The same with Simplified characters, for texts that have been folded; None if it is no different."""
        source = HAN.sub(lambda char: to_simplified(char.group()), self._source)
        if source == self._source:
            return None
        try:
            return Expression(source)
        except ExpressionError:  # a range of characters that is now empty
            return None

    def find(self, text: str, deadline: Deadline) -> Iterator[Span]:
        """Yield where it matches.

        Args:
            text: without surrogates; what exceeds 8,000 characters is not looked at by the `regex` module.
            deadline: for the `regex` module.

        Raises:
            TimeoutError: the time was not enough.
        """
        if self._linear and (self._backtracking is None or text.isascii()):
            for match in self._linear.finditer(text):
                yield match.span()
        elif self._backtracking:
            text = text[:_LONGEST_TEXT]
            for found in self._backtracking.finditer(text, timeout=deadline.left(), concurrent=True):
                yield found.span()


class _Reading:
    """An expression of Rust's, read once and rewritten for both engines.

    Attributes:
        linear: for RE2; None if its meaning would differ.
        backtracking: for the `regex` module.
        bounded: whether it has word boundaries, which RE2 knows only for ASCII.
    """

    def __init__(self, source: str) -> None:
        if _FOREIGN.search(source):
            raise ExpressionError
        self.bounded = False
        self.linear: str | None
        self._differs = False
        self._depth = 0
        self._sizes = [0]
        self._last = 0
        linear: list[str] = []
        backtracking: list[str] = []
        index = 0
        while index < len(source):
            token = self._token(source, index)
            index += len(token)
            self._measure(token)
            for parts, part in zip((linear, backtracking), self._rewrite(token), strict=True):
                parts.append(part)
        self.linear = None if self._differs else "".join(linear)
        self.backtracking = "".join(backtracking)

    def _token(self, source: str, index: int) -> str:
        if code := _CODE.match(source, index):
            return code.group()
        if self._depth and (posix := _POSIX.match(source, index)):
            return posix.group()
        if not self._depth and (count := _COUNT.match(source, index)):
            return count.group()
        if source[index] == "\\" or (self._depth and source[index : index + 2] in _OPERATORS):
            return source[index : index + 2]
        if source[index] == "[":
            return "[^" if source[index + 1 : index + 2] == "^" else "["
        return source[index]

    def _measure(self, token: str) -> None:
        """Count the parts of the expression, with those that a count repeats.

        Raises:
            ExpressionError: there are too many.
        """
        if token == "(" and not self._depth:  # noqa: S105 - of an expression
            self._sizes.append(0)
            return
        if count := _COUNT.fullmatch(token):
            added = self._last * (max(int(number) for number in (count[1], count[3] or "0")) - 1)
            self._last += max(0, added)
        elif token == ")" and not self._depth and len(self._sizes) > 1:  # noqa: S105 - the same
            self._last = added = self._sizes.pop()
        else:
            self._last = added = 1
        self._sizes[-1] += max(0, added)
        if self._sizes[-1] > _LARGEST:
            raise ExpressionError

    def _rewrite(self, token: str) -> tuple[str, str]:
        """A token for RE2 and for the `regex` module."""
        if code := _CODE.fullmatch(token):
            literal = _literal(int(next(filter(None, code.groups())), 16))
            return literal, literal
        if token.startswith("[") and not token.startswith("[:"):
            self._differs |= self._depth > 0
            self._depth += 1
        elif token == "]":  # noqa: S105 - of an expression
            self._depth = max(0, self._depth - 1)
        elif self._depth and token in _OPERATORS:
            self._differs = True
        elif token.startswith("\\"):
            return self._escape(token), token
        return token, token

    def _escape(self, token: str) -> str:
        """An escape for RE2."""
        letter = token[1:]
        if letter in _FOREIGN_ESCAPES:
            raise ExpressionError
        if letter in {"b", "B"}:
            self.bounded = True
            return token
        inside = _CLASSES.get(letter.lower())
        if inside is None:
            return token
        if self._depth and letter.isupper():
            self._differs = True
        if self._depth:
            return inside
        return f"[^{inside}]" if letter.isupper() else f"[{inside}]"


def _literal(code: int) -> str:
    """A character as both engines write it."""
    if code < 0x80:  # noqa: PLR2004 - ASCII
        return f"\\x{code:02x}"
    try:
        char = chr(code)
        char.encode()
    except (ValueError, OverflowError):
        raise ExpressionError from None
    return char


def _linear(source: str) -> "re2._Regexp | None":
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        return re2.compile(source, options)
    except (re2.error, UnicodeEncodeError):
        return None


def _backtracking(source: str) -> "regex.Pattern[str] | None":
    try:
        return regex.compile(source, regex.VERSION1 | regex.IGNORECASE)
    except (regex.error, ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
        return None
