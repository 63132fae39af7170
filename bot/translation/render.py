"""One segment through the model: mask, translate, review, unmask; and what is tried when a review finds fault."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.nmt.types import Direction, Hypothesis
from bot.text.cantonese import is_cantonese, to_standard
from bot.text.capitals import calm
from bot.text.language import Language
from bot.text.markup import Role, Span
from bot.text.placeholder import PlaceholderError, mask, unmask
from bot.text.punctuation import full_width
from bot.text.script import Script, to_mainland, to_script, to_simplified
from bot.translation import places
from bot.translation.facts import protect_facts
from bot.translation.fitting import capitalized, fit, with_prepositions
from bot.translation.plan import Task
from bot.translation.ports import SegmentTranslator
from bot.translation.review import bare, doubts, is_sound, ranked
from bot.translation.shorthand import spell_out
from bot.translation.spoilers import put_back
from bot.translation.terms import is_settled
from bot.translation.types import Doubt

RETRY_BEAM = 8
"""Beam of the second attempt at a text whose first translation failed its checks."""

_AVOIDABLE = frozenset({Doubt.NUMBER, Doubt.LANGUAGE})
"""What goes away where all facts are protected."""
_BREATH = 16
"""Segments of a long message after which the event loop may turn to others."""

_STOPS = ".。"
_TO_ENGLISH = str.maketrans("，。！？；：、（）", ",.!?;:,()")
_TO_CHINESE = str.maketrans(",!?;", "，！？；")
_BRACKET = re.compile(r"[⟦⟧]")
_SYMBOL = re.compile(r"(⟦\d⟧)")
_STOPPED = re.compile(r"[.。] ?(⟦(\d)⟧)$")
_GRAMMAR = "(?:the|a|an|and|of|to|的|了|和|是)"
_PARTICLE = re.compile(rf"\W*{_GRAMMAR}\W*", re.IGNORECASE)
_EMPTY = re.compile(rf"\W*{_GRAMMAR}?\W*", re.IGNORECASE)
_STRESSED = re.compile(r"⟦(\d)⟧([^⟦⟧]*)(?=⟦\d⟧)")


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
        doubts: what the checks found wrong with it.
        prose: what the model read and what it wrote, without placeholders; empty where it was not asked.
    """

    text: str
    score: float = 0.0
    tokens: int = 0
    doubts: frozenset[Doubt] = frozenset()
    prose: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class _Draft:
    """A task as the model sees it."""

    task: Task
    text: str
    protected: tuple[Span, ...]
    doubts: frozenset[Doubt] = frozenset()

    @property
    def direction(self) -> Direction:
        return Direction(self.task.source.value, self.task.target.language.value)


