"""Apps, things and brands of daily life, which models mistranslate (微信 as 'a microphone')."""

from collections.abc import Iterator
from importlib.resources import files

from bot.text.language import Language
from bot.translation.terms import Term

_BOTH, _BACK = "=", "<"


def daily_terms() -> Iterator[Term]:
    """Yield the terms in `data/daily.tsv`, both Chinese and English."""
    lines = (files("bot.translation") / "data" / "daily.tsv").read_text("utf-8").splitlines()
    for line in lines:
        if line.startswith("#"):
            continue
        chinese, english, *ways = line.split("\t")
        if ways != [_BACK]:
            yield Term(chinese, english, Language.CHINESE, any_case=True)
        if ways in ([_BOTH], [_BACK]):
            yield Term(english, chinese, Language.ENGLISH, any_case=True)
