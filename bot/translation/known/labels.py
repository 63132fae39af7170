"""Labels that people write before a colon: `Time:`, `地点：`."""

from functools import cache
from importlib.resources import files

from bot.text.language import Language
from bot.text.script import to_simplified


def translate_label(text: str, source: Language) -> str | None:
    """Translate a label.

    Args:
        text: without its colon.
        source: its language.
    """
    known = _labels().get(to_simplified(text.lower()))
    return None if known is None or text.isascii() is not (source is Language.ENGLISH) else known


@cache
def _labels() -> dict[str, str]:
    lines = files("bot.translation").joinpath("data/labels.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))
