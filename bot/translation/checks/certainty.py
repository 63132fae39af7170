"""How likely readers are to understand a translation correctly, from the model's and the dictionary's evidence.

The weights are from a logistic regression on judged answers of the embedded model (good, understandable, wrong,
misleading); the answers are in `tests/golden/judged`, and docs/trust.md has the curve.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from bot.text.language import Language
from bot.translation.lookup.dictionary import count_links

UNSURE_BELOW = 0.611
"""The certainty below which translations are marked, as judged for qiao-chat-3; a manifest may override it."""

_OTHER = {Language.ENGLISH: Language.CHINESE, Language.CHINESE: Language.ENGLISH}
_BIAS = -4.9
_PROBABILITY = 14.9
_COVERAGE = 2.6
_LENGTH = -3.0
"""By the logarithm of the number of content words: each one more is a chance to be wrong."""
_LONGEST = 30  # content words; few of the judged messages are longer
_PRIOR_WORDS = 1.0
"""Extra content words that count as half linked, so that a single word does not decide."""
_MADE_UP = 3  # content words of a translation whose source has none
_MANY = 5  # content words of both sides, of which a few may be linked by chance
_LEAST_LINKED = 0.25


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about a translation.

    Attributes:
        probability: geometric mean of the decoder's probabilities over the target tokens, 0 to 1.
        linked: the original's content words that the dictionary links to the translation.
        words: the original's content words that the dictionary knows.
        unlinked: whether there is a sentence in which almost no word of either side was found on the other.
        made: the translation's content words.
    """

    probability: float
    linked: int
    words: int
    unlinked: bool = False
    made: int = 0

    @property
    def coverage(self) -> float:
        """The share of content words that are linked, smoothed toward one half where they are few."""
        return (self.linked + _PRIOR_WORDS / 2) / (self.words + _PRIOR_WORDS)


def evidence(probability: float, prose: Iterable[tuple[str, str, Language]]) -> Evidence:
    """Look up the words of a message and its translation.

    Args:
        probability: geometric mean of the decoder's probabilities over the target tokens, 0 to 1.
        prose: for each segment what the model read and wrote, without placeholders, and the language that it read.
    """
    linked, words, unlinked, made_of = 0, 0, False, 0
    for given, made, read in prose:
        here, of = count_links(given, made, read)
        there, of_made = count_links(made, given, _OTHER[read])
        linked, words = linked + here, words + of
        made_of += of_made
        unlinked = unlinked or _is_unlinked(here + there, of, of_made)
    return Evidence(probability, linked, words, unlinked, made_of)


def _is_unlinked(linked: int, words: int, made: int) -> bool:
    """Whether two texts have almost nothing to do with each other.

    Of human translations (of chat, microblogs, everyday sentences), 1 in 100 looks that way to the dictionary.

    Args:
        linked: content words of either side that are linked to the other.
        words: the original's content words.
        made: the translation's content words.
    """
    if linked == 0:
        return words > 0 or made >= _MADE_UP
    return words + made >= _MANY and linked < _LEAST_LINKED * (words + made)


def certainty(found: Evidence) -> float:
    """The probability, 0 to 1, that readers understand the translation correctly."""
    length = math.log(1 + min(found.words, _LONGEST))
    odds = _BIAS + _PROBABILITY * found.probability + _COVERAGE * found.coverage + _LENGTH * length
    return 1 / (1 + math.exp(-odds))
