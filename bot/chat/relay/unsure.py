"""The mark of a translation that may be wrong: discreet, in the language of its reader."""

from bot.chat.strings import Catalogue
from bot.translation.types import Translation

SIGN = "≈"
"""Stands at the end of a digest's line; `/help` says what it means."""


def low_confidence_note(translation: Translation, *, wanted: bool = True) -> str:
    """The subtext below a translation that may be wrong; empty where there is nothing to say.

    Args:
        translation: as the service gave it.
        wanted: whether the channel marks such translations.
    """
    return (
        Catalogue.shipped().say(translation.target, "unsure.note", sign=SIGN) if translation.unsure and wanted else ""
    )


def with_low_confidence_note(translation: Translation) -> str:
    """A translation with the note below that it may be wrong."""
    return "\n".join(filter(None, (translation.text, low_confidence_note(translation))))
