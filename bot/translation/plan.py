"""What of a message is to be translated, and from which language: the pure half of the service."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.text.folding import fold
from bot.text.language import Identification, Language, identify
from bot.text.markup import Kind, Role, Span, parse
from bot.text.script import Script, script_of, to_simplified
from bot.text.segmenter import Gap, Segment, segment
from bot.translation.bilingual import is_guest, prose_by_language, says_it_twice, split
from bot.translation.facts import protect_facts
from bot.translation.greeting import greet
from bot.translation.labels import split_label
from bot.translation.ready import answer, is_universal, noun
from bot.translation.shorthand import spell_out
from bot.translation.slang import slang_terms
from bot.translation.spoilers import take_out
from bot.translation.terms import TRANSLATED, Terms, is_kept, language_by, protect, settled
from bot.translation.types import Reason, Skip, Target

_LINE = re.compile(r"[\r\n]+[ \t]*(>{0,3})")
"""The start of a line, and the mark of a quote there."""
_SAID = (Role.TERM, Role.QUANTITY)
_WORDED = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Task:
    """A segment that is to be translated.

    Attributes:
        segment: the source, its terms protected.
        source: its language, English or Chinese.
        target: into what.
        quoted: whether it stands in a quote, so that it is not what the author says.
        hidden: what stands in the spoilers of it, in order; in the segment each of them is one span.
    """

    segment: Segment
    source: Language
    target: Target
    quoted: bool = False
    hidden: tuple["Task", ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A message as gaps, tasks and segments that stay as they are; joined, they are the message.

    Attributes:
        pieces: all of the message, in order.
        source: the language of the message; the one with more text where it holds both.
    """

    pieces: tuple[Gap | Segment | Task, ...]
    source: Language

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The segments that are to be translated, in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Task))


def prose(piece: Segment) -> str:
    """What of a segment is language: without its protected spans, but with its terms and quantities."""
    return " ".join(span.text for span in piece.spans if span.kind is Kind.PROSE or span.role in _SAID)


def draw(
    text: str, target: Target | None, chinese: Target, native: Language | None, own: Sequence[Terms] = ()
) -> Plan | Skip:
    """Decide what of a message is to be translated.

    Args:
        text: the message as it was written.
        target: into what a person asked for it; None where each segment goes into the other language.
        chinese: the script in which Chinese comes out where `target` is None.
        native: the language that the author says he writes; decides where the text itself does not.
        own: lists of terms of the server, the first of which comes before the others and all before slang.

    Returns:
        The plan with one task at least, or why there is none.
    """
    if not text.strip():
        return Skip(Reason.EMPTY)
    if target is None and is_universal(text):
        return Skip(Reason.UNKNOWN_LANGUAGE)
    if (remembered := _remembered(text, target, chinese, own)) is not None:
        return Plan((remembered,), remembered.source)
    pieces = _pieces(text)
    segments = [piece for piece in pieces if isinstance(piece, Segment)]
    if not segments:
        return Skip(Reason.NO_WORDS)
    quoted = _quoted(pieces)
    said = " ".join(prose(piece) for at, piece in enumerate(pieces) if isinstance(piece, Segment) and at not in quoted)
    if target is None and not said.isascii() and says_it_twice(*prose_by_language(to_simplified(said))):
        return Skip(Reason.BOTH_LANGUAGES)
    layers = (*own, slang_terms())
    whole = _identified("\n".join(prose(piece) for piece in segments))
    languages = {
        id(piece): _language(
            piece, whole if len(segments) == 1 else _identified(prose(piece)), whole, native, layers, asked=target
        )
        for piece in segments
    }
    planned = tuple(
        _task(piece, languages[id(piece)], target, chinese, layers, quoted=at in quoted)
        if isinstance(piece, Segment)
        else piece
        for at, piece in enumerate(pieces)
    )
    source = _dominant(segments, [languages[id(piece)] for piece in segments])
    plan = Plan(planned, source)
    return plan if plan.tasks else _recalled(pieces, target, chinese, own) or _skipped(source, whole)


