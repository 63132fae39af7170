"""An encoder-decoder in CTranslate2, with its SentencePiece vocabularies."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import ctranslate2

from bot.nmt.computed import ComputedNetwork
from bot.nmt.decoding import Decoding
from bot.nmt.manifest import Manifest
from bot.nmt.network import Output, Row
from bot.nmt.placement import Placement
from bot.nmt.tokenizer import Tokenizer

_END = "</s>"


class TranslatorNetwork(ComputedNetwork):
    """An encoder-decoder; see `Network`.

    Args:
        folder: its folder.
        manifest: the model's manifest.
        placement: where to compute it.
        decoding: constraints on the decoder.

    Raises:
        ModelDamagedError: a file cannot be read.
    """

    def __init__(self, folder: Path, manifest: Manifest, placement: Placement, decoding: Decoding) -> None:
        self._tokenizer = Tokenizer(folder, manifest)
        model = placement.load(ctranslate2.Translator, folder, manifest.name)
        super().__init__(manifest, decoding, self._tokenizer, model)

    def start(self, rows: Sequence[Row], beam: int) -> list[Callable[[], list[Output]]]:
        """Start to translate rows as one batch, without waiting."""
        started: list[ctranslate2.AsyncTranslationResult] = self._model.translate_batch(
            [row.tokens for row in rows],
            target_prefix=[row.target_prefix for row in rows] if any(row.target_prefix for row in rows) else None,
            max_input_length=0,
            max_decoding_length=self._limit(rows),
            use_vmap=self._decoding.restricted,
            **self._options(beam),
        )
        return [partial(self._beam, result, row) for result, row in zip(started, rows, strict=True)]

    def _beam(self, waiting: ctranslate2.AsyncTranslationResult, row: Row) -> list[Output]:
        result = waiting.result()
        return [self._read(*found, row) for found in zip(result.hypotheses, result.scores, strict=True)]

    def _read(self, everything: Sequence[str], score: float, row: Row) -> Output:
        written = list(everything[len(row.target_prefix) :])
        ended = written[-1:] == [_END]
        text = self._tokenizer.decode(written[:-1] if ended else written)
        return self._output(text, score, scored=len(everything), written=len(written), ended=ended)
