"""The way of one message: identify, plan, render, put together."""

import asyncio
import math
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache

from bot.errors import DeadlineError, TermError
from bot.text.joining import join
from bot.text.language import Language
from bot.text.markup import Role
from bot.text.script import to_simplified
from bot.text.segmenter import Gap
from bot.text.shielding import without_new_markup
from bot.translation.bilingual import echoes
from bot.translation.certainty import Evidence, certainty, evidence
from bot.translation.plan import Plan, Task, draw, prose
from bot.translation.ports import Glossary, SegmentTranslator
from bot.translation.render import Order, Renderer, Rendering
from bot.translation.terms import Term, Terms
from bot.translation.types import Doubt, Reason, Skip, Target, Translation

LONG = 1000
"""Characters of a message from which on it is taken apart outside the event loop."""

_SURE_OF_GRAMMAR = 0.65
"""The probability from which a translation of `是我的` is trusted, though no dictionary can tell."""
_GRAVE = frozenset({Doubt.NUMBER, Doubt.POLARITY, Doubt.OFFENSE})
"""Doubts about what does the most harm where it is wrong."""
_OF_A_PART = 0.6
"""What of the threshold for messages holds for each sentence of one, which fewer words tell of."""
_LONE_HAN = 2  # characters of a Chinese word


class Translator:
    """Translates messages between English and Chinese.

    Args:
        segments: what translates single segments.
        beam: beam size of the first attempt; 1 is greedy.
        glossary: the terms of servers; None where there are none.
        unsure_below: the certainty (see `bot.translation.certainty`) below which a translation is unsure; None where
            only what the checks find makes it so.
        very_unsure_below: likewise, very unsure.
    """

    def __init__(
        self,
        segments: SegmentTranslator,
        *,
        beam: int = 1,
        glossary: Glossary | None = None,
        unsure_below: float | None = None,
        very_unsure_below: float | None = None,
    ) -> None:
        self._segments = segments
        self._renderer = Renderer(segments)
        self._beam = beam
        self._glossary = glossary
        self._unsure_below = unsure_below
        self._very_unsure_below = very_unsure_below

    def consulting(self, glossary: Glossary) -> "Translator":
        """The same translator, but every server's own terms are in its translations."""
        return Translator(
            self._segments,
            beam=self._beam,
            glossary=glossary,
            unsure_below=self._unsure_below,
            very_unsure_below=self._very_unsure_below,
        )

    async def translate(
        self,
        text: str,
        *,
        target: Target | None = None,
        chinese: Target = Target.SIMPLIFIED,
        native: Language | None = None,
        tenant: int = 0,
        room: int = 0,
        deadline: float | None = None,
        terms: Terms | None = None,
        names: Collection[str] = (),
    ) -> Translation | Skip:
        """Translate one message.

        Args:
            text: the message as it was written, markup and all.
            target: into what; None for the other language, each segment for itself.
            chinese: the script in which Chinese comes out where `target` is None.
            native: the language that the author says he writes; decides where the text does not tell.
            tenant: the id of the server, for fairness and for its glossary.
            room: the id of the channel, for fairness within the server.
            deadline: `time.monotonic()` seconds after which nobody waits for it.
            terms: come before the slang that Qiao knows; None for those of the server's glossary.
            names: of people, which stay as they are; they come behind `terms`.

        Returns:
            The translation, or why there is none.

        Raises:
            OverloadedError: the queue before the engine is full.
            DeadlineError: the deadline passed first.
            EngineError: the engine failed.
        """
        if terms is None and self._glossary is not None:
            terms = await self._glossary.terms(tenant)
        own = [] if terms is None else [terms]
        if names:
            own.append(_kept(frozenset(names)))
        facts = (text, target, chinese, native, own)
        plan = await asyncio.to_thread(draw, *facts) if len(text) > LONG else draw(*facts)
        if isinstance(plan, Skip):
            return plan
        if deadline is not None and deadline <= time.monotonic():
            raise DeadlineError("The translation would come too late.", "Try again when less is going on.")
        renderings = await self._renderer.render(plan.tasks, Order(tenant, room, deadline, self._beam))
        if not any(renderings):
            return Skip(Reason.UNTRANSLATABLE, plan.source)
        if target is None and _says_it_twice(plan.tasks, renderings):
            return Skip(Reason.BOTH_LANGUAGES, plan.source)
        return self._judged(text, plan, renderings, target or _other(plan.source, chinese))

    def _judged(
        self, text: str, plan: Plan, renderings: Sequence[Rendering | None], into: Target
    ) -> Translation | Skip:
        """Put the message together, and say how far it is to be trusted."""
        confidence = _confidence(renderings)
        found = evidence(confidence, _prose(plan.tasks, renderings))
        doubts = {doubt for rendering in renderings if rendering for doubt in rendering.doubts}
        if not all(renderings):
            doubts.add(Doubt.PARTS)
        if found.unlinked or (found.words == 0 and _is_shaky(found) and not _has_facts(plan)):
            doubts.add(Doubt.WORDS)
        sure = certainty(found) if found.words or confidence < 1 else 1.0
        if self._unsure_below is not None and (
            sure < self._unsure_below or _weakest(plan.tasks, renderings) < _OF_A_PART * self._unsure_below
        ):
            doubts.add(Doubt.CONFIDENCE)
        if doubts and _is_lone(plan):
            return Skip(Reason.UNTRANSLATABLE, plan.source)
        hopeless = self._very_unsure_below is not None and sure < self._very_unsure_below
        very = hopeless or not doubts.isdisjoint(_GRAVE)
        written = without_new_markup(text, _assemble(plan, renderings, into))
        return Translation(written, plan.source, into, confidence, bool(doubts), very, frozenset(doubts))


