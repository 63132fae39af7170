"""What stands in a model's manifest, and how the families of models differ: by this data alone.

    family   source                            target prefix   sentencepiece files
    chat     ▁ <2zh> pieces                    none            one, with placeholders as symbols
    marian   [>>cmn_Hans<<] pieces </s>        none            one a side
    nllb     eng_Latn pieces </s>              zho_Hans        one
    m2m100   __en__ pieces </s>                __zh__          one
    argos    pieces                            none            one

Source: CTranslate2's guides to OPUS-MT, NLLB and M2M-100, and the manifests that Argos Translate ships.
Whether `</s>` is written into the manifest or added by the engine depends on `add_source_eos` in the
converted model's `config.json`.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.errors import ModelDamagedError, ModelMissingError
from bot.nmt.types import Direction

FILE_NAME = "manifest.json"
RESTRICTION = "vmap.txt"
"""Where CTranslate2 looks for the target tokens that each source token allows."""

Family = Literal["chat", "marian", "nllb", "m2m100", "argos"]
PlainName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
DirectionName = Annotated[str, Field(pattern=r"^[a-z]{2,3}-[a-z]{2,3}$")]


class Record(BaseModel):
    """What is read from a file: frozen, and strict about what stands in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelFile(Record):
    """What a file of the model must be.

    Attributes:
        size: bytes.
        sha256: of the content, in lower-case hexadecimal digits.
    """

    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Affixes(Record):
    """The tokens that a direction puts around the pieces of a segment.

    Attributes:
        source_prefix: tokens before the source's pieces.
        source_suffix: tokens behind them.
        target_prefix: tokens with which the decoder is made to begin; they are no part of the translation.
    """

    source_prefix: tuple[str, ...] = ()
    source_suffix: tuple[str, ...] = ()
    target_prefix: tuple[str, ...] = ()


class Score(Record):
    """One figure of quality.

    Attributes:
        test_set: the set of sentences.
        direction: `en-zh` or `zh-en`.
        metric: its name with what one must know to compare it, such as `BLEU (sacreBLEU, zh)`.
        value: the figure, in the metric's own unit.
        source: who measured or published it; empty where Qiao's own evaluation did.
    """

    test_set: str
    direction: DirectionName
    metric: str
    value: float
    source: str = ""


class Manifest(Record):
    """A model as its folder describes it.

    Attributes:
        name: the model's name, which is its folder's too.
        family: how its tokens are put together; for people, the other fields say it to the program.
        description: one sentence.
        created: the day on which the weights were exported.
        licence: SPDX identifier of the weights' licence.
        files: every file of the model by its name, but for this manifest and the model card.
        source_vocabulary: the sentencepiece file for source segments; one of `files`.
        target_vocabulary: the same for target segments; often the same file.
        directions: what it translates, such as `en-zh`, with the tokens around each.
        placeholders: how many symbols `⟦0⟧`, `⟦1⟧` ... it carries over; 0 where it knows none.
        max_source_tokens: the longest source it translates well, in pieces, affixes not counted.
        max_target_tokens: the longest target that it may write, in pieces.
        unsure_below: certainty (see `bot.translation.certainty`), 0 to 1, below which its translations are marked as
            unsure; None marks none.
        very_unsure_below: likewise, below which they are rather offered than posted; None holds none back.
        scores: measured quality.
    """

    name: PlainName
    family: Family
    description: str
    created: date
    licence: str
    files: dict[PlainName, ModelFile]
    source_vocabulary: PlainName
    target_vocabulary: PlainName
    directions: dict[DirectionName, Affixes] = Field(min_length=1)
    placeholders: int = Field(default=0, ge=0, le=10)
    max_source_tokens: int = Field(ge=8)
    max_target_tokens: int = Field(default=256, ge=8)
    unsure_below: float | None = Field(default=None, ge=0, le=1)
    very_unsure_below: float | None = Field(default=None, ge=0, le=1)
    scores: tuple[Score, ...] = ()

    @model_validator(mode="after")
    def _files_are_listed(self) -> Self:
        for needed in ("model.bin", self.source_vocabulary, self.target_vocabulary):
            if needed not in self.files:
                raise ValueError(f"files does not list {needed}")
        return self

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a manifest.

        Args:
            path: the file.

        Raises:
            ModelMissingError: there is no such file.
            ModelDamagedError: it is no manifest; the message names the file and its first wrong field.
        """
        try:
            text = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise ModelMissingError(f"There is no manifest {path}.", "Fetch the model again.") from error
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise ModelDamagedError(
                f"The manifest {path} is wrong in {complaint(error)}.", "Fetch the model again."
            ) from error

    def write(self, path: Path) -> None:
        """Write the manifest so that people can read it too."""
        path.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")

    def affixes(self, direction: Direction) -> Affixes:
        """The tokens around a segment of this direction.

        Raises:
            KeyError: the model does not translate it.
        """
        return self.directions[str(direction)]

    @property
    def pairs(self) -> frozenset[Direction]:
        """The directions that the model translates."""
        return frozenset(Direction(*name.split("-")) for name in self.directions)

    @property
    def restricts(self) -> bool:
        """Whether it can restrict what it writes to what its source allows."""
        return RESTRICTION in self.files


def complaint(error: ValidationError) -> str:
    """Name the first field that is wrong, and what is wrong with it."""
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or 'the whole'}: {first['msg']}"
