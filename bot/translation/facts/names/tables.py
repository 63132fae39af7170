"""The tables of names in `data/names/`, each read once, on first use."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Hanzi(NamedTuple):
    """How common characters are in names compared to running text, as log-odds.

    Attributes:
        surname: for characters that are surnames.
        given: for characters that are frequent in given names.
    """

    surname: dict[str, float]
    given: dict[str, float]


class English(NamedTuple):
    """English words by what their capital letter implies.

    Attributes:
        given: given names that are rarely anything else.
        ambiguous: given names that are also words, but rarely begin a sentence as one.
        words: given names that begin sentences as words; also months and titles.
        translated: places, peoples, festivals and the like, which have established Chinese names.
        latin: brands, games and sites that are written in Latin letters in Chinese.
        titles: words that precede a name.
        pinyin: Chinese surnames in Latin letters.
        common: ordinary words in lowercase.
    """

    given: frozenset[str]
    ambiguous: frozenset[str]
    words: frozenset[str]
    translated: frozenset[str]
    latin: frozenset[str]
    titles: frozenset[str]
    pinyin: frozenset[str]
    common: frozenset[str]


def _read(name: str) -> str:
    return (files("bot.translation") / "data" / "names" / name).read_text(encoding="utf-8")


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in _read(name).splitlines() if line and not line.startswith("#")]


@cache
def hanzi() -> Hanzi:
    """The characters of Chinese names."""
    rows = _rows("hanzi.tsv")
    return Hanzi(
        {character: int(surname) / 10 for character, surname, _ in rows if surname},
        {character: int(given) / 10 for character, _, given in rows if given},
    )


@cache
def chinese_words() -> frozenset[str]:
    """Words that begin or end like a name but are not one."""
    return frozenset(first + rest for first, rests in _rows("words.zh.txt") for rest in rests.split())


@cache
def english() -> English:
    """English names, and words that are not names."""
    lists = tomllib.loads(_read("english.toml"))
    listed = {name: frozenset(words.split()) for name, words in lists.items()}
    return English(**listed, common=frozenset(word for row in _rows("words.en.txt") for word in row[0].split()))


@cache
def people() -> dict[str, str]:
    """Well-known people by their Chinese names."""
    return dict(_rows("people.tsv"))


@cache
def people_in_chinese() -> dict[str, str]:
    """Well-known people by their English names, in lowercase."""
    chinese: dict[str, str] = {}
    for name, rendering in people().items():
        chinese.setdefault(rendering.lower(), name)
    return chinese


@cache
def honorifics() -> dict[str, str]:
    """English forms of address by the Chinese honorific after a surname."""
    return dict(_rows("honorifics.tsv"))


@cache
def titles() -> dict[str, str]:
    """Films, games, books and shows by their Chinese titles."""
    return dict(_rows("titles.tsv"))
