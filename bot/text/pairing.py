"""Pairs the marks of emphasis, spoilers and masked links."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

_LONGEST = {"*": 3, "_": 3, "~": 2, "|": 2}


class Mark(NamedTuple):
    """A run of markup characters that may open or close something.

    Attributes:
        text: `*`, `**`, `***`, `_`, `__`, `___`, `~~`, `||`, `[`, `]` or `](address)`; longer runs never pair.
        before: the character before it; empty at the start of the message.
        after: the character after it; empty at the end of the message.
    """

    text: str
    before: str
    after: str

    def split(self, first: int) -> tuple["Mark", "Mark"]:
        """Two marks: one of the first characters, and one of the others."""
        left, right = self.text[:first], self.text[first:]
        return Mark(left, self.before, right[0]), Mark(right, left[-1], self.after)

    @property
    def is_risky(self) -> bool:
        """Whether the mark, if left unpaired, could change how a translation is rendered."""
        return self.text in {"**", "__", "||"} or self.text.startswith("](")

    @property
    def can_pair(self) -> bool:
        """Whether Discord renders a run of this length as emphasis."""
        return len(self.text) <= _LONGEST.get(self.text[0], 0)

    @property
    def can_open(self) -> bool:
        """Whether the mark may open a pair: a single `*` or `_` must be followed by text and not be within a word."""
        if not self.after:
            return False
        if len(self.text) > 1:
            return not (_is_digit(self.before) and _is_digit(self.after))
        return not self.after.isspace() and not self._is_within_word

    @property
    def can_close(self) -> bool:
        """Whether the mark may close a pair."""
        if len(self.text) > 1:
            return not (_is_digit(self.before) and _is_digit(self.after))
        return not self.before.isspace() and not self._is_within_word

    @property
    def _is_within_word(self) -> bool:
        return _is_alphanumeric(self.before) and _is_alphanumeric(self.after)


def _is_digit(character: str) -> bool:
    return character.isascii() and character.isdigit()


def _is_alphanumeric(character: str) -> bool:
    return character.isascii() and character.isalnum()


def pair(marks: Mapping[int, Mark]) -> dict[int, int]:
    """Pair marks so that no two pairs cross.

    A closing mark pairs with the nearest opening one of its kind; open marks between the two stay unpaired. Links do
    not nest. This is a single pass with a stack: every mark is pushed and popped at most once.

    Args:
        marks: marks by position, in order.

    Returns:
        The position of each paired mark's partner, in both directions.
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
        elif mark.text == "[" or (mark.can_pair and mark.can_open):
            open_marks.push(at, mark.text)
    return partners


class _OpenMarks:
    """The marks that are not closed yet, the latest last."""

    def __init__(self) -> None:
        self._stack: list[tuple[int, str]] = []
        self._counts: Counter[str] = Counter()
        self._brackets: list[int] = []

    def push(self, at: int, text: str) -> None:
        self._stack.append((at, text))
        self._counts[text] += 1
        if text == "[":
            self._brackets.append(at)

    def close_bracket(self) -> None:
        """Forget the latest `[`, whose `]` is not followed by an address."""
        if self._brackets:
            self._brackets.pop()

    def match(self, mark: Mark) -> int | None:
        """Pop the partner of a mark, and all marks opened after it; None if it has no partner."""
        if mark.text.startswith("]("):
            if not self._brackets:
                return None
            bracket = self._brackets[-1]
            self._unwind(lambda at, _: at == bracket)
            self._brackets.clear()
            return bracket
        if mark.can_pair and mark.can_close and self._counts[mark.text]:
            return self._unwind(lambda _, text: text == mark.text)
        return None

    def _unwind(self, wanted: Callable[[int, str], bool]) -> int:
        while True:
            at, text = self._stack.pop()
            self._counts[text] -= 1
            if self._brackets and self._brackets[-1] == at:
                self._brackets.pop()
            if wanted(at, text):
                return at
