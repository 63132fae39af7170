"""English words and phrases in Chinese: CC-CEDICT, read from its right to its left."""

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
"""Words: definitions that are longer explain more than they name."""
_MOST = 3  # glosses of a word
_NEAR = 1.6  # how much rarer than the best one a gloss may be, as a common logarithm
_ARTICLE = regex.compile(r"^(?:to be|to|an?|the) (?=\S)")
_NAME = regex.compile(r"[A-Za-z]+(?:[ '-][A-Za-z]+)*")
_HAN = regex.compile(r"\p{Han}+")

# What tells against a gloss, as common logarithms.
_NOT_FIRST = 0.5  # for each definition that stands before it
_SINGLE = 0.5  # a single character: it is mostly a part of words
_BESIDE = 2.0  # not what the word mostly means

_SURE = -6.0  # a score from which a form of a word (`news`) need not give way to its base (`gifts`)
_DOUBTFUL = -7.4  # a score under which no gloss of a single word is better than this one


class Glosses:
    """Chinese words for English ones.

    A Chinese word is good for an English one where it is used often, where the English one is among the first of its
    definitions, and where that says nothing else besides.

    Args:
        dictionary: from Chinese into English.
        chinese: the logarithms of the shares of Chinese words.
    """

    def __init__(self, dictionary: Dictionary, chinese: Mapping[str, float]) -> None:
        self._glosses: dict[str, bytes] = {}
        for word in filter(_HAN.fullmatch, dictionary):
            entries = dictionary.entries(word)
            usual = main(entries)
            for entry in entries:
                share = chinese.get(word, RAREST - 1) - (entry is not usual) * _BESIDE - (len(word) == 1) * _SINGLE
                for at, definition in enumerate(definitions(entry.glosses)):
                    english = bare(definition)
                    name = _ARTICLE.sub("", english).rstrip("!?.")
                    if _NAME.fullmatch(name) and name.count(" ") < LONGEST:
                        qualified = len(english) != len(definition)
                        score = share - _NOT_FIRST * (at + qualified)
                        if score >= _DOUBTFUL or " " in name:
                            self._add(name.lower(), word, score)

    def _add(self, name: str, word: str, score: float) -> None:
        # Bytes, as in `Dictionary`: with a list for each name, collecting garbage would hold up the event loop.
        self._glosses[name] = self._glosses.get(name, b"") + f"{score:.2f} {word}\n".encode()

    @staticmethod
    def shipped() -> "Glosses":
        """What comes with Qiao; made once, which takes about two seconds."""
        return _shipped()

    def of(self, phrase: str) -> str:
        """The Chinese words for a phrase, in whatever form it stands; empty where none is known."""
        found = [_ranked(self._glosses[form]) for form in forms(phrase.lower()) if form in self._glosses]
        best = next((ranked for ranked in found if ranked[0][0] >= _SURE), max(found, default=[]))
        return "；".join(list(dict.fromkeys(word for score, _, word in best if score >= best[0][0] - _NEAR))[:_MOST])


@cache
def _shipped() -> Glosses:
    return Glosses(Dictionary.shipped(), frequencies(Language.CHINESE))


def _ranked(candidates: bytes) -> list[tuple[float, int, str]]:
    """Chinese words with their scores and, to tell equals apart, how short they are; the best one first."""
    scored = (line.split() for line in candidates.decode().splitlines())
    return sorted(((float(score), -len(word), word) for score, word in scored), reverse=True)
