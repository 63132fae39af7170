"""Segments through the model, and what is tried where the checks find fault with its output."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

from bot.nmt.types import Direction, Hypothesis
from bot.translation.checks.review import find_doubts, is_sound, without_placeholders
from bot.translation.drafts import (
    Draft,
    Rendering,
    make_draft,
    render_best,
    render_in_script,
    render_settled,
    unmask_draft,
)
from bot.translation.facts import places
from bot.translation.facts.protect import protect_facts
from bot.translation.options import RequestOptions
from bot.translation.plan import Task
from bot.translation.ports import SegmentTranslator
from bot.translation.preprocess.spoilers import restore_spoilers
from bot.translation.standins import stand_ins
from bot.translation.terms import is_settled
from bot.translation.types import Doubt

RETRY_BEAM = 8
"""Beam of the second attempt at a text whose first translation failed its checks."""

_AVOIDABLE = frozenset({Doubt.NUMBER, Doubt.LANGUAGE})
"""Doubts that go away where all facts are protected."""
_YIELD_EVERY = 16
"""Segments of a long message after which the event loop gets a turn."""
_DOUBTFUL = -0.7
"""Mean log-probability per token below which a sentence around a placeholder is often wrong."""
_MARGIN = 0.1
"""How much more likely the sentence around a word of unknown kind must be."""
_STOPS = ".。"
_BRACKET = re.compile(r"[⟦⟧]")
_PLACEHOLDER = re.compile(r"(⟦\d⟧)")


class Renderer:
    """Renders tasks through a `SegmentTranslator`, and rejects output that fails its checks."""

    def __init__(self, segments: SegmentTranslator) -> None:
        self._segments = segments

    async def render(self, tasks: Sequence[Task], options: RequestOptions) -> list[Rendering | None]:
        """Render tasks, in order; None where the model has no acceptable translation.

        Raises:
            OverloadedError, DeadlineError, EngineError: see `SegmentTranslator.translate`.
        """
        if any(task.hidden for task in tasks):
            return await self._render_with_spoilers(tasks, options)
        pairs = sorted({(task.source, task.target) for task in tasks})
        groups = [[i for i, task in enumerate(tasks) if (task.source, task.target) == pair] for pair in pairs]
        if len(groups) == 1:
            return await self._render_group(tasks, options)
        rendered = await asyncio.gather(*(self._render_group([tasks[i] for i in group], options) for group in groups))
        found = {i: r for group, done in zip(groups, rendered, strict=True) for i, r in zip(group, done, strict=True)}
        return [found[i] for i in range(len(tasks))]

    async def _render_with_spoilers(self, tasks: Sequence[Task], options: RequestOptions) -> list[Rendering | None]:
        """Render the contents of spoilers first, then the text around them, without showing the model both at once."""
        inner = iter(await self.render([hidden for task in tasks for hidden in task.hidden], options))
        found = [[next(inner) for _ in task.hidden] for task in tasks]
        revealed = [_with_spoilers(task, inside) for task, inside in zip(tasks, found, strict=True)]
        outer = await self.render(revealed, options)
        return [made and _joined(made, inside) for made, inside in zip(outer, found, strict=True)]

    async def _render_group(self, tasks: Sequence[Task], options: RequestOptions) -> list[Rendering | None]:
        """Render tasks that have the same source and target."""
        if tasks[0].source is tasks[0].target.language:
            return [render_in_script(task) for task in tasks]
        drafts = [make_draft(task) for task in tasks]
        done: dict[int, Rendering | None] = {
            id(draft): render_settled(draft) for draft in drafts if is_settled(draft.task.segment)
        }
        open_drafts = [draft for draft in drafts if id(draft) not in done]
        whole = [draft for draft in open_drafts if len(draft.protected) <= self._segments.placeholders]
        hypotheses = await self._translate([draft.text for draft in whole], drafts[0].direction, options)
        for count, (draft, hypothesis) in enumerate(zip(whole, hypotheses, strict=True), start=1):
            done[id(draft)] = render_best(draft, hypothesis)
            if count % _YIELD_EVERY == 0:
                await asyncio.sleep(0)
        for draft in open_drafts:
            done[id(draft)] = await self._stand_in(draft, done.get(id(draft)), options)
        poor = [draft for draft in open_drafts if (first := done.get(id(draft))) is None or first.doubts > draft.doubts]
        retried = await asyncio.gather(*(self._retry(draft, done.get(id(draft)), options) for draft in poor))
        done |= {id(draft): rendering for draft, rendering in zip(poor, retried, strict=True)}
        return [done[id(draft)] for draft in drafts]

    async def _stand_in(self, draft: Draft, first: Rendering | None, options: RequestOptions) -> Rendering | None:
        """Translate a draft with familiar words for the server's terms, where that makes a better sentence."""
        doubtful = first is not None and (bool(first.doubts) or _certainty(first) < _DOUBTFUL)
        attempts = [one for one in stand_ins(draft, options.terms) if one.certain or doubtful]
        if not attempts:
            return first
        hypotheses = await self._translate([one.text for one in attempts], draft.direction, options)
        restored = [one.restore(found) for one, found in zip(attempts, hypotheses, strict=True)]
        made = [rendering for found in restored if found and (rendering := render_best(draft, found))]
        best = min(made, key=lambda rendering: len(rendering.doubts), default=None)
        if first is None or best is None or len(best.doubts) < len(first.doubts):
            return best or first
        better = attempts[0].certain or _certainty(best) > _certainty(first) + _MARGIN
        return best if better and len(best.doubts) == len(first.doubts) else first

    async def _retry(self, draft: Draft, first: Rendering | None, options: RequestOptions) -> Rendering | None:
        """Try again with all quantities protected, with a wider beam, or piece by piece between placeholders.

        Args:
            draft: what the first attempt failed on.
            first: its doubtful result; None where there is none.
            options: those of the first attempt.
        """
        wider = replace(options, beam=RETRY_BEAM)
        attempts = [draft]
        if first is not None and (not first.doubts.isdisjoint(_AVOIDABLE) or _loses_place(draft, first)):
            strict = protect_facts(draft.task.segment, draft.task.source, strictly=True)
            protected = make_draft(replace(draft.task, segment=strict))
            if is_settled(strict):
                return render_settled(protected)
            attempts = [protected, draft]
        for attempt in attempts:
            if not attempt.protected or first is not None:
                [hypothesis] = await self._translate([attempt.text], attempt.direction, wider)
                second = render_best(attempt, hypothesis)
                if second is not None and (first is None or len(second.doubts) < len(first.doubts)):
                    first = second
                if first is not None and not first.doubts:
                    break
        return first if first is not None or not draft.protected else await self._render_pieces(draft, options)

    async def _render_pieces(self, draft: Draft, options: RequestOptions) -> Rendering | None:
        """Translate the text between placeholders piece by piece, where the model loses or doubles them."""
        pieces = _PLACEHOLDER.split(draft.text)
        worded = [i for i, piece in enumerate(pieces) if i % 2 == 0 and any(c.isalpha() for c in piece)]
        hypotheses = await self._translate([pieces[i].strip() for i in worded], draft.direction, options)
        score, tokens = 0.0, 0
        for i, hypothesis in zip(worded, hypotheses, strict=True):
            if _is_piece(hypothesis.text) and is_sound(pieces[i].strip(), hypothesis, draft.direction):
                pieces[i] = _fitted(hypothesis.text, pieces[i])
                score, tokens = score + hypothesis.score * hypothesis.tokens, tokens + hypothesis.tokens
        if not tokens:
            return None
        made = "".join(pieces)
        doubts = draft.doubts | {Doubt.PARTS} | find_doubts(draft.text, made, draft.protected, draft.direction)
        prose = (without_placeholders(draft.text), without_placeholders(made))
        return Rendering(unmask_draft(made, draft), score, tokens, doubts, prose)

    async def _translate(self, texts: Sequence[str], direction: Direction, options: RequestOptions) -> list[Hypothesis]:
        if not texts:
            return []
        return await self._segments.translate(
            texts, direction, tenant=options.tenant, room=options.room, deadline=options.deadline, beam=options.beam
        )


