"""How often words are used, from the lists of wordfreq (https://github.com/rspeer/wordfreq).

They count words in books, subtitles, news and social media.
"""

from functools import cache

from bot.text.language import Language

RAREST = -6.0
"""The base-10 logarithm of the frequency below which the lists leave words out: once in a million."""


@cache
def frequencies(language: Language) -> dict[str, float]:
    """The base-10 logarithms of the frequencies of words.

    Args:
        language: English, or Chinese in Simplified characters.
    """
    from wordfreq import get_frequency_list  # noqa: PLC0415 - takes a while, and is needed only with the first word

    ranks = get_frequency_list(str(language), "small")
    return {word: -rank / 100 for rank, words in enumerate(ranks) for word in words}
