"""The models folder, with a subfolder per model."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from bot.errors import ModelDamagedError, ModelMissingError
from bot.nmt import manifest as manifests
from bot.nmt.engine import CTranslate2Engine, Decoding
from bot.nmt.manifest import Manifest, ModelFile

Progress = Callable[[str, int, int], None]

_REMEDY = "Download the model again."
_UNLISTED = frozenset({manifests.FILE_NAME, "README.md", "LICENSE"})


class Store:
    """Models on disk.

    Args:
        folder: has a subfolder with a `manifest.json` for each model.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """The installed models, in alphabetical order; not verified."""
        return sorted(path.parent.name for path in self._folder.glob(f"*/{manifests.FILE_NAME}"))

    def manifest(self, name: str) -> Manifest:
        """Read a model's manifest.

        Raises:
            ModelMissingError: there is no such model in the folder.
            ModelDamagedError: its manifest is invalid.
        """
        known = self.names()
        if not known:
            raise ModelMissingError(
                f"The model {name} is not installed: there are no models in {self._folder}.",
                "Set QIAO_MODELS_DIR to a folder that has one.",
            )
        if name not in known:
            raise ModelMissingError(
                f"The model {name} is not installed.",
                f"Choose one of: {', '.join(known)}. docs/models.md describes how to add another.",
            )
        found = Manifest.read(self._folder / name / manifests.FILE_NAME)
        if found.name != name:
            raise ModelDamagedError(
                f"The manifest in {self._folder / name} is for the model {found.name}.",
                "Rename the folder after its model.",
            )
        return found

    def verify(self, name: str, progress: Progress | None = None) -> Manifest:
        """Check every file of a model against its manifest: first names and sizes, then contents.

        Args:
            name: the model.
            progress: called as `progress(file, done, total)`, in bytes over all files, before each file is read and
                once after the last.

        Returns:
            The manifest.

        Raises:
            ModelMissingError: the model or one of its files is missing.
            ModelDamagedError: a file does not match the manifest or is not listed in it.
        """
        manifest = self.manifest(name)
        folder = self._folder / name
        for file, expected in manifest.files.items():
            _check_size(folder / file, expected)
        self._check_unlisted(folder, manifest)
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
        """Verify a model and load it into an engine.

        Args:
            name: the model.
            compute_type: see `CTranslate2Engine`.
            threads: processor cores to use; 0 for all physical cores.
            device: `cpu` or `cuda`.
            decoding: constraints on the decoder.

        Raises:
            ModelMissingError: the model or one of its files is missing.
            ModelDamagedError: a file does not match the manifest.
            ConfigurationError: the device is unavailable or does not support the compute type.
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
    def _check_unlisted(folder: Path, manifest: Manifest) -> None:
        # The engine picks up certain files by name (vmap.txt, other vocabularies), so an unlisted file could silently
        # change translations. Hidden files belong to file managers and version control.
        for path in sorted(folder.iterdir()):
            if path.name not in manifest.files.keys() | _UNLISTED and not path.name.startswith("."):
                raise ModelDamagedError(
                    f"The model {manifest.name} has a file that its manifest does not list: {path}.",
                    "Remove the file.",
                )


def _check_size(path: Path, expected: ModelFile) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ModelMissingError(f"The model file {path} is missing.", _REMEDY) from error
    if size != expected.size:
        raise ModelDamagedError(f"{path} has {size} bytes instead of {expected.size}.", _REMEDY)


def _check_content(path: Path, expected: ModelFile) -> None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelMissingError(f"Cannot read the model file {path}: {error.strerror}.", _REMEDY) from error
    if found != expected.sha256:
        raise ModelDamagedError(f"{path} has SHA-256 {found} instead of {expected.sha256}.", _REMEDY)
