"""Which mark of emphasis, spoiler or masked link closes which."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

_LONGEST = {"*": 3, "_": 3, "~": 2, "|": 2}


class Mark(NamedTuple):
    """A run of markup characters that may open or close something.

    Attributes:
        text: `*`, `**`, `***`, `_`, `__`, `___`, `~~`, `||`, `[`, `]` or `](address)`; or a longer run, which pairs not.
        before: the character in front of it; empty at the start of the message.
        after: the character behind it; empty at the end of the message.
    """

    text: str
    before: str
    after: str

    @property
    def risky(self) -> bool:
        """Whether the mark, left alone, could still change how a translation is shown."""
        return self.text in {"**", "__", "||"} or self.text.startswith("](")

    @property
    def pairs(self) -> bool:
        """Whether Discord lets a run of this length stand for emphasis."""
        return len(self.text) <= _LONGEST.get(self.text[0], 0)

    @property
    def opens(self) -> bool:
        """Whether something may begin here: a single `*` or `_` needs text behind it, and `_` no word before it."""
        if not self.after:
            return False
        if len(self.text) > 1:
            return not (_digit(self.before) and _digit(self.after))
        return not self.after.isspace() and not self._within_word

    @property
    def closes(self) -> bool:
        """Whether something may end here."""
        if len(self.text) > 1:
            return not (_digit(self.before) and _digit(self.after))
        return not self.before.isspace() and not self._within_word

    @property
    def _within_word(self) -> bool:
        return _word(self.before) and _word(self.after)


def _digit(character: str) -> bool:
    return character.isascii() and character.isdigit()


def _word(character: str) -> bool:
    return character.isascii() and character.isalnum()


def pair(marks: Mapping[int, Mark]) -> dict[int, int]:
    """Pair marks so that no two pairs cross.

    A closing mark takes the nearest opening one of its kind; what stood open between the two stays unpaired. Links do
    not nest. One pass with a stack: every mark is pushed and popped at most once.

    Args:
        marks: position to mark, in order of position.

    Returns:
        Position to position of the partner, both ways.
    """
    stack: list[int] = []
    standing: Counter[str] = Counter()
    brackets: list[int] = []
    partners: dict[int, int] = {}

    def push(at: int) -> None:
        stack.append(at)
        standing[marks[at].text] += 1

    def unwind(kind: str) -> int:
        while True:
            top = stack.pop()
            standing[marks[top].text] -= 1
            if brackets and brackets[-1] == top:
                brackets.pop()
            if marks[top].text == kind:
                return top

    def join(opening: int, closing: int) -> None:
        partners[opening], partners[closing] = closing, opening

    for at, mark in marks.items():
        if mark.text == "[":
            push(at)
            brackets.append(at)
        elif mark.text == "]":
            if brackets:
                brackets.pop()
        elif mark.text.startswith("]("):
            if brackets:
                opening = brackets[-1]
                while unwind("[") != opening:
                    pass
                brackets.clear()
                join(opening, at)
        elif mark.pairs and mark.closes and standing[mark.text]:
            join(unwind(mark.text), at)
        elif mark.pairs and mark.opens:
            push(at)
    return partners
