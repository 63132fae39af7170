"""Disk space and files."""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.errors import DownloadError
from bot.hub.steps import readable
from bot.nmt.catalog import Entry
from bot.nmt.manifest import ModelFile

_CHUNK: Final = 2**20  # bytes
_STAGING: Final = ".part"
_WEIGHT: Final = {"int8": 1, "int8_float16": 1, "float16": 2, "float32": 4}  # bytes
_MARGIN: Final = 32 * 2**20  # bytes that stay free: vocabularies, the manifest, other programs' logs
_CONVERSION: Final = 5  # bytes of memory that a conversion takes for each parameter


def required_disk(entry: Entry) -> int:
    """Bytes that an installation needs at its peak: what is downloaded, and what is converted from it.

    Sizes that the catalog does not know are estimated from the number of parameters.
    """
    downloaded = entry.download_size
    return (2 * _parameters(entry) if downloaded is None else downloaded) + converted_size(entry)


def converted_size(entry: Entry) -> int:
    """Bytes that the converted weights will take, about; 0 if nothing is converted."""
    converted = [download for download in entry.downloads if download.convert]
    return sum(_WEIGHT[download.convert] * _parameters(entry) // len(converted) for download in converted)


def required_memory(entry: Entry) -> int:
    """Bytes of main memory that an installation needs: for the conversion if there is one, and to run the model."""
    runs = entry.memory * 2**20 if entry.device == "cpu" else 0
    return max(runs, conversion_memory(entry))


def conversion_memory(entry: Entry) -> int:
    """Bytes of memory that the conversion of one of its networks takes; 0 if nothing is converted."""
    converted = sum(bool(download.convert) for download in entry.downloads)
    return _CONVERSION * _parameters(entry) // converted if converted else 0


def _parameters(entry: Entry) -> int:
    # Weights of 8 bits take a byte each, and are most of what a model needs to run.
    return entry.parameters or entry.memory * 2**20


def staging(folder: Path, name: str) -> Path:
    """Where a model is put together in the folder of models."""
    return folder / f".{name}{_STAGING}"


def replaced(folder: Path, name: str) -> Path:
    """Where the model that a new one replaces is for a moment."""
    return folder / f".{name}.old"


def unfinished(folder: Path) -> list[str]:
    """The models whose installation was cut off, in alphabetical order."""
    return sorted(path.name[1 : -len(_STAGING)] for path in folder.glob(f".*{_STAGING}"))


def check_space(folder: Path, needed: int) -> None:
    """Check that a folder's disk has room.

    Args:
        folder: an existing folder.
        needed: bytes.

    Raises:
        DownloadError: there is not enough; the message says how much is missing.
    """
    free = shutil.disk_usage(folder).free
    if free < needed + _MARGIN:
        raise _full(folder, needed + _MARGIN - free)


@contextmanager
def writing(folder: Path, missing: Callable[[], int]) -> Iterator[None]:
    """Turn the errors of writing to a folder into sentences.

    Args:
        folder: where models are installed.
        missing: the bytes that are still to be written, asked when the disk is full.

    Raises:
        DownloadError: the disk is full or broken, or the folder cannot be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise _full(folder, missing()) from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EFBIG}:
            raise DownloadError(
                f"Cannot write to {error.filename or folder}: {error.strerror}.",
                f"Make {folder} writable for the user that runs Qiao, or set QIAO_MODELS_DIR to another folder.",
            ) from error
        if error.errno is None:
            raise
        raise DownloadError(
            f"The disk of {folder} does not work: {error.strerror}.", "Check the disk, and run the command again."
        ) from error


def _full(folder: Path, missing: int) -> DownloadError:
    return DownloadError(
        f"The disk of {folder} is too full: at least {readable(missing)} more must be free.",
        "Free some space, for example with python -m bot models remove NAME, or set QIAO_MODELS_DIR to a folder on "
        "another disk. Then run the command again: it goes on where it stopped.",
    )


def describe(path: Path, progress: Callable[[int], None] | None = None) -> ModelFile:
    """Read a file's size and hash.

    Args:
        path: the file.
        progress: called with the number of bytes read so far.
    """
    found, done = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
            done += len(chunk)
            if progress:
                progress(done)
    return ModelFile(size=done, sha256=found.hexdigest())


def blob(path: Path) -> str:
    """The hash under which Git stores a file."""
    found = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def delete(path: Path) -> int:
    """Delete a folder with all that is in it, or a file, and return how many bytes that frees."""
    if path.is_symlink() or path.is_file():
        size = path.lstat().st_size
        path.unlink()
        return size
    size = sum(file.lstat().st_size for file in path.rglob("*") if not file.is_dir()) if path.exists() else 0
    if path.exists():
        shutil.rmtree(path)
    return size


def sync(path: Path) -> None:
    """Wait until a file is on the disk, so that a power cut does not leave an empty one under its final name."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
