"""The second translator, with a model that is better and slower than the first."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.translation.ports import Glossary
from bot.translation.service import Translator


@dataclass(frozen=True, slots=True)
class Better:
    """A translator for what the first one is unsure of, and for who asks for more.

    Attributes:
        translator: has the better model.
        waiting: the number of segments that wait for the model.
    """

    translator: Translator
    waiting: Callable[[], int]

    def with_glossary(self, glossary: Glossary) -> "Better":
        """The same, with each server's own terms in its translations."""
        return Better(self.translator.with_glossary(glossary), self.waiting)
