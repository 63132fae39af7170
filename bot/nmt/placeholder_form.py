"""PURE: writes placeholders in the form that a model keeps best, and reads them back.

People may type what looks like that form. Then a placeholder of the same number gets another number on its way
through the model, so that what they typed is never taken for a placeholder.
"""

import re
from dataclasses import dataclass

from bot.nmt.types import MAX_PLACEHOLDERS

DEFAULT = "⟦{}⟧"
_PLACEHOLDER = re.compile(r"⟦([0-9])⟧")


@dataclass(frozen=True, slots=True)
class Written:
    """A segment in the model's form.

    Attributes:
        text: the segment.
        numbers: which placeholder each number in the model's form stands for; typed ones are absent.
    """

    text: str
    numbers: dict[int, int]


class PlaceholderForm:
    """How a model reads and writes placeholders.

    Args:
        form: the form, with `{}` for the number.
    """

    def __init__(self, form: str = DEFAULT) -> None:
        self._form = form
        before, after = (r"\s*".join(map(re.escape, part.replace(" ", ""))) for part in form.split("{}"))
        # Models add spaces inside a form that is several tokens to them.
        self._pattern = re.compile(rf"{before}\s*([0-9])\s*{after}" if after else rf"{before}\s*([0-9])")

    def write(self, text: str) -> Written:
        """Write the placeholders of a segment in the model's form."""
        identity = {k: k for k in range(MAX_PLACEHOLDERS)}
        if self._form == DEFAULT:
            return Written(text, identity)
        typed = {int(number) for number in self._pattern.findall(text)}
        wanted = list(dict.fromkeys(int(number) for number in _PLACEHOLDER.findall(text)))
        free = [k for k in range(MAX_PLACEHOLDERS) if k not in typed and k not in wanted]
        sent: dict[int, int] = {}
        for k in wanted:
            if k not in typed:
                sent[k] = k
            elif free:
                sent[k] = free.pop(0)
        # A number that was neither sent nor typed is invented: it becomes a placeholder, so that the check sees it.
        unknown = {k: k for k in identity if k not in typed}
        return Written(
            _PLACEHOLDER.sub(lambda found: self._written(found, sent), text),
            unknown | {number: k for k, number in sent.items()},
        )

    def read(self, output: str, numbers: dict[int, int]) -> str:
        """Turn the model's form in its output into placeholders again.

        Args:
            output: what the model wrote.
            numbers: of the segment that it read.
        """
        if self._form == DEFAULT:
            return output
        return self._pattern.sub(
            lambda found: f"⟦{numbers[int(found[1])]}⟧" if int(found[1]) in numbers else found[0], output
        )

    def _written(self, found: re.Match[str], sent: dict[int, int]) -> str:
        # If people typed every number, the placeholder stays as it is. The model garbles it, and the check sees that.
        number = int(found[1])
        return self._form.format(sent[number]) if number in sent else found[0]
