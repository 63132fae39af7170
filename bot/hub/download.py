"""Downloads the files of a catalog entry, and goes on where an earlier attempt stopped."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from httpx2 import RemoteProtocolError
from huggingface_hub.errors import HfHubHTTPError

from bot.errors import ConfigurationError, ModelDamagedError
from bot.hub import disk
from bot.hub.remote import FAILURES, Facts, Hub, Source
from bot.hub.steps import Report, Step
from bot.hub.troubles import BAD_RANGE, OtherContentError
from bot.nmt.catalog import Download, RemoteFile
from bot.nmt.manifest import ModelFile

_PART: Final = ".part"
_BRANCH: Final = "main"
_SMALL: Final = 10**6  # bytes that need no hash in the catalog
_MOST: Final = 2**24  # bytes of a file whose size nobody states


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A file to download.

    Attributes:
        source: where it is on the hub.
        path: where it goes.
        size: in bytes; None if unknown.
        sha256: None if unknown.
        blob: the hash under which Git stores it, if its SHA-256 is unknown; None if that is unknown, too.
    """

    source: Source
    path: Path
    size: int | None
    sha256: str | None
    blob: str | None = None

    @property
    def part(self) -> Path:
        """What has arrived of it so far."""
        return self.path.with_name(f".{self.path.name}{_PART}")

    @property
    def most(self) -> int:
        """Bytes that it can have."""
        return _MOST if self.size is None else self.size

    @property
    def arrived(self) -> int:
        """Bytes of it that are on the disk."""
        return next((path.stat().st_size for path in (self.path, self.part) if path.exists()), 0)


def fetch(
    downloads: Sequence[tuple[Download, Path]], room: Path, hub: Hub, *, extra: int, report: Report
) -> dict[Path, ModelFile]:
    """Download files.

    Files that are there already are checked, and what is there of others is kept.

    Args:
        downloads: what to download, and the folder that it goes to.
        room: the existing folder where models are installed, on whose disk there must be room.
        hub: where from.
        extra: bytes of disk space that are needed afterwards.
        report: called with each step and its progress.

    Returns:
        The size and hash of each file.

    Raises:
        DownloadError: the hub, the network, the disk or the folder is the problem.
        ConfigurationError: the catalog does not say enough to check a file.
        ModelDamagedError: the hub has other files than the catalog says, or sent something else.
    """
    wanted = [_wanted(download, file, folder) for download, folder in downloads for file in download.files]
    done = {file.path: found for file in wanted if (found := _present(file, report))}
    missing = []
    for file in wanted:
        if file.path not in done:
            report(Step(f"Asking for {file.source}"))
            missing.append(_checked(file, hub.facts(file.source)))
    disk.check_space(room, _left(missing) + extra)
    total = sum(file.size for file in done.values()) + sum(file.size or 0 for file in missing)
    for file in missing:
        before = sum(each.size for each in done.values())
        with disk.writing(room, lambda: _left(missing) + extra):
            _download(file, hub, partial(_progress, report, f"Downloading {file.source}", before, total))
        done[file.path] = _verified(file, report)
    return done


def _left(files: Iterable[_Wanted]) -> int:
    """Bytes that have not arrived."""
    return sum(max(0, (file.size or 0) - file.arrived) for file in files)


def _progress(report: Report, text: str, before: int, total: int, arrived: int) -> None:
    report(Step(text, before + arrived, total))


def discard_others(downloads: Sequence[tuple[Download, Path]], staging: Path) -> None:
    """Delete files of an earlier attempt that do not belong to a download, such as those of another version."""
    wanted = [_wanted(download, file, folder) for download, folder in downloads for file in download.files]
    known = {path for file in wanted for path in (file.path, file.part)}
    for path in list(staging.rglob("*")):
        if path.is_dir() == (path in known):
            disk.delete(path)


def _wanted(download: Download, file: RemoteFile, folder: Path) -> _Wanted:
    source = Source(download.repository, download.revision or _BRANCH, file.path)
    return _Wanted(source, folder / file.target, file.size, file.sha256)


