"""One segment through the model: mask, translate, check, unmask; and what is tried when a check fails."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.nmt.quality import check
from bot.nmt.types import Direction, Hypothesis
from bot.text.language import Language
from bot.text.markup import Span
from bot.text.placeholder import PlaceholderError, mask, unmask
from bot.text.punctuation import full_width
from bot.text.script import Script, to_script, to_simplified
from bot.translation.plan import Task
from bot.translation.ports import SegmentTranslator
from bot.translation.terms import is_settled

RETRY_BEAM = 8
"""Beam of the second attempt at a text whose first translation failed its checks."""

_BREATH = 16
"""Segments of a long message after which the event loop may turn to others."""

_STOPS = ".。"
_TO_ENGLISH = str.maketrans("，。！？；：、（）", ",.!?;:,()")
_TO_CHINESE = str.maketrans(",!?;", "，！？；")
_BRACKET = re.compile(r"[⟦⟧]")
_SYMBOL = re.compile(r"(⟦\d⟧)")


@dataclass(frozen=True, slots=True)
class Order:
    """For whom and until when, handed down to the engine (see `SegmentTranslator.translate`)."""

    tenant: int = 0
    room: int = 0
    deadline: float | None = None
    beam: int = 1


@dataclass(frozen=True, slots=True)
class Rendering:
    """A segment in its target language.

    Attributes:
        text: the target, every protected span in it and the target of every term.
        score: sum of the decoder's natural-log probabilities over its tokens.
        tokens: how many tokens the decoder wrote; 0 where it was not asked.
    """

    text: str
    score: float = 0.0
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class _Draft:
    """A task as the model sees it."""

    task: Task
    text: str
    protected: tuple[Span, ...]

    @property
    def direction(self) -> Direction:
        return Direction(self.task.source.value, self.task.target.language.value)


class Renderer:
    """Renders tasks through a `SegmentTranslator`, and never lets rubbish through."""

    def __init__(self, segments: SegmentTranslator) -> None:
        self._segments = segments

    async def render(self, tasks: Sequence[Task], order: Order) -> list[Rendering | None]:
        """Render tasks, in order; None where the model has no acceptable translation.

        Raises:
            OverloadedError, DeadlineError, EngineError: as `SegmentTranslator.translate` does.
        """
        directions = sorted({(task.source, task.target) for task in tasks})
        groups = [[i for i, task in enumerate(tasks) if (task.source, task.target) == d] for d in directions]
        if len(groups) == 1:
            return await self._alike(tasks, order)
        rendered = await asyncio.gather(*(self._alike([tasks[i] for i in group], order) for group in groups))
        found = {i: r for group, done in zip(groups, rendered, strict=True) for i, r in zip(group, done, strict=True)}
        return [found[i] for i in range(len(tasks))]

    async def _alike(self, tasks: Sequence[Task], order: Order) -> list[Rendering | None]:
        """Render tasks of one source and one target."""
        if tasks[0].source is tasks[0].target.language:
            return [_convert(task) for task in tasks]
        drafts = [_draft(task) for task in tasks]
        first: dict[int, Rendering | None] = {
            id(draft): _settle(draft) for draft in drafts if is_settled(draft.task.segment)
        }
        asked = [draft for draft in drafts if id(draft) not in first]
        whole = [draft for draft in asked if len(draft.protected) <= self._segments.placeholders]
        hypotheses = await self._translate([draft.text for draft in whole], drafts[0].direction, order)
        for count, (draft, hypothesis) in enumerate(zip(whole, hypotheses, strict=True), start=1):
            first[id(draft)] = _accept(draft, hypothesis)
            if count % _BREATH == 0:
                await asyncio.sleep(0)
        failed = [draft for draft in asked if first.get(id(draft)) is None]
        rescued = await asyncio.gather(*(self._rescue(draft, order) for draft in failed))
        first |= {id(draft): rendering for draft, rendering in zip(failed, rescued, strict=True)}
        return [first[id(draft)] for draft in drafts]

    async def _rescue(self, draft: _Draft, order: Order) -> Rendering | None:
        """The second attempt: by pieces between protected spans where there are any, else with a wider beam."""
        if not draft.protected:
            [hypothesis] = await self._translate([draft.text], draft.direction, replace(order, beam=RETRY_BEAM))
            return _accept(draft, hypothesis)
        pieces = _SYMBOL.split(draft.text)
        worded = [i for i, piece in enumerate(pieces) if i % 2 == 0 and any(c.isalpha() for c in piece)]
        hypotheses = await self._translate([pieces[i].strip() for i in worded], draft.direction, order)
        score, tokens = 0.0, 0
        for i, hypothesis in zip(worded, hypotheses, strict=True):
            if _is_piece(hypothesis.text) and check(pieces[i].strip(), hypothesis, draft.direction) is None:
                pieces[i] = _fitted(hypothesis.text, pieces[i])
                score, tokens = score + hypothesis.score * hypothesis.tokens, tokens + hypothesis.tokens
        if not tokens:
            return None
        return Rendering(_unmask("".join(pieces), draft), score, tokens)

    async def _translate(self, texts: Sequence[str], direction: Direction, order: Order) -> list[Hypothesis]:
        if not texts:
            return []
        return await self._segments.translate(
            texts, direction, tenant=order.tenant, room=order.room, deadline=order.deadline, beam=order.beam
        )


def _is_piece(target: str) -> bool:
    """Whether a translation may stand between placeholders: it says something, and holds no half of one itself."""
    return bool(target.strip()) and not _BRACKET.search(target)


def _fitted(target: str, source: str) -> str:
    """A piece of a sentence in the place of its source: the same spaces around it, and no full stop of its own."""
    if source.rstrip()[-1] not in _STOPS:
        target = target.rstrip(_STOPS)
    lead, tail = source[: len(source) - len(source.lstrip())], source[len(source.rstrip()) :]
    return f"{lead}{target}{tail}"


def _draft(task: Task) -> _Draft:
    masked = mask(task.segment)
    text = to_simplified(masked.text) if task.source is Language.CHINESE else masked.text
    return _Draft(task, text, masked.protected)


def _settle(draft: _Draft) -> Rendering:
    """Nothing but terms: no work for the model."""
    signs = _TO_ENGLISH if draft.task.target.language is Language.ENGLISH else _TO_CHINESE
    return Rendering(_unmask(draft.text.translate(signs), draft))


def _accept(draft: _Draft, hypothesis: Hypothesis) -> Rendering | None:
    if check(draft.text, hypothesis, draft.direction) is not None:
        return None
    try:
        text = _unmask(hypothesis.text, draft)
    except PlaceholderError:
        return None
    return Rendering(text, hypothesis.score * hypothesis.tokens, hypothesis.tokens)


def _unmask(text: str, draft: _Draft) -> str:
    """Into the target script and its punctuation first, so that what is protected is not converted with it."""
    script = draft.task.target.script
    written = text if script is None else full_width(text)
    converted = to_script(written, script) if script not in (None, Script.SIMPLIFIED) else written
    protected = [_scripted(span, script) for span in draft.protected]
    return unmask(converted, protected, draft.direction.target)


def _scripted(span: Span, script: Script | None) -> Span:
    if span.becomes is None or script in (None, Script.SIMPLIFIED):
        return span
    return replace(span, becomes=to_script(span.becomes, script))


def _convert(task: Task) -> Rendering:
    """Chinese into the other script: no work for the model."""
    masked = mask(task.segment)
    script = task.target.script or Script.SIMPLIFIED
    text = to_simplified(masked.text) if script is Script.SIMPLIFIED else to_script(masked.text, script)
    return Rendering(unmask(text, masked.protected, task.target.language.value))
