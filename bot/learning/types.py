"""What an explanation is made of."""

from dataclasses import dataclass

from bot.translation.slang import Entry


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a message.

    Attributes:
        text: as it stands in the message; a word, or what stands between two.
        pinyin: how a Chinese word is said, with tone marks; empty for all else.
        gloss: what it means in the other language; Chinese in Simplified characters; empty where nothing is to be told.
    """

    text: str
    pinyin: str = ""
    gloss: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A message, word by word.

    Attributes:
        words: in order; joining their texts gives the message back.
        slang: the slang in it, in the order of its first use, each entry once.
    """

    words: tuple[Word, ...]
    slang: tuple[Entry, ...] = ()
