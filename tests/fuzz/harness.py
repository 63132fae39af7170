"""What a harness is, and how it reads its input."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

Run = Callable[[bytes], None]
"""Runs code on an input; raises an exception if that fails or something does not hold that always must."""

SEPARATOR = "\x1f"
"""Between the texts of an input."""


@dataclass(frozen=True, slots=True)
class Harness:
    """A harness.

    Attributes:
        name: its name on the command line, and that of its folder in `corpus/`.
        module: module of `tests.fuzz.harnesses` with a function of that name.
        choices: number of bytes at the start of an input that choose among options.
        texts: number of texts that follow.
        pieces: what its inputs are made of in addition to what every harness gets.
    """

    name: str
    module: str
    choices: int = 0
    texts: int = 1
    pieces: tuple[str, ...] = ()

    def load(self) -> Run:
        """Import the function."""
        run: Run = getattr(import_module(f"tests.fuzz.harnesses.{self.module}"), self.name)
        return run


class Reader:
    """Reads choices and texts from an input, which may end at any point.

    Args:
        data: the input.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def number(self, below: int) -> int:
        """The next choice, a number from 0 to below a limit of at most 256."""
        self._at += 1
        return self._data[self._at - 1] % below if self._at <= len(self._data) else 0

    def text(self) -> str:
        """The next text: up to the separator, UTF-8 with lone surrogates; whatever cannot be decoded is left out."""
        end = self._data.find(SEPARATOR.encode(), self._at)
        end = len(self._data) if end < 0 else end
        found, self._at = self._data[self._at : end], end + 1
        return decode(found)

    def rest(self) -> bytes:
        """All bytes that are left."""
        found, self._at = self._data[self._at :], len(self._data)
        return found


def decode(data: bytes) -> str:
    """Read bytes as UTF-8 with lone surrogates, without what cannot be decoded."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "ignore")


def squeezed(text: str) -> str:
    """A text without whitespace."""
    return "".join(text.split())
