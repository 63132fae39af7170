"""Terms whose translation is settled: a server's glossary, and the slang that means one thing alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import regex

from bot.errors import TermError
from bot.text.language import Language
from bot.text.markup import Kind, Role, Span, parse
from bot.text.placeholder import LIMIT
from bot.text.segmenter import Segment
from bot.translation.memory import Memory
from bot.translation.phrases import Phrase, Phrases

LONGEST = 100
"""Characters of a term's source or target."""
TRANSLATED = (Language.ENGLISH, Language.CHINESE)

_LETTER = regex.compile(r"\p{L}")
_WORDED = regex.compile(r"[\p{L}\p{N}]")
_MARKS = regex.compile(r"[*_~|`\[\]\\<>#@\p{Cc}\p{Cf}\p{Cs}]")
_ES = ("s", "x", "z", "ch", "sh", "o")


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase and what always stands for it.

    Attributes:
        source: the phrase; Traditional and Simplified are the same.
        target: its translation; where it equals `source` the phrase is left untranslated, in both languages.
        language: of `source`, English or Chinese.
        exact: whether it is found only as it is spelt: with these capitals, and no plural of it.

    Raises:
        TermError: the source or the target is empty, too long, or holds markup; the language is another.
    """

    source: str
    target: str
    language: Language
    exact: bool = False

    def __post_init__(self) -> None:
        for name, text in (("source", self.source), ("target", self.target)):
            _check(name, text)
        if self.language not in TRANSLATED:
            raise TermError("A term has a language that Qiao does not translate.", "Write English or Chinese.")

    @property
    def kept(self) -> bool:
        """Whether it is left untranslated."""
        return self.source == self.target


class Terms:
    """Many terms, compiled.

    Args:
        terms: where two sources are alike the later one counts, but an exact one before one that is not.
        memory: whole texts that are settled; they come before the terms in them.

    Attributes:
        memory: the same.
    """

    def __init__(self, terms: Iterable[Term], memory: Memory | None = None) -> None:
        given = tuple(terms)
        self.memory = memory or Memory()
        self._phrases = {
            language: Phrases(
                Phrase(spelling, term, exact=term.exact)
                for term in given
                if term.kept or term.language is language
                for spelling in _spellings(term)
            )
            for language in TRANSLATED
        }

    def protect(self, segment: Segment, source: Language) -> Segment:
        """Make each term in the prose of a segment an inline span, which the model does not see.

        A segment that is settled as a whole becomes one such span. The longest of several terms counts; what is
        protected already stays so. Terms for which no placeholder is left remain prose.

        Args:
            segment: as `bot.text.segmenter.segment` or this method gave it.
            source: its language.

        Returns:
            A segment of the same text, in which there may be no prose with a letter any more.
        """
        if (target := self.memory.find(segment.text, source)) is not None:
            return settled(segment.text, target)
        room = LIMIT - sum(span.kind is Kind.INLINE for span in segment.spans)
        spans: list[Span] = []
        for span in segment.spans:
            if span.kind is not Kind.PROSE or room <= 0:
                spans.append(span)
                continue
            for piece in self._cut(span.text, source, room):
                room -= piece.kind is Kind.INLINE
                spans.append(piece)
        return Segment(tuple(spans))

    def _cut(self, text: str, source: Language, most: int) -> Iterator[Span]:
        behind = 0
        for match, _ in zip(self._phrases[source].find(text), range(most), strict=False):
            if match.start > behind:
                yield Span(Kind.PROSE, text[behind : match.start])
            term = match.meaning
            becomes = None if term.kept else term.target
            yield Span(Kind.INLINE, text[match.start : match.end], Role.TERM, becomes=becomes)
            behind = match.end
        if behind < len(text):
            yield Span(Kind.PROSE, text[behind:])


def settled(text: str, target: str) -> Segment:
    """A whole text as one span for which its translation stands."""
    return Segment((Span(Kind.INLINE, text, Role.TERM, becomes=target),))


def protect(segment: Segment, source: Language, layers: Sequence[Terms]) -> Segment:
    """Protect the terms of several lists, the first of which comes before the others."""
    return reduce(lambda piece, terms: terms.protect(piece, source), layers, segment)


def is_settled(segment: Segment) -> bool:
    """Whether nothing is left of a protected segment that a model could translate."""
    return not any(span.kind is Kind.PROSE and _LETTER.search(span.text) for span in segment.spans)


def is_kept(segment: Segment) -> bool:
    """Whether a protected segment comes out as it went in."""
    return is_settled(segment) and all(span.becomes is None for span in segment.spans)


def language_by(segment: Segment, layers: Sequence[Terms]) -> Language | None:
    """The language of a segment that is nothing but terms of one language (`yyds`); None for any other."""
    told: list[Language] = []
    for language in TRANSLATED:
        protected = protect(segment, language, layers)
        if is_settled(protected) and not is_kept(protected):
            told.append(language)
    return told[0] if len(told) == 1 else None


def _check(name: str, text: str) -> None:
    if not text or text != text.strip() or not _WORDED.search(text):
        raise TermError(f"The {name} of a term has no letter or digit, or spaces around it.", "Write a word or phrase.")
    if len(text) > LONGEST:
        raise TermError(f"The {name} of a term has {len(text)} characters.", f"Write at most {LONGEST}.")
    if _MARKS.search(text) or [span.kind for span in parse(text)] != [Kind.PROSE]:
        raise TermError(
            f"The {name} of a term holds markup, a mention, a link, code, an emoji or an identifier.",
            "Write plain words; what Discord marks up is kept without any term.",
        )


def _spellings(term: Term) -> Iterator[str]:
    """The source, and its plural where it is an English word: -s, -es behind a hiss or o, -ies for a y."""
    yield term.source
    word = term.source.lower()
    if term.exact or term.language is not Language.ENGLISH or not word[-1].isascii() or not word[-1].isalpha():
        return
    yield term.source + "s"
    if word.endswith(_ES):
        yield term.source + "es"
    if word.endswith("y"):
        yield term.source[:-1] + "ies"
