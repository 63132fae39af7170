"""An encoder-decoder in CTranslate2, with its SentencePiece vocabularies."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import ctranslate2

from bot.nmt.decoding import Decoding
from bot.nmt.manifest import Manifest
from bot.nmt.network import Output, Row
from bot.nmt.placement import Placement
from bot.nmt.tokenizer import Tokenizer
from bot.nmt.types import Direction

_END = "</s>"


class TranslatorNetwork:
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
        self._manifest = manifest
        self._decoding = decoding
        self._translator = placement.load(ctranslate2.Translator, folder, manifest.name)

    @property
    def compute_type(self) -> str:
        """The compute type that CTranslate2 uses."""
        return str(self._translator.compute_type)

    def encode(self, text: str, direction: Direction) -> list[Row]:
        """Tokenize a segment."""
        return self._tokenizer.encode(text, direction)

    def start(self, rows: Sequence[Row], beam: int) -> list[Callable[[], list[Output]]]:
        """Start to translate rows as one batch, without waiting."""
        limit = self._decoding.max_target_tokens(max(row.length for row in rows))
        started: list[ctranslate2.AsyncTranslationResult] = self._translator.translate_batch(
            [row.tokens for row in rows],
            target_prefix=[row.target_prefix for row in rows] if any(row.target_prefix for row in rows) else None,
            beam_size=beam,
            # If the best hypothesis fails a check, another may pass. The search is the same, so this costs nothing.
            num_hypotheses=beam,
            length_penalty=self._decoding.length_penalty,
            max_input_length=0,
            max_decoding_length=min(limit, self._manifest.max_target_tokens),
            repetition_penalty=self._decoding.repetition_penalty,
            no_repeat_ngram_size=self._decoding.no_repeat_ngram,
            disable_unk=self._manifest.disable_unk,
            use_vmap=self._decoding.restricted,
            return_scores=True,
            return_end_token=True,
            asynchronous=True,
        )
        return [partial(self._beam, result, row) for result, row in zip(started, rows, strict=True)]

    def _beam(self, waiting: ctranslate2.AsyncTranslationResult, row: Row) -> list[Output]:
        result = waiting.result()
        return [
            self._output(everything, score, row)
            for everything, score in zip(result.hypotheses, result.scores, strict=True)
        ]

    def _output(self, everything: Sequence[str], score: float, row: Row) -> Output:
        # CTranslate2 divides the sum of the log-probabilities by a power of the total number of tokens. That includes
        # the target prefix, which has no cost, and the end symbol, which does.
        written = list(everything[len(row.target_prefix) :])
        tokens = written[:-1] if written[-1:] == [_END] else written
        log_probability = score * len(everything) ** self._decoding.length_penalty
        return Output(self._tokenizer.decode(tokens), log_probability, len(tokens), len(written))