def _identified(text: str) -> Identification:
    """The language of a text, of which shorthand (`wyd tonight`) tells little until it is spelled out."""
    found = identify(text)
    if found.language in TRANSLATED or (spelled := spell_out(text)) == text:
        return found
    again = identify(spelled)
    return again if again.language in TRANSLATED else found


def _pieces(text: str) -> list[Gap | Segment]:
    """Gaps and segments, none of which holds clauses of both languages."""
    pieces = segment(parse(text))
    if ":" in text or "：" in text:
        pieces = _each(pieces, split_label)
    return list(_each(pieces, split))


def _each(
    pieces: Iterable[Gap | Segment], cut: Callable[[Segment], Iterable[Gap | Segment]]
) -> tuple[Gap | Segment, ...]:
    return tuple(part for piece in pieces for part in (cut(piece) if isinstance(piece, Segment) else (piece,)))


def _quoted(pieces: Sequence[Gap | Segment]) -> frozenset[int]:
    """The places of segments in lines that are quotes."""
    found: list[int] = []
    quoted = False
    for at, piece in enumerate(pieces):
        if isinstance(piece, Segment):
            found += [at] if quoted else []
        elif marks := _LINE.findall(piece.text if at else "\n" + piece.text):
            quoted = marks[-1] != ""
    return frozenset(found)


def _recalled(
    pieces: Sequence[Gap | Segment], target: Target | None, chinese: Target, own: Sequence[Terms]
) -> Plan | None:
    """A message of a known word and what decorates it (`nooo 😭`), too short for its language to be told otherwise."""
    segments = [piece for piece in pieces if isinstance(piece, Segment)]
    if len(segments) != 1 or is_universal(prose(segments[0])):
        return None
    source = Language.CHINESE if _has_han(prose(segments[0])) else Language.ENGLISH
    into = target or (chinese if source is Language.ENGLISH else Target.ENGLISH)
    known = None if into.language is source else _known(segments[0], source, own)
    if known is None:
        return None
    return Plan(tuple(Task(known, source, into) if isinstance(piece, Segment) else piece for piece in pieces), source)


def _skipped(source: Language, whole: Identification) -> Skip:
    """Why there is nothing to translate in a message with words."""
    if source in TRANSLATED:
        return Skip(Reason.SAME_LANGUAGE, source)
    if Language.OTHER in (whole.language, source):
        return Skip(Reason.OTHER_LANGUAGE, Language.OTHER)
    return Skip(Reason.UNKNOWN_LANGUAGE)


def _remembered(text: str, target: Target | None, chinese: Target, terms: Sequence[Terms]) -> Task | None:
    """The message as one task where its translation is known as a whole."""
    for source in TRANSLATED:
        into = target or (chinese if source is Language.ENGLISH else Target.ENGLISH)
        if into.language is not source and (becomes := answer(text, source, terms)) is not None:
            return Task(settled(text, becomes), source, into)
    return None


def _task(
    piece: Segment,
    source: Language,
    target: Target | None,
    chinese: Target,
    layers: Sequence[Terms],
    *,
    quoted: bool,
) -> Segment | Task:
    if source not in TRANSLATED:
        return piece
    into = target or (chinese if source is Language.ENGLISH else Target.ENGLISH)
    if into.language is source and (into.script is None or _is_in(prose(piece), into.script)):
        return piece
    if into.language is source:
        return Task(piece, source, into, quoted)
    piece = _plain(piece)
    if (known := _known(piece, source, layers[:-1])) is not None:
        return Task(known, source, into, quoted)
    protected = protect_facts(protect(piece, source, layers), source)
    if (greeted := greet(protected, source, layers[:-1])) is not None:
        return Task(greeted, source, into, quoted)
    outer, inner = take_out(protected)
    hidden = tuple(_hidden(one, source, into, layers[:-1]) for one in inner)
    known = _known(outer, source, layers[:-1]) if hidden else None
    return piece if is_kept(protected) else Task(known or outer, source, into, quoted, hidden)


