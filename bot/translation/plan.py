"""What of a message is to be translated, and from which language: the pure half of the service."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.text.language import Identification, Language, identify
from bot.text.markup import Kind, Role, parse
from bot.text.script import Script, script_of
from bot.text.segmenter import Gap, Segment, segment
from bot.translation.terms import TRANSLATED, Terms, is_kept, language_by, protect, settled
from bot.translation.types import Reason, Skip, Target


@dataclass(frozen=True, slots=True)
class Task:
    """A segment that is to be translated.

    Attributes:
        segment: the source, its terms protected.
        source: its language, English or Chinese.
        target: into what.
    """

    segment: Segment
    source: Language
    target: Target


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

    @property
    def both(self) -> bool:
        """Whether segments of both languages are to be translated."""
        return len({task.source for task in self.tasks}) > 1


def prose(piece: Segment) -> str:
    """What of a segment is language: without its protected spans, but with its terms."""
    return " ".join(span.text for span in piece.spans if span.kind is Kind.PROSE or span.role is Role.TERM)


def draw(
    text: str, target: Target | None, chinese: Target, native: Language | None, terms: Sequence[Terms] = ()
) -> Plan | Skip:
    """Decide what of a message is to be translated.

    Args:
        text: the message as it was written.
        target: into what a person asked for it; None where each segment goes into the other language.
        chinese: the script in which Chinese comes out where `target` is None.
        native: the language that the author says he writes; decides where the text itself does not.
        terms: lists of terms, the first of which comes before the others.

    Returns:
        The plan with one task at least, or why there is none.
    """
    if not text.strip():
        return Skip(Reason.EMPTY)
    if (remembered := _remembered(text, target, chinese, terms)) is not None:
        return Plan((remembered,), remembered.source)
    pieces = segment(parse(text))
    segments = [piece for piece in pieces if isinstance(piece, Segment)]
    if not segments:
        return Skip(Reason.NO_WORDS)
    whole = identify("\n".join(prose(piece) for piece in segments))
    languages = {
        id(piece): language_by(piece, terms)
        or _language(piece, whole if len(segments) == 1 else identify(prose(piece)), whole, native, asked=target)
        for piece in segments
    }
    planned = tuple(
        _task(piece, languages[id(piece)], target, chinese, terms) if isinstance(piece, Segment) else piece
        for piece in pieces
    )
    source = _dominant(segments, [languages[id(piece)] for piece in segments])
    plan = Plan(planned, source)
    return plan if plan.tasks else _skipped(source, whole)


def _skipped(source: Language, whole: Identification) -> Skip:
    """Why there is nothing to translate in a message with words."""
    if source in TRANSLATED:
        return Skip(Reason.SAME_LANGUAGE, source)
    if Language.OTHER in (whole.language, source):
        return Skip(Reason.OTHER_LANGUAGE, Language.OTHER)
    return Skip(Reason.UNKNOWN_LANGUAGE)


def _remembered(text: str, target: Target | None, chinese: Target, terms: Sequence[Terms]) -> Task | None:
    """The message as one task where its translation is settled as a whole."""
    for layer in terms:
        for source in TRANSLATED:
            into = target or (chinese if source is Language.ENGLISH else Target.ENGLISH)
            becomes = layer.memory.find(text, source)
            if becomes is not None and into.language is not source:
                return Task(settled(text, becomes), source, into)
    return None


def _task(
    piece: Segment, source: Language, target: Target | None, chinese: Target, terms: Sequence[Terms]
) -> Segment | Task:
    if source not in TRANSLATED:
        return piece
    into = target or (chinese if source is Language.ENGLISH else Target.ENGLISH)
    if into.language is source and (into.script is None or _is_in(prose(piece), into.script)):
        return piece
    if into.language is source:
        return Task(piece, source, into)
    protected = protect(piece, source, terms)
    return piece if is_kept(protected) else Task(protected, source, into)


def _is_in(text: str, script: Script) -> bool:
    """Whether Chinese is in a script already; Traditional is left as it is whatever its region."""
    found = script_of(text)
    return found is None or (found is Script.SIMPLIFIED) is (script is Script.SIMPLIFIED)


def _language(
    piece: Segment, alone: Identification, whole: Identification, native: Language | None, *, asked: Target | None
) -> Language:
    """The language of one segment, told by itself, by the message around it, by its author, or by who asks."""
    own = alone.language
    if own in TRANSLATED:
        # A sentence of a Japanese or French message may look like the language next to it.
        kin = whole.language is Language.OTHER and own is Language.ENGLISH
        return Language.OTHER if kin else own
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
