"""The definitions of CC-CEDICT, shortened for readers who follow along."""

from collections.abc import Iterable, Iterator

import regex

_SHORT = 40  # characters that fit on a line of a phone with the word and its pinyin
_POINTER = regex.compile(
    r"(?:CL:|(?:old |erhua |archaic |Japanese |ancient |colloquial )?variant of|see |also (?:pr|written|called)\b"
    r"|Taiwan pr|used in |same as )"
)
_SURNAME = regex.compile(r"surname \p{Lu}")
_BOTH_SCRIPTS = regex.compile(r"[\p{Han}·]+\|(?=\p{Han})")
_PINYIN = regex.compile(r"\[[^\]]*\]")
_LOOSE = regex.compile(r" (?=[,.!?])")
_ASIDE = regex.compile(r"\s*\([^()]*\)\s*")


def definitions(glosses: str) -> Iterator[str]:
    """Yield an entry's definitions, without what is only for readers of the dictionary.

    Args:
        glosses: senses separated by `/`, and words within them by `;`.
    """
    for gloss in glosses.replace(";", "/").split("/"):
        plain = _PINYIN.sub("", _BOTH_SCRIPTS.sub("", gloss)).strip()
        if plain and not _POINTER.match(plain):
            yield plain


def bare(definition: str) -> str:
    """A definition without its parenthesized parts, unless there is nothing else."""
    plain = _LOOSE.sub("", " ".join(_ASIDE.sub(" ", definition).split()))
    return plain or definition.strip("()")


def short(glosses: str) -> str:
    """The first definitions of an entry, as many as fit on a line."""
    found = list(dict.fromkeys(map(bare, definitions(glosses)))) or [glosses.partition("/")[0]]
    plain = [gloss for gloss in found if not _SURNAME.match(gloss)] or found
    return _within(plain)


def _within(glosses: Iterable[str]) -> str:
    line = ""
    for gloss in glosses:
        if line and len(line) + len(gloss) > _SHORT:
            break
        line += f"; {gloss}" if line else gloss
    return line if len(line) <= 2 * _SHORT else line[: 2 * _SHORT].rsplit(" ", 1)[0] + " …"
