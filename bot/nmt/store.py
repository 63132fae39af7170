"""The folder in which models lie, one folder each."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from bot.errors import ModelDamagedError, ModelMissingError
from bot.nmt import manifest as manifests
from bot.nmt.engine import CTranslate2Engine, Decoding
from bot.nmt.manifest import Manifest, ModelFile

Progress = Callable[[str, int, int], None]

_REMEDY = "Fetch the model again."
_UNLISTED = frozenset({manifests.FILE_NAME, "README.md", "LICENSE"})


class Store:
    """Models on the disk.

    Args:
        folder: holds one folder a model, each with its `manifest.json`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """The models that are here, in alphabetical order; not verified."""
        return sorted(path.parent.name for path in self._folder.glob(f"*/{manifests.FILE_NAME}"))

    def manifest(self, name: str) -> Manifest:
        """Read a model's manifest.

        Raises:
            ModelMissingError: there is no such model.
            ModelDamagedError: its manifest is wrong.
        """
        known = self.names()
        if name not in known:
            raise ModelMissingError(
                f"There is no model {name} in {self._folder}.",
                f"Choose one of: {', '.join(known)}." if known else "Fetch one first.",
            )
        found = Manifest.read(self._folder / name / manifests.FILE_NAME)
        if found.name != name:
            raise ModelDamagedError(
                f"The manifest in {self._folder / name} is wrong in name: it says {found.name}.",
                "Give the folder the name of its model.",
            )
        return found

    def verify(self, name: str, progress: Progress | None = None) -> Manifest:
        """Hold every file of a model against its manifest: first names and sizes, then contents.

        Args:
            name: the model.
            progress: called as `progress(file, done, total)` before each file's content is read and once
                behind the last, in bytes over all files.

        Returns:
            The manifest.

        Raises:
            ModelMissingError: the model or a file of it is not there.
            ModelDamagedError: a file is not what the manifest says, or one is there of which it says nothing.
        """
        manifest = self.manifest(name)
        folder = self._folder / name
        for file, expected in manifest.files.items():
            _check_size(folder / file, expected)
        self._check_strangers(folder, manifest)
        done, total = 0, sum(file.size for file in manifest.files.values())
        for file, expected in manifest.files.items():
            if progress:
                progress(file, done, total)
            _check_content(folder / file, expected)
            done += expected.size
        if progress:
            progress("", done, total)
        return manifest

    def load(
        self,
        name: str,
        *,
        compute_type: str = "auto",
        threads: int = 0,
        device: str = "cpu",
        decoding: Decoding | None = None,
    ) -> CTranslate2Engine:
        """Verify a model and make an engine of it.

        Args:
            name: the model.
            compute_type: see `CTranslate2Engine`.
            threads: processor cores to use; 0 for all physical ones.
            device: `cpu` or `cuda`.
            decoding: how the decoder is held in check.

        Raises:
            ModelMissingError: the model or a file of it is not there.
            ModelDamagedError: a file is not what the manifest says.
            ConfigurationError: the device cannot be used as asked.
        """
        manifest = self.verify(name)
        return CTranslate2Engine(
            self._folder / name,
            manifest,
            compute_type=compute_type,
            threads=threads,
            device=device,
            decoding=decoding,
        )

    @staticmethod
    def _check_strangers(folder: Path, manifest: Manifest) -> None:
        # The engine reads files by name where it finds them (vmap.txt, other vocabularies): an unlisted one
        # would change translations unseen. Hidden files belong to file managers and version control.
        for path in sorted(folder.iterdir()):
            if path.name not in manifest.files.keys() | _UNLISTED and not path.name.startswith("."):
                raise ModelDamagedError(
                    f"The model {manifest.name} has a file that its manifest does not list: {path}.",
                    "Remove it.",
                )


def _check_size(path: Path, expected: ModelFile) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ModelMissingError(f"The model's file {path} is not there.", _REMEDY) from error
    if size != expected.size:
        raise ModelDamagedError(f"{path} has {size} bytes in place of {expected.size}.", _REMEDY)


def _check_content(path: Path, expected: ModelFile) -> None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelMissingError(f"The model's file {path} cannot be read: {error.strerror}.", _REMEDY) from error
    if found != expected.sha256:
        raise ModelDamagedError(f"{path} has the SHA-256 {found} in place of {expected.sha256}.", _REMEDY)
