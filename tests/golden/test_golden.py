"""What the embedded models make of messages that people write every day."""

import asyncio
import tomllib
from collections import Counter
from pathlib import Path
from statistics import fmean

import pytest
import regex

from bot.evaluation.pairs import DIRECTIONS
from bot.evaluation.scores import likeness
from bot.nmt.types import Direction
from bot.settings import Settings
from bot.translation.types import Skip, Target, Translation
from bot.translators import open_translator
from tests.golden.golden import Golden, golden

MODELS = Path(__file__).parents[2] / "models"
FLOORS: dict[str, dict[str, float]] = tomllib.loads((MODELS / "floors.toml").read_text("utf-8"))
LEAST = 110
MARKUP = regex.compile(r"<(?:@!?|#|a?:\w+:)\d+>|https?://\S*[\w/]|\*\*|\p{Emoji_Presentation}")

Outcomes = list[tuple[Golden, Translation | Skip]]


async def translated(model: str, direction: Direction) -> Outcomes:
    settings = Settings(model=model, models_dir=MODELS, cache_segments=0)
    messages = golden(direction)
    async with open_translator(settings) as use:
        outcomes = await asyncio.gather(*(use.translate(g.message, target=Target(direction.target)) for g in messages))
    return list(zip(messages, outcomes, strict=True))


@pytest.fixture(scope="module")
def outcomes() -> dict[tuple[str, Direction], Outcomes]:
    return {
        (model, direction): asyncio.run(translated(model, direction)) for model in FLOORS for direction in DIRECTIONS
    }


def test_every_embedded_model_has_a_floor() -> None:
    assert set(FLOORS) == {path.parent.name for path in MODELS.glob("*/manifest.json")}


@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
def test_the_set_is_large_and_in_order(direction: Direction) -> None:
    messages = golden(direction)
    assert len(messages) >= LEAST
    assert len({one.message for one in messages}) == len(messages)
    for one in messages:
        assert one.answers
        assert all(answer.strip() == answer for answer in (one.message, *one.answers))
        for answer in one.answers:
            assert Counter(MARKUP.findall(answer)) == Counter(MARKUP.findall(one.message)), one.message


@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
@pytest.mark.parametrize("model", FLOORS)
def test_translations_are_as_good_as_the_floor_asks(
    outcomes: dict[tuple[str, Direction], Outcomes], model: str, direction: Direction
) -> None:
    likenesses = [
        likeness(outcome.text, one.answers) if isinstance(outcome, Translation) else 0.0
        for one, outcome in outcomes[model, direction]
    ]
    assert fmean(likenesses) >= FLOORS[model][str(direction)]


@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
@pytest.mark.parametrize("model", FLOORS)
def test_every_piece_of_markup_comes_out_exactly_once(
    outcomes: dict[tuple[str, Direction], Outcomes], model: str, direction: Direction
) -> None:
    marked = [(one, outcome) for one, outcome in outcomes[model, direction] if MARKUP.search(one.message)]
    assert len(marked) >= 10
    for one, outcome in marked:
        assert isinstance(outcome, Translation), one.message
        assert Counter(MARKUP.findall(outcome.text)) == Counter(MARKUP.findall(one.message)), outcome.text


@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
@pytest.mark.parametrize("model", FLOORS)
def test_few_everyday_messages_are_unsure_and_next_to_none_is_skipped(
    outcomes: dict[tuple[str, Direction], Outcomes], model: str, direction: Direction
) -> None:
    answers = [outcome for _, outcome in outcomes[model, direction]]
    assert sum(isinstance(answer, Translation) and answer.unsure for answer in answers) < 0.12 * len(answers)
    assert sum(isinstance(answer, Skip) for answer in answers) <= 0.02 * len(answers)
