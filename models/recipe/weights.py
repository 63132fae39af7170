"""Weights by name, from a checkpoint or packed into small files, without the optimizer's state.

Packed matrices are int8 with one scale per row, rounded as in CTranslate2: the int8 model exported from packed weights
equals the one exported from the full weights. Vectors stay float32.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.errors import ConfigurationError
from models.recipe.config import Network

Array = npt.NDArray[np.float32]
_MATRIX = 2
_LAST = ("attn.out.", "cross.out.", "ffn.down.")


@dataclass(frozen=True, slots=True)
class Weights:
    """A network's weights.

    Attributes:
        arrays: float32, by the names of `network.Transformer`'s parameters.
        config: `vocab`, `d`, `ff`, `heads`, `enc`, `dec`, `dropout`, and if known `step` and `minutes`.
    """

    arrays: dict[str, Array]
    config: dict[str, Any]

    @property
    def network(self) -> Network:
        """The size of the network."""
        return Network(**{name: self.config[name] for name in ("d", "ff", "heads", "enc", "dec", "dropout")})

    @classmethod
    def read(cls, path: Path) -> "Weights":
        """Read a checkpoint (its averaged weights; needs torch) or a folder of packed weights.

        Raises:
            ConfigurationError: the path is neither.
        """
        if path.is_dir():
            return cls._unpacked(path)
        if not path.is_file():
            raise ConfigurationError(
                f"There are no weights {path}.", "Pass a checkpoint or a folder of packed weights."
            )
        import torch  # noqa: PLC0415 - not needed for packed weights

        checkpoint = torch.load(path, map_location="cpu")
        arrays = {name: w.float().numpy() for name, w in (checkpoint.get("ema") or checkpoint["weights"]).items()}
        config = dict(checkpoint["config"])
        if "step" in checkpoint:
            config |= {"step": checkpoint["step"], "minutes": round(checkpoint["spent"] / 60, 1)}
        return cls(arrays, config)

    @classmethod
    def _unpacked(cls, folder: Path) -> "Weights":
        stored: dict[str, npt.NDArray[Any]] = {}
        for path in sorted(folder.glob("weights.*.npz")):
            with np.load(path) as part:
                stored |= {name: part[name] for name in part.files}
        if "config" not in stored:
            raise ConfigurationError(f"There are no packed weights in {folder}.", "Pass a folder that `pack` wrote.")
        config = json.loads(str(stored.pop("config")))
        arrays = {name: array for name, array in stored.items() if ":" not in name}
        for name in [key.removesuffix(":q") for key in stored if key.endswith(":q")]:
            arrays[name] = stored[f"{name}:q"].astype(np.float32) / stored[f"{name}:s"]
        return cls(arrays, config)

    def pack(self, folder: Path, part_mib: float = 15) -> list[Path]:
        """Write `weights.0.npz`, `weights.1.npz` ...

        Args:
            folder: is created if missing.
            part_mib: maximum size of a file.

        Returns:
            The files written.
        """
        parts: list[dict[str, npt.NDArray[Any]]] = [{}]
        size = 0
        for name, array in self.arrays.items():
            packed = _packed(name, array)
            bytes_ = sum(one.nbytes for one in packed.values())
            if parts[-1] and size + bytes_ > part_mib * 2**20:
                parts.append({})
                size = 0
            parts[-1] |= packed
            size += bytes_
        parts[0]["config"] = np.array(json.dumps(self.config))
        folder.mkdir(parents=True, exist_ok=True)
        for stale in folder.glob("weights.*.npz"):
            stale.unlink()
        paths = [folder / f"weights.{number}.npz" for number in range(len(parts))]
        for path, part in zip(paths, parts, strict=True):
            np.savez(path, **part)  # type: ignore[arg-type]  # the stub mistakes one of the names for a flag
        return paths

    def deepened(self, enc: int, dec: int) -> "Weights":
        """Make a deeper network that computes the same function.

        Each new layer follows an old one and is a copy of it except for the last matrix of each block: that is 0, so
        that the layer is initially the identity, and learns from the first step (Chen et al. 2016, arXiv:1511.05641).

        Args:
            enc: number of encoder layers, no fewer than now.
            dec: number of decoder layers, likewise.
        """
        arrays = {name: array for name, array in self.arrays.items() if not name.startswith(("encoder.", "decoder."))}
        for side, before, now in (("encoder", self.config["enc"], enc), ("decoder", self.config["dec"], dec)):
            if now < before:
                raise ConfigurationError(
                    f"The {side} of {before} layers cannot be reduced to {now}.", "Choose as many or more."
                )
            for layer in range(now):
                old = layer * before // now
                new = layer > 0 and (layer - 1) * before // now == old
                for name, array in self.arrays.items():
                    if name.startswith(start := f"{side}.{old}."):
                        rest = name.removeprefix(start)
                        silent = new and rest.startswith(_LAST)
                        arrays[f"{side}.{layer}.{rest}"] = np.zeros_like(array) if silent else array
        return Weights(arrays, {**self.config, "enc": enc, "dec": dec})

    def save(self, path: Path) -> None:
        """Write a checkpoint to start from (needs torch)."""
        import torch  # noqa: PLC0415 - not needed for packing and exporting

        tensors = {name: torch.from_numpy(array) for name, array in self.arrays.items()}
        torch.save({"weights": tensors, "config": self.config}, path)


def average(many: Sequence[Weights]) -> Weights:
    """The mean of several weights of the same training, with the config of the last.

    Networks that became deeper on the way can be averaged with what they started from, which often generalizes better
    than either (Wortsman et al. 2022, arXiv:2109.01903).

    Args:
        many: may contain the same weights several times, so that they count more.

    Raises:
        ConfigurationError: their networks differ in more than the number of layers.
    """
    enc, dec = (max(one.config[side] for one in many) for side in ("enc", "dec"))
    many = [one.deepened(enc, dec) for one in many]
    if len({(one.network, one.config["vocab"]) for one in many}) != 1:
        raise ConfigurationError("These weights belong to different networks.", "Pass snapshots of a single training.")
    last = many[-1]
    return Weights({name: _mean(one.arrays[name] for one in many) for name in last.arrays}, last.config)


def _mean(arrays: Iterable[Array]) -> Array:
    return np.asarray(np.mean(np.stack(list(arrays)), axis=0, dtype=np.float64), np.float32)


def _packed(name: str, array: Array) -> dict[str, npt.NDArray[Any]]:
    if array.ndim != _MATRIX:
        return {name: array}
    scale = 127.0 / np.maximum(np.abs(array).max(1, keepdims=True), 1e-12)
    return {f"{name}:q": np.rint(array * scale).astype(np.int8), f"{name}:s": scale.astype(np.float32)}
