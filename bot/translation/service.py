"""The path of a message: plan, render, assess, assemble."""

import asyncio
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

from bot.errors import DeadlineError, TermError
from bot.nmt.types import BACKGROUND
from bot.text.joining import join
from bot.text.language import Language
from bot.text.limits import OFFLOAD_FROM
from bot.text.references import without_new_references
from bot.text.script import to_simplified
from bot.text.segmenter import Gap
from bot.text.shielding import without_new_markup
from bot.translation.assessment import Thresholds, assess
from bot.translation.drafts import Rendering
from bot.translation.known.bilingual import is_same_in_both
from bot.translation.options import RequestOptions
from bot.translation.plan import Plan, Task, make_plan
from bot.translation.ports import Glossary, SegmentTranslator
from bot.translation.preprocess.languages import prose
from bot.translation.render import Renderer
from bot.translation.terms import Term, Terms
from bot.translation.types import Doubt, Reason, Skip, Target, Translation
from bot.translation.whole import join_sentences, split_sentences

_WORD_HAN = 2  # characters of a Chinese word


class Translator:
    """Translates messages between English and Chinese.

    Args:
        segments: translates single segments.
        beam: beam size of the first attempt; 1 is greedy.
        glossary: the terms of servers; None where there are none.
        unsure_below: certainty (see `bot.translation.checks.certainty`) below which a translation is unsure; None where
            only the checks decide.
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
        self._thresholds = Thresholds(unsure_below, very_unsure_below)

    def with_glossary(self, glossary: Glossary) -> "Translator":
        """The same translator, with each server's own terms in its translations."""
        return Translator(
            self._segments,
            beam=self._beam,
            glossary=glossary,
            unsure_below=self._thresholds.unsure,
            very_unsure_below=self._thresholds.very_unsure,
        )

    async def translate(
        self,
        text: str,
        *,
        target: Target | None = None,
        also: Sequence[Target] = (),
        chinese: Target = Target.SIMPLIFIED,
        native: Language | None = None,
        tenant: int = 0,
        room: int = 0,
        deadline: float | None = None,
        terms: Terms | None = None,
        names: Collection[str] = (),
        background: bool = False,
    ) -> Translation | Skip:
        """Translate one message.

        Args:
            text: the message as it was written, markup and all.
            target: the language to translate into; None translates each segment into the other language.
            also: the other languages that the reader reads, where `target` is given; text in them stays as it is.
            chinese: the script for Chinese output where `target` is None.
            native: the language that the author says they write; decides where the text is ambiguous.
            tenant: the server's id, for fairness and for its glossary.
            room: the channel's id, for fairness within the server.
            deadline: `time.monotonic()` seconds after which nobody waits for the answer.
            terms: take precedence over the slang that Qiao knows; None for those of the server's glossary.
            names: of people, left as they are; `terms` take precedence.
            background: whether it can wait until the engine has nothing else to do.

        Returns:
            The translation, or why there is none.

        Raises:
            OverloadedError: the engine's queue is full.
            DeadlineError: the deadline passed first.
            EngineError: the engine failed.
        """
        if terms is None and self._glossary is not None:
            terms = await self._glossary.terms(tenant)
        layers = [] if terms is None else [terms]
        if names:
            layers.append(_name_terms(frozenset(names)))
        options = RequestOptions(
            target=target,
            also=tuple(also),
            chinese=chinese,
            native=native,
            terms=tuple(layers),
            tenant=BACKGROUND if background else tenant,
            room=room,
            deadline=deadline,
            beam=self._beam,
        )
        long = len(text) > OFFLOAD_FROM
        plan = await asyncio.to_thread(make_plan, text, options) if long else make_plan(text, options)
        if isinstance(plan, Skip):
            return plan
        if deadline is not None and deadline <= time.monotonic():
            raise DeadlineError("The translation would arrive too late.", "Try again when there is less traffic.")
        if self._segments.unit == "message":
            plan = replace(plan, pieces=join_sentences(plan.pieces, self._segments.placeholders))
        renderings = await self._renderer.render(plan.tasks, options)
        plan, renderings = await self._by_sentence(plan, renderings, options)
        if not any(renderings):
            return Skip(Reason.UNTRANSLATABLE, plan.source)
        if target is None and _is_bilingual(plan.tasks, renderings):
            return Skip(Reason.BOTH_LANGUAGES, plan.source)
        assessment = assess(plan, renderings, self._thresholds)
        if assessment.doubts and _is_single_word(plan):
            return Skip(Reason.UNTRANSLATABLE, plan.source)
        into = options.target_for(plan.source)
        made = without_new_markup(text, _assemble(plan, renderings, into))
        clean = without_new_references(f"{text}\n{plan.replacements}", made)
        if not clean:
            return Skip(Reason.UNTRANSLATABLE, plan.source)
        doubts = assessment.doubts if clean == made else assessment.doubts | {Doubt.WORDS}
        return Translation(
            clean, plan.source, into, assessment.confidence, bool(doubts), assessment.very_unsure, doubts
        )

    async def _by_sentence(
        self, plan: Plan, renderings: list[Rendering | None], options: RequestOptions
    ) -> tuple[Plan, list[Rendering | None]]:
        """Translate joined sentences whose translation failed its checks one by one, and keep what is better."""
        made = dict(zip(map(id, plan.tasks), renderings, strict=True))
        failed = [task for task in plan.tasks if task.joins and ((found := made[id(task)]) is None or found.doubts)]
        if not failed:
            return plan, renderings
        sentences = {id(task): [part for part in task.joins if isinstance(part, Task)] for task in failed}
        parts = [part for task in failed for part in sentences[id(task)]]
        made |= zip(map(id, parts), await self._renderer.render(parts, options), strict=True)
        split = {key for key, each in sentences.items() if _is_better([made[id(part)] for part in each], made[key])}
        pieces = tuple(
            part
            for piece in plan.pieces
            for part in (split_sentences(piece) if isinstance(piece, Task) and id(piece) in split else (piece,))
        )
        plan = replace(plan, pieces=pieces)
        return plan, [made[id(task)] for task in plan.tasks]


