"""Terms whose translation is settled: a server's glossary, and the slang that means one thing alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby

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
_CODE = regex.compile(r"[A-Za-z0-9+.-]+")
_MARKS = regex.compile(r"[*_~|`\[\]\\<>#@\p{Cc}\p{Cf}\p{Cs}]")
_ACRONYM = regex.compile(r"[A-Z]{2,4}")
_ES = ("s", "x", "z", "ch", "sh", "o")


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase and what always stands for it.

    Attributes:
        source: the phrase; Traditional and Simplified are the same.
        target: its translation; where it equals `source` the phrase is left untranslated, in both languages.
        language: of `source`, English or Chinese.
        exact: whether it is found only as it is spelt: with these capitals, and no plural of it. The capitals of an
            acronym (`AC`) always count, for `ac Milan` is no air conditioner; who wants both writes small letters.

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

    @property
    def is_acronym(self) -> bool:
        """Whether its source is two to four capital letters."""
        return _ACRONYM.fullmatch(self.source) is not None


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
                Phrase(spelling, term, exact=term.exact or term.is_acronym)
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
        for span in self._released(segment.spans, source):
            if span.kind is not Kind.PROSE or room <= 0:
                spans.append(span)
                continue
            for piece in self._cut(span.text, source, room):
                room -= piece.kind is Kind.INLINE
                spans.append(piece)
        return Segment(tuple(spans))

    def occurs_in(self, text: str, source: Language) -> bool:
        """Whether a term stands in a text."""
        return next(self._phrases[source].find(text), None) is not None

    def _released(self, spans: Sequence[Span], source: Language) -> Sequence[Span]:
        """The spans, in which codes that are part of a term (`thing number9`) are prose again."""
        if not any(map(_is_code, spans)):
            return spans
        found: list[Span] = []
        for worded, group in groupby(spans, key=lambda span: span.kind is Kind.PROSE or _is_code(span)):
            run = list(group)
            if not worded:
                found += run
                continue
            terms = [(match.start, match.end) for match in self._phrases[source].find("".join(s.text for s in run))]
            at = 0
            for span in run:
                end = at + len(span.text)
                prose = span.kind is Kind.PROSE or any(start <= at and end <= stop for start, stop in terms)
                if prose and found and found[-1].kind is Kind.PROSE:
                    found[-1] = Span(Kind.PROSE, found[-1].text + span.text)
                else:
                    found.append(Span(Kind.PROSE, span.text) if prose else span)
                at = end
        return found

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
    if _MARKS.search(text) or not all(span.kind is Kind.PROSE or _is_code(span) for span in parse(text)):
        raise TermError(
            f"The {name} of a term holds markup, a mention, a link, code, an emoji or an identifier.",
            "Write plain words; what Discord marks up is kept without any term.",
        )


def _is_code(span: Span) -> bool:
    """Whether a protected span is a word with digits or signs in it, such as `2D` or `C++`, and no markup."""
    return span.role is Role.LITERAL and _CODE.fullmatch(span.text) is not None


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
