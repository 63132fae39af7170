"""Converts text to a translator's tokens and back, with SentencePiece."""

import re
from pathlib import Path

from sentencepiece import SentencePieceProcessor

from bot.errors import ModelDamagedError
from bot.nmt import window
from bot.nmt.manifest import Manifest
from bot.nmt.network import Row
from bot.nmt.types import Direction

_LANGUAGE_TAG = re.compile(r"▁?<2[A-Za-z_]+>")
"""The pieces that tell T5 and Qiao's own models the target language; T5's vocabulary has one for each language."""


class Tokenizer:
    """A network's SentencePiece files and affixes.

    Args:
        folder: the network's folder.
        manifest: the model's manifest.

    Raises:
        ModelDamagedError: a SentencePiece file cannot be read.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._manifest = manifest
        self._source = _processor(folder / manifest.source_vocabulary)
        same = manifest.target_vocabulary == manifest.source_vocabulary
        self._target = self._source if same else _processor(folder / manifest.target_vocabulary)
        # Only Qiao may set tags: one that somebody types is spelled out as bytes and has no effect.
        tags = {
            token
            for affixes in manifest.directions.values()
            for token in (*affixes.source_prefix, *affixes.source_suffix)
        } - {window.WORD_START}
        pieces = map(self._source.id_to_piece, range(self._source.get_piece_size()))
        tags |= set(filter(_LANGUAGE_TAG.fullmatch, pieces))
        self._spelling = {tag: [f"<0x{byte:02X}>" for byte in tag.encode()] for tag in tags}

    def encode(self, text: str, direction: Direction) -> list[Row]:
        """Tokenize a segment, with prefix and suffix; see `RowEncoder`."""
        whole = text.encode("utf-8", "replace").decode()
        pieces = self._source.encode(whole, out_type=str)
        parts = window.cut(pieces, self._manifest.max_source_tokens)
        return [self._row(part, whole if len(parts) == 1 else self._source.decode(part), direction) for part in parts]

    def _row(self, pieces: list[str], text: str, direction: Direction) -> Row:
        affixes = self._manifest.affixes(direction)
        spelled = [token for piece in pieces for token in self._spelling.get(piece, (piece,))]
        tokens = [*affixes.source_prefix, *spelled, *affixes.source_suffix]
        return Row(text, tokens, len(tokens), affixes.target_prefix)

    def decode(self, tokens: list[str]) -> str:
        """Convert a hypothesis's tokens, without target prefix and end symbol, to text."""
        return str(self._target.decode(tokens)).strip()


def _processor(path: Path) -> SentencePieceProcessor:
    try:
        return SentencePieceProcessor(model_file=str(path))
    except (OSError, RuntimeError) as error:
        raise ModelDamagedError(
            f"SentencePiece cannot read the vocabulary {path}.", "Download the model again."
        ) from error