def _certainty(rendering: Rendering) -> float:
    return rendering.score / max(1, rendering.tokens)


def _loses_place(draft: Draft, rendering: Rendering) -> bool:
    return Doubt.WORDS in rendering.doubts and not places.keeps(*rendering.prose, draft.direction.source)


def _with_spoilers(task: Task, inside: Sequence[Rendering | None]) -> Task:
    """A task with the translated contents of its spoilers in place."""
    sources = [hidden.segment for hidden in task.hidden]
    texts = [_fitted(made.text, one.text) if made else one.text for made, one in zip(inside, sources, strict=True)]
    return replace(task, segment=restore_spoilers(task.segment, sources, texts), hidden=())


def _joined(outer: Rendering, inside: Sequence[Rendering | None]) -> Rendering:
    """A sentence and the contents of its spoilers as one rendering, whose text is already complete."""
    parts = [outer, *(made for made in inside if made)]
    return Rendering(
        outer.text,
        sum(part.score for part in parts),
        sum(part.tokens for part in parts),
        frozenset({Doubt.PARTS} if None in inside else ()).union(*(part.doubts for part in parts)),
        (" ".join(part.prose[0] for part in parts), " ".join(part.prose[1] for part in parts)),
    )


def _is_piece(target: str) -> bool:
    """Whether a translation can go between placeholders: it says something, and contains none of their brackets."""
    return bool(target.strip()) and not _BRACKET.search(target)


def _fitted(target: str, source: str) -> str:
    """A piece of a sentence in place of its source: with the same spaces around it, and no full stop of its own."""
    if source.rstrip()[-1] not in _STOPS:
        target = target.rstrip(_STOPS)
    lead, tail = source[: len(source) - len(source.lstrip())], source[len(source.rstrip()) :]
    return f"{lead}{target}{tail}"