def _other(source: Language, chinese: Target) -> Target:
    return chinese if source is Language.ENGLISH else Target.ENGLISH


@lru_cache(maxsize=1_000)
def _kept(names: frozenset[str]) -> Terms:
    """Names as terms that stay as they are; what cannot be a term is left out."""
    terms: list[Term] = []
    for name in names:
        with suppress(TermError):
            # A term that is kept is found in both languages, whichever it is said to be in.
            terms.append(Term(name, name, Language.ENGLISH, exact=True))
    return Terms(terms)


def _says_it_twice(tasks: Sequence[Task], renderings: Sequence[Rendering | None]) -> bool:
    if len({task.source for task in tasks}) == 1:
        return False
    given: dict[Language, list[str]] = {Language.ENGLISH: [], Language.CHINESE: []}
    made: dict[Language, list[str]] = {Language.ENGLISH: [], Language.CHINESE: []}
    for task, rendering in zip(tasks, renderings, strict=True):
        if not task.quoted:
            given[task.source].append(prose(task.segment))
            made[task.target.language].append(rendering.text if rendering else "")
    english, chinese = Language.ENGLISH, Language.CHINESE
    return echoes(
        " ".join(given[english]),
        " ".join(made[english]),
        to_simplified(" ".join(given[chinese])),
        " ".join(made[chinese]),
    )


def _is_shaky(found: Evidence) -> bool:
    """Whether a translation of nothing but grammar may say anything: with words of its own, or not sure of itself."""
    return found.made > 0 or found.probability < _SURE_OF_GRAMMAR


def _has_facts(plan: Plan) -> bool:
    """Whether names, terms, quantities or foreign words stand in it, so that words without a meaning may do."""
    facts = (Role.TERM, Role.QUANTITY, Role.LITERAL)
    return any(span.role in facts for task in plan.tasks for span in task.segment.spans)


def _is_lone(plan: Plan) -> bool:
    """Whether the message is a single word, which the model translates without anything to go by."""
    [only, *others] = plan.tasks
    words = prose(only.segment)
    return (
        not others
        and len(only.segment.spans) == 1
        and (len(words) <= _LONE_HAN if only.source is Language.CHINESE else len(words.split()) == 1)
    )


def _prose(tasks: Sequence[Task], renderings: Sequence[Rendering | None]) -> Iterator[tuple[str, str, Language]]:
    """What the model read and wrote of each segment."""
    for task, rendering in zip(tasks, renderings, strict=True):
        if rendering and rendering.tokens:
            yield *rendering.prose, task.source


def _weakest(tasks: Sequence[Task], renderings: Sequence[Rendering | None]) -> float:
    """The certainty of the least certain sentence, which readers understand no better for the others around it."""
    least = 1.0
    if len(tasks) > 1:
        for task, rendering in zip(tasks, renderings, strict=True):
            if rendering and rendering.tokens:
                probability = math.exp(rendering.score / rendering.tokens)
                least = min(least, certainty(evidence(probability, [(*rendering.prose, task.source)])))
    return least


def _assemble(plan: Plan, renderings: Sequence[Rendering | None], into: Target) -> str:
    queue = iter(renderings)
    pieces: list[Gap | str] = []
    for piece in plan.pieces:
        if isinstance(piece, Task):
            rendering = next(queue)
            pieces.append(rendering.text if rendering else piece.segment.text)
        else:
            pieces.append(piece if isinstance(piece, Gap) else piece.text)
    return join(pieces, into.language)


def _confidence(renderings: Sequence[Rendering | None]) -> float:
    """The geometric mean of the token probabilities, less the share of segments that had to be left as they were.

    What the model had no part in, such as a segment of settled terms, counts neither way.
    """
    asked = [rendering for rendering in renderings if rendering is None or rendering.tokens]
    done = [rendering for rendering in asked if rendering is not None]
    if not done:
        return 0.0 if asked else 1.0
    mean = sum(rendering.score for rendering in done) / sum(rendering.tokens for rendering in done)
    return math.exp(mean) * len(done) / len(asked)
