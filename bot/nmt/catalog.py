"""The list of models that Qiao can use, here or elsewhere."""

import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from bot.errors import ModelDamagedError, ModelMissingError
from bot.nmt.manifest import Affixes, DirectionName, Family, PlainName, Record, Score, complaint

EMBEDDED = "embedded"


class Entry(Record):
    """A model that can be had.

    Attributes:
        name: what the model is called here.
        source: `embedded` where it comes with Qiao, else its repository on the Hugging Face hub,
            `owner/name`.
        revision: commit of that repository; None where none is pinned.
        sha256: of the weights' file at that revision; None where it is not known.
        weights: `ctranslate2` where the weights can be loaded as they are, `transformers` where they must be
            converted first.
        family: how its tokens are put together.
        licence: SPDX identifier of the weights' licence.
        directions: what it translates, with the tokens around each segment.
        source_vocabulary: the sentencepiece file for source segments.
        target_vocabulary: the same for target segments.
        placeholders: how many placeholder symbols it carries over.
        scores: published or measured quality.
        note: what one should know before choosing it.
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
    placeholders: int = Field(default=0, ge=0, le=10)
    scores: tuple[Score, ...] = ()
    note: str = ""


class Catalog(Record):
    """All entries, in the order in which they should be offered."""

    models: tuple[Entry, ...]

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        names = [entry.name for entry in self.models]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"listed twice: {', '.join(sorted(twice))}")
        return self

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a catalogue.

        Args:
            path: the TOML file.

        Raises:
            ModelMissingError: there is no such file.
            ModelDamagedError: it is no catalogue; the message names the file and its first wrong field.
        """
        try:
            return cls.model_validate(tomllib.loads(path.read_text("utf-8")))
        except OSError as error:
            raise ModelMissingError(f"There is no catalogue {path}.", "Install Qiao again.") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ModelDamagedError(f"The catalogue {path} is no TOML: {error}.", "Mend it.") from error
        except ValidationError as error:
            raise ModelDamagedError(f"The catalogue {path} is wrong in {complaint(error)}.", "Mend it.") from error
