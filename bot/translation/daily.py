"""Apps, things and brands of daily life, which models put into words they are not (微信, 'a microphone')."""

from collections.abc import Iterator
from importlib.resources import files

from bot.text.language import Language
from bot.translation.terms import Term

_BOTH, _BACK = "=", "<"


def daily_terms() -> Iterator[Term]:
    """Yield the terms of `data/daily.tsv`, Chinese ones and English ones."""
    lines = (files("bot.translation") / "data" / "daily.tsv").read_text("utf-8").splitlines()
    for line in lines:
        if line.startswith("#"):
            continue
        chinese, english, *ways = line.split("\t")
        if ways != [_BACK]:
            yield Term(chinese, english, Language.CHINESE)
        if ways in ([_BOTH], [_BACK]):
            yield Term(english, chinese, Language.ENGLISH)
