"""The parts of an explanation."""

from dataclasses import dataclass

from bot.translation.known.slang import Entry


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a message.

    Attributes:
        text: as written in the message: a word, or the text between two.
        pinyin: how a Chinese word is pronounced, with tone marks; otherwise empty.
        gloss: its meaning in the other language, Chinese in Simplified characters; empty if it needs none.
    """

    text: str
    pinyin: str = ""
    gloss: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A message, word by word.

    Attributes:
        words: in order; their texts, joined, are the message.
        slang: its slang in order of first use, each entry once.
    """

    words: tuple[Word, ...]
    slang: tuple[Entry, ...] = ()
