"""Which mark of emphasis, spoiler or masked link closes which."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

_LONGEST = {"*": 3, "_": 3, "~": 2, "|": 2}


class Mark(NamedTuple):
    """A run of markup characters that may open or close something.

    Attributes:
        text: `*`, `**`, `***`, `_`, `__`, `___`, `~~`, `||`, `[`, `]` or `](address)`; a longer run never pairs.
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
    open_marks = _OpenMarks()
    partners: dict[int, int] = {}
    for at, mark in marks.items():
        if mark.text == "]":
            open_marks.close_bracket()
            continue
        opening = open_marks.match(mark)
        if opening is not None:
            partners[opening], partners[at] = at, opening
        elif mark.text == "[" or (mark.pairs and mark.opens):
            open_marks.push(at, mark.text)
    return partners


class _OpenMarks:
    """The marks that wait for their partner, the latest last."""

    def __init__(self) -> None:
        self._stack: list[tuple[int, str]] = []
        self._standing: Counter[str] = Counter()
        self._brackets: list[int] = []

    def push(self, at: int, text: str) -> None:
        self._stack.append((at, text))
        self._standing[text] += 1
        if text == "[":
            self._brackets.append(at)

    def close_bracket(self) -> None:
        """Forget the latest `[`: its `]` leads to no address."""
        if self._brackets:
            self._brackets.pop()

    def match(self, mark: Mark) -> int | None:
        """Take the partner of a mark off the stack, with all that was opened behind it; None where there is none."""
        if mark.text.startswith("]("):
            if not self._brackets:
                return None
            bracket = self._brackets[-1]
            self._unwind(lambda at, _: at == bracket)
            self._brackets.clear()
            return bracket
        if mark.pairs and mark.closes and self._standing[mark.text]:
            return self._unwind(lambda _, text: text == mark.text)
        return None

    def _unwind(self, wanted: Callable[[int, str], bool]) -> int:
        while True:
            at, text = self._stack.pop()
            self._standing[text] -= 1
            if self._brackets and self._brackets[-1] == at:
                self._brackets.pop()
            if wanted(at, text):
                return at
