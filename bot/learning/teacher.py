"""Explaining messages, word by word."""

from collections.abc import Iterator, Mapping
from functools import cache
from threading import Lock

import regex

from bot.learning.cedict import Dictionary
from bot.learning.english import LONGEST, Glosses
from bot.learning.frequency import frequencies
from bot.learning.gloss import short
from bot.learning.reading import read
from bot.learning.segmentation import cut
from bot.learning.types import Explanation, Word
from bot.text.language import Language
from bot.text.markup import Kind, parse
from bot.text.script import to_simplified
from bot.translation.slang import Entry, Sighting, Slang

_HAN = regex.compile(r"\p{Han}")
_ENGLISH = regex.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_KNOWN_FROM = -4.0  # the share, as a common logarithm, from which a learner knows a word: some 1,200 of them
_FUNCTION_FROM = -2.9  # the same for words such as `the`, which no dictionary explains in a line
_AROUND = 10  # characters to each side that may tell how a character is said
_LOADING = Lock()


class Teacher:
    """Explains messages in either language in the words of the other.

    Args:
        dictionary: from Chinese into English.
        glosses: from English into Chinese.
        slang: what neither knows.
        chinese: the logarithms of the shares of Chinese words.
        english: those of English ones.
    """

    def __init__(
        self,
        *,
        dictionary: Dictionary,
        glosses: Glosses,
        slang: Slang,
        chinese: Mapping[str, float],
        english: Mapping[str, float],
    ) -> None:
        self._dictionary = dictionary
        self._glosses = glosses
        self._slang = slang
        self._chinese = chinese
        self._english = english

    @staticmethod
    def shipped() -> "Teacher":
        """The teacher that comes with Qiao; made once, which takes two seconds and some 60 MB."""
        with _LOADING:
            return _shipped()

    def explain(self, text: str, language: Language) -> Explanation:
        """Explain a message; what is markup, a mention, an emoji, a link or code is a piece without a gloss.

        Args:
            text: a message as Discord hands it out.
            language: of the message; what is neither English nor Chinese has no glosses.
        """
        words: list[Word] = []
        slang: dict[str, Entry] = {}
        for span in parse(text):
            if span.kind is not Kind.PROSE:
                words.append(Word(span.text))
                continue
            sightings = self._slang.find(span.text, language)
            slang |= {seen.entry.term: seen.entry for seen in sightings if seen.entry.term not in slang}
            if language is Language.CHINESE:
                words += self._chinese_words(span.text, sightings)
            elif language is Language.ENGLISH:
                words += self._english_words(span.text, sightings)
            else:
                words.append(Word(span.text))
        if language is Language.ENGLISH:
            words = self._worth_telling(words)
        return Explanation(tuple(words), tuple(slang.values()))

    def _chinese_words(self, text: str, sightings: list[Sighting]) -> Iterator[Word]:
        simplified = to_simplified(text)
        plain = simplified if len(simplified) == len(text) else text
        begin = 0
        for word, seen in self._pieces(plain, sightings):
            end = begin + len(word)
            pinyin, gloss = "", seen.entry.translation if seen else ""
            if _HAN.search(word):
                pinyin, entry = read(
                    word, plain[max(0, begin - _AROUND) : begin], plain[end : end + _AROUND], self._dictionary
                )
                gloss = gloss or (short(entry.glosses) if entry else "")
            yield Word(text[begin:end], pinyin, gloss)
            begin = end

    def _pieces(self, plain: str, sightings: list[Sighting]) -> Iterator[tuple[str, Sighting | None]]:
        """The words, where slang that the dictionary does not have is a word too."""
        at = 0
        for seen in sightings:
            term = plain[seen.start : seen.end]
            if term not in self._dictionary:
                yield from ((word, None) for word in self._cut(plain[at : seen.start]))
                yield term, seen
                at = seen.end
        yield from ((word, None) for word in self._cut(plain[at:]))

    def _cut(self, plain: str) -> Iterator[str]:
        return cut(plain, self._dictionary.__contains__, self._chinese)

    def _english_words(self, text: str, sightings: list[Sighting]) -> Iterator[Word]:
        found = list(_ENGLISH.finditer(text))
        slang = {seen.start: seen for seen in sightings}
        begin = number = 0
        while number < len(found):
            start = found[number].start()
            if start < begin:
                number += 1
                continue
            yield from (Word(between) for between in [text[begin:start]] if between)
            if seen := slang.get(start):
                begin, gloss = seen.end, seen.entry.translation
                number += 1
            else:
                many, gloss = self._longest(text, found[number : number + LONGEST])
                number += many
                begin = found[number - 1].end()
            yield Word(text[start:begin], "", gloss)
        yield from (Word(rest) for rest in [text[begin:]] if rest)

    def _longest(self, text: str, following: list[regex.Match[str]]) -> tuple[int, str]:
        """How many of the words that follow make up the longest phrase with a gloss, and the gloss."""
        for many in range(len(following), 0, -1):
            phrase = text[following[0].start() : following[many - 1].end()]
            if (many == 1 or phrase.count(" ") == many - 1) and (gloss := self._glosses.of(phrase)):
                return many, gloss
        return 1, ""

    def _worth_telling(self, words: list[Word]) -> list[Word]:
        """Leave out the glosses of words that every learner knows, unless there are no others."""
        rare = [self._told(word, _KNOWN_FROM) for word in words]
        return rare if any(word.gloss for word in rare) else [self._told(word, _FUNCTION_FROM) for word in words]

    def _told(self, word: Word, below: float) -> Word:
        if not word.gloss or " " in word.text or self._english.get(word.text.lower(), below - 1) < below:
            return word
        return Word(word.text)


@cache
def _shipped() -> Teacher:
    return Teacher(
        dictionary=Dictionary.shipped(),
        glosses=Glosses.shipped(),
        slang=Slang.shipped(),
        chinese=frequencies(Language.CHINESE),
        english=frequencies(Language.ENGLISH),
    )
