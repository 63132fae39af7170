"""What a channel and a person want of a translation."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.text.language import Language
from bot.translation.types import Target, Translation


@dataclass(frozen=True, slots=True)
class Wish:
    """How a message's channel and author want it translated.

    Attributes:
        chinese: the script in which Chinese is posted.
        native: the language that the author says he writes; None where he leaves it open.
        patience: seconds that the channel waits for a translation; None for what the host chose.
        unsure: whether translations that may be wrong are marked.
        hold_unsure: whether translations that are very likely wrong are offered instead of posted.
        footnotes: whether slang is explained below translations.
        target: into what; None for the language that the message is not in.
        mode: how the translation is posted: `reply`, `webhook` or `thread`.
        addressed: whether the message speaks to us, so that it is always answered.
    """

    chinese: Target = Target.SIMPLIFIED
    native: Language | None = None
    patience: float | None = None
    unsure: bool = True
    hold_unsure: bool = False
    footnotes: bool = False
    target: Target | None = None
    mode: str = "reply"
    addressed: bool = False

    def holds(self, translation: Translation) -> bool:
        """Whether a translation is offered instead of posted."""
        return self.hold_unsure and translation.very_unsure and not self.addressed

    def marks(self, translation: Translation) -> bool:
        """Whether a translation that may be wrong is marked: one that might have been held is, whatever was chosen."""
        return self.unsure or (self.hold_unsure and translation.very_unsure)


Decide = Callable[[], Awaitable[Wish | None]]
"""Whether and how a message is to be translated; None leaves it alone."""