class Renderer:
    """Renders tasks through a `SegmentTranslator`, and rejects output that fails its checks."""

    def __init__(self, segments: SegmentTranslator) -> None:
        self._segments = segments

    async def render(self, tasks: Sequence[Task], order: Order) -> list[Rendering | None]:
        """Render tasks, in order; None where the model has no acceptable translation.

        Raises:
            OverloadedError, DeadlineError, EngineError: as `SegmentTranslator.translate` does.
        """
        if any(task.hidden for task in tasks):
            return await self._with_spoilers(tasks, order)
        directions = sorted({(task.source, task.target) for task in tasks})
        groups = [[i for i, task in enumerate(tasks) if (task.source, task.target) == d] for d in directions]
        if len(groups) == 1:
            return await self._alike(tasks, order)
        rendered = await asyncio.gather(*(self._alike([tasks[i] for i in group], order) for group in groups))
        found = {i: r for group, done in zip(groups, rendered, strict=True) for i, r in zip(group, done, strict=True)}
        return [found[i] for i in range(len(tasks))]

    async def _with_spoilers(self, tasks: Sequence[Task], order: Order) -> list[Rendering | None]:
        """Render what spoilers hide first, and around it the rest, of which the model sees no word with it."""
        inner = iter(await self.render([hidden for task in tasks for hidden in task.hidden], order))
        found = [[next(inner) for _ in task.hidden] for task in tasks]
        outer = await self.render([_revealing(*pair) for pair in zip(tasks, found, strict=True)], order)
        return [made and _joined(made, inside) for made, inside in zip(outer, found, strict=True)]

    async def _alike(self, tasks: Sequence[Task], order: Order) -> list[Rendering | None]:
        """Render tasks of one source and one target."""
        if tasks[0].source is tasks[0].target.language:
            return [_convert(task) for task in tasks]
        drafts = [_draft(task) for task in tasks]
        done: dict[int, Rendering | None] = {
            id(draft): _settle(draft) for draft in drafts if is_settled(draft.task.segment)
        }
        asked = [draft for draft in drafts if id(draft) not in done]
        whole = [draft for draft in asked if len(draft.protected) <= self._segments.placeholders]
        hypotheses = await self._translate([draft.text for draft in whole], drafts[0].direction, order)
        for count, (draft, hypothesis) in enumerate(zip(whole, hypotheses, strict=True), start=1):
            done[id(draft)] = _best(draft, hypothesis)
            if count % _BREATH == 0:
                await asyncio.sleep(0)
        poor = [draft for draft in asked if (first := done.get(id(draft))) is None or first.doubts > draft.doubts]
        again = await asyncio.gather(*(self._again(draft, done.get(id(draft)), order) for draft in poor))
        done |= {id(draft): rendering for draft, rendering in zip(poor, again, strict=True)}
        return [done[id(draft)] for draft in drafts]

    async def _again(self, draft: _Draft, first: Rendering | None, order: Order) -> Rendering | None:
        """The second attempt: with all quantities protected, with a wider beam, or by pieces between placeholders.

        Args:
            draft: what the first attempt failed on.
            first: its doubtful result; None where there is none.
            order: as for the first attempt.
        """
        wider = replace(order, beam=RETRY_BEAM)
        attempts = [draft]
        if first is not None and (not first.doubts.isdisjoint(_AVOIDABLE) or _loses_place(draft, first)):
            strict = protect_facts(draft.task.segment, draft.task.source, strictly=True)
            protected = _draft(replace(draft.task, segment=strict))
            if is_settled(strict):
                return _settle(protected)
            attempts = [protected, draft]
        for attempt in attempts:
            if not attempt.protected or first is not None:
                [hypothesis] = await self._translate([attempt.text], attempt.direction, wider)
                second = _best(attempt, hypothesis)
                if second is not None and (first is None or len(second.doubts) < len(first.doubts)):
                    first = second
                if first is not None and not first.doubts:
                    break
        return first if first is not None or not draft.protected else await self._by_pieces(draft, order)

    async def _by_pieces(self, draft: _Draft, order: Order) -> Rendering | None:
        """What stands between placeholders, piece by piece, where the model loses or doubles them."""
        pieces = _SYMBOL.split(draft.text)
        worded = [i for i, piece in enumerate(pieces) if i % 2 == 0 and any(c.isalpha() for c in piece)]
        hypotheses = await self._translate([pieces[i].strip() for i in worded], draft.direction, order)
        score, tokens = 0.0, 0
        for i, hypothesis in zip(worded, hypotheses, strict=True):
            if _is_piece(hypothesis.text) and is_sound(pieces[i].strip(), hypothesis, draft.direction):
                pieces[i] = _fitted(hypothesis.text, pieces[i])
                score, tokens = score + hypothesis.score * hypothesis.tokens, tokens + hypothesis.tokens
        if not tokens:
            return None
        made = "".join(pieces)
        found = draft.doubts | {Doubt.PARTS} | doubts(draft.text, made, draft.protected, draft.direction)
        return Rendering(_unmask(made, draft), score, tokens, found, (bare(draft.text), bare(made)))

    async def _translate(self, texts: Sequence[str], direction: Direction, order: Order) -> list[Hypothesis]:
        if not texts:
            return []
        return await self._segments.translate(
            texts, direction, tenant=order.tenant, room=order.room, deadline=order.deadline, beam=order.beam
        )


def _loses_place(draft: _Draft, rendering: Rendering) -> bool:
    return Doubt.WORDS in rendering.doubts and not places.keeps(*rendering.prose, draft.direction.source)


