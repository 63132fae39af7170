"""Terms with a fixed translation: a server's glossary, and slang that has only one meaning."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from typing import NamedTuple

import regex

from bot.errors import TermError
from bot.text.language import Language
from bot.text.markup import Kind, Role, Span, parse
from bot.text.segmenter import Segment
from bot.text.symbols import MAX_PLACEHOLDERS
from bot.translation.lookup.memory import Memory
from bot.translation.lookup.phrases import Phrase, Phrases

LONGEST = 100
"""Characters of a term's source or target."""
TRANSLATED = (Language.ENGLISH, Language.CHINESE)

_LETTER = regex.compile(r"\p{L}")
_WORDED = regex.compile(r"[\p{L}\p{N}]")
_CODE = regex.compile(r"[A-Za-z0-9+.-]+")
_MARKS = regex.compile(r"[*_~|`\[\]\\<>#@\p{Cc}\p{Cf}\p{Cs}]")
_ACRONYM = regex.compile(r"[A-Z]{2,4}")
_ES_ENDINGS = ("s", "x", "z", "ch", "sh", "o")


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase that is always translated the same way.

    Attributes:
        source: the phrase; Traditional and Simplified are equivalent.
        target: its translation; if it equals `source`, the phrase is left untranslated in both languages.
        language: of `source`, English or Chinese.
        exact: whether it matches only as it is spelled: with these capitals, and no plural.
        any_case: whether its capitals do not matter. By default they do: `AC` is an air conditioner, `ac Milan` is not.
            A lowercase source matches in any case, and an acronym never does.

    Raises:
        TermError: the source or target is empty, too long, or contains markup; or the language is not supported.
    """

    source: str
    target: str
    language: Language
    exact: bool = False
    any_case: bool = False

    def __post_init__(self) -> None:
        for name, text in (("source", self.source), ("target", self.target)):
            _check(name, text)
        if self.language not in TRANSLATED:
            raise TermError("Qiao does not translate the language of a term.", "Write English or Chinese.")

    @property
    def kept(self) -> bool:
        """Whether it is left untranslated."""
        return self.source == self.target

    @property
    def as_written(self) -> bool:
        """Whether it matches only with the capitals of its source."""
        capitals = any(char.isupper() for char in self.source)
        return self.exact or _ACRONYM.fullmatch(self.source) is not None or (capitals and not self.any_case)


class _Use(NamedTuple):
    """A term in a text of one language, and what it becomes; None where it stays as it is."""

    term: Term
    becomes: str | None


class Terms:
    """A compiled list of terms.

    Args:
        terms: of two with the same source, an exact one wins over one that is not, otherwise the later one.
        memory: whole texts with a fixed translation; they take precedence over the terms in them.
        mixed: whether a text of one language keeps the terms of the other as they are, because they are already in the
            language of the translation.

    Attributes:
        memory: as given; empty by default.
    """

    def __init__(self, terms: Iterable[Term], memory: Memory | None = None, *, mixed: bool = True) -> None:
        given = tuple(terms)
        self.memory = memory or Memory()
        self._phrases = {
            language: Phrases(
                Phrase(spelling, use, exact=use.term.as_written)
                for use in _uses(given, language, mixed=mixed)
                for spelling in _spellings(use.term)
            )
            for language in TRANSLATED
        }

    def protect(self, segment: Segment, source: Language) -> Segment:
        """Replace each term in a segment's prose by an inline span, which the model does not see.

        A segment that the memory knows as a whole becomes one such span. The longest of several terms wins; spans that
        are already protected stay so. Terms for which no placeholder is left remain prose.

        Args:
            segment: from `bot.text.segmenter.segment` or this method.
            source: its language.

        Returns:
            A segment of the same text, possibly with no letters left in its prose.
        """
        if (target := self.memory.find(segment.text, source)) is not None:
            return settled(segment.text, target)
        room = MAX_PLACEHOLDERS - sum(span.kind is Kind.INLINE for span in segment.spans)
        spans: list[Span] = []
        for span in self._rejoin_codes(segment.spans, source):
            if span.kind is not Kind.PROSE or room <= 0:
                spans.append(span)
                continue
            for piece in self._split(span.text, source, room):
                room -= piece.kind is Kind.INLINE
                spans.append(piece)
        return Segment(tuple(spans))

    def occurs_in(self, text: str, source: Language) -> bool:
        """Whether a text contains a term."""
        return next(self._phrases[source].find(text), None) is not None

    def chosen_in(self, text: str, source: Language) -> bool:
        """Whether a text contains a term that is not a name, which is exact."""
        return any(not match.meaning.term.exact for match in self._phrases[source].find(text))

    def _rejoin_codes(self, spans: Sequence[Span], source: Language) -> Sequence[Span]:
        """The spans, with codes that are part of a term (`thing number9`) turned back into prose."""
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

    def _split(self, text: str, source: Language, limit: int) -> Iterator[Span]:
        past = 0
        for match, _ in zip(self._phrases[source].find(text), range(limit), strict=False):
            if match.start > past:
                yield Span(Kind.PROSE, text[past : match.start])
            yield Span(Kind.INLINE, text[match.start : match.end], Role.TERM, becomes=match.meaning.becomes)
            past = match.end
        if past < len(text):
            yield Span(Kind.PROSE, text[past:])


def settled(text: str, target: str) -> Segment:
    """A whole text as one span that becomes its translation."""
    return Segment((Span(Kind.INLINE, text, Role.TERM, becomes=target),))


def protect(segment: Segment, source: Language, layers: Sequence[Terms]) -> Segment:
    """Protect the terms of several lists; earlier lists take precedence."""
    return reduce(lambda piece, terms: terms.protect(piece, source), layers, segment)


def is_settled(segment: Segment) -> bool:
    """Whether a protected segment has no letters left for a model to translate."""
    return not any(span.kind is Kind.PROSE and _LETTER.search(span.text) for span in segment.spans)


def is_kept(segment: Segment) -> bool:
    """Whether a protected segment comes out as it went in."""
    return is_settled(segment) and all(span.becomes is None for span in segment.spans)


def language_from_terms(segment: Segment, layers: Sequence[Terms]) -> Language | None:
    """The language of a segment that consists of terms of one language (`yyds`); None for any other."""
    found: list[Language] = []
    for language in TRANSLATED:
        protected = protect(segment, language, layers)
        if is_settled(protected) and not is_kept(protected):
            found.append(language)
    return found[0] if len(found) == 1 else None


def _check(name: str, text: str) -> None:
    if not text or text != text.strip() or not _WORDED.search(text):
        raise TermError(
            f"The {name} of a term has no letter or digit, or has spaces around it.", "Write a word or phrase."
        )
    if len(text) > LONGEST:
        raise TermError(f"A term's {name} has {len(text)} characters.", f"Write at most {LONGEST}.")
    if _MARKS.search(text) or not all(span.kind is Kind.PROSE or _is_code(span) for span in parse(text)):
        raise TermError(
            f"A term's {name} contains markup, a mention, a link, code, an emoji or an identifier.",
            "Write plain words; markup is kept without a term.",
        )


def _is_code(span: Span) -> bool:
    """Whether a protected span is a word with digits or signs, such as `2D` or `C++`, rather than markup."""
    return span.role is Role.LITERAL and _CODE.fullmatch(span.text) is not None


def _uses(terms: Sequence[Term], language: Language, *, mixed: bool) -> Iterator[_Use]:
    """Yield what terms become in a text of a language; of two that are equal, its own comes later and wins."""
    if mixed:
        yield from (_Use(term, None) for term in terms if term.language is not language)
    for term in terms:
        if term.kept or term.language is language:
            yield _Use(term, None if term.kept else term.target)


def _spellings(term: Term) -> Iterator[str]:
    """The source and, if it is an English word, its plural: -s, -es after a sibilant or o, -ies for a y."""
    yield term.source
    word = term.source.lower()
    if term.exact or term.language is not Language.ENGLISH or not word[-1].isascii() or not word[-1].isalpha():
        return
    yield term.source + "s"
    if word.endswith(_ES_ENDINGS):
        yield term.source + "es"
    if word.endswith("y"):
        yield term.source[:-1] + "ies"