def _present(file: _Wanted, report: Report) -> ModelFile | None:
    """A file that an earlier attempt has downloaded, if it is intact; otherwise it is deleted."""
    if not file.path.exists():
        return None
    if file.size is not None and file.sha256 is not None and file.path.stat().st_size == file.size:
        found = _hashed(file.path, file, report)
        if found.sha256 == file.sha256:
            return found
    file.path.replace(file.part)  # checked again when the hub has said what it is
    return None


def _checked(file: _Wanted, facts: Facts) -> _Wanted:
    """Compare the catalog with what the hub says, and complete it."""
    if (file.size is not None and facts.size not in {None, file.size}) or (
        file.sha256 is not None and facts.sha256 not in {None, file.sha256}
    ):
        raise ModelDamagedError(
            f"The hub has another version of {file.source} than the one that Qiao was tested with.",
            "Update Qiao. If HF_ENDPOINT is set, try another mirror.",
        )
    size = facts.size if file.size is None else file.size
    if file.sha256 is None and file.source.revision == _BRANCH and (size is None or size > _SMALL):
        raise ConfigurationError(
            f"The catalog has neither a revision nor a hash for {file.source}, so that it cannot be checked.",
            "Add a revision or a SHA-256 to models/catalog.toml.",
        )
    sha256 = file.sha256 or facts.sha256
    return _Wanted(file.source, file.path, size, sha256, None if sha256 else facts.blob)


def _download(file: _Wanted, hub: Hub, report: Callable[[int], None]) -> None:
    """Download a file's missing part to `file.part`."""
    tries = hub.tries(file.source)
    file.part.parent.mkdir(parents=True, exist_ok=True)
    most, whole = _size(file.part), False
    # Small files are not worth the trouble if an earlier attempt began with another version.
    if file.sha256 is None or most > file.most:
        file.part.unlink(missing_ok=True)
        most = 0
    while not (file.part.exists() and most == file.size):
        try:
            _receive(file, hub, report, 0 if whole else _size(file.part))
        except FAILURES as error:
            whole = isinstance(error, OtherContentError) and error.is_part
            if _is_past_the_end(error) or _size(file.part) > file.most:
                file.part.unlink(missing_ok=True)
            now = _size(file.part)
            if now > most:
                tries.progressed()
                most = now
            tries.failed(error)
        else:
            break


def _receive(file: _Wanted, hub: Hub, report: Callable[[int], None], wanted: int) -> None:
    """Append what one response has from an offset on, or from before that."""
    with hub.content(file.source, wanted, file.size) as (start, content), file.part.open("ab") as target:
        if start < target.tell():
            target.truncate(start)
        report(arrived := start)
        for chunk in content:
            arrived += target.write(chunk)
            report(arrived)
            if arrived > file.most:
                raise OtherContentError(is_part=False)
        target.flush()
        os.fsync(target.fileno())
    if file.size is not None and arrived < file.size:
        raise RemoteProtocolError("The response ended early.")


def _is_past_the_end(error: Exception) -> bool:
    return isinstance(error, HfHubHTTPError) and error.response.status_code == BAD_RANGE


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _hashed(path: Path, file: _Wanted, report: Report) -> ModelFile:
    total = path.stat().st_size
    return disk.describe(path, lambda done: report(Step(f"Checking {file.source}", done, total)))


def _verified(file: _Wanted, report: Report) -> ModelFile:
    """Check a complete file, and give it its name."""
    found = _hashed(file.part, file, report)
    if kind := _wrong(file, found):
        file.part.unlink()
        raise ModelDamagedError(
            f"{file.source} arrived with the wrong {kind} and was deleted.",
            "Run the command again. If it happens twice, the mirror or the proxy changes files: use another.",
        )
    file.part.replace(file.path)
    return found


def _wrong(file: _Wanted, found: ModelFile) -> str:
    """What of a complete file is not as it should be; empty if nothing is."""
    if file.size not in {None, found.size}:
        return "size"
    if file.sha256 not in {None, found.sha256}:
        return "SHA-256"
    return "SHA-1" if file.blob and file.blob != disk.blob(file.part) else ""
