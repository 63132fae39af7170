"""A model's manifest, which is all that distinguishes the model families.

    family    source                            target prefix   vocabulary files
    chat      ▁ <2zh> pieces                    none            one, with placeholders as symbols
    marian    [>>cmn_Hans<<] pieces </s>        none            one per side
    quickmt   pieces </s>                       none            one per side, a network per direction
    nllb      eng_Latn pieces </s>              zho_Hans        one
    m2m100    __en__ pieces </s>                __zh__          one
    t5        <2zh> pieces </s>                 none            one
    argos     pieces                            none            one
    qwen3     a chat prompt with the text       none            tokenizer.json
    mistral   a plain prompt with the text      none            tokenizer.json

Source: CTranslate2's guides to OPUS-MT, NLLB, M2M-100, T5, Qwen3 and Mistral, the models' cards on the Hugging Face
Hub, and the manifests that Argos Translate ships.
Whether `</s>` is listed in the manifest or added by the engine depends on `add_source_eos` in the
converted model's `config.json`.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.errors import ModelDamagedError, ModelMissingError
from bot.nmt.types import MAX_PLACEHOLDERS, Direction, Unit

FILE_NAME = "manifest.json"
RESTRICTION = "vmap.txt"
"""CTranslate2's file of the target tokens that each source token allows."""

Family = Literal["chat", "marian", "quickmt", "nllb", "m2m100", "t5", "argos", "qwen3", "mistral"]
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
PlainName = Annotated[str, Field(pattern=rf"^{_NAME}$")]
FolderName = Annotated[str, Field(pattern=rf"^({_NAME})?$")]
"""A subfolder of a model, or empty for the model's own folder."""
FilePath = Annotated[str, Field(pattern=rf"^({_NAME}/)?{_NAME}$")]
"""A file in a model's folder or in a subfolder."""
DirectionName = Annotated[str, Field(pattern=r"^[a-z]{2,3}-[a-z]{2,3}$")]


class Record(BaseModel):
    """A record read from a file: frozen, and without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelFile(Record):
    """The expected size and hash of a model file.

    Attributes:
        size: in bytes.
        sha256: of the content, in lowercase hexadecimal.
    """

    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Affixes(Record):
    """How a model translates in one direction: with which network, and the tokens around the pieces of a segment.

    Attributes:
        folder: the subfolder with this direction's network and vocabularies; empty for the model's own folder.
        prompt: for a generator, the text around the segment, with `{text}` in its place and all special tokens, such
            as a `<s>` that it begins with; otherwise empty.
        source_prefix: tokens before the source's pieces.
        source_suffix: tokens after the source's pieces.
        target_prefix: tokens that the decoder is forced to start with; not part of the translation.
    """

    folder: FolderName = ""
    prompt: str = Field(default="", pattern=r"^$|\{text\}")
    source_prefix: tuple[str, ...] = ()
    source_suffix: tuple[str, ...] = ()
    target_prefix: tuple[str, ...] = ()


class Score(Record):
    """A quality score.

    Attributes:
        test_set: the set of sentences.
        direction: `en-zh` or `zh-en`.
        metric: its name and variant, such as `BLEU (sacreBLEU, zh)`.
        value: the score, in the metric's own unit.
        source: who measured or published it; empty for Qiao's own evaluation.
    """

    test_set: str
    direction: DirectionName
    metric: str
    value: float
    source: str = ""


class Shape(Record):
    """What is true of a model wherever its files come from; in its manifest and in the catalog.

    Attributes:
        name: the model's name, which is also its folder's.
        family: how its tokens are arranged; informational, the other fields are what the program uses.
        licence: SPDX identifier of the weights' license.
        kind: `translator` for an encoder-decoder, `generator` for a decoder that continues a prompt.
        source_vocabulary: the file that tokenizes source segments, in each direction's folder: SentencePiece's for a
            translator, `tokenizer.json` for a generator.
        target_vocabulary: the same for target segments; often the same file.
        directions: supported directions, such as `en-zh`.
        unit: how much the model translates at once: a `sentence`, or a whole `message` or paragraph.
        float16: whether its numbers fit into float16; T5's do not, and become NaN.
        disable_unk: whether the decoder must not generate the symbol for unknown words.
        placeholders: number of placeholder symbols that it carries over; 0 for none.
        placeholder_form: how the model reads and writes a placeholder, with `{}` for its number.
        max_source_tokens: the longest source that it translates well, in pieces, without affixes.
        max_target_tokens: the longest target that it may generate, in pieces.
        scores: published or measured quality.
    """

    name: PlainName
    family: Family
    licence: str
    kind: Literal["translator", "generator"] = "translator"
    source_vocabulary: PlainName
    target_vocabulary: PlainName
    directions: dict[DirectionName, Affixes] = Field(min_length=1)
    unit: Unit = "sentence"
    float16: bool = True
    disable_unk: bool = False
    placeholders: int = Field(default=0, ge=0, le=MAX_PLACEHOLDERS)
    placeholder_form: str = Field(default="⟦{}⟧", pattern=r"^[^{}]*\{\}[^{}]*$")
    max_source_tokens: int = Field(ge=8)
    max_target_tokens: int = Field(default=256, ge=8)
    scores: tuple[Score, ...] = ()

    @model_validator(mode="after")
    def _prompts_fit_the_kind(self) -> Self:
        for name, affixes in self.directions.items():
            if bool(affixes.prompt) != (self.kind == "generator"):
                raise ValueError(f"{name}: a generator needs a prompt, and only a generator has one")
        return self

    @property
    def pairs(self) -> frozenset[Direction]:
        """The directions that the model supports."""
        return frozenset(Direction(*name.split("-")) for name in self.directions)

    @property
    def folders(self) -> list[str]:
        """The subfolders with networks, each once, in the order of the directions; `""` is the model's own folder."""
        return list(dict.fromkeys(affixes.folder for affixes in self.directions.values()))

    def affixes(self, direction: Direction) -> Affixes:
        """The tokens around a segment of this direction.

        Raises:
            KeyError: the model does not support it.
        """
        return self.directions[str(direction)]


