from pathlib import Path

import numpy as np
import pytest

from bot.bench import weights
from bot.errors import ModelDamagedError
from bot.nmt.store import Store
from bot.settings import Settings
from tests.nmt.tiny import WORDS, build


def test_variables_and_aliases_are_read(tmp_path: Path) -> None:
    found = weights.read(build(tmp_path) / "model.bin")
    embeddings = found["decoder/embeddings/weight"]
    assert np.array_equal(embeddings, np.eye(*embeddings.shape, dtype=np.float32))
    assert len(found["decoder/projection/bias"]) == len(embeddings) > len(WORDS)


def test_integers_are_converted_to_floats() -> None:
    settings = Settings()
    found = weights.read(Store(*settings.model_folders).folder(settings.model) / "model.bin")
    scaled = [name for name in found if f"{name}_scale" in found]
    assert scaled
    for name in scaled:
        assert found[name].dtype == np.float32
        assert 0 < np.abs(found[name]).max() < 100


def test_another_version_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"\x63\0\0\0")
    with pytest.raises(ModelDamagedError, match="version 99"):
        weights.read(tmp_path / "model.bin")
