"""A name in a text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A name or title in a text.

    Attributes:
        start: position of its first character.
        end: position after its last.
        rendering: its form in the other language.
    """

    start: int
    end: int
    rendering: str
