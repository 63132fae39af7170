"""A decoder that continues a prompt, in CTranslate2, with its `tokenizer.json`."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import ctranslate2

from bot.errors import ModelDamagedError
from bot.nmt.decoding import Decoding
from bot.nmt.manifest import Manifest
from bot.nmt.network import Output, Row
from bot.nmt.placement import Placement
from bot.nmt.prompt_tokenizer import PromptTokenizer
from bot.nmt.types import Direction


class GeneratorNetwork:
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
        self._manifest = manifest
        self._decoding = decoding
        self._generator = placement.load(ctranslate2.Generator, folder, manifest.name)
        try:
            self._end = json.loads((folder / "config.json").read_text("utf-8"))["eos_token"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelDamagedError(
                f"{folder / 'config.json'} does not name the symbol that ends a text.", "Download the model again."
            ) from error

    @property
    def compute_type(self) -> str:
        """The compute type that CTranslate2 uses."""
        return str(self._generator.compute_type)

    def encode(self, text: str, direction: Direction) -> list[Row]:
        """Tokenize a segment."""
        return self._prompts.encode(text, direction)

    def start(self, rows: Sequence[Row], beam: int) -> list[Callable[[], list[Output]]]:
        """Start to translate rows as one batch, without waiting."""
        limit = self._decoding.max_target_tokens(max(row.length for row in rows))
        started: list[ctranslate2.AsyncGenerationResult] = self._generator.generate_batch(
            [row.tokens for row in rows],
            beam_size=beam,
            num_hypotheses=beam,
            length_penalty=self._decoding.length_penalty,
            max_length=min(limit, self._manifest.max_target_tokens),
            repetition_penalty=self._decoding.repetition_penalty,
            no_repeat_ngram_size=self._decoding.no_repeat_ngram,
            disable_unk=self._manifest.disable_unk,
            include_prompt_in_result=False,
            return_scores=True,
            return_end_token=True,
            asynchronous=True,
        )
        return [partial(self._beam, result) for result in started]

    def _beam(self, waiting: ctranslate2.AsyncGenerationResult) -> list[Output]:
        result = waiting.result()
        return [
            self._output(tokens, ids, score)
            for tokens, ids, score in zip(result.sequences, result.sequences_ids, result.scores, strict=True)
        ]

    def _output(self, tokens: Sequence[str], ids: Sequence[int], score: float) -> Output:
        ended = tokens[-1:] == [self._end]
        written = list(ids[:-1] if ended else ids)
        log_probability = score * len(ids) ** self._decoding.length_penalty
        return Output(self._prompts.decode(written), log_probability, len(written), len(ids))
