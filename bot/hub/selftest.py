"""Tests an installed model: whether it translates, and which placeholders it carries over."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.errors import ModelDamagedError
from bot.hub.sentences import MARKED, SENTENCES, Marked, Table
from bot.nmt.engine import Engine
from bot.nmt.placeholder_form import PlaceholderForm
from bot.nmt.quality import check
from bot.nmt.types import Direction, Hypothesis

FORMS: Final = ("⟦{}⟧", "[{}]", "<{}>", "#{}", "X{}", "@{}", "__{}__")
"""Ways to write a placeholder, best first."""

_MOST_FAULTS: Final = 0.3  # share of translations that may fail a check
_FEWEST_HITS: Final = 0.5  # share of translations that must have an expected word
_BEAM: Final = 2


def check_translations(name: str, engine: Engine, table: Table = SENTENCES) -> tuple[tuple[str, str], ...]:
    """Translate known sentences in each direction that the model has.

    Args:
        name: the model's, for messages.
        engine: the model.
        table: the sentences.

    Returns:
        Each sentence and its translation.

    Raises:
        ModelDamagedError: too many translations of a direction are none, or the model cannot be computed.
    """
    sample: list[tuple[str, str]] = []
    for direction in sorted(engine.directions & table.keys()):
        sentences = table[direction]
        texts = [sentence.text for sentence in sentences]
        found = _translate(engine, texts, direction)
        faults = sum(check(text, each, direction) is not None for text, each in zip(texts, found, strict=True))
        hits = sum(
            any(word.casefold() in each.text.casefold() for word in sentence.words)
            for sentence, each in zip(sentences, found, strict=True)
        )
        if faults > _MOST_FAULTS * len(texts) or hits < _FEWEST_HITS * len(texts):
            raise ModelDamagedError(
                f"The model {name} does not translate from {direction.source} to {direction.target}: of {len(texts)} "
                f"simple sentences, {faults} came out garbled and {hits} with the expected words.",
                "It was not installed. Choose another model, or update Qiao and try again.",
            )
        sample += [(text, each.text) for text, each in zip(texts, found, strict=True)]
    return tuple(sample)


def _translate(engine: Engine, texts: Sequence[str], direction: Direction) -> list[Hypothesis]:
    try:
        return engine.translate(texts, [direction] * len(texts), beam=_BEAM)
    except (RuntimeError, ValueError) as error:  # of CTranslate2, for vocabularies or lengths that do not fit
        raise ModelDamagedError(
            f"CTranslate2 cannot compute the model: {str(error).rstrip('.')}.",
            "It was not installed. Choose another model, or update Qiao and try again.",
        ) from error


def best_form(engine: Engine, marked: Marked = MARKED) -> str | None:
    """Find the form of placeholders that a model which was not trained on any carries over.

    Args:
        engine: the model, with a manifest that declares no placeholders.
        marked: sentences with placeholders.

    Returns:
        The form; None if it loses or changes placeholders of every form.
    """
    return next((form for form in FORMS if _keeps(engine, form, marked)), None)


def _keeps(engine: Engine, form: str, marked: Marked) -> bool:
    """Whether every placeholder comes out of every sentence, and nothing else is wrong with it."""
    writer = PlaceholderForm(form)
    used = sorted(engine.directions & marked.keys())
    for direction in used:
        texts = [text.format("⟦0⟧", "⟦1⟧") for text in marked[direction]]
        written = [writer.write(text) for text in texts]
        found = _translate(engine, [each.text for each in written], direction)
        for text, sent, hypothesis in zip(texts, written, found, strict=True):
            output = writer.read(hypothesis.text, sent)
            if check(text, replace(hypothesis, text=output), direction):
                return False
    return bool(used)
