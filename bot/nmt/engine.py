"""The engine: segments in, hypotheses out, and CTranslate2 inside."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from bot.nmt.decoding import Decoding
from bot.nmt.generator import GeneratorNetwork
from bot.nmt.manifest import Manifest
from bot.nmt.network import Network, Output, Row
from bot.nmt.placeholder_form import PlaceholderForm, Written
from bot.nmt.placement import Placement
from bot.nmt.quality import placeholders
from bot.nmt.translator import TranslatorNetwork
from bot.nmt.types import Direction, Hypothesis, Unit
from bot.nmt.window import join

# Maximum number of tokens, including padding, that one core works on at once: beyond this its caches overflow.
_CHUNK_TOKENS = 512


class Engine(Protocol):
    """Translates a batch of segments, blocking the calling thread."""

    @property
    def placeholders(self) -> int:
        """Number of placeholder symbols `⟦0⟧`, `⟦1⟧` ... that the model supports; 0 for none."""
        ...

    @property
    def unit(self) -> Unit:
        """How much of a message the model translates at once."""
        ...

    @property
    def directions(self) -> frozenset[Direction]:
        """The directions that the model supports."""
        ...

    def translate(self, segments: Sequence[str], directions: Sequence[Direction], *, beam: int = 1) -> list[Hypothesis]:
        """Translate a batch.

        Args:
            segments: source segments of any length.
            directions: the direction of each segment, all in `directions`.
            beam: beam size; 1 is greedy.

        Returns:
            One hypothesis per segment, in order, with the rest of its beam as alternatives; an empty one for a
            segment with nothing to translate.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Window:
    """A row, and the segment that it is all or a part of."""

    segment: int
    row: Row
    written: Written


class CTranslate2Engine:
    """A model in CTranslate2: one network, or one for each direction.

    Args:
        folder: the model's verified folder.
        manifest: the model's manifest.
        compute_type: as CTranslate2 names it, or `auto`: `int8` on a CPU, `float16` on a GPU.
        threads: processor cores to use; 0 for all physical cores. A GPU uses one worker.
        device: `cpu` or `cuda`.
        decoding: constraints on the decoder.

    Raises:
        ConfigurationError: the device is unavailable or does not support the compute type, or a library that the kind
            of model needs is not installed.
        ModelDamagedError: CTranslate2 cannot load the model.
    """

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        *,
        compute_type: str = "auto",
        threads: int = 0,
        device: str = "cpu",
        decoding: Decoding | None = None,
    ) -> None:
        self._manifest = manifest
        self._form = PlaceholderForm(manifest.placeholder_form)
        self._placement = Placement.choose(device, compute_type, threads, float16=manifest.float16)
        kind = GeneratorNetwork if manifest.kind == "generator" else TranslatorNetwork
        self._networks: dict[str, Network] = {
            name: kind(folder / name, manifest, self._placement, decoding or Decoding()) for name in manifest.folders
        }

    @property
    def placeholders(self) -> int:
        """Number of placeholder symbols that the model supports."""
        return self._manifest.placeholders

    @property
    def unit(self) -> Unit:
        """How much of a message the model translates at once."""
        return self._manifest.unit

    @property
    def directions(self) -> frozenset[Direction]:
        """The directions that the model supports."""
        return self._manifest.pairs

    @property
    def unsure_below(self) -> float | None:
        """The certainty below which translations are marked as unsure; None to mark none."""
        return self._manifest.unsure_below

    @property
    def very_unsure_below(self) -> float | None:
        """The certainty below which translations are offered instead of posted; None to post all."""
        return self._manifest.very_unsure_below

    @property
    def compute_type(self) -> str:
        """The compute type that CTranslate2 uses."""
        return next(iter(self._networks.values())).compute_type

    @property
    def workers(self) -> int:
        """Number of chunks that are translated at once."""
        return self._placement.workers

    def translate(self, segments: Sequence[str], directions: Sequence[Direction], *, beam: int = 1) -> list[Hypothesis]:
        """Translate a batch; see `Engine`. Several threads may call it at once."""
        windows: dict[str, list[_Window]] = defaultdict(list)
        for index, (segment, direction) in enumerate(zip(segments, directions, strict=True)):
            name, written = self._manifest.affixes(direction).folder, self._form.write(segment)
            rows = self._networks[name].encode(written.text, direction)
            windows[name] += [_Window(index, row, written) for row in rows]
        # All networks start before the first result is waited for.
        started = [(some, self._start(self._networks[name], some, beam)) for name, some in windows.items()]
        outputs: dict[int, list[list[Output]]] = defaultdict(list)
        for some, results in started:
            for one, result in zip(some, results, strict=True):
                outputs[one.segment].append(self._faithful(result(), one))
        return [_hypothesis(outputs[i], direction) for i, direction in enumerate(directions)]

    def _start(self, network: Network, windows: Sequence[_Window], beam: int) -> list[Callable[[], list[Output]]]:
        """Start to translate windows in chunks of similar length, and return what waits for each, in order."""
        started: dict[int, Callable[[], list[Output]]] = {}
        for chunk in _chunks([len(one.row.tokens) for one in windows], self.workers):
            started |= zip(chunk, network.start([windows[i].row for i in chunk], beam), strict=True)
        return [started[i] for i in range(len(windows))]

    def _faithful(self, beam: Sequence[Output], one: _Window) -> list[Output]:
        """A window's beam with placeholders as Qiao writes them; those with all of the source's come first."""
        read = [replace(output, text=self._form.read(output.text, one.written)) for output in beam]
        order = faithful_first([output.text for output in read], self._form.read(one.row.text, one.written))
        return [read[i] for i in order]


def faithful_first(hypotheses: Sequence[str], source: str) -> list[int]:
    """Order a beam so that hypotheses with exactly the placeholders of their source come first."""
    order = list(range(len(hypotheses)))
    wanted = placeholders(source)
    return sorted(order, key=lambda i: placeholders(hypotheses[i]) != wanted) if wanted else order


def _hypothesis(windows: Sequence[Sequence[Output]], direction: Direction) -> Hypothesis:
    """The hypotheses of a segment: the i-th joins the i-th of each of its windows."""
    if not windows:
        return Hypothesis("", 0.0, 0)
    best, *others = (_joined(outputs, direction) for outputs in zip(*windows, strict=False))
    return replace(best, alternatives=tuple(others))


def _joined(outputs: Sequence[Output], direction: Direction) -> Hypothesis:
    return Hypothesis(
        text=join((output.text for output in outputs), direction.target),
        score=sum(o.log_probability for o in outputs) / max(1, sum(o.written for o in outputs)),
        tokens=sum(o.tokens for o in outputs),
    )


def _chunks(lengths: Sequence[int], workers: int) -> Iterator[list[int]]:
    """Split windows into chunks, one per worker if possible, none larger than a core's caches hold.

    Args:
        lengths: number of tokens in each window.
        workers: chunks that are translated at once.

    Yields:
        Indices into `lengths`, longest windows first, similar lengths together.
    """
    share = min(_CHUNK_TOKENS, math.ceil(sum(lengths) / workers))
    chunk: list[int] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True):
        if chunk and (len(chunk) + 1) * lengths[chunk[0]] > share:
            yield chunk
            chunk = []
        chunk.append(index)
    if chunk:
        yield chunk
