"""The entry point for explaining messages: cheap to import, expensive on its first call."""

from bot.learning.types import Explanation
from bot.text.language import Language


def explain(text: str, language: Language) -> Explanation:
    """Explain a message with the dictionaries that come with Qiao (see `bot.learning.teacher.Teacher.explain`).

    Call it in a thread: the first call takes two seconds, later ones a few milliseconds.
    """
    # Imported on use: the dictionaries take 60 MB, which a bot that never explains anything does not need.
    from bot.learning.teacher import Teacher  # noqa: PLC0415 - see above

    return Teacher.shipped().explain(text, language)
