"""How likely readers understand a translation rightly, from what the model and the dictionary tell of it.

The weights are those of a logistic regression on judged answers of the embedded model (good,
understandable, wrong, misleading); `tests/golden/judged` holds them, and docs/trust.md shows the curve.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from bot.text.language import Language
from bot.translation.dictionary import links

UNSURE_BELOW = 0.324
"""The certainty below which translations are marked, as judged for qiao-chat-2; a manifest may say otherwise."""
VERY_UNSURE_BELOW = 0.049
"""The certainty below which an automatic channel may rather offer a translation than post it; likewise."""

_OTHER = {Language.ENGLISH: Language.CHINESE, Language.CHINESE: Language.ENGLISH}
_BIAS = -10.7
_PROBABILITY = 16.4
_COVERAGE = 3.3
_PRIOR_WORDS = 1.0
"""Content words that are taken to be linked by half, so that a single one neither proves nor damns a translation."""
_MADE_UP = 3  # content words of a translation of nothing but grammar
_MANY = 5  # content words of both sides, from which a few may be linked by chance
_LEAST_LINKED = 0.25


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a translation.

    Attributes:
        probability: geometric mean of the decoder's probabilities over the target tokens, 0 to 1.
        linked: content words of the original that the dictionary links to the translation.
        words: content words that it looked up.
        unlinked: whether, in one sentence at least, next to none of its words nor of the translation's were found on
            the other side.
        made: content words of the translation.
    """

    probability: float
    linked: int
    words: int
    unlinked: bool = False
    made: int = 0

    @property
    def coverage(self) -> float:
        """The share of content words that are linked, drawn toward one half where they are few."""
        return (self.linked + _PRIOR_WORDS / 2) / (self.words + _PRIOR_WORDS)


def evidence(probability: float, prose: Iterable[tuple[str, str, Language]]) -> Evidence:
    """Look up the words of a message.

    Args:
        probability: geometric mean of the decoder's probabilities over the target tokens, 0 to 1.
        prose: what the model read and wrote, segment by segment, without placeholders; and the language that it read.
    """
    linked, words, unlinked, made_of = 0, 0, False, 0
    for given, made, read in prose:
        here, of = links(given, made, read)
        there, of_made = links(made, given, _OTHER[read])
        linked, words = linked + here, words + of
        made_of += of_made
        unlinked = unlinked or _is_unlinked(here + there, of, of_made)
    return Evidence(probability, linked, words, unlinked, made_of)


def _is_unlinked(linked: int, words: int, made: int) -> bool:
    """Whether two texts have next to nothing to do with each other.

    Of pairs that people translated (chat, microblogs, everyday sentences) one in a hundred looks so to the dictionary.

    Args:
        linked: content words of either that are linked to the other.
        words: content words of the original.
        made: content words of the translation.
    """
    if linked == 0:
        return words > 0 or made >= _MADE_UP
    return words + made >= _MANY and linked < _LEAST_LINKED * (words + made)


def certainty(found: Evidence) -> float:
    """The probability, 0 to 1, that readers understand the translation rightly."""
    return 1 / (1 + math.exp(-(_BIAS + _PROBABILITY * found.probability + _COVERAGE * found.coverage)))
