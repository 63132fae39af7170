"""A task as the model sees it, and what becomes of the model's output: mask, review, unmask."""

import re
from dataclasses import dataclass, replace

from bot.nmt.types import Direction, Hypothesis
from bot.text.cantonese import is_cantonese, to_standard
from bot.text.capitals import calm
from bot.text.language import Language
from bot.text.markup import Role, Span
from bot.text.placeholder import PlaceholderError, mask, unmask
from bot.text.punctuation import full_width
from bot.text.script import Script, to_mainland, to_script, to_simplified
from bot.translation.checks.review import find_doubts, is_sound, rank, without_placeholders
from bot.translation.fitting import capitalize, fit, insert_prepositions
from bot.translation.plan import Task
from bot.translation.preprocess.shorthand import expand_shorthand
from bot.translation.types import Doubt

_TO_ENGLISH = str.maketrans("，。！？；：、（）", ",.!?;:,()")
_TO_CHINESE = str.maketrans(",!?;", "，！？；")
_FINAL_STOP = re.compile(r"[.。] ?(⟦(\d)⟧)$")
_FUNCTION_WORD = "(?:the|a|an|and|of|to|的|了|和|是)"
_ONLY_FUNCTION_WORD = re.compile(rf"\W*{_FUNCTION_WORD}\W*", re.IGNORECASE)
_EMPTY = re.compile(rf"\W*{_FUNCTION_WORD}?\W*", re.IGNORECASE)
_EMPHASIZED = re.compile(r"⟦(\d)⟧([^⟦⟧]*)(?=⟦\d⟧)")


@dataclass(frozen=True, slots=True)
class Rendering:
    """A segment in its target language.

    Attributes:
        text: the target, with every protected span and the target of every term.
        score: sum of the decoder's natural-log probabilities over its tokens.
        tokens: how many tokens the decoder wrote; 0 where the model was not used.
        doubts: what the checks found wrong with it.
        prose: what the model read and what it wrote, without placeholders; empty where it was not used.
    """

    text: str
    score: float = 0.0
    tokens: int = 0
    doubts: frozenset[Doubt] = frozenset()
    prose: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Draft:
    """A task as the model sees it.

    Attributes:
        task: what is translated.
        text: the model's input, with placeholders.
        protected: the span of each placeholder.
        doubts: what is already wrong with the input.
    """

    task: Task
    text: str
    protected: tuple[Span, ...]
    doubts: frozenset[Doubt] = frozenset()

    @property
    def direction(self) -> Direction:
        """The direction to translate in."""
        return Direction(self.task.source.value, self.task.target.language.value)


def make_draft(task: Task) -> Draft:
    """Mask a task's protected spans, and normalize the rest: English shorthand, Cantonese, regional Chinese."""
    masked = mask(task.segment)
    if task.source is not Language.CHINESE:
        return Draft(task, calm(expand_shorthand(masked.text)), masked.protected)
    text, complete = to_standard(masked.text) if is_cantonese(masked.text) else (masked.text, True)
    doubts = frozenset() if complete else frozenset({Doubt.CANTONESE})
    return Draft(task, to_mainland(text), masked.protected, doubts)


def render_settled(draft: Draft) -> Rendering:
    """Render a draft that consists of only terms, without the model."""
    signs = _TO_ENGLISH if draft.task.target.language is Language.ENGLISH else _TO_CHINESE
    return Rendering(unmask_draft(draft.text.translate(signs), draft))


def render_in_script(task: Task) -> Rendering:
    """Convert Chinese to the other script, without the model."""
    masked = mask(task.segment)
    script = task.target.script or Script.SIMPLIFIED
    text = to_simplified(masked.text) if script is Script.SIMPLIFIED else to_script(masked.text, script)
    return Rendering(unmask(text, masked.protected, task.target.language.value))


def render_best(draft: Draft, hypothesis: Hypothesis) -> Rendering | None:
    """Render the hypothesis of a beam that has the fewest doubts; None where none is sound."""
    best: Rendering | None = None
    for candidate in rank(draft.text, hypothesis.beam, draft.direction):
        rendering = _render(draft, candidate)
        if rendering is not None and (best is None or len(rendering.doubts) < len(best.doubts)):
            best = rendering
        if best is not None and best.doubts == draft.doubts:
            break
    return best


def unmask_draft(text: str, draft: Draft) -> str:
    """Put the protected spans back.

    The text is converted to the target script and its punctuation first, so that the spans are not converted with it.

    Args:
        text: what the model wrote, with placeholders.
        draft: what it read.

    Raises:
        PlaceholderError: a placeholder is missing, or there are too many.
    """
    script = draft.task.target.script
    written = text if script is None else full_width(text)
    if script is None and draft.protected:
        written = insert_prepositions(written, draft.text, draft.protected)
    written = fit(written, draft.protected, draft.direction.target)
    converted = to_script(written, script) if script not in (None, Script.SIMPLIFIED) else written
    protected = [_in_script(span, script) for span in draft.protected]
    unmasked = unmask(converted, protected, draft.direction.target)
    return capitalize(unmasked, converted, protected) if script is None else unmasked


def _render(draft: Draft, hypothesis: Hypothesis) -> Rendering | None:
    if not is_sound(draft.text, hypothesis, draft.direction) or _says_nothing(draft, hypothesis.text):
        return None
    try:
        text = unmask_draft(_without_inner_stop(draft, hypothesis.text), draft)
    except PlaceholderError:
        return None
    doubts = draft.doubts | find_doubts(draft.text, hypothesis.text, draft.protected, draft.direction)
    prose = (without_placeholders(draft.text), without_placeholders(hypothesis.text))
    return Rendering(text, hypothesis.score * hypothesis.tokens, hypothesis.tokens, doubts, prose)


def _says_nothing(draft: Draft, text: str) -> bool:
    """Whether a translation, or what it puts between marks (`||the||`), is only a function word or a sign."""
    if _ONLY_FUNCTION_WORD.fullmatch(without_placeholders(text)):
        return True
    if all(span.role is not Role.OPEN for span in draft.protected):
        return False
    full = {found[1] for found in _EMPHASIZED.finditer(draft.text) if not _EMPTY.fullmatch(found[2])}
    return any(found[1] in full and _EMPTY.fullmatch(found[2]) for found in _EMPHASIZED.finditer(text))


def _without_inner_stop(draft: Draft, text: str) -> str:
    """Drop the full stop that a model writes inside emphasis at the end of a sentence that has none."""
    found = _FINAL_STOP.search(text)
    if found is None or int(found[2]) >= len(draft.protected) or _FINAL_STOP.search(draft.text):
        return text
    return text[: found.start()] + found[1] if draft.protected[int(found[2])].role is Role.CLOSE else text


def _in_script(span: Span, script: Script | None) -> Span:
    if span.becomes is None or script in (None, Script.SIMPLIFIED):
        return span
    return replace(span, becomes=to_script(span.becomes, script))
