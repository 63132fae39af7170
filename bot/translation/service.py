"""The way of one message: identify, plan, render, put together."""

import asyncio
import math
import time
from collections.abc import Sequence
from functools import cache

from bot.errors import DeadlineError
from bot.text.joining import join
from bot.text.language import Language
from bot.text.segmenter import Gap
from bot.translation.echo import echoes
from bot.translation.plan import Plan, Task, draw, prose
from bot.translation.ports import Glossary, SegmentTranslator
from bot.translation.render import Order, Renderer, Rendering
from bot.translation.slang import Slang
from bot.translation.terms import TRANSLATED, Terms
from bot.translation.types import Reason, Skip, Target, Translation

LONG = 1000
"""Characters of a message from which on it is taken apart outside the event loop."""


class Translator:
    """Translates messages between English and Chinese.

    Args:
        segments: what translates single segments.
        beam: beam size of the first attempt; 1 is greedy.
        glossary: the terms of servers; None where there are none.
        unsure_below: the confidence below which a translation is unsure; None where none is.
    """

    def __init__(
        self,
        segments: SegmentTranslator,
        *,
        beam: int = 1,
        glossary: Glossary | None = None,
        unsure_below: float | None = None,
    ) -> None:
        self._segments = segments
        self._renderer = Renderer(segments)
        self._beam = beam
        self._glossary = glossary
        self._unsure_below = unsure_below

    def consulting(self, glossary: Glossary) -> "Translator":
        """The same translator, but every server's own terms are in its translations."""
        return Translator(self._segments, beam=self._beam, glossary=glossary, unsure_below=self._unsure_below)

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

        Returns:
            The translation, or why there is none.

        Raises:
            OverloadedError: the queue before the engine is full.
            DeadlineError: the deadline passed first.
            EngineError: the engine failed.
        """
        if terms is None and self._glossary is not None:
            terms = await self._glossary.terms(tenant)
        facts = (text, target, chinese, native, [_slang()] if terms is None else [terms, _slang()])
        plan = await asyncio.to_thread(draw, *facts) if len(text) > LONG else draw(*facts)
        if isinstance(plan, Skip):
            return plan
        if deadline is not None and deadline <= time.monotonic():
            raise DeadlineError("The translation would come too late.", "Try again when less is going on.")
        renderings = await self._renderer.render(plan.tasks, Order(tenant, room, deadline, self._beam))
        if not any(renderings):
            return Skip(Reason.UNTRANSLATABLE, plan.source)
        if target is None and plan.both and _says_it_twice(plan.tasks, renderings):
            return Skip(Reason.BOTH_LANGUAGES, plan.source)
        into = target or (chinese if plan.source is Language.ENGLISH else Target.ENGLISH)
        confidence = _confidence(renderings)
        unsure = self._unsure_below is not None and confidence < self._unsure_below
        return Translation(_assemble(plan, renderings, into), plan.source, into, confidence, unsure)


@cache
def _slang() -> Terms:
    slang = Slang.shipped()
    return Terms(term for language in TRANSLATED for term in slang.inline_terms(language))


def _says_it_twice(tasks: Sequence[Task], renderings: Sequence[Rendering | None]) -> bool:
    given: dict[Language, list[str]] = {Language.ENGLISH: [], Language.CHINESE: []}
    made: dict[Language, list[str]] = {Language.ENGLISH: [], Language.CHINESE: []}
    for task, rendering in zip(tasks, renderings, strict=True):
        given[task.source].append(prose(task.segment))
        made[task.target.language].append(rendering.text if rendering else "")
    english, chinese = Language.ENGLISH, Language.CHINESE
    return echoes(" ".join(given[english]), " ".join(made[english]), " ".join(given[chinese]), " ".join(made[chinese]))


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
