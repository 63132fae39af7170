"""The folders of models, with a subfolder per model."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from bot.errors import ModelDamagedError, ModelMissingError
from bot.nmt import manifest as manifests
from bot.nmt.decoding import Decoding
from bot.nmt.engine import CTranslate2Engine
from bot.nmt.manifest import Manifest, ModelFile
from bot.nmt.refusals import check_installed

Progress = Callable[[str, int, int], None]

_REMEDY = "Download the model again."
_UNLISTED = frozenset({manifests.FILE_NAME, "README.md", "LICENSE"})


class Store:
    """Models on disk.

    Args:
        folder: where models are installed: has a subfolder with a `manifest.json` for each. It need not exist.
        others: folders that have more models, such as the one that ships with Qiao. Of models with the same name, the
            one in the earlier folder is used.
    """

    def __init__(self, folder: Path, *others: Path) -> None:
        self._folders = (folder, *others)

    def names(self) -> list[str]:
        """The installed models, in alphabetical order; not verified."""
        found = (path.parent.name for folder in self._folders for path in folder.glob(f"*/{manifests.FILE_NAME}"))
        return sorted({name for name in found if not name.startswith(".")})

    def folder(self, name: str) -> Path:
        """The folder of an installed model.

        Raises:
            ModelMissingError: there is no such model.
        """
        for folder in self._folders:
            if name in self.names() and (folder / name / manifests.FILE_NAME).exists():
                return folder / name
        if not (known := self.names()):
            places = " or ".join(map(str, self._folders))
            raise ModelMissingError(
                f"The model {name} is not installed: there are no models in {places}.",
                "Set QIAO_MODELS_DIR to a folder that has one.",
            )
        raise ModelMissingError(
            f"The model {name} is not installed.",
            f"Choose one of: {', '.join(known)}. Or install it, if Qiao knows it: python -m bot models pull {name}",
        )

    def manifest(self, name: str) -> Manifest:
        """Read a model's manifest.

        Raises:
            ModelMissingError: there is no such model.
            ModelDamagedError: its manifest is invalid.
        """
        folder = self.folder(name)
        found = Manifest.read(folder / manifests.FILE_NAME)
        if found.name != name:
            raise ModelDamagedError(
                f"The manifest in {folder} is for the model {found.name}.",
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
        folder = self.folder(name)
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
            ConfigurationError: the device is unavailable or does not support the compute type, or CTranslate2 cannot
                load the model or computes it wrongly.
        """
        manifest, folder = self.verify(name), self.folder(name)
        check_installed(manifest, folder)
        return CTranslate2Engine(
            folder,
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
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            known = path.is_dir() or name in manifest.files.keys() | _UNLISTED
            if not known and not any(part.startswith(".") for part in name.split("/")):
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