def _is_better(sentences: Sequence[Rendering | None], whole: Rendering | None) -> bool:
    """Whether sentences that were translated one by one are better than their translation as a whole."""
    if whole is None:
        return True
    doubts = [sentence.doubts for sentence in sentences if sentence is not None]
    return len(doubts) == len(sentences) and len(frozenset().union(*doubts)) < len(whole.doubts)


@lru_cache(maxsize=1_000)
def _name_terms(names: frozenset[str]) -> Terms:
    """Names as terms that stay as they are, except for those that cannot be terms."""
    terms: list[Term] = []
    for name in names:
        with suppress(TermError):
            # A term that is kept is found in both languages, whichever one it is declared in.
            terms.append(Term(name, name, Language.ENGLISH, exact=True))
    return Terms(terms)


def _is_bilingual(tasks: Sequence[Task], renderings: Sequence[Rendering | None]) -> bool:
    """Whether a message's translation shows that it already says the same in both languages."""
    if len({task.source for task in tasks}) == 1:
        return False
    given: dict[Language, list[str]] = {Language.ENGLISH: [], Language.CHINESE: []}
    made: dict[Language, list[str]] = {Language.ENGLISH: [], Language.CHINESE: []}
    for task, rendering in zip(tasks, renderings, strict=True):
        if not task.quoted:
            given[task.source].append(prose(task.segment))
            made[task.target.language].append(rendering.text if rendering else "")
    english, chinese = Language.ENGLISH, Language.CHINESE
    return is_same_in_both(
        " ".join(given[english]),
        " ".join(made[english]),
        to_simplified(" ".join(given[chinese])),
        " ".join(made[chinese]),
    )


def _is_single_word(plan: Plan) -> bool:
    """Whether the message is a single word, which the model translates without any context."""
    [first, *others] = plan.tasks
    words = prose(first.segment)
    return (
        not others
        and len(first.segment.spans) == 1
        and (len(words) <= _WORD_HAN if first.source is Language.CHINESE else len(words.split()) == 1)
    )


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
