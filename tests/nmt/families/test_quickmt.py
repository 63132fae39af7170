"""quickmt: a network and a pair of vocabularies for each direction.

Transformers has no model with separate vocabularies in CTranslate2's converter, so the engine is compared with a plain
call of CTranslate2 on tokens made by hand as the model's card documents: the pieces of `src.spm.model`, then `</s>`.
"""

from pathlib import Path

import ctranslate2
import pytest
from sentencepiece import SentencePieceProcessor

from bot.nmt.store import Store
from bot.nmt.types import Direction
from tests.nmt import tiny
from tests.nmt.fakes import EN_ZH, ZH_EN


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("models")
    tiny.build(store, family="quickmt", disable_unk=True)
    return store


def test_the_vocabularies_differ(store: Path) -> None:
    folder = store / tiny.NAME / "en-zh"
    names = ("source_vocabulary.json", "target_vocabulary.json")
    source, target = ((folder / name).read_bytes() for name in names)
    assert source != target


@pytest.mark.parametrize(
    ("direction", "texts"),
    [(EN_ZH, ["hello world", "a good cat", "morning"]), (ZH_EN, ["你好世界", "好猫", "早上，猫！"])],
    ids=["en-zh", "zh-en"],
)
def test_the_translations_are_those_of_plain_ctranslate2(store: Path, direction: Direction, texts: list[str]) -> None:
    folder = store / tiny.NAME / str(direction)
    source, target = (SentencePieceProcessor(model_file=str(folder / f"{side}.spm.model")) for side in ("src", "tgt"))
    plain = ctranslate2.Translator(str(folder), compute_type="float32")
    results = plain.translate_batch(
        [[*source.encode(text, out_type=str), "</s>"] for text in texts], beam_size=2, disable_unk=True
    )
    found = Store(store).load(tiny.NAME, compute_type="float32", threads=1).translate(texts, [direction] * 3, beam=2)
    assert [one.text for one in found] == [target.decode(result.hypotheses[0]).strip() for result in results]
    assert len({one.text for one in found}) == 3
