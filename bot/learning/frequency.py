"""How often words are used, by the lists of wordfreq (https://github.com/rspeer/wordfreq).

They count words in books, subtitles, news and what people write to one another.
"""

from functools import cache

from wordfreq import get_frequency_list

from bot.text.language import Language

RAREST = -6.0
"""The common logarithm of the share of the words that the lists leave out: they hold what comes once in a million."""


@cache
def frequencies(language: Language) -> dict[str, float]:
    """The common logarithms of the shares that words have in what is written.

    Args:
        language: English, or Chinese in Simplified characters.
    """
    ranks = get_frequency_list(str(language), "small")
    return {word: -rank / 100 for rank, words in enumerate(ranks) for word in words}
