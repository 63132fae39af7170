"""What the engine needs of a network: text to rows of tokens, and rows to outputs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.nmt.types import Direction


@dataclass(frozen=True, slots=True)
class Row:
    """A segment, or part of a long one, as a network reads it.

    Attributes:
        text: the text that it stands for.
        tokens: all tokens, with affixes or prompt.
        length: number of tokens that the length of the output depends on.
        target_prefix: tokens that the decoder is forced to start with.
    """

    text: str
    tokens: list[str]
    length: int
    target_prefix: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """The decoder's output for a row.

    Attributes:
        text: the detokenized output.
        log_probability: the sum over what was written.
        tokens: number of tokens, without the end symbol.
        written: number of tokens, with the end symbol.
    """

    text: str
    log_probability: float
    tokens: int
    written: int


class RowEncoder(Protocol):
    """Tokenizes for a network."""

    def encode(self, text: str, direction: Direction) -> list[Row]:
        """Tokenize a segment.

        Args:
            text: any string; lone surrogates become `?`.
            direction: one of the model's directions.

        Returns:
            One row, several if the segment is too long for the model, or none if there is nothing to translate.
        """
        ...


class Network(RowEncoder, Protocol):
    """One network with its vocabularies."""

    @property
    def compute_type(self) -> str:
        """The compute type that CTranslate2 uses."""
        ...

    def start(self, rows: Sequence[Row], beam: int) -> list[Callable[[], list[Output]]]:
        """Start to translate rows as one batch, without waiting.

        Args:
            rows: at least one.
            beam: beam size; 1 is greedy.

        Returns:
            For each row, a function that waits for it and returns its beam, most likely first.
        """
        ...
