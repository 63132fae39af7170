"""The engine: segments in, hypotheses out, and CTranslate2 inside."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from typing import Protocol

import ctranslate2

from bot.errors import ConfigurationError, ModelDamagedError
from bot.nmt.cores import physical_cores
from bot.nmt.manifest import Manifest
from bot.nmt.priority import stepping_aside
from bot.nmt.quality import placeholders
from bot.nmt.tokenizer import Tokenizer
from bot.nmt.types import Direction, Hypothesis

# The most tokens, padding counted, that one core works on at once: above this its caches overflow.
_CHUNK_TOKENS = 512
_END = "</s>"
# What `auto` takes: the first that the device can do.
_COMPUTE_TYPES = {"cpu": ("int8", "float32"), "cuda": ("float16", "int8_float16", "float32")}


class Engine(Protocol):
    """Whatever translates a batch of segments while its caller's thread waits."""

    @property
    def placeholders(self) -> int:
        """How many placeholder symbols `⟦0⟧`, `⟦1⟧` ... the model carries over; 0 where it knows none."""
        ...

    @property
    def directions(self) -> frozenset[Direction]:
        """The directions that the model translates."""
        ...

    def translate(self, segments: Sequence[str], directions: Sequence[Direction], *, beam: int = 1) -> list[Hypothesis]:
        """Translate a batch.

        Args:
            segments: source segments of any length.
            directions: the direction of each, all among `directions`.
            beam: beam size; 1 is greedy.

        Returns:
            One hypothesis a segment, in order, with the rest of its beam as alternatives. A segment without anything
            to translate gives an empty one.
        """
        ...


@dataclass(frozen=True, slots=True)
class Decoding:
    """How the decoder is held in check.

    Attributes:
        length_ratio: target tokens allowed for each source token, so that runaway output stays cheap.
        length_margin: target tokens allowed above that.
        length_penalty: hypotheses of a beam are ranked by log-probability over length to this power.
        repetition_penalty: above 1 to make tokens less likely that were written already.
        no_repeat_ngram: no n-gram of this many tokens may come twice; 0 allows all.
        restricted: whether only those tokens may be written that the model's `vmap.txt` allows for its source.
    """

    length_ratio: float = 2.0
    length_margin: int = 20
    length_penalty: float = 1.0
    repetition_penalty: float = 1.0
    no_repeat_ngram: int = 0
    restricted: bool = False

    def most(self, source_tokens: int) -> int:
        """How many target tokens may be written for a source of so many."""
        return int(self.length_ratio * source_tokens) + self.length_margin


@dataclass(frozen=True, slots=True)
class _Window:
    """A row of source tokens: a whole segment, or a part of a long one."""

    segment: int
    source: list[str]
    prefix: list[str]


@dataclass(frozen=True, slots=True)
class _Output:
    """What the decoder wrote for a window; `written` counts the end symbol, `tokens` does not."""

    text: str
    log_probability: float
    tokens: int
    written: int


