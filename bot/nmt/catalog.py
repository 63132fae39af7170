"""The catalog of models that Qiao can use, whether installed or not."""

import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from bot.errors import ModelDamagedError, ModelMissingError
from bot.nmt.manifest import Affixes, DirectionName, Family, PlainName, Record, Score, first_problem
from bot.nmt.types import MAX_PLACEHOLDERS

EMBEDDED = "embedded"


class Entry(Record):
    """An available model.

    Attributes:
        name: the model's name in Qiao.
        source: `embedded` if it ships with Qiao, otherwise its `owner/name` on the Hugging Face Hub.
        revision: commit of that repository; None if not pinned.
        sha256: of the weights file at that revision; None if unknown.
        weights: `ctranslate2` if the weights can be loaded as they are, `transformers` if they must be converted
            first.
        family: how its tokens are arranged.
        licence: SPDX identifier of the weights' license.
        directions: supported directions, with the tokens around each segment.
        source_vocabulary: the SentencePiece file for source segments.
        target_vocabulary: the same for target segments.
        placeholders: number of placeholder symbols that it supports.
        scores: published or measured quality.
        note: what to know before choosing it.
    """

    name: PlainName
    source: str = Field(pattern=rf"^({EMBEDDED}|[\w.-]+/[\w.-]+)$")
    revision: str | None = Field(default=None, pattern=r"^[0-9a-f]{40}$")
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    weights: Literal["ctranslate2", "transformers"] = "ctranslate2"
    family: Family
    licence: str
    directions: dict[DirectionName, Affixes] = Field(min_length=1)
    source_vocabulary: PlainName
    target_vocabulary: PlainName
    placeholders: int = Field(default=0, ge=0, le=MAX_PLACEHOLDERS)
    scores: tuple[Score, ...] = ()
    note: str = ""


class Catalog(Record):
    """All entries, in display order."""

    models: tuple[Entry, ...]

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        names = [entry.name for entry in self.models]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"listed twice: {', '.join(sorted(twice))}")
        return self

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a catalog.

        Args:
            path: the TOML file.

        Raises:
            ModelMissingError: there is no such file.
            ModelDamagedError: it is not a valid catalog; the message names the file and its first invalid field.
        """
        try:
            return cls.model_validate(tomllib.loads(path.read_text("utf-8")))
        except OSError as error:
            raise ModelMissingError(f"There is no catalog at {path}.", "Reinstall Qiao.") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ModelDamagedError(f"The catalog {path} is not valid TOML: {error}.", "Correct it.") from error
        except ValidationError as error:
            raise ModelDamagedError(f"The catalog {path} is invalid: {first_problem(error)}.", "Correct it.") from error
