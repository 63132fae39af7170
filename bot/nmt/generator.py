"""A decoder that continues a prompt, in CTranslate2, with its `tokenizer.json`."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import ctranslate2

from bot.errors import ModelDamagedError
from bot.nmt.computed import ComputedNetwork
from bot.nmt.decoding import Decoding
from bot.nmt.manifest import Manifest
from bot.nmt.network import Output, Row
from bot.nmt.placement import Placement
from bot.nmt.prompt_tokenizer import PromptTokenizer


class GeneratorNetwork(ComputedNetwork):
    """A decoder that continues a prompt; see `Network`.

    It always writes the likeliest continuation: the same text is always translated in the same way.

    Args:
        folder: its folder.
        manifest: the model's manifest.
        placement: where to compute it.
        decoding: constraints on the decoder.

    Raises:
        ConfigurationError: the library `tokenizers` is not installed.
        ModelDamagedError: a file cannot be read.
    """

    def __init__(self, folder: Path, manifest: Manifest, placement: Placement, decoding: Decoding) -> None:
        self._prompts = PromptTokenizer(folder, manifest)
        model = placement.load(ctranslate2.Generator, folder, manifest.name)
        super().__init__(manifest, decoding, self._prompts, model)
        try:
            self._end = json.loads((folder / "config.json").read_text("utf-8"))["eos_token"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelDamagedError(
                f"{folder / 'config.json'} does not name the symbol that ends a text.", "Download the model again."
            ) from error

    def start(self, rows: Sequence[Row], beam: int) -> list[Callable[[], list[Output]]]:
        """Start to translate rows as one batch, without waiting."""
        started: list[ctranslate2.AsyncGenerationResult] = self._model.generate_batch(
            [row.tokens for row in rows],
            max_length=self._limit(rows),
            include_prompt_in_result=False,
            **self._options(beam),
        )
        return [partial(self._beam, result) for result in started]

    def _beam(self, waiting: ctranslate2.AsyncGenerationResult) -> list[Output]:
        result = waiting.result()
        return [self._read(*found) for found in zip(result.sequences, result.sequences_ids, result.scores, strict=True)]

    def _read(self, tokens: Sequence[str], ids: Sequence[int], score: float) -> Output:
        ended = tokens[-1:] == [self._end]
        text = self._prompts.decode(list(ids[:-1] if ended else ids))
        return self._output(text, score, scored=len(ids), written=len(ids), ended=ended)
