"""Which parts of a message are translated, and from which language: the pure half of the service."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.text.folding import fold
from bot.text.language import Identification, Language, identify
from bot.text.markup import Kind, Span, parse
from bot.text.references import protect_disguises
from bot.text.script import Script, script_of, to_simplified
from bot.text.segmenter import Gap, Segment, segment
from bot.translation.facts.protect import protect_facts
from bot.translation.known.answers import find_answer, find_noun, is_universal
from bot.translation.known.bilingual import are_translations, prose_by_language
from bot.translation.known.greetings import settle_greeting
from bot.translation.known.slang import slang_terms
from bot.translation.options import RequestOptions
from bot.translation.preprocess.code_switching import split_languages
from bot.translation.preprocess.labels import split_label
from bot.translation.preprocess.languages import (
    dominant_language,
    has_han,
    identify_prose,
    prose,
    segment_languages,
)
from bot.translation.preprocess.spoilers import extract_spoilers
from bot.translation.terms import TRANSLATED, Terms, is_kept, protect, settled
from bot.translation.types import Reason, Skip, Target

_LINE_START = re.compile(r"[\r\n]+[ \t]*(>{0,3})")
"""The start of a line, and the quote mark there."""
_WORDED = re.compile(r"\w")

_Piece = Gap | Segment


@dataclass(frozen=True, slots=True)
class Task:
    """A segment to translate.

    Attributes:
        segment: the source, with its terms protected.
        source: its language, English or Chinese.
        target: the language to translate into.
        quoted: whether it is part of a quote, that is, not the author's own words.
        hidden: the contents of its spoilers, in order; each spoiler is one span of the segment.
        joins: the sentences that it joins, with the gaps between them; empty for a single sentence.
    """

    segment: Segment
    source: Language
    target: Target
    quoted: bool = False
    hidden: tuple["Task", ...] = ()
    joins: tuple["Gap | Segment | Task", ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A message as gaps, tasks and segments that stay as they are; joined, they are the message.

    Attributes:
        pieces: the whole message, in order.
        source: the message's language; the one with more text where it contains both.
    """

    pieces: tuple[Gap | Segment | Task, ...]
    source: Language

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The segments to translate, in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Task))

    @property
    def replacements(self) -> str:
        """Everything that replaces terms and quantities in the translation, one per line."""
        segments = [one.segment for task in self.tasks for one in (task, *task.hidden)]
        return "\n".join(span.becomes for segment in segments for span in segment.spans if span.becomes)


def make_plan(text: str, options: RequestOptions) -> Plan | Skip:
    """Decide which parts of a message to translate.

    Args:
        text: the message as it was written.
        options: of the request.

    Returns:
        A plan with at least one task, or why there is none.
    """
    if not text.strip():
        return Skip(Reason.EMPTY)
    if options.target is None and is_universal(text):
        return Skip(Reason.UNKNOWN_LANGUAGE)
    if (known := _known_message(text, options)) is not None:
        return Plan((known,), known.source)
    pieces = _split(text)
    segments = [piece for piece in pieces if isinstance(piece, Segment)]
    if not segments:
        return Skip(Reason.NO_WORDS)
    quoted = _quoted_positions(pieces)
    said = " ".join(prose(piece) for at, piece in enumerate(pieces) if isinstance(piece, Segment) and at not in quoted)
    if options.target is None and not said.isascii() and are_translations(*prose_by_language(to_simplified(said))):
        return Skip(Reason.BOTH_LANGUAGES)
    whole = identify_prose("\n".join(prose(piece) for piece in segments))
    languages = segment_languages(segments, whole, options)
    remaining = iter(languages)
    planned = tuple(
        _plan_segment(piece, next(remaining), options, quoted=at in quoted) if isinstance(piece, Segment) else piece
        for at, piece in enumerate(pieces)
    )
    plan = Plan(planned, dominant_language(segments, languages))
    return plan if plan.tasks else _decorated_word(pieces, options) or _skip(plan.source, whole)


def is_read(text: str, languages: Sequence[Target]) -> bool:
    """Whether all of a message is in languages that a reader reads; False if it has no words of either language."""
    first, *also = languages
    plan = make_plan(text, RequestOptions(target=first, also=tuple(also)))
    return isinstance(plan, Skip) and plan.reason is Reason.SAME_LANGUAGE


def _known_message(text: str, options: RequestOptions) -> Task | None:
    """The message as one task where its translation is known as a whole."""
    for source in TRANSLATED:
        target = options.target_for(source)
        if target.language is not source and (answer := find_answer(text, source, options.terms)) is not None:
            return Task(settled(text, answer), source, target)
    return None


def _split(text: str) -> list[_Piece]:
    """Gaps and segments, none of which has clauses of both languages."""
    pieces = segment(protect_disguises(parse(text)))
    if ":" in text or "：" in text:
        pieces = _split_each(pieces, split_label)
    return list(_split_each(pieces, split_languages))


