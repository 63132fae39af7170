"""Tests an installed model: whether it translates, and which placeholders it carries over."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from bot.errors import ModelDamagedError
from bot.hub.sentences import MARKED, SENTENCES, Table
from bot.nmt.engine import Engine
from bot.nmt.quality import check
from bot.nmt.types import Direction

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
        ModelDamagedError: too many translations of a direction are none.
    """
    sample: list[tuple[str, str]] = []
    for direction in sorted(engine.directions & table.keys()):
        sentences = table[direction]
        texts = [sentence.text for sentence in sentences]
        found = engine.translate(texts, [direction] * len(texts), beam=_BEAM)
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


def best_form(engine: Engine, marked: Mapping[Direction, tuple[str, ...]] = MARKED) -> str | None:
    """Find the form of placeholders that a model which was not trained on any carries over.

    Args:
        engine: the model, with a manifest that declares no placeholders, so that it gets the text as it is.
        marked: sentences with placeholders.

    Returns:
        The form; None if it loses or changes placeholders of every form.
    """
    return next((form for form in FORMS if keeps(engine, form.format, marked)), None)


def keeps(engine: Engine, form: Callable[[int], str], marked: Mapping[Direction, tuple[str, ...]] = MARKED) -> bool:
    """Whether every placeholder comes out of every sentence, and nothing else is wrong with it.

    Args:
        engine: the model.
        form: writes the placeholder of a number.
        marked: sentences with placeholders.
    """
    used = sorted(engine.directions & marked.keys())
    for direction in used:
        filled = [text.format(form(0), form(1)) for text in marked[direction]]
        standard = [text.format("⟦0⟧", "⟦1⟧") for text in marked[direction]]
        found = engine.translate(filled, [direction] * len(filled), beam=_BEAM)
        for text, wanted, hypothesis in zip(filled, standard, found, strict=True):
            output = hypothesis.text
            if any(output.count(form(k)) != count for k, count in _counts(text, form).items()):
                return False
            for k in (0, 1):
                output = output.replace(form(k), f"⟦{k}⟧")
            if check(wanted, replace(hypothesis, text=output), direction):
                return False
    return bool(used)


def _counts(text: str, form: Callable[[int], str]) -> Counter[int]:
    return Counter({k: text.count(form(k)) for k in (0, 1)})
