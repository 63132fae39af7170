"""Letters, words and commands."""

from bot.text.capitals import calm
from bot.text.clean import tidy
from bot.text.commands import is_command
from bot.text.folding import fold
from bot.text.han import HAN
from bot.text.keyed import find_keyed
from bot.text.punctuation import full_width
from bot.text.stickers import is_sticker
from tests.fuzz.harness import Reader, squeezed

_PREFIXES = (("!",), ("?", "$"), ("Qiao ", "/"), ("．", "İ", "ß"), ())


def tidying(data: bytes) -> None:
    text = Reader(data).text()
    folded, tidied = fold(text), tidy(text)
    assert fold(folded) == folded
    assert tidy(tidied) == tidied
    assert len(folded) <= len(text)
    assert not any("\ud800" <= char <= "\udfff" or char in "\x00\u200b\u202e\u2066" for char in tidied)
    for mark in "⟦⟧\n":
        assert tidied.count(mark) == text.count(mark)
    calmed = calm(text)
    assert calmed.casefold() == text.casefold()
    wide = full_width(text)
    assert full_width(wide) == wide
    assert HAN.findall(wide) == HAN.findall(text)
    assert len(squeezed(wide)) == len(squeezed(text))


def commands(data: bytes) -> None:
    reader = Reader(data)
    prefixes = _PREFIXES[reader.number(len(_PREFIXES))]
    text = reader.text()
    assert isinstance(is_command(text, prefixes), bool)
    if prefixes:
        assert is_command(f"{prefixes[0]}ping", prefixes)
    end = 0
    for start, stop in find_keyed(text):
        assert 0 <= start < stop <= len(text)
        assert end <= start
        end = start
    is_sticker(f"[{text}]", text[:1], text[-1:])
