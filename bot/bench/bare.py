"""CTranslate2 without Qiao: the upper bound for the model on this machine."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import ctranslate2

from bot.engines import check_measurable
from bot.errors import ConfigurationError
from bot.nmt.cores import physical_cores
from bot.nmt.decoding import Decoding
from bot.nmt.network import Row
from bot.nmt.store import Store
from bot.nmt.tokenizer import Tokenizer
from bot.nmt.types import Direction
from bot.settings import Settings

Rows = list[Row]
_REPETITIONS = 3
_FAR_SLOWER = 1.3
"""A run that takes this many times as long as the best is not repeated."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How work is distributed.

    Attributes:
        inter: number of batches in parallel.
        intra: threads per batch.
        batch: maximum size of a batch in `unit`.
        unit: `examples`, or `tokens` including padding.
    """

    inter: int
    intra: int
    batch: int
    unit: Literal["examples", "tokens"]

    def __str__(self) -> str:
        return f"{self.inter} x {self.intra} threads, batches of {self.batch} {self.unit}"


@dataclass(frozen=True, slots=True)
class Limit:
    """The best run.

    Attributes:
        layout: its layout.
        seconds: for all rows.
        tokens: number of target tokens generated.
    """

    layout: Layout
    seconds: float
    tokens: int


class Bare:
    """The configured model without Qiao.

    Args:
        settings: all settings; it decodes with `beam`, as Qiao does.

    Attributes:
        family: of the model, see `Manifest`.
        directions: those of the model.
        max_target_tokens: maximum number of target tokens in a row.
        cores: number of cores to use.
    """

    def __init__(self, settings: Settings) -> None:
        check_measurable(settings.model)
        store = Store(*settings.model_folders)
        self._manifest = manifest = store.manifest(settings.model)
        if manifest.kind == "generator":
            raise ConfigurationError(
                f"{settings.model} is a language model, but this benchmark only measures translators.",
                "Measure it with: python -m bot eval scores --model NAME SET.tsv",
            )
        self._folders = {name: store.folder(settings.model) / name for name in manifest.folders}
        self._tokenizers = {name: Tokenizer(folder, manifest) for name, folder in self._folders.items()}
        self.family = manifest.family
        self.directions = manifest.pairs
        self.max_target_tokens = manifest.max_target_tokens
        self.cores = settings.threads or physical_cores()
        self._beam = settings.beam
        self._single = self._networks(1, 1)

    def _networks(self, inter: int, intra: int) -> dict[str, ctranslate2.Translator]:
        """Load the model's networks for a layout, by their subfolders."""
        return {
            name: ctranslate2.Translator(
                str(folder),
                device="cpu",
                compute_type="int8",
                inter_threads=inter,
                intra_threads=intra,
                max_queued_batches=-1,
            )
            for name, folder in self._folders.items()
        }

    def rows(self, segment: str, direction: Direction) -> Rows:
        """The tokens of a segment as the engine would send them."""
        return self._tokenizers[self._network(direction)].encode(segment, direction)

    def _network(self, direction: Direction) -> str:
        return self._manifest.affixes(direction).folder

    def time(self, segment: str, direction: Direction) -> float:
        """Seconds for one tokenized segment on one thread."""
        rows = self.rows(segment, direction)
        start = time.perf_counter()
        _begin(self._single[self._network(direction)], rows, self._beam, self.max_target_tokens)[-1].result()
        return time.perf_counter() - start

    def limit(self, sentences: Sequence[tuple[str, Direction]], best: Limit | None = None) -> Limit:
        """Translate sentences, sorted by length, in every layout, and return the best run.

        Args:
            sentences: with their directions; the networks of a model take turns.
            best: of an earlier search over the same sentences, in case the machine is busy now.
        """
        ranked = {
            name: sorted(
                (row for text, way in sentences if self._network(way) == name for row in self.rows(text, way)),
                key=lambda row: len(row.tokens),
                reverse=True,
            )
            for name in self._folders
        }
        for inter, intra in dict.fromkeys([(self.cores, 1), (1, self.cores)]):
            networks = self._networks(inter, intra)
            for layout in _layouts(inter, intra):
                for _ in range(_REPETITIONS):
                    runs = [
                        _run(networks[name], rows, layout, self._beam, self.max_target_tokens)
                        for name, rows in ranked.items()
                    ]
                    seconds, tokens = sum(run[0] for run in runs), sum(run[1] for run in runs)
                    if best is None or seconds < best.seconds:
                        best = Limit(layout, seconds, tokens)
                    elif seconds > _FAR_SLOWER * best.seconds:
                        break
        if best is None:
            raise ValueError("there are no layouts")
        return best


def _layouts(inter: int, intra: int) -> Iterator[Layout]:
    yield from (Layout(inter, intra, batch, "examples") for batch in (16, 32, 64))
    yield from (Layout(inter, intra, batch, "tokens") for batch in (256, 512, 1024))


def _run(translator: ctranslate2.Translator, rows: Rows, layout: Layout, beam: int, most: int) -> tuple[float, int]:
    start = time.perf_counter()
    begun = [_begin(translator, batch, beam, most) for batch in _cut(rows, layout)]
    done = [result.result() for batch in begun for result in batch]
    return time.perf_counter() - start, sum(len(result.hypotheses[0]) for result in done)


def _begin(
    translator: ctranslate2.Translator, rows: Rows, beam: int, most: int
) -> list[ctranslate2.AsyncTranslationResult]:
    """Translate a batch with Qiao's output limit; otherwise runaway output could make this slower than Qiao."""
    limit = min(Decoding().max_target_tokens(max(len(row.tokens) for row in rows)), most)
    begun: list[ctranslate2.AsyncTranslationResult] = translator.translate_batch(
        [row.tokens for row in rows],
        target_prefix=[row.target_prefix for row in rows] if any(row.target_prefix for row in rows) else None,
        beam_size=beam,
        max_input_length=0,
        max_decoding_length=limit,
        asynchronous=True,
    )
    return begun


def _cut(rows: Rows, layout: Layout) -> Iterator[Rows]:
    """Split rows, sorted by length with the longest first, into batches."""
    batch: Rows = []
    for row in rows:
        size = (
            len(batch) + 1 if layout.unit == "examples" else (len(batch) + 1) * len((batch[0] if batch else row).tokens)
        )
        if batch and size > layout.batch:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
