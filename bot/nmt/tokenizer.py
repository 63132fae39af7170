"""Converts text to a model's tokens and back."""

from pathlib import Path

from sentencepiece import SentencePieceProcessor

from bot.errors import ModelDamagedError
from bot.nmt import window
from bot.nmt.manifest import Manifest
from bot.nmt.types import Direction

_SPACELESS = frozenset({"zh"})


class Tokenizer:
    """A model's SentencePiece files and affixes.

    Args:
        folder: the model's folder.
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
        self._spelling = {tag: [f"<0x{byte:02X}>" for byte in tag.encode()] for tag in tags}

    def encode(self, text: str, direction: Direction) -> list[list[str]]:
        """Tokenize a segment.

        Args:
            text: any string; lone surrogates become `?`.
            direction: one of the model's directions.

        Returns:
            The source tokens with prefix and suffix: one list, several if the segment is too long for the model, or
            none if there is nothing to translate.
        """
        whole = text.encode("utf-8", "replace").decode()
        pieces = [
            token for piece in self._source.encode(whole, out_type=str) for token in self._spelling.get(piece, (piece,))
        ]
        affixes = self._manifest.affixes(direction)
        return [
            [*affixes.source_prefix, *part, *affixes.source_suffix]
            for part in window.cut(pieces, self._manifest.max_source_tokens)
        ]

    def target_prefix(self, direction: Direction) -> list[str]:
        """The tokens that the decoder starts with."""
        return list(self._manifest.affixes(direction).target_prefix)

    def decode(self, tokens: list[str]) -> str:
        """Convert a hypothesis's tokens, without target prefix and end symbol, to text."""
        return str(self._target.decode(tokens)).strip()

    def join(self, parts: list[str], direction: Direction) -> str:
        """Join the translations of a segment's windows."""
        return ("" if direction.target in _SPACELESS else " ").join(part for part in parts if part)


def _processor(path: Path) -> SentencePieceProcessor:
    try:
        return SentencePieceProcessor(model_file=str(path))
    except (OSError, RuntimeError) as error:
        raise ModelDamagedError(
            f"SentencePiece cannot read the vocabulary {path}.", "Download the model again."
        ) from error
