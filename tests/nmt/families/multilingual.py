"""NLLB, M2M-100 and T5: one network for both directions, which language tokens tell apart."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.nmt.engine import CTranslate2Engine
from bot.nmt.manifest import FILE_NAME, Manifest
from bot.nmt.tokenizer import Tokenizer
from bot.nmt.types import Direction
from tests.nmt.fakes import EN_ZH, ZH_EN
from tests.nmt.families import making

VOCABULARY = "sentencepiece.model"


@dataclass
class Multilingual:
    """A model in both forms.

    Attributes:
        model: Transformers' model.
        theirs: Transformers' tokenizer.
        store: the folder of models with the converted one.
        name: its name there.
        engine: the converted one.
    """

    model: Any
    theirs: Any
    store: Path
    name: str
    engine: CTranslate2Engine

    def check_tokens(self, direction: Direction, expected: Any) -> None:
        """Compare tokens with `expected(text)`, which are ids."""
        folder = self.store / self.name
        tokenizer = Tokenizer(folder, Manifest.read(folder / FILE_NAME))
        for text in making.sources(direction):
            [row] = tokenizer.encode(text, direction)
            assert self.theirs.convert_tokens_to_ids(row.tokens) == expected(text)

    def check_translations(self, direction: Direction, ids: Any, **options: Any) -> None:
        """Compare translations; `ids(text)` are what Transformers' model reads."""
        texts = making.sources(direction)
        found = [one.text for one in self.engine.translate(texts, [direction] * len(texts))]
        written = [
            making.generate(
                self.model,
                ids(text),
                no_repeat_ngram_size=1,
                suppress_tokens=[self.theirs.unk_token_id],
                **options,
            )
            for text in texts
        ]
        assert found == [self.theirs.decode(one, skip_special_tokens=True).strip() for one in written]
        assert len(set(found)) == len(texts)


def build(
    store: Path, work: Path, name: str, *, model: Any, theirs: Any, marks: dict[Direction, tuple[list[str], list[str]]]
) -> Multilingual:
    """Convert and load a model.

    Args:
        store: the folder for the converted model.
        work: the folder with its tokenizers.
        name: the model's name, which is also its family's.
        model: Transformers' model.
        theirs: Transformers' tokenizer.
        marks: for each direction, the tokens before a source, and those that the target starts with.
    """
    model.save_pretrained(work)
    making.convert(work, store / name)
    engine = making.install(
        store,
        name,
        keep={VOCABULARY: work / VOCABULARY},
        decoding=making.VARIED,
        disable_unk=True,
        family=name,
        source_vocabulary=VOCABULARY,
        target_vocabulary=VOCABULARY,
        directions={
            str(direction): {
                "source_prefix": marks[direction][0],
                "source_suffix": ["</s>"],
                "target_prefix": marks[direction][1],
            }
            for direction in (EN_ZH, ZH_EN)
        },
    )
    return Multilingual(model, theirs, store, name, engine)
