"""Models with a network for each direction, placeholders in a model's own form, and unknown words."""

from pathlib import Path

import pytest

from bot.nmt.engine import CTranslate2Engine
from bot.nmt.quality import Fault, check
from bot.nmt.store import Store
from tests.nmt import tiny
from tests.nmt.fakes import EN_ZH, ZH_EN


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> CTranslate2Engine:
    """A network for each direction, and a form of placeholders that is several tokens."""
    store = tmp_path_factory.mktemp("models")
    tiny.build(store, family="quickmt", placeholder_form="<{}>", disable_unk=True)
    return Store(store).load(tiny.NAME, threads=2)


def test_each_direction_has_its_network(pair: CTranslate2Engine) -> None:
    segments = ["hello world", "你好世界", "good", "早上猫", " ", "cat"]
    found = pair.translate(segments, [EN_ZH, ZH_EN, EN_ZH, ZH_EN, EN_ZH, EN_ZH])
    assert [one.text for one in found] == ["你好世界", "hello world", "好", "morning cat", "", "猫"]


def test_a_batch_of_one_direction(pair: CTranslate2Engine) -> None:
    found = pair.translate(["猫"] * 100, [ZH_EN] * 100)
    assert {one.text for one in found} == {"cat"}


def test_a_damaged_network_is_found(tmp_path: Path) -> None:
    folder = tiny.build(tmp_path, family="quickmt")
    (folder / "zh-en" / "model.bin").unlink()
    with pytest.raises(Exception, match=r"zh-en.model\.bin is missing"):
        Store(tmp_path).load(tiny.NAME)


@pytest.mark.parametrize("beam", [1, 3])
def test_placeholders_return_from_the_form(pair: CTranslate2Engine, beam: int) -> None:
    [found] = pair.translate(["hello ⟦0⟧ world ⟦3⟧"], [EN_ZH], beam=beam)
    assert found.text == "你好 ⟦0⟧世界 ⟦3⟧"
    assert len(found.alternatives) == beam - 1
    assert not any("<0>" in one.text for one in found.alternatives)


@pytest.mark.parametrize("typed", ["<0>", "<3>", "< 1 >"])
def test_what_looks_like_the_form_stays_text(pair: CTranslate2Engine, typed: str) -> None:
    segment = f"cat {typed} ⟦0⟧ ⟦1⟧"
    [found] = pair.translate([segment], [EN_ZH])
    assert found.text == f"猫 {typed} ⟦0⟧ ⟦1⟧"
    assert check(segment, found, EN_ZH) is None


def test_the_check_sees_what_cannot_be_told_apart(pair: CTranslate2Engine) -> None:
    segment = "cat ⟦0⟧" + "".join(f"<{k}>" for k in range(10))
    [found] = pair.translate([segment], [EN_ZH])
    # The placeholder itself was sent, and this model copies it.
    assert found.text.count("⟦0⟧") == 1
    assert check(segment, found, EN_ZH) in {None, Fault.PLACEHOLDER}


@pytest.mark.parametrize(("disabled", "text"), [(True, "罕见"), (False, "⁇")])
def test_unknown_words(tmp_path: Path, disabled: bool, text: str) -> None:  # noqa: FBT001 - parametrized
    tiny.build(tmp_path, disable_unk=disabled)
    [found] = Store(tmp_path).load(tiny.NAME, threads=1).translate(["rare"], [EN_ZH])
    assert found.text == text
