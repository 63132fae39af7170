"""`models recommend`: which model fits a machine best."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from bot.commands.host import MEBIBYTE, existing, free_disk, free_memory
from bot.commands.models import available
from bot.hub.disk import conversion_memory, required_disk
from bot.nmt.catalog import Entry
from bot.nmt.cores import physical_cores
from bot.settings import Settings

BEST_FIRST: Final = ("seed-x-ppo-7b", "lmt-60-4b", "lmt-60-1.7b", "quickmt")
"""The models that are worth a download, best first; the catalog has others for hosts who know why they want one."""
CORES: Final = 2
"""How many cores a larger model needs on a processor to keep up with a chat."""
HEADROOM: Final = 1024
"""Memory that stays free for everything else, in MiB."""
_UNKNOWN_GPU: Final = 4096
"""The memory of a GPU that does not tell, in MiB."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What a host offers.

    Attributes:
        cores: physical processor cores.
        memory: free memory in bytes.
        disk: free space in bytes where models are installed.
        gpus: GPUs that CTranslate2 can use.
        gpu_memory: free memory of the best GPU in bytes; None if unknown.
    """

    cores: int
    memory: int
    disk: int
    gpus: int = 0
    gpu_memory: int | None = None

    @classmethod
    def this(cls, settings: Settings) -> "Machine":
        """The machine that this process runs on."""
        import ctranslate2

        gpus: int = ctranslate2.get_cuda_device_count()
        return cls(
            cores=physical_cores(),
            memory=free_memory(),
            disk=free_disk(existing(settings.models_dir)),
            gpus=gpus,
            gpu_memory=_gpu_memory() if gpus else None,
        )


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The model that fits a machine best.

    Attributes:
        entry: the model; None if the embedded one is the best that fits.
        reasons: why, and why no better one; each a sentence.
    """

    entry: Entry | None
    reasons: tuple[str, ...]


def recommend(
    entries: Sequence[Entry], machine: Machine, *, installed: Sequence[str] = (), noncommercial: bool = False
) -> Recommendation:
    """Choose the best model that a machine can run.

    Args:
        entries: the models to choose from.
        machine: what it offers.
        installed: names of models that need no more disk space.
        noncommercial: whether models that forbid commercial use may be chosen.
    """
    known = {entry.name: entry for entry in entries}
    reasons: list[str] = []
    for name in BEST_FIRST:
        if name not in known:
            continue
        entry = known[name]
        if obstacle := _obstacle(entry, machine, installed=name in installed, noncommercial=noncommercial):
            reasons.append(f"Not {name}: {obstacle}.")
        else:
            return Recommendation(entry, (*_fits(entry, machine, installed=name in installed), *reasons))
    return Recommendation(None, tuple(reasons))


def _obstacle(entry: Entry, machine: Machine, *, installed: bool, noncommercial: bool) -> str:
    """Why a machine cannot or may not run a model; empty if it can."""
    if not entry.commercial and not noncommercial:
        return "its license allows noncommercial use only (--noncommercial allows it)"
    weak = _gpu_obstacle(entry, machine) if entry.device == "cuda" else _processor_obstacle(entry, machine)
    if weak or installed:
        return weak
    return _lack("of free disk space", required_disk(entry), machine.disk) or _lack(
        "of free memory to be converted", conversion_memory(entry), machine.memory
    )


def _gpu_obstacle(entry: Entry, machine: Machine) -> str:
    if not machine.gpus:
        return "it needs a GPU that CTranslate2 can use"
    free = _UNKNOWN_GPU * MEBIBYTE if machine.gpu_memory is None else machine.gpu_memory
    return _lack("of free memory on the GPU", entry.memory * MEBIBYTE, free)


def _processor_obstacle(entry: Entry, machine: Machine) -> str:
    if machine.cores < CORES:
        return f"it needs {CORES} processor cores, and this machine has {machine.cores}"
    return _lack("of free memory", (entry.memory + HEADROOM) * MEBIBYTE, machine.memory)


def _lack(what: str, needed: int, free: int) -> str:
    if free >= needed:
        return ""
    return f"it needs {available.size(needed)} {what}, and this machine has {available.size(free)}"


def _fits(entry: Entry, machine: Machine, *, installed: bool) -> list[str]:
    """Why a model was chosen, and what its installation takes besides the download."""
    if entry.device == "cuda":
        reasons = [f"It needs {available.needs(entry)}, which this machine has."]
    else:
        free = available.size(machine.memory)
        reasons = [
            f"It needs {available.needs(entry)}, and {free} is free; the {machine.cores} cores are enough for a chat."
        ]
    if entry.needs_conversion and not installed:
        memory = available.size(conversion_memory(entry))
        reasons.append(f'It is converted once: that takes {memory} of memory, and pip install "qiao[convert]".')
    return reasons


def _gpu_memory() -> int | None:
    """Free bytes of the GPU that has most; None if the driver's tool does not say."""
    command = ["nvidia-smi", "--query-gpu=memory.free", "--format=csv,noheader,nounits"]
    try:
        said = subprocess.run(command, capture_output=True, check=True, timeout=10, text=True).stdout  # noqa: S603 - a constant
        return max(int(line) for line in said.split()) * MEBIBYTE
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def choose(settings: Settings, *, noncommercial: bool = False) -> Recommendation:
    """The best model for this machine."""
    installed = available.store(settings).names()
    return recommend(
        available.entries(settings), Machine.this(settings), installed=installed, noncommercial=noncommercial
    )


def show(settings: Settings, *, noncommercial: bool = False) -> None:
    """Print the best model for this machine, with the reasons and what to do next."""
    found = choose(settings, noncommercial=noncommercial)
    embedded = Settings.model_fields["model"].default
    if found.entry is None:
        click.echo(f"The embedded model, {embedded}, is the right one for this machine.")
    else:
        entry = found.entry
        click.echo(f"{entry.name}: {available.size(entry.download_size)} to download, {available.terms(entry)}.")
    for reason in found.reasons:
        click.echo(f"  {reason}")
    if found.entry is not None:
        click.echo(next_step(settings, found.entry.name))


def next_step(settings: Settings, name: str) -> str:
    """What to do to use a model."""
    if name == settings.model:
        return "It is installed and in use." if name in available.store(settings).names() else _pull(name)
    if name in available.store(settings).names():
        return f"It is installed. Use it: python -m bot models use {name}"
    return _pull(name)


def _pull(name: str) -> str:
    return f"Install it: python -m bot models pull {name}"


def offer(settings: Settings, marker: Path) -> str:
    """The line that offers a better model to a host who never chose one; empty if there is none to offer.

    It is given once: a file remembers it.

    Args:
        settings: all settings.
        marker: the file that remembers.

    Raises:
        ModelError: a catalog is invalid.
    """
    if settings.model != Settings.model_fields["model"].default or marker.exists():
        return ""
    entry = choose(settings).entry
    if entry is None or entry.name in available.store(settings).names():
        return ""
    try:
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.write_text(f"{entry.name}\n", "utf-8")
    except OSError:  # it would be offered at every start
        return ""
    download = available.size(entry.download_size)
    return f"A better model fits this machine: {_python()} -m bot models pull {entry.name} ({download})"


def _python() -> str:
    """The Python that runs Qiao, as a host who has read nothing yet can call it from the current folder."""
    here, own = Path.cwd(), Path(sys.executable)
    return str(own.relative_to(here)) if own.is_relative_to(here) else "python"
