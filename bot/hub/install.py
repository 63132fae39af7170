"""Installs a model from the catalog, and removes models.

MODELS/.NAME.lock           held while a process installs or removes the model
MODELS/.NAME.part/sources/  downloads that must be converted
MODELS/.NAME.part/NAME/     the model as it will be; its manifest is written last
MODELS/NAME/                the model, once it is complete and has passed the self-test
MODELS/.NAME.old/           the model that it replaces, for a moment
"""

import importlib.util
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout
from pydantic import ValidationError

from bot.errors import ConfigurationError, DownloadError, ModelDamagedError, ModelError, ModelMissingError
from bot.hub import convert, disk, selftest
from bot.hub.download import discard_others, fetch
from bot.hub.listing import resolved
from bot.hub.remote import PATIENCE, TIMEOUT, Hub
from bot.hub.sentences import MARKED, SENTENCES, Marked, Table
from bot.hub.steps import Report, Step
from bot.nmt.catalog import Download, Entry
from bot.nmt.engine import CTranslate2Engine, Engine
from bot.nmt.manifest import FILE_NAME, Manifest, ModelFile, Shape, first_problem
from bot.nmt.placement import Placement
from bot.nmt.refusals import check_supported
from bot.nmt.store import Store
from bot.nmt.types import MAX_PLACEHOLDERS

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Installed:
    """An installed model.

    Attributes:
        manifest: its manifest.
        folder: where it is.
        sample: the sentences of the self-test and their translations; empty if it was installed and intact already.
    """

    manifest: Manifest
    folder: Path
    sample: tuple[tuple[str, str], ...]


def install(
    entry: Entry,
    folder: Path,
    *,
    report: Report,
    endpoint: str | None = None,
    token: str | None = None,
    proxy: str | None = None,
    threads: int = 0,
    device: str = "cpu",
    timeout: float = TIMEOUT,
    patience: float = PATIENCE,
    table: Table = SENTENCES,
    marked: Marked = MARKED,
) -> Installed:
    """Download, convert and test a model, and install it only if all of that succeeds.

    What an interrupted call has downloaded is used by the next one.

    Args:
        entry: the model.
        folder: where models are installed; made if it does not exist.
        report: called with each step and its progress.
        endpoint: the address of a mirror; None for the Hugging Face Hub.
        token: for models that ask for one.
        proxy: an HTTP proxy; None for what the environment names, empty for a direct connection.
        threads: processor cores for the self-test; 0 for all physical cores.
        device: `cpu` or `cuda`, for the self-test.
        timeout: seconds without a byte after which a connection counts as cut.
        patience: seconds before the second attempt at a request; the wait doubles with each one.
        table: the sentences of the self-test.
        marked: sentences to find out with which placeholders the model carries over.

    Raises:
        ConfigurationError: the model, the proxy or the endpoint is not supported, or a package is missing.
        DownloadError: the network, the hub, the disk, the memory or another process is in the way.
        ModelDamagedError: what came is not what the catalog describes, or does not translate.
    """
    for each in (entry.name, *(download.repository for download in entry.downloads)):
        check_supported(each)
    if not entry.downloads:
        raise ConfigurationError(f"The model {entry.name} ships with Qiao.", "There is nothing to download.")
    _check_able(entry, device)
    staging, old = disk.staging(folder, entry.name), disk.replaced(folder, entry.name)
    with disk.writing(folder, lambda: disk.required_disk(entry)):
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder, entry.name):
            if found := _intact(folder, entry.name, report):
                _clean(staging, old)
                return Installed(found, folder / entry.name, ())
            if not staging.is_dir():
                disk.delete(staging)
            with Hub(
                endpoint=endpoint, token=token, proxy=proxy, timeout=timeout, patience=patience, report=report
            ) as hub:
                files = _prepare(entry, staging, hub, report)
            model = staging / entry.name
            manifest = _write_manifest(entry, model, files, report)
            report(Step("Translating a few sentences as a test"))
            try:
                # Every file was hashed just now, so it is not verified.
                engine = CTranslate2Engine(model, manifest, threads=threads, device=device)
                sample = selftest.check_translations(entry.name, engine, table)
                if not entry.placeholders:
                    report(Step("Finding out how it carries names and links over"))
                    manifest = _measured(manifest, engine, marked)
                    manifest.write(model / FILE_NAME)
            except ModelDamagedError:
                disk.delete(staging)  # the same files would fail again
                raise
            _move(model, folder / entry.name, old)
            _clean(staging, old)
            return Installed(manifest, folder / entry.name, sample)


