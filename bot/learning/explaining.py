"""The way in for who wants a message explained: light to import, and heavy with its first call."""

from bot.learning.types import Explanation
from bot.text.language import Language


def explain(text: str, language: Language) -> Explanation:
    """Explain a message with the dictionaries that come with Qiao (see `bot.learning.teacher.Teacher.explain`).

    To be called in a thread: the first call takes two seconds, and then each takes some milliseconds.
    """
    # Imported where it is used: dictionaries take 60 MB, which a bot that nobody asks for an explanation never needs.
    from bot.learning.teacher import Teacher  # noqa: PLC0415 - see above

    return Teacher.shipped().explain(text, language)
