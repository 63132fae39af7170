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
        path: its path in the repository. With `*`, every file of the repository whose path matches, such as
            `*.safetensors`, for weights in an unknown number of parts.
        name: its name in the model's folder; empty if that is the last part of `path`.
        size: in bytes; None if unknown.
        sha256: of its content; None if unknown.
    """

    path: str = Field(pattern=r"^[\w*][\w.*-]*(/[\w*][\w.*-]*)*$")
    name: PlainName | Literal[""] = ""
    size: int | None = Field(default=None, ge=0)
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")

    @model_validator(mode="after")
    def _only_one_file_has_a_name_and_a_hash(self) -> Self:
        if self.is_pattern and (self.name or self.size is not None or self.sha256):
            raise ValueError("path: several files have no common name, size, or hash")
        return self

    @property
    def is_pattern(self) -> bool:
        """Whether it stands for every file that matches its path."""
        return "*" in self.path

    @property
    def target(self) -> str:
        """Its name in the model's folder; with a pattern, the pattern of its names."""
        return self.name or self.path.rsplit("/", 1)[-1]


class Download(Record):
    """What a model takes from one repository.

    Attributes:
        repository: `owner/name` on the Hugging Face Hub.
        revision: the commit; None if not known, in which case every large file has a hash unless `latest` is set.
        latest: whether the newest commit is taken because neither a revision nor hashes are known. Then files are
            checked against the hashes that the hub itself states.
        folder: the subfolder of the model that it goes to; empty for the model's own folder.
        files: the files.
        convert: how CTranslate2 quantizes the weights when it converts them, such as `int8`; empty if they are already
            in its format.
        keep: with `convert`, the files that go to the model's folder as they are, besides the converted ones.
    """

    repository: str = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    revision: str | None = Field(default=None, pattern=r"^[0-9a-f]{40}$")
    latest: bool = False
    folder: FolderName = ""
    files: tuple[RemoteFile, ...] = Field(min_length=1)
    convert: Literal["", "int8", "int8_float16", "float16", "float32"] = ""
    keep: tuple[PlainName, ...] = ()

    @model_validator(mode="after")
    def _a_revision_is_not_the_latest(self) -> Self:
        if self.latest and self.revision:
            raise ValueError("latest: there is a revision, so it is not the newest commit that is taken")
        return self


class Entry(Shape):
    """An available model.

    Attributes:
        source: where it comes from: `embedded` if it ships with Qiao, otherwise the name of its makers' repository.
        downloads: what is downloaded; empty for the embedded model.
        parameters: number of weights, in all networks together; None if unknown.
        size: what is downloaded, in bytes, roughly; for models whose files are not all of known size.
        memory: what it takes to run, in MiB.
        device: what it needs: `cuda` for a model that is too slow on a processor.
        commercial: whether the license allows commercial use.
        note: what to know before choosing it.
    """

    source: str = Field(pattern=rf"^({EMBEDDED}|[\w.-]+/[\w.-]+)$")
    downloads: tuple[Download, ...] = ()
    parameters: int | None = Field(default=None, ge=1)
    size: int | None = Field(default=None, ge=1)
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
        """Bytes to download: exactly if the size of every file is known, otherwise roughly; None if unknown."""
        sizes = [file.size for download in self.downloads for file in download.files]
        return self.size if None in sizes else sum(size for size in sizes if size is not None)

    @property
    def is_pinned(self) -> bool:
        """Whether what is downloaded is known beforehand."""
        return not any(download.latest for download in self.downloads)


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