def _split_each(pieces: Iterable[_Piece], split: Callable[[Segment], Iterable[_Piece]]) -> tuple[_Piece, ...]:
    return tuple(part for piece in pieces for part in (split(piece) if isinstance(piece, Segment) else (piece,)))


def _quoted_positions(pieces: Sequence[_Piece]) -> frozenset[int]:
    """The positions of segments in quoted lines."""
    found: list[int] = []
    quoted = False
    for at, piece in enumerate(pieces):
        if isinstance(piece, Segment):
            found += [at] if quoted else []
        elif marks := _LINE_START.findall(piece.text if at else "\n" + piece.text):
            quoted = marks[-1] != ""
    return frozenset(found)


def _decorated_word(pieces: Sequence[_Piece], options: RequestOptions) -> Plan | None:
    """A known word and its decoration (`nooo 😭`), too short for its language to be identified."""
    segments = [piece for piece in pieces if isinstance(piece, Segment)]
    if len(segments) != 1 or is_universal(prose(segments[0])):
        return None
    source = Language.CHINESE if has_han(prose(segments[0])) else Language.ENGLISH
    target = options.target_for(source)
    known = None if target.language is source else _settle_known(segments[0], source, options.terms)
    if known is None:
        return None
    planned = tuple(Task(known, source, target) if isinstance(piece, Segment) else piece for piece in pieces)
    return Plan(planned, source)


def _skip(source: Language, whole: Identification) -> Skip:
    """Why there is nothing to translate in a message with words."""
    if source in TRANSLATED:
        return Skip(Reason.SAME_LANGUAGE, source)
    if Language.OTHER in (whole.language, source):
        return Skip(Reason.OTHER_LANGUAGE, Language.OTHER)
    return Skip(Reason.UNKNOWN_LANGUAGE)


def _plan_segment(piece: Segment, source: Language, options: RequestOptions, *, quoted: bool) -> Segment | Task:
    """The segment as a task; itself where it stays as it is."""
    if source not in TRANSLATED:
        return piece
    target = options.target_for(source)
    if target.language is source:
        scripts = [read.script for read in options.read_in(source)]
        in_script = any(script is None or _is_in_script(prose(piece), script) for script in scripts)
        return piece if in_script else Task(piece, source, target, quoted)
    piece = _without_styled_letters(piece)
    if (known := _settle_known(piece, source, options.terms)) is not None:
        return Task(known, source, target, quoted)
    protected = protect_facts(protect(piece, source, (*options.terms, slang_terms())), source)
    if (greeting := settle_greeting(protected, source, options.terms)) is not None:
        return Task(greeting, source, target, quoted)
    outer, spoilers = extract_spoilers(protected)
    hidden = tuple(_plan_spoiler(spoiler, source, target, options.terms) for spoiler in spoilers)
    known = _settle_known(outer, source, options.terms) if hidden else None
    return piece if is_kept(protected) else Task(known or outer, source, target, quoted, hidden)


def _plan_spoiler(spoiler: Segment, source: Language, target: Target, terms: Sequence[Terms]) -> Task:
    """The contents of a spoiler, which may be in the target language of the sentence around it."""
    if identify(prose(spoiler)).language is target.language:
        return Task(settled(spoiler.text, spoiler.text), source, target)
    if noun := find_noun(spoiler.text, source, terms):
        return Task(settled(spoiler.text, noun), source, target)
    return Task(_settle_known(spoiler, source, terms) or spoiler, source, target)


def _without_styled_letters(piece: Segment) -> Segment:
    """The segment with stylized letters made plain, so that names, amounts and terms in them are found."""
    if piece.text.isascii():
        return piece
    return Segment(tuple(Span(span.kind, fold(span.text)) if span.kind is Kind.PROSE else span for span in piece.spans))


def _settle_known(piece: Segment, source: Language, terms: Sequence[Terms]) -> Segment | None:
    """The segment as settled where all its words are known; mentions and links at its edges stay in place."""
    worded = [
        (at, found.start())
        for at, span in enumerate(piece.spans)
        if span.kind is Kind.PROSE and (found := _WORDED.search(span.text))
    ]
    if len(worded) != 1:
        return None
    [(at, start)] = worded
    text = piece.spans[at].text
    end = len(text.rstrip())
    answer = find_answer(text[start:end], source, terms)
    if answer is None:
        return None
    parts = (*_prose_span(text[:start]), *settled(text[start:end], answer).spans, *_prose_span(text[end:]))
    return Segment((*piece.spans[:at], *parts, *piece.spans[at + 1 :]))


def _prose_span(text: str) -> tuple[Span, ...]:
    return (Span(Kind.PROSE, text),) if text else ()


def _is_in_script(text: str, script: Script) -> bool:
    """Whether Chinese is already in a script; Traditional is left as it is whatever its region."""
    found = script_of(text)
    return found is None or (found is Script.SIMPLIFIED) is (script is Script.SIMPLIFIED)
