"""How an installation reports what it is doing."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done.

    Attributes:
        text: such as `Downloading model.bin`.
        done: bytes done so far.
        total: bytes to do; None if this step cannot be measured.
    """

    text: str
    done: int = 0
    total: int | None = None


Report = Callable[[Step], None]


def readable(size: float) -> str:
    """A number of bytes for people: `31 MiB`, `1.9 GiB`."""
    return f"{size / 2**30:.1f} GiB" if size >= 2**30 else f"{max(1, round(size / 2**20))} MiB"