def _hidden(inner: Segment, source: Language, into: Target, own: Sequence[Terms]) -> Task:
    """What a spoiler hides; it may be in the language into which the sentence around it goes."""
    if identify(prose(inner)).language is into.language:
        return Task(settled(inner.text, inner.text), source, into)
    becomes = noun(inner.text, source, own)
    return Task(settled(inner.text, becomes) if becomes else _known(inner, source, own) or inner, source, into)


def _plain(piece: Segment) -> Segment:
    """The segment, its stylised letters plain, so that names, amounts and terms in them are seen."""
    if piece.text.isascii():
        return piece
    return Segment(tuple(Span(span.kind, fold(span.text)) if span.kind is Kind.PROSE else span for span in piece.spans))


def _known(piece: Segment, source: Language, own: Sequence[Terms]) -> Segment | None:
    """The segment as settled where its words are known as a whole; mentions and links at its edges stay in place."""
    worded = [
        (at, found.start())
        for at, span in enumerate(piece.spans)
        if span.kind is Kind.PROSE and (found := _WORDED.search(span.text))
    ]
    if len(worded) != 1:
        return None
    [(at, start)] = worded
    core = piece.spans[at].text
    end = len(core.rstrip())
    becomes = answer(core[start:end], source, own)
    if becomes is None:
        return None
    parts = (*_prose(core[:start]), *settled(core[start:end], becomes).spans, *_prose(core[end:]))
    return Segment((*piece.spans[:at], *parts, *piece.spans[at + 1 :]))


def _prose(text: str) -> tuple[Span, ...]:
    return (Span(Kind.PROSE, text),) if text else ()


def _is_in(text: str, script: Script) -> bool:
    """Whether Chinese is in a script already; Traditional is left as it is whatever its region."""
    found = script_of(text)
    return found is None or (found is Script.SIMPLIFIED) is (script is Script.SIMPLIFIED)


def _language(
    piece: Segment,
    alone: Identification,
    whole: Identification,
    native: Language | None,
    layers: Sequence[Terms],
    *,
    asked: Target | None,
) -> Language:
    """The language of one segment, told by itself, its terms, the message around it, its author, or who asks."""
    own = alone.language
    if own in TRANSLATED:
        # A sentence of a Japanese or French message may look like the language next to it.
        kin = whole.language is Language.OTHER and own is Language.ENGLISH
        guest = own is Language.CHINESE and whole.language is Language.ENGLISH and is_guest(prose(piece))
        return whole.language if kin or guest else own
    if (told := language_by(piece, layers)) is not None:
        return told
    han = _has_han(prose(piece))
    if own is Language.OTHER:
        # Short sentences are easily mistaken for a neighbour language; the whole message is the better witness.
        return Language.ENGLISH if whole.language is Language.ENGLISH and not han else Language.OTHER
    fitting = Language.CHINESE if han else Language.ENGLISH
    if whole.language is fitting:
        return fitting
    wanted = asked is not None and asked.language is not fitting
    if whole.language is Language.UNKNOWN and (wanted or (native is fitting and len(prose(piece).split()) > 1)):
        return fitting
    return Language.UNKNOWN


def _has_han(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" for char in text)


def _dominant(segments: Sequence[Segment], languages: Sequence[Language]) -> Language:
    """The language that most of the text is in; a Han character weighs as four Latin letters."""
    weights: dict[Language, int] = {}
    for piece, language in zip(segments, languages, strict=True):
        weight = len(piece.text) * (4 if language is Language.CHINESE else 1)
        weights[language] = weights.get(language, 0) + weight
    known = {language: weight for language, weight in weights.items() if language in TRANSLATED}
    return max(known or weights, key=lambda language: weights[language])
