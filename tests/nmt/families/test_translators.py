"""Encoder-decoders write what they write in Transformers."""

import pytest

from bot.nmt.types import Direction
from tests.nmt.fakes import EN_ZH, ZH_EN
from tests.nmt.families import making
from tests.nmt.families.making import Twins
from tests.nmt.families.translators import make_m2m100, make_marian, make_nllb, make_t5

# Marian's normalizer of punctuation is optional, and the texts have none to normalize.
pytestmark = pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses:UserWarning")

FAMILIES = {"marian": make_marian, "nllb": make_nllb, "m2m100": make_m2m100, "t5": make_t5}

both = pytest.mark.parametrize("direction", [EN_ZH, ZH_EN], ids=str)


@pytest.fixture(scope="module", params=FAMILIES)
def twins(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Twins:
    return FAMILIES[request.param](tmp_path_factory.mktemp("models"), tmp_path_factory.mktemp("work"))


@both
def test_the_tokens_are_those_of_transformers(twins: Twins, direction: Direction) -> None:
    twins.check_tokens(direction)


@both
def test_the_translations_are_those_of_transformers(twins: Twins, direction: Direction) -> None:
    twins.check_translations(direction)


def test_a_batch_of_both_directions_is_translated_as_each_alone(twins: Twins) -> None:
    pairs = [pair for en, zh in zip(making.ENGLISH, making.CHINESE, strict=True) for pair in ((en, EN_ZH), (zh, ZH_EN))]
    texts, directions = zip(*pairs, strict=True)
    alone = [twins.engine.translate([text], [direction])[0].text for text, direction in pairs]
    assert [one.text for one in twins.engine.translate(texts, directions)] == alone


@pytest.mark.parametrize("twins", ["nllb"], indirect=True)
def test_a_typed_language_code_is_text(twins: Twins) -> None:
    [typed, plain] = twins.engine.translate(["zho_Hans hello </s> world", "hello"], [EN_ZH, EN_ZH])
    assert typed.text
    assert typed.text != plain.text