def _revealing(task: Task, inside: Sequence[Rendering | None]) -> Task:
    """A task, the translations of what its spoilers hide in place."""
    sources = [hidden.segment for hidden in task.hidden]
    texts = [_fitted(made.text, one.text) if made else one.text for made, one in zip(inside, sources, strict=True)]
    return replace(task, segment=put_back(task.segment, sources, texts), hidden=())


def _joined(outer: Rendering, inside: Sequence[Rendering | None]) -> Rendering:
    """A sentence and what its spoilers hide as one."""
    parts = [outer, *(made for made in inside if made)]
    return Rendering(
        outer.text,
        sum(part.score for part in parts),
        sum(part.tokens for part in parts),
        frozenset({Doubt.PARTS} if None in inside else ()).union(*(part.doubts for part in parts)),
        (" ".join(part.prose[0] for part in parts), " ".join(part.prose[1] for part in parts)),
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
    if task.source is not Language.CHINESE:
        return _Draft(task, calm(spell_out(masked.text)), masked.protected)
    text, understood = to_standard(masked.text) if is_cantonese(masked.text) else (masked.text, True)
    return _Draft(
        task, to_mainland(text), masked.protected, frozenset() if understood else frozenset({Doubt.CANTONESE})
    )


def _settle(draft: _Draft) -> Rendering:
    """Nothing but terms: no work for the model."""
    signs = _TO_ENGLISH if draft.task.target.language is Language.ENGLISH else _TO_CHINESE
    return Rendering(_unmask(draft.text.translate(signs), draft))


def _best(draft: _Draft, hypothesis: Hypothesis) -> Rendering | None:
    """The best hypothesis of a beam with the fewest doubts; None where none is sound."""
    best: Rendering | None = None
    for one in ranked(draft.text, hypothesis.beam, draft.direction):
        rendering = _accept(draft, one)
        if rendering is not None and (best is None or len(rendering.doubts) < len(best.doubts)):
            best = rendering
        if best is not None and best.doubts == draft.doubts:
            break
    return best


def _accept(draft: _Draft, hypothesis: Hypothesis) -> Rendering | None:
    if not is_sound(draft.text, hypothesis, draft.direction) or _is_grammar(draft, hypothesis.text):
        return None
    try:
        text = _unmask(_unstopped(draft, hypothesis.text), draft)
    except PlaceholderError:
        return None
    found = draft.doubts | doubts(draft.text, hypothesis.text, draft.protected, draft.direction)
    prose = (bare(draft.text), bare(hypothesis.text))
    return Rendering(text, hypothesis.score * hypothesis.tokens, hypothesis.tokens, found, prose)


def _is_grammar(draft: _Draft, text: str) -> bool:
    """Whether a translation, or what it has between marks (`||the||`), is but an article, a particle, or a sign."""
    if _PARTICLE.fullmatch(bare(text)):
        return True
    if all(span.role is not Role.OPEN for span in draft.protected):
        return False
    full = {found[1] for found in _STRESSED.finditer(draft.text) if not _EMPTY.fullmatch(found[2])}
    return any(found[1] in full and _EMPTY.fullmatch(found[2]) for found in _STRESSED.finditer(text))


def _unstopped(draft: _Draft, text: str) -> str:
    """Without the full stop that a model writes inside of emphasis, at the end of a sentence that has none."""
    found = _STOPPED.search(text)
    if found is None or int(found[2]) >= len(draft.protected) or _STOPPED.search(draft.text):
        return text
    return text[: found.start()] + found[1] if draft.protected[int(found[2])].role is Role.CLOSE else text


def _unmask(text: str, draft: _Draft) -> str:
    """Into the target script and its punctuation first, so that what is protected is not converted with it."""
    script = draft.task.target.script
    written = text if script is None else full_width(text)
    if script is None and draft.protected:
        written = with_prepositions(written, draft.text, draft.protected)
    written = fit(written, draft.protected, draft.direction.target)
    converted = to_script(written, script) if script not in (None, Script.SIMPLIFIED) else written
    protected = [_scripted(span, script) for span in draft.protected]
    unmasked = unmask(converted, protected, draft.direction.target)
    return capitalized(unmasked, converted, protected) if script is None else unmasked


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
