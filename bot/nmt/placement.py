"""Where and how networks are computed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

import ctranslate2

from bot.errors import ConfigurationError, ModelDamagedError
from bot.nmt.cores import physical_cores
from bot.nmt.priority import with_low_priority

Loaded = TypeVar("Loaded")

# What `auto` resolves to: the first that the device supports.
_COMPUTE_TYPES = {"cpu": ("int8", "float32"), "cuda": ("float16", "int8_float16", "float32")}
_WITHOUT_FLOAT16 = {"cpu": ("int8", "float32"), "cuda": ("int8_float32", "float32")}


@dataclass(frozen=True, slots=True)
class Placement:
    """Where and how networks are computed.

    Every core works on its own chunk with one thread: for small models that is faster, both for a batch and for a
    single segment, than splitting each matrix across cores.

    Attributes:
        device: `cpu` or `cuda`.
        compute_type: as CTranslate2 names it.
        workers: number of chunks that are computed at once.
    """

    device: str
    compute_type: str
    workers: int

    @classmethod
    def choose(cls, device: str, compute_type: str, threads: int, *, float16: bool = True) -> Self:
        """Resolve what the host left open.

        Args:
            device: `cpu` or `cuda`.
            compute_type: as CTranslate2 names it, or `auto`: `int8` on a CPU, `float16` on a GPU.
            threads: processor cores to use; 0 for all physical cores. A GPU uses one worker.
            float16: whether the model can be computed in float16; if not, `auto` is int8 on a GPU, too.

        Raises:
            ConfigurationError: the device is unavailable or does not support the compute type.
        """
        workers = (threads or physical_cores()) if device == "cpu" else 1
        return cls(device, _compute_type(device, compute_type, float16=float16), workers)

    def load(self, kind: Callable[..., Loaded], folder: Path, model: str) -> Loaded:
        """Load a network.

        Args:
            kind: CTranslate2's class for it.
            folder: its folder.
            model: the model's name, for errors.

        Raises:
            ModelDamagedError: CTranslate2 cannot load it.
        """
        try:
            return with_low_priority(
                lambda: kind(
                    str(folder),
                    device=self.device,
                    compute_type=self.compute_type,
                    inter_threads=self.workers,
                    intra_threads=1,
                    max_queued_batches=-1,
                )
            )
        except (RuntimeError, ValueError) as error:
            raise ModelDamagedError(
                f"CTranslate2 cannot load the model {model}: {error}.",
                "Download the model again, or choose another.",
            ) from error


def _compute_type(device: str, wanted: str, *, float16: bool) -> str:
    """Resolve `auto`, or check that the device supports the requested type."""
    if device not in _COMPUTE_TYPES:
        raise ConfigurationError(f"There is no device {device!r}.", "Choose cpu or cuda.")
    try:
        supported = ctranslate2.get_supported_compute_types(device)
    except RuntimeError as error:
        raise ConfigurationError(f"Cannot use the device {device}: {error}.", "Choose cpu.") from error
    if wanted == "auto":
        preferred = _COMPUTE_TYPES if float16 else _WITHOUT_FLOAT16
        return next(kind for kind in preferred[device] if kind in supported)
    if wanted not in supported:
        raise ConfigurationError(
            f"The device {device} does not support {wanted}.", f"Choose one of: auto, {', '.join(sorted(supported))}."
        )
    return wanted