class CTranslate2Engine:
    """A model in CTranslate2.

    Every core translates a chunk of its own with one thread: on small models that is faster for a batch and
    for a lone segment than to share out one matrix among the cores.

    Args:
        folder: the model's folder, verified.
        manifest: the model's manifest.
        compute_type: CTranslate2's name of the arithmetic, or `auto`: `int8` on a processor, `float16` on a
            GPU.
        threads: processor cores to use; 0 for all physical ones. A GPU takes one worker.
        device: `cpu` or `cuda`.
        decoding: how the decoder is held in check.

    Raises:
        ConfigurationError: the device is not there or cannot do the compute type.
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
        self._tokenizer = Tokenizer(folder, manifest)
        self._manifest = manifest
        self._decoding = decoding or Decoding()
        self._workers = (threads or physical_cores()) if device == "cpu" else 1
        arithmetic = _compute_type(device, compute_type)
        try:
            self._translator = stepping_aside(
                lambda: ctranslate2.Translator(
                    str(folder),
                    device=device,
                    compute_type=arithmetic,
                    inter_threads=self._workers,
                    intra_threads=1,
                    max_queued_batches=-1,
                )
            )
        except (RuntimeError, ValueError) as error:
            raise ModelDamagedError(
                f"CTranslate2 cannot load the model {manifest.name}: {error}.",
                "Fetch the model again, or choose another.",
            ) from error

    @property
    def placeholders(self) -> int:
        """How many placeholder symbols the model carries over."""
        return self._manifest.placeholders

    @property
    def directions(self) -> frozenset[Direction]:
        """The directions that the model translates."""
        return self._manifest.pairs

    @property
    def unsure_below(self) -> float | None:
        """The certainty below which its translations are marked as unsure; None marks none."""
        return self._manifest.unsure_below

    @property
    def very_unsure_below(self) -> float | None:
        """The certainty below which they are rather offered than posted; None holds none back."""
        return self._manifest.very_unsure_below

    @property
    def compute_type(self) -> str:
        """The arithmetic that CTranslate2 settled on."""
        return str(self._translator.compute_type)

    @property
    def workers(self) -> int:
        """How many chunks are translated at once."""
        return self._workers

    def translate(self, segments: Sequence[str], directions: Sequence[Direction], *, beam: int = 1) -> list[Hypothesis]:
        """Translate a batch; see `Engine`. Several threads may call it at once."""
        windows = [
            _Window(i, source, self._tokenizer.target_prefix(direction))
            for i, (segment, direction) in enumerate(zip(segments, directions, strict=True))
            for source in self._tokenizer.encode(segment, direction)
        ]
        outputs: dict[int, list[list[_Output]]] = defaultdict(list)
        for window, beams in zip(windows, self._decode(windows, beam), strict=True):
            outputs[window.segment].append(beams)
        return [self._hypothesis(outputs[i], direction) for i, direction in enumerate(directions)]

    def _decode(self, windows: Sequence[_Window], beam: int) -> list[list[_Output]]:
        """Hand the windows to the workers in chunks of like length, and gather the beam of each, in order."""
        started = [
            (index, result)
            for chunk in _chunks([len(window.source) for window in windows], self._workers)
            for index, result in zip(chunk, self._start([windows[i] for i in chunk], beam), strict=True)
        ]
        return [self._outputs(result.result(), windows[i]) for i, result in sorted(started, key=itemgetter(0))]

    def _start(self, windows: Sequence[_Window], beam: int) -> list[ctranslate2.AsyncTranslationResult]:
        longest = max(len(window.source) for window in windows)
        started: list[ctranslate2.AsyncTranslationResult] = self._translator.translate_batch(
            [window.source for window in windows],
            target_prefix=[window.prefix for window in windows] if windows[0].prefix else None,
            beam_size=beam,
            # Where the best hypothesis fails a check, another may pass. The search is the same, so it costs nothing.
            num_hypotheses=beam,
            length_penalty=self._decoding.length_penalty,
            max_input_length=0,
            max_decoding_length=min(self._decoding.most(longest), self._manifest.max_target_tokens),
            repetition_penalty=self._decoding.repetition_penalty,
            no_repeat_ngram_size=self._decoding.no_repeat_ngram,
            use_vmap=self._decoding.restricted,
            return_scores=True,
            return_end_token=True,
            asynchronous=True,
        )
        return started

    def _outputs(self, result: ctranslate2.TranslationResult, window: _Window) -> list[_Output]:
        """The beam of a window; those that have every placeholder of its source come first."""
        order = faithful_first(result.hypotheses, window.source)
        return [self._output(result.hypotheses[i], result.scores[i], window) for i in order]

    def _output(self, everything: Sequence[str], score: float, window: _Window) -> _Output:
        # CTranslate2 divides the sum of the log-probabilities by a power of the number of all tokens: the
        # target prefix, which costs nothing, and the end symbol, which does, among them.
        written = list(everything[len(window.prefix) :])
        tokens = written[:-1] if written[-1:] == [_END] else written
        log_probability = score * len(everything) ** self._decoding.length_penalty
        return _Output(self._tokenizer.decode(tokens), log_probability, len(tokens), len(written))

    def _hypothesis(self, windows: Sequence[Sequence[_Output]], direction: Direction) -> Hypothesis:
        """The hypotheses of a segment: the i-th is made of the i-th of each of its windows."""
        if not windows:
            return Hypothesis("", 0.0, 0)
        best, *others = (self._joined(outputs, direction) for outputs in zip(*windows, strict=False))
        return replace(best, alternatives=tuple(others))

    def _joined(self, outputs: Sequence[_Output], direction: Direction) -> Hypothesis:
        return Hypothesis(
            text=self._tokenizer.join([output.text for output in outputs], direction),
            score=sum(o.log_probability for o in outputs) / max(1, sum(o.written for o in outputs)),
            tokens=sum(o.tokens for o in outputs),
        )


def faithful_first(hypotheses: Sequence[Sequence[str]], source: Sequence[str]) -> list[int]:
    """The order of a beam in which those that have the placeholders of their source, each as often, come first."""
    order = list(range(len(hypotheses)))
    wanted = placeholders("".join(source))
    return sorted(order, key=lambda i: placeholders("".join(hypotheses[i])) != wanted) if wanted else order


def _chunks(lengths: Sequence[int], workers: int) -> Iterator[list[int]]:
    """Share windows out: each worker gets one where there are enough, none gets more than its caches hold.

    Args:
        lengths: tokens of each window.
        workers: chunks that are worked on at once.

    Yields:
        Indices into `lengths`, longest windows first, those of like length together.
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


def _compute_type(device: str, wanted: str) -> str:
    """Choose the arithmetic, or complain about the one that was asked for."""
    if device not in _COMPUTE_TYPES:
        raise ConfigurationError(f"There is no device {device!r}.", "Choose cpu or cuda.")
    try:
        able = ctranslate2.get_supported_compute_types(device)
    except RuntimeError as error:
        raise ConfigurationError(f"The device {device} cannot be used: {error}.", "Choose cpu.") from error
    if wanted == "auto":
        return next(kind for kind in _COMPUTE_TYPES[device] if kind in able)
    if wanted not in able:
        raise ConfigurationError(
            f"The device {device} cannot compute in {wanted}.", f"Choose auto, {', '.join(sorted(able))}."
        )
    return wanted
