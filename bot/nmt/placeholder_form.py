"""PURE: writes placeholders in the form that a model keeps best, and reads them back.

People may type what looks like that form, or what does so only beside a placeholder: in the form `X{}X`, `X0` before
the placeholder 1 becomes `X0X1X`. Then placeholders of the same number get another number on their way through the
model, so that what people typed is never taken for a placeholder.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.nmt.types import MAX_PLACEHOLDERS

DEFAULT = "⟦{}⟧"
_PLACEHOLDER = re.compile(r"⟦([0-9])⟧")


@dataclass(frozen=True, slots=True)
class Written:
    """A segment in the model's form.

    Attributes:
        text: the segment.
        sent: which placeholder each number in the model's form stands for.
        typed: numbers that people typed in that form.
    """

    text: str
    sent: dict[int, int]
    typed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Found:
    """What looks like a placeholder in the model's form.

    Attributes:
        start: where it begins.
        end: where it ends.
        digit: where its number is.
        number: its number.
    """

    start: int
    end: int
    digit: int
    number: int


class PlaceholderForm:
    """How a model reads and writes placeholders.

    Args:
        form: the form, with `{}` for the number.
    """

    def __init__(self, form: str = DEFAULT) -> None:
        self._form = form
        before, after = (r"\s*".join(map(re.escape, "".join(part.split()))) for part in form.split("{}"))
        # Models add spaces inside a form that is several tokens to them.
        before, after = before and rf"{before}\s*", after and rf"\s*{after}"
        # The lookahead finds those that overlap as well.
        self._pattern = re.compile(rf"(?=({before}([0-9]){after}))")

    def write(self, text: str) -> Written:
        """Write the placeholders of a segment in the model's form."""
        if self._form == DEFAULT:
            return Written(text, {k: k for k in range(MAX_PLACEHOLDERS)})
        typed: frozenset[int] = frozenset()
        while True:
            written, own = self._write(text, typed)
            others = {found.number for found in self._find(written.text) if found.digit not in own}
            if others <= typed:
                return written
            typed |= others

    def read(self, output: str, written: Written) -> str:
        """Turn the model's form in its output into placeholders again.

        A number that was neither sent nor typed is invented: it becomes a placeholder, so that the check sees it.

        Args:
            output: what the model wrote.
            written: the segment that it read.
        """
        if self._form == DEFAULT:
            return output
        found = list(self._find(output))
        chosen: list[_Found] = []
        # Where two overlap, one of them is typed text beside a placeholder: what was sent is more likely to come back.
        for some in (
            [one for one in found if one.number in written.sent],
            [one for one in found if one.number not in written.sent and one.number not in written.typed],
        ):
            for one in some:
                if all(one.end <= other.start or one.start >= other.end for other in chosen):
                    chosen.append(one)
        parts, end = [], 0
        for one in sorted(chosen, key=lambda one: one.start):
            parts += [output[end : one.start], f"⟦{written.sent.get(one.number, one.number)}⟧"]
            end = one.end
        return "".join([*parts, output[end:]])

    def _write(self, text: str, typed: frozenset[int]) -> tuple[Written, set[int]]:
        """Write placeholders with numbers that nobody typed; also return where these are."""
        wanted = list(dict.fromkeys(int(number) for number in _PLACEHOLDER.findall(text)))
        free = [k for k in range(MAX_PLACEHOLDERS) if k not in typed and k not in wanted]
        # Without a free number, the placeholder stays as it is. The model garbles it, and the check sees that.
        numbers = {k: k if k not in typed else free.pop(0) for k in wanted if k not in typed or free}
        before, after = self._form.split("{}")
        result, own, end = "", set(), 0
        for found in _PLACEHOLDER.finditer(text):
            result += text[end : found.start()]
            end = found.end()
            if (number := numbers.get(int(found[1]))) is None:
                result += found[0]
            else:
                own.add(len(result) + len(before))
                result += f"{before}{number}{after}"
        result += text[end:]
        return Written(result, {number: k for k, number in numbers.items()}, typed), own

    def _find(self, text: str) -> Iterator[_Found]:
        """Everything that looks like the form, from left to right."""
        for found in self._pattern.finditer(text):
            yield _Found(found.start(1), found.end(1), found.start(2), int(found[2]))
