"""What all networks in CTranslate2 have in common."""

from collections.abc import Sequence
from typing import Any

from bot.nmt.decoding import Decoding
from bot.nmt.manifest import Manifest
from bot.nmt.network import Output, Row, RowEncoder
from bot.nmt.types import Direction


class ComputedNetwork:
    """A network in CTranslate2; see `Network`.

    Args:
        manifest: its model's manifest.
        decoding: constraints on the decoder.
        encoder: makes its rows.
        model: CTranslate2's object for it.
    """

    def __init__(self, manifest: Manifest, decoding: Decoding, encoder: RowEncoder, model: Any) -> None:
        self._manifest = manifest
        self._decoding = decoding
        self._encoder = encoder
        self._model = model

    @property
    def compute_type(self) -> str:
        """The compute type that CTranslate2 uses."""
        return str(self._model.compute_type)

    def encode(self, text: str, direction: Direction) -> list[Row]:
        """Tokenize a segment; see `RowEncoder`."""
        return self._encoder.encode(text, direction)

    def _limit(self, rows: Sequence[Row]) -> int:
        """The most tokens that may be written for a batch."""
        limit = self._decoding.max_target_tokens(max(row.length for row in rows))
        return min(limit, self._manifest.max_target_tokens)

    def _options(self, beam: int) -> dict[str, Any]:
        """The options that CTranslate2 has for every kind of network."""
        return {
            "beam_size": beam,
            # If the best hypothesis fails a check, another may pass. The search is the same, so this costs nothing.
            "num_hypotheses": beam,
            "length_penalty": self._decoding.length_penalty,
            "repetition_penalty": self._decoding.repetition_penalty,
            "no_repeat_ngram_size": self._decoding.no_repeat_ngram,
            "disable_unk": self._manifest.disable_unk,
            "return_scores": True,
            "return_end_token": True,
            "asynchronous": True,
        }

    def _output(self, text: str, score: float, *, scored: int, written: int, ended: bool) -> Output:
        """An output.

        Args:
            text: what was written.
            score: CTranslate2's: the sum of the log-probabilities, divided by a power of `scored`.
            scored: number of tokens that the score counts. It counts the end symbol, which has a cost, and a target
                prefix, which has none.
            written: number of tokens that were written, with the end symbol.
            ended: whether the last of them is the end symbol.
        """
        log_probability = score * scored**self._decoding.length_penalty
        return Output(text, log_probability, written - ended, written)