class Manifest(Shape):
    """The description of a model in its folder.

    Attributes:
        description: one sentence.
        created: the day the weights were exported.
        files: every file of the model by its path in the folder, except this manifest and the model card.
        unsure_below: certainty (see `bot.translation.certainty`), 0 to 1, below which translations are marked as
            unsure; None to mark none.
        very_unsure_below: certainty below which translations are offered instead of posted; None to post all.
    """

    description: str
    created: date
    files: dict[FilePath, ModelFile]
    unsure_below: float | None = Field(default=None, ge=0, le=1)
    very_unsure_below: float | None = Field(default=None, ge=0, le=1)

    @model_validator(mode="after")
    def _files_are_listed(self) -> Self:
        for folder in self.folders:
            for needed in ("model.bin", self.source_vocabulary, self.target_vocabulary):
                if in_folder(folder, needed) not in self.files:
                    raise ValueError(f"files does not list {in_folder(folder, needed)}")
        return self

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a manifest.

        Args:
            path: the file.

        Raises:
            ModelMissingError: there is no such file.
            ModelDamagedError: it cannot be read or is not a valid manifest; the message names the file and its first
                invalid field.
        """
        try:
            text = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise ModelMissingError(f"There is no manifest at {path}.", "Download the model again.") from error
        except OSError as error:
            raise ModelDamagedError(
                f"Cannot read the manifest {path}: {error.strerror}.",
                "Make the folder readable for the user that runs Qiao, or download the model again.",
            ) from error
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise ModelDamagedError(
                f"The manifest {path} is invalid: {first_problem(error)}.", "Download the model again."
            ) from error

    def write(self, path: Path) -> None:
        """Write the manifest as indented JSON."""
        path.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")

    @property
    def has_restriction(self) -> bool:
        """Whether it has a `vmap.txt`, which restricts the output to the tokens that the source allows."""
        return any(in_folder(folder, RESTRICTION) in self.files for folder in self.folders)


def in_folder(folder: str, file: str) -> str:
    """The path of a file in a model: `file`, or `folder/file`."""
    return f"{folder}/{file}" if folder else file


def first_problem(error: ValidationError) -> str:
    """Name the first invalid field, and the problem with it."""
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or 'the file'}: {first['msg']}"
