"""What is known of names: the tables under `data/names/`, each read once, when first asked for."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Hanzi(NamedTuple):
    """How well characters serve in names, as logarithms of odds: how much likelier than in running text.

    Attributes:
        surname: of the characters that are surnames.
        given: of the characters that are frequent in given names.
    """

    surname: dict[str, float]
    given: dict[str, float]


class English(NamedTuple):
    """English words by what a capital letter on them tells.

    Attributes:
        given: given names that are hardly anything else.
        ambiguous: given names that are words too, but seldom begin a sentence as such.
        words: given names that begin sentences as words, months and titles too.
        translated: places, peoples, festivals and the like, which have Chinese names that everybody uses.
        latin: brands, games and sites that Chinese writes in Latin letters.
        titles: what stands before a name.
        pinyin: surnames of China in Latin letters.
        common: ordinary words in lower case.
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
    """Words that begin or end as a name might and are none."""
    return frozenset(first + rest for first, rests in _rows("words.zh.txt") for rest in rests.split())


@cache
def english() -> English:
    """The names of English, and the words that are none."""
    lists = tomllib.loads(_read("english.toml"))
    listed = {name: frozenset(words.split()) for name, words in lists.items()}
    return English(**listed, common=frozenset(word for row in _rows("words.en.txt") for word in row[0].split()))


@cache
def people() -> dict[str, str]:
    """Well-known people by their Chinese names."""
    return dict(_rows("people.tsv"))


@cache
def people_in_chinese() -> dict[str, str]:
    """Well-known people by their English names, in lower case."""
    chinese: dict[str, str] = {}
    for name, rendering in people().items():
        chinese.setdefault(rendering.lower(), name)
    return chinese


@cache
def honorifics() -> dict[str, str]:
    """How people are called in English by what follows their surnames in Chinese."""
    return dict(_rows("honorifics.tsv"))


@cache
def titles() -> dict[str, str]:
    """Films, games, books and shows by their Chinese titles."""
    return dict(_rows("titles.tsv"))
