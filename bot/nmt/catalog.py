"""The catalog of models that Qiao can use, whether installed or not."""

import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from bot.errors import ModelDamagedError, ModelMissingError
from bot.nmt.manifest import FolderName, PlainName, Record, Shape, first_problem

EMBEDDED = "embedded"


class RemoteFile(Record):
    """A file on the Hugging Face Hub.

    Attributes:
        path: its path in the repository.
        name: its name in the model's folder; empty if that is the last part of `path`.
        size: in bytes; None if unknown.
        sha256: of its content; None if unknown.
    """

    path: str = Field(pattern=r"^[\w.-]+(/[\w.-]+)*$")
    name: PlainName | Literal[""] = ""
    size: int | None = Field(default=None, ge=0)
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")

    @property
    def target(self) -> str:
        """Its name in the model's folder."""
        return self.name or self.path.rsplit("/", 1)[-1]


class Download(Record):
    """What a model takes from one repository.

    Attributes:
        repository: `owner/name` on the Hugging Face Hub.
        revision: the commit; None if not known, in which case every large file has a hash.
        folder: the subfolder of the model that it goes to; empty for the model's own folder.
        files: the files.
        convert: how CTranslate2 quantizes the weights when it converts them, such as `int8`; empty if they are already
            in its format.
        keep: with `convert`, the files that go to the model's folder as they are, besides the converted ones.
    """

    repository: str = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    revision: str | None = Field(default=None, pattern=r"^[0-9a-f]{40}$")
    folder: FolderName = ""
    files: tuple[RemoteFile, ...] = Field(min_length=1)
    convert: Literal["", "int8", "int8_float16", "float16", "float32"] = ""
    keep: tuple[PlainName, ...] = ()


class Entry(Shape):
    """An available model.

    Attributes:
        source: where it comes from: `embedded` if it ships with Qiao, otherwise the name of its makers' repository.
        downloads: what is downloaded; empty for the embedded model.
        parameters: number of weights, in all networks together; None if unknown.
        memory: what it takes to run, in MiB.
        device: what it needs: `cuda` for a model that is too slow on a processor.
        commercial: whether the license allows commercial use.
        note: what to know before choosing it.
    """

    source: str = Field(pattern=rf"^({EMBEDDED}|[\w.-]+/[\w.-]+)$")
    downloads: tuple[Download, ...] = ()
    parameters: int | None = Field(default=None, ge=1)
    memory: int = Field(ge=1)
    device: Literal["cpu", "cuda"] = "cpu"
    commercial: bool = True
    note: str = ""

    @model_validator(mode="after")
    def _only_the_embedded_model_is_not_downloaded(self) -> Self:
        if bool(self.downloads) == (self.source == EMBEDDED):
            raise ValueError("downloads: every model but an embedded one needs some")
        return self

    @property
    def needs_conversion(self) -> bool:
        """Whether some weights must be converted first."""
        return any(download.convert for download in self.downloads)

    @property
    def download_size(self) -> int | None:
        """Bytes to download; None if not all sizes are known."""
        sizes = [file.size for download in self.downloads for file in download.files]
        return None if None in sizes else sum(size for size in sizes if size is not None)


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
