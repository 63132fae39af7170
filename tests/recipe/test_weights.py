from pathlib import Path

import ctranslate2
import numpy as np
import pytest

from bot.errors import ConfigurationError
from models.recipe.export import export
from models.recipe.weights import Weights, average
from tests.recipe import small

SIZE = small.RECIPE.vocabulary.size
NETWORK = small.RECIPE.network


def test_packed_weights_are_close_and_packing_is_idempotent(tmp_path: Path) -> None:
    weights = small.weights(NETWORK, SIZE)
    paths = weights.pack(tmp_path / "packed", part_mib=0.03)
    assert len(paths) > 1
    found = Weights.read(tmp_path / "packed")
    assert found.config == weights.config
    assert found.network == NETWORK
    assert found.arrays.keys() == weights.arrays.keys()
    for name, array in weights.arrays.items():
        step = np.abs(array).max(axis=-1, keepdims=True) / 127 if array.ndim == 2 else 0
        assert np.all(np.abs(found.arrays[name] - array) <= step * 0.51 + 1e-7)
    again = found.pack(tmp_path / "again")
    assert len(again) == 1
    for name, array in Weights.read(tmp_path / "again").arrays.items():
        assert np.allclose(array, found.arrays[name], rtol=1e-6)


def test_int8_models_of_full_and_packed_weights_are_equal(vocabulary: Path, tmp_path: Path) -> None:
    weights = small.weights(NETWORK, SIZE)
    weights.pack(tmp_path / "packed")
    export(weights, vocabulary, tmp_path / "full")
    export(Weights.read(tmp_path / "packed"), vocabulary, tmp_path / "joined")
    full, joined = ((tmp_path / name / "model.bin").read_bytes() for name in ("full", "joined"))
    assert len(full) == len(joined)
    different = sum(a != b for a, b in zip(full, joined, strict=True))
    assert different < len(full) / 1000  # scales may differ in their last bit


def test_packing_into_fewer_parts_removes_stale_ones(tmp_path: Path) -> None:
    weights = small.weights(NETWORK, SIZE)
    weights.pack(tmp_path, part_mib=0.03)
    weights.pack(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["weights.0.npz"]


def test_the_average_is_the_mean() -> None:
    one = small.weights(NETWORK, SIZE)
    other = Weights({name: array + 2 for name, array in one.arrays.items()}, one.config)
    assert np.allclose(average([one, other]).arrays["bias"], one.arrays["bias"] + 1, atol=1e-6)


def test_weights_that_count_twice_and_shallower_ones_have_an_average() -> None:
    one = small.weights(NETWORK, SIZE)
    deep = one.deepened(NETWORK.enc + 1, NETWORK.dec)
    other = Weights({name: array + 3 for name, array in deep.arrays.items()}, deep.config)
    mean = average([other, one, other])
    assert mean.network == deep.network
    assert mean.arrays.keys() == deep.arrays.keys()
    for name, array in deep.arrays.items():
        assert np.allclose(mean.arrays[name], array + 2, atol=1e-5)


def test_weights_of_different_networks_have_no_average() -> None:
    one = small.weights(NETWORK, SIZE)
    with pytest.raises(ConfigurationError, match="different networks"):
        average([one, small.weights(NETWORK, SIZE + 1)])


def test_a_path_without_weights_is_reported(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.pt"):
        with pytest.raises(ConfigurationError, match=path.name):
            Weights.read(path)


def test_a_deeper_network_has_every_layer_and_new_ones_have_no_effect() -> None:
    one = small.weights(NETWORK, SIZE)
    deep = one.deepened(NETWORK.enc + 1, NETWORK.dec * 2)
    assert (deep.network.enc, deep.network.dec) == (NETWORK.enc + 1, NETWORK.dec * 2)
    assert np.array_equal(deep.arrays["decoder.1.ffn.up.weight"], one.arrays["decoder.0.ffn.up.weight"])
    for name in ("attn.out.weight", "cross.out.bias", "ffn.down.weight"):
        assert not deep.arrays[f"decoder.1.{name}"].any()
        assert np.array_equal(deep.arrays[f"decoder.0.{name}"], one.arrays[f"decoder.0.{name}"])
    assert one.deepened(NETWORK.enc, NETWORK.dec).arrays.keys() == one.arrays.keys()


def test_a_network_cannot_be_made_shallower() -> None:
    with pytest.raises(ConfigurationError, match="encoder of 2 layers"):
        small.weights(NETWORK, SIZE).deepened(1, 1)


def test_a_deeper_network_computes_the_same(vocabulary: Path, tmp_path: Path) -> None:
    shallow = small.weights(NETWORK, SIZE)
    scores = []
    for name, weights in (("shallow", shallow), ("deep", shallow.deepened(5, 3))):
        export(weights, vocabulary, tmp_path / name, quantization=None)
        translator = ctranslate2.Translator(str(tmp_path / name), compute_type="float32")
        [result] = translator.score_batch([["▁a", "▁b"]], [["▁c", "▁d"]])
        scores.append(result.log_probs)
    assert np.allclose(scores[0], scores[1], atol=1e-4)
