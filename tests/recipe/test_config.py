from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from models.recipe.config import SHIPPED, Recipe


def test_a_profile_overrides_the_defaults() -> None:
    gpu, cpu = Recipe.read("gpu"), Recipe.read("cpu")
    assert (gpu.network.d, gpu.network.enc, gpu.network.dec, gpu.vocabulary.size) == (448, 10, 2, 16000)
    assert (cpu.network.d, cpu.network.enc, cpu.network.dec, cpu.vocabulary.size) == (256, 6, 2, 8000)
    assert cpu.noise == gpu.noise
    assert gpu.batches.longest == gpu.batches.row == (144, 128)
    assert cpu.batches.longest == (128, 128)
    assert "tatoeba" in cpu.examples.domains


def test_a_phase_keeps_the_weights_that_its_profile_does_not_set() -> None:
    gpu, deep, cpu = (Recipe.read(name).phases for name in ("gpu", "deep", "cpu"))
    assert [phase.weights for phase in deep] == [phase.weights for phase in gpu]
    assert [phase.start for phase in deep] == [0.0, 0.6, 0.85]
    assert "tv" not in cpu[0].weights


@pytest.mark.parametrize("profile", ["gpu", "deep", "cpu", "tiny"])
def test_phases_follow_each_other(profile: str) -> None:
    starts = [phase.start for phase in Recipe.read(profile).phases]
    assert starts == sorted(starts)
    assert starts[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("heads = 7", "headz = 7", "heads, headz"),
        ("[noise]", "[nois]", "noise"),
        ("[profiles.gpu]", "[x", "Cannot read"),
    ],
)
def test_a_mistake_is_reported(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(SHIPPED.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(ConfigurationError, match=complaint):
        Recipe.read("gpu", path)


def test_an_error_for_an_unknown_profile_lists_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match="gpu, deep, cpu, tiny"):
        Recipe.read("tpu")


def test_older_recipes_spell_one_table_differently(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(SHIPPED.read_text("utf-8").replace("optimizer]", "optimiser]"), "utf-8")
    assert Recipe.read("tiny", path) == Recipe.read("tiny")
