"""Converts text to a generator's prompt and back, with the library `tokenizers`.

The fixed parts of a prompt may have special tokens, such as `<|im_end|>`. A segment never has any: whatever it says is
only characters, so no message can end its own part of the prompt and give orders.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ConfigurationError, ModelDamagedError
from bot.nmt.manifest import Manifest
from bot.nmt.network import Row
from bot.nmt.types import Direction
from bot.nmt.window import WORD_START, cut

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

_TEXT = "{text}"


@dataclass(frozen=True, slots=True)
class _Template:
    """A prompt: special tokens only at its two ends, and plain text next to the segment.

    The plain text is tokenized together with the segment, as it was when the model was trained.
    """

    first: list[str]
    before: str
    after: str
    last: list[str]


class PromptTokenizer:
    """A generator's `tokenizer.json` and prompts.

    Args:
        folder: the network's folder.
        manifest: the model's manifest.

    Raises:
        ConfigurationError: the library `tokenizers` is not installed.
        ModelDamagedError: the file cannot be read.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        path = folder / manifest.source_vocabulary
        try:
            content = json.loads(path.read_text("utf-8"))
            self._added = {token["id"] for token in content.get("added_tokens", ())}
            self._full = _tokenizer(content)
            # This one knows no special tokens, so it cannot find any in a text.
            self._plain = _tokenizer(content | {"added_tokens": []})
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ModelDamagedError(
                f"The vocabulary {path} is not a readable tokenizer.json.", "Download the model again."
            ) from error
        self._limit = manifest.max_source_tokens
        self._templates = {
            direction: self._template(manifest.affixes(direction).prompt) for direction in manifest.pairs
        }

    def encode(self, text: str, direction: Direction) -> list[Row]:
        """Put a segment into the prompt of a direction; see `RowEncoder`."""
        whole = text.encode("utf-8", "replace").decode().strip()
        return [self._row(part, self._templates[direction]) for part in self._parts(whole)]

    def decode(self, ids: list[int]) -> str:
        """Convert a hypothesis to text, without special tokens."""
        return str(self._full.decode(ids, skip_special_tokens=True)).strip()

    def _row(self, text: str, template: _Template) -> Row:
        middle = self._tokens(self._plain.encode(template.before + text + template.after, add_special_tokens=False))
        fixed = len(self._plain.encode(template.before + template.after, add_special_tokens=False).ids)
        return Row(text, [*template.first, *middle, *template.last], max(1, len(middle) - fixed))

    def _tokens(self, encoding: "Encoding") -> list[str]:
        """Tokens without special ones, which a vocabulary might still have as ordinary pieces."""
        return [token for number, token in zip(encoding.ids, encoding.tokens, strict=True) if number not in self._added]

    def _parts(self, text: str) -> list[str]:
        """Split a text that is too long for the model."""
        if not text:
            return []
        pieces: list[str] = []
        end = 0
        # Tokens that are bytes of one character have the same place in the text.
        for _, stop in self._plain.encode(text, add_special_tokens=False).offsets:
            if stop > end:
                pieces.append(text[end:stop])
                end = stop
        if len(pieces) <= self._limit:
            return [text]
        marked = [WORD_START + piece[1:] if piece.startswith(" ") else piece for piece in pieces]
        parts, start = [], 0
        for part in cut(marked, self._limit):
            parts.append("".join(pieces[start : start + len(part)]).strip())
            start += len(part)
        return [part for part in parts if part]

    def _template(self, prompt: str) -> _Template:
        before, _, after = prompt.partition(_TEXT)
        head = self._full.encode(before, add_special_tokens=False)
        tail = self._full.encode(after, add_special_tokens=False)
        special = [i for i, number in enumerate(head.ids) if number in self._added]
        split = special[-1] + 1 if special else 0
        start = head.offsets[split - 1][1] if split else 0
        found = next((i for i, number in enumerate(tail.ids) if number in self._added), len(tail.ids))
        stop = tail.offsets[found][0] if found < len(tail.ids) else len(after)
        return _Template(head.tokens[:split], before[start:], after[:stop], tail.tokens[found:])


def _tokenizer(content: dict[str, object]) -> "Tokenizer":
    try:
        from tokenizers import Tokenizer  # noqa: PLC0415 - optional: only generators need it
    except ImportError as error:
        raise ConfigurationError(
            "A language model needs the library tokenizers, which is not installed.",
            'Install it: pip install "qiao[llm]"',
        ) from error
    try:
        return Tokenizer.from_str(json.dumps(content))
    except Exception as error:  # the library raises nothing more specific
        raise ValueError(str(error)) from error