def remove(store_folder: Path, name: str) -> int:
    """Remove a model, and what an interrupted installation has left of it.

    Args:
        store_folder: where models are installed.
        name: the model.

    Returns:
        The bytes that this frees.

    Raises:
        ModelMissingError: there is no such model.
        DownloadError: the folder cannot be written, or another process is installing the model.
    """
    places = [store_folder / name, disk.staging(store_folder, name), disk.replaced(store_folder, name)]
    if not _NAME.fullmatch(name) or not any(path.exists() or path.is_symlink() for path in places):
        raise ModelMissingError(f"The model {name} is not installed in {store_folder}.", "Nothing was removed.")
    with disk.writing(store_folder, lambda: 0), _locked(store_folder, name):
        if places[0].exists() and not places[0].is_symlink():
            disk.delete(places[2])
            places[0].rename(places[2])  # so that nobody finds half a model
        return sum(disk.delete(path) for path in places)


@contextmanager
def _locked(folder: Path, name: str) -> Iterator[None]:
    lock = FileLock(folder / f".{name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise DownloadError(
            f"Another process is installing or removing the model {name}.", "Wait until it is done."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _check_able(entry: Entry, device: str) -> None:
    """Check that this machine can run the model, before gigabytes are downloaded for the self-test to fail."""
    Placement.choose(device, "auto", 0)
    if entry.kind == "generator" and not importlib.util.find_spec("tokenizers"):
        raise ConfigurationError(
            f"The model {entry.name} is a language model, and needs the library tokenizers.",
            'Install it: pip install "qiao[llm]"',
        )


def _intact(folder: Path, name: str, report: Report) -> Manifest | None:
    """The manifest of the installed model, if it is not missing or damaged."""
    try:
        return Store(folder).verify(name, lambda file, done, total: report(Step(f"Checking {file}", done, total)))
    except ModelError:
        return None


def _prepare(entry: Entry, staging: Path, hub: Hub, report: Report) -> Mapping[Path, ModelFile]:
    """Download and convert, and return the files whose hashes are known."""
    model = staging / entry.name
    if entry.needs_conversion:
        convert.check_able(disk.conversion_memory(entry), report)
    downloads = [resolved(download, hub, report) for download in entry.downloads]
    places = [(download, _place(download, staging, model)) for download in downloads]
    for _, place in places:
        place.mkdir(parents=True, exist_ok=True)
    discard_others(places, staging)
    files = fetch(places, staging, hub, extra=disk.converted_size(entry), report=report)
    for path in files:
        convert.check(path)
    for download, place in places:
        if download.convert:
            convert.convert(download, place, model / download.folder, report)
    return files


def _place(download: Download, staging: Path, model: Path) -> Path:
    if download.convert:
        return staging / "sources" / download.repository.replace("/", "--")
    return model / download.folder


def _write_manifest(entry: Entry, model: Path, known: Mapping[Path, ModelFile], report: Report) -> Manifest:
    """Describe the files, and write the manifest as the last one."""
    (model / FILE_NAME).unlink(missing_ok=True)
    files = {}
    for path in sorted(model.rglob("*")):
        name = path.relative_to(model).as_posix()
        if path.is_file() and not any(part.startswith(".") for part in name.split("/")):
            report(Step(f"Describing {name}"))
            files[name] = known.get(path) or disk.describe(path)
            disk.sync(path)
    shape = entry.model_dump(include=set(Shape.model_fields))
    try:
        manifest = Manifest(
            **shape,
            description=entry.note or f"From {entry.source}.",
            created=datetime.now(UTC).date(),
            files=files,
        )
    except ValidationError as error:
        raise ModelDamagedError(
            f"What was downloaded is not the whole model {entry.name}: {first_problem(error)}.", "Update Qiao."
        ) from error
    manifest.write(model / FILE_NAME)
    return manifest


def _measured(manifest: Manifest, engine: Engine, marked: Marked) -> Manifest:
    """A manifest with the placeholders that the model carries over."""
    form = selftest.best_form(engine, marked)
    measured = {"placeholders": MAX_PLACEHOLDERS, "placeholder_form": form}
    return manifest.model_copy(update=measured) if form else manifest


def _move(source: Path, target: Path, old: Path) -> None:
    """Put the new model in place of a damaged one, if there is one, which becomes the old one."""
    disk.sync(source / FILE_NAME)
    if target.exists() or target.is_symlink():
        disk.delete(old)
        target.rename(old)
    source.rename(target)


def _clean(*places: Path) -> None:
    """Delete what nobody needs once a model is installed, also after a call that was stopped just then."""
    for place in places:
        disk.delete(place)
