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
from bot.nmt.priority import with_low_priority
from bot.nmt.quality import placeholders
from bot.nmt.tokenizer import Tokenizer
from bot.nmt.types import Direction, Hypothesis

# Maximum number of tokens, including padding, that one core works on at once: beyond this its caches overflow.
_CHUNK_TOKENS = 512
_END = "</s>"
# What `auto` resolves to: the first that the device supports.
_COMPUTE_TYPES = {"cpu": ("int8", "float32"), "cuda": ("float16", "int8_float16", "float32")}


class Engine(Protocol):
    """Translates a batch of segments, blocking the calling thread."""

    @property
    def placeholders(self) -> int:
        """Number of placeholder symbols `⟦0⟧`, `⟦1⟧` ... that the model supports; 0 for none."""
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
class Decoding:
    """Constraints on the decoder.

    Attributes:
        length_ratio: target tokens allowed per source token, so that runaway output stays cheap.
        length_margin: target tokens allowed in addition.
        length_penalty: a beam's hypotheses are ranked by log-probability divided by length to this power.
        repetition_penalty: above 1 to penalize tokens that have already been generated.
        no_repeat_ngram: size of n-grams that may not occur twice; 0 for no limit.
        restricted: whether to generate only the tokens that the model's `vmap.txt` allows for the source.
    """

    length_ratio: float = 2.0
    length_margin: int = 20
    length_penalty: float = 1.0
    repetition_penalty: float = 1.0
    no_repeat_ngram: int = 0
    restricted: bool = False

    def max_target_tokens(self, source_tokens: int) -> int:
        """The maximum number of target tokens for a source of a given length."""
        return int(self.length_ratio * source_tokens) + self.length_margin


@dataclass(frozen=True, slots=True)
class _Window:
    """A sequence of source tokens: a whole segment, or part of a long one."""

    segment: int
    source: list[str]
    prefix: list[str]


@dataclass(frozen=True, slots=True)
class _Output:
    """The decoder's output for a window; `written` counts the end symbol, `tokens` does not."""

    text: str
    log_probability: float
    tokens: int
    written: int


class CTranslate2Engine:
    """A model in CTranslate2.

    Every core translates its own chunk with one thread: for small models that is faster, both for a batch and for a
    single segment, than splitting each matrix across cores.

    Args:
        folder: the model's verified folder.
        manifest: the model's manifest.
        compute_type: as CTranslate2 names it, or `auto`: `int8` on a CPU, `float16` on a GPU.
        threads: processor cores to use; 0 for all physical cores. A GPU uses one worker.
        device: `cpu` or `cuda`.
        decoding: constraints on the decoder.

    Raises:
        ConfigurationError: the device is unavailable or does not support the compute type.
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
        resolved_type = _compute_type(device, compute_type)
        try:
            self._translator = with_low_priority(
                lambda: ctranslate2.Translator(
                    str(folder),
                    device=device,
                    compute_type=resolved_type,
                    inter_threads=self._workers,
                    intra_threads=1,
                    max_queued_batches=-1,
                )
            )
        except (RuntimeError, ValueError) as error:
            raise ModelDamagedError(
                f"CTranslate2 cannot load the model {manifest.name}: {error}.",
                "Download the model again, or choose another.",
            ) from error

    @property
    def placeholders(self) -> int:
        """Number of placeholder symbols that the model supports."""
        return self._manifest.placeholders

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
        return str(self._translator.compute_type)

    @property
    def workers(self) -> int:
        """Number of chunks that are translated at once."""
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
        """Translate windows in chunks of similar length, and return the beam of each, in order."""
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
            # If the best hypothesis fails a check, another may pass. The search is the same, so this costs nothing.
            num_hypotheses=beam,
            length_penalty=self._decoding.length_penalty,
            max_input_length=0,
            max_decoding_length=min(self._decoding.max_target_tokens(longest), self._manifest.max_target_tokens),
            repetition_penalty=self._decoding.repetition_penalty,
            no_repeat_ngram_size=self._decoding.no_repeat_ngram,
            use_vmap=self._decoding.restricted,
            return_scores=True,
            return_end_token=True,
            asynchronous=True,
        )
        return started

    def _outputs(self, result: ctranslate2.TranslationResult, window: _Window) -> list[_Output]:
        """The beam of a window; hypotheses with all the placeholders of the source come first."""
        order = faithful_first(result.hypotheses, window.source)
        return [self._output(result.hypotheses[i], result.scores[i], window) for i in order]

    def _output(self, everything: Sequence[str], score: float, window: _Window) -> _Output:
        # CTranslate2 divides the sum of the log-probabilities by a power of the total number of tokens. That includes
        # the target prefix, which has no cost, and the end symbol, which does.
        written = list(everything[len(window.prefix) :])
        tokens = written[:-1] if written[-1:] == [_END] else written
        log_probability = score * len(everything) ** self._decoding.length_penalty
        return _Output(self._tokenizer.decode(tokens), log_probability, len(tokens), len(written))

    def _hypothesis(self, windows: Sequence[Sequence[_Output]], direction: Direction) -> Hypothesis:
        """The hypotheses of a segment: the i-th joins the i-th of each of its windows."""
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
    """Order a beam so that hypotheses with exactly the placeholders of their source come first."""
    order = list(range(len(hypotheses)))
    wanted = placeholders("".join(source))
    return sorted(order, key=lambda i: placeholders("".join(hypotheses[i])) != wanted) if wanted else order


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


def _compute_type(device: str, wanted: str) -> str:
    """Resolve `auto`, or check that the device supports the requested type."""
    if device not in _COMPUTE_TYPES:
        raise ConfigurationError(f"There is no device {device!r}.", "Choose cpu or cuda.")
    try:
        supported = ctranslate2.get_supported_compute_types(device)
    except RuntimeError as error:
        raise ConfigurationError(f"Cannot use the device {device}: {error}.", "Choose cpu.") from error
    if wanted == "auto":
        return next(kind for kind in _COMPUTE_TYPES[device] if kind in supported)
    if wanted not in supported:
        raise ConfigurationError(
            f"The device {device} does not support {wanted}.", f"Choose one of: auto, {', '.join(sorted(supported))}."
        )
    return wanted
