"""English words and phrases in Chinese: CC-CEDICT in reverse."""

from collections.abc import Mapping
from functools import cache

import regex

from bot.learning.cedict import Dictionary
from bot.learning.frequency import RAREST, frequencies
from bot.learning.gloss import bare, definitions
from bot.learning.inflection import forms
from bot.learning.reading import main
from bot.text.language import Language

LONGEST = 4
"""Words of a definition; longer ones explain rather than name."""
_MOST = 3  # glosses of a word
_NEAR = 1.6  # how much rarer than the best gloss another may be, as a base-10 logarithm
_ARTICLE = regex.compile(r"^(?:to be|to|an?|the) (?=\S)")
_NAME = regex.compile(r"[A-Za-z]+(?:[ '-][A-Za-z]+)*")
_HAN = regex.compile(r"\p{Han}+")

# Penalties for a gloss, as base-10 logarithms.
_NOT_FIRST = 0.5  # for each definition before it
_SINGLE = 0.5  # a single character, which is usually part of a word
_SECONDARY = 2.0  # not the word's usual meaning

_SURE = -6.0  # score above which a form (`news`) is kept rather than reduced to its base (as `gifts` is)
_DOUBTFUL = -7.4  # score below which no gloss is better than a bad one


class Glosses:
    """Chinese words for English ones.

    A Chinese word is a good gloss if it is common, and if the English word is among its first definitions and is all
    that the definition says.

    Args:
        dictionary: from Chinese into English.
        chinese: the logarithms of the frequencies of Chinese words.
    """

    def __init__(self, dictionary: Dictionary, chinese: Mapping[str, float]) -> None:
        self._glosses: dict[str, bytes] = {}
        for word in filter(_HAN.fullmatch, dictionary):
            entries = dictionary.entries(word)
            usual = main(entries)
            for entry in entries:
                share = chinese.get(word, RAREST - 1) - (entry is not usual) * _SECONDARY - (len(word) == 1) * _SINGLE
                for at, definition in enumerate(definitions(entry.glosses)):
                    english = bare(definition)
                    name = _ARTICLE.sub("", english).rstrip("!?.")
                    if _NAME.fullmatch(name) and name.count(" ") < LONGEST:
                        qualified = len(english) != len(definition)
                        score = share - _NOT_FIRST * (at + qualified)
                        if score >= _DOUBTFUL or " " in name:
                            self._add(name.lower(), word, score)

    def _add(self, name: str, word: str, score: float) -> None:
        # Bytes, as in `Dictionary`: with a list for each name, garbage collection would block the event loop.
        self._glosses[name] = self._glosses.get(name, b"") + f"{score:.2f} {word}\n".encode()

    @staticmethod
    def shipped() -> "Glosses":
        """The glosses that come with Qiao; built once, which takes about two seconds."""
        return _shipped()

    def of(self, phrase: str) -> str:
        """The Chinese words for a phrase, in any form; empty if none is known."""
        found = [_ranked(self._glosses[form]) for form in forms(phrase.lower()) if form in self._glosses]
        best = next((ranked for ranked in found if ranked[0][0] >= _SURE), max(found, default=[]))
        return "；".join(list(dict.fromkeys(word for score, _, word in best if score >= best[0][0] - _NEAR))[:_MOST])


@cache
def _shipped() -> Glosses:
    return Glosses(Dictionary.shipped(), frequencies(Language.CHINESE))


def _ranked(candidates: bytes) -> list[tuple[float, int, str]]:
    """Chinese words with their scores, and how short they are as a tie-breaker; best first."""
    scored = (line.split() for line in candidates.decode().splitlines())
    return sorted(((float(score), -len(word), word) for score, word in scored), reverse=True)
