"""Explaining messages, word by word."""

from collections.abc import Iterator, Mapping
from functools import cache
from threading import Lock

import regex

from bot.learning.cedict import Dictionary
from bot.learning.english import LONGEST, Glosses
from bot.learning.frequency import frequencies
from bot.learning.gloss import short
from bot.learning.names import Reading, find_readings
from bot.learning.reading import read, written
from bot.learning.segmentation import cut
from bot.learning.types import Explanation, Word
from bot.learning.variants import to_plain
from bot.text.language import Language
from bot.text.markup import Kind, parse
from bot.translation.known.slang import Entry, Occurrence, Slang

_HAN = regex.compile(r"\p{Han}")
_ENGLISH = regex.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_KNOWN_FROM = -4.0  # base-10 logarithm of the frequency above which a learner knows a word: about 1,200 of them
_FUNCTION_FROM = -2.9  # likewise for words such as `the`, which no dictionary explains in a line
_CONTEXT = 10  # characters on each side that may determine a pronunciation
_LOADING = Lock()


class Teacher:
    """Explains messages in either language in the other one.

    Args:
        dictionary: from Chinese into English.
        glosses: from English into Chinese.
        slang: terms that neither of them has.
        chinese: the base-10 logarithms of the frequencies of Chinese words.
        english: likewise, of English words.
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
        """The teacher that comes with Qiao; built once, which takes two seconds and about 60 MB."""
        with _LOADING:
            return _shipped()

    def explain(self, text: str, language: Language) -> Explanation:
        """Explain a message; markup, mentions, emoji, links and code have no glosses.

        Args:
            text: a message as Discord delivers it.
            language: of the message; other languages than English and Chinese have no glosses.
        """
        words: list[Word] = []
        slang: dict[str, Entry] = {}
        for span in parse(text):
            if span.kind is not Kind.PROSE:
                words.append(Word(span.text))
                continue
            occurrences = self._slang.find(span.text, language)
            slang |= {one.entry.term: one.entry for one in occurrences if one.entry.term not in slang}
            if language is Language.CHINESE:
                words += self._chinese_words(span.text, occurrences)
            elif language is Language.ENGLISH:
                words += self._english_words(span.text, occurrences)
            else:
                words.append(Word(span.text))
        if language is Language.ENGLISH:
            words = self._drop_known_glosses(words)
        return Explanation(tuple(words), tuple(slang.values()))

    def _chinese_words(self, text: str, occurrences: list[Occurrence]) -> Iterator[Word]:
        plain = to_plain(text, self._dictionary)
        names = self._names(text, plain, occurrences)
        begin = 0
        for word, occurrence in self._pieces(plain, occurrences, names):
            end = begin + len(word)
            pinyin, gloss = "", occurrence.entry.translation if occurrence else ""
            if name := names.get(begin):
                pinyin, gloss = name.pinyin, self._gloss(word, name.pinyin)
            elif _HAN.search(word):
                pinyin, entry = read(
                    word, plain[max(0, begin - _CONTEXT) : begin], plain[end : end + _CONTEXT], self._dictionary
                )
                gloss = gloss or (short(entry.glosses) if entry else "")
            yield Word(text[begin:end], pinyin, gloss)
            begin = end

    def _names(self, text: str, plain: str, occurrences: list[Occurrence]) -> dict[int, Reading]:
        """The readings that follow from names, by their beginnings; slang is no name."""
        # 乾 is a character of names, which becomes 干 where it means dry.
        kept = "".join(old if old == "乾" else new for old, new in zip(text, plain, strict=True))
        taken = {at for occurrence in occurrences for at in range(occurrence.start, occurrence.end)}
        found = find_readings(kept, self._dictionary)
        return {name.start: name for name in found if taken.isdisjoint(range(name.start, name.end))}

    def _gloss(self, name: str, pinyin: str) -> str:
        """What the dictionary says about a name."""
        entries = [entry for entry in self._dictionary.entries(name) if written(entry.reading) == pinyin]
        return short(entries[0].glosses) if entries else ""

    def _pieces(
        self, plain: str, occurrences: list[Occurrence], names: Mapping[int, Reading]
    ) -> Iterator[tuple[str, Occurrence | None]]:
        """Yield the words, including names, and slang that the dictionary does not have."""
        slang = {one.start: one for one in occurrences if plain[one.start : one.end] not in self._dictionary}
        at = 0
        ends = {name.start: name.end for name in names.values()} | {one.start: one.end for one in slang.values()}
        for start, end in sorted(ends.items()):
            yield from ((word, None) for word in self._cut(plain[at:start]))
            yield plain[start:end], slang.get(start)
            at = end
        yield from ((word, None) for word in self._cut(plain[at:]))

    def _cut(self, plain: str) -> Iterator[str]:
        return cut(plain, self._dictionary.__contains__, self._chinese)

    def _english_words(self, text: str, occurrences: list[Occurrence]) -> Iterator[Word]:
        found = list(_ENGLISH.finditer(text))
        slang = {occurrence.start: occurrence for occurrence in occurrences}
        begin = number = 0
        while number < len(found):
            start = found[number].start()
            if start < begin:
                number += 1
                continue
            yield from (Word(between) for between in [text[begin:start]] if between)
            if occurrence := slang.get(start):
                begin, gloss = occurrence.end, occurrence.entry.translation
                number += 1
            else:
                many, gloss = self._longest(text, found[number : number + LONGEST])
                number += many
                begin = found[number - 1].end()
            yield Word(text[start:begin], "", gloss)
        yield from (Word(rest) for rest in [text[begin:]] if rest)

    def _longest(self, text: str, following: list[regex.Match[str]]) -> tuple[int, str]:
        """How many of the following words form the longest phrase with a gloss, and the gloss."""
        for many in range(len(following), 0, -1):
            phrase = text[following[0].start() : following[many - 1].end()]
            if (many == 1 or phrase.count(" ") == many - 1) and (gloss := self._glosses.of(phrase)):
                return many, gloss
        return 1, ""

    def _drop_known_glosses(self, words: list[Word]) -> list[Word]:
        """Remove the glosses of words that every learner knows, unless there are no others."""
        rare = [self._drop_known(word, _KNOWN_FROM) for word in words]
        return rare if any(word.gloss for word in rare) else [self._drop_known(word, _FUNCTION_FROM) for word in words]

    def _drop_known(self, word: Word, below: float) -> Word:
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
