"""Asks the hub which files a download stands for."""

import re
from fnmatch import fnmatchcase
from typing import Final

from bot.errors import DownloadError
from bot.hub.remote import Hub
from bot.hub.steps import Report, Step
from bot.nmt.catalog import Download, RemoteFile

_PATH: Final = re.compile(r"\w[\w.-]*(/\w[\w.-]*)*")
"""Paths that a pattern stands for: no hidden files, and nothing that a file system could read in another way."""


def resolved(download: Download, hub: Hub, report: Report) -> Download:
    """Find out what the catalog leaves open: which commit is the newest, and which files match a pattern.

    Args:
        download: from the catalog.
        hub: where from.
        report: told what is asked for.

    Returns:
        The download with a commit and single files, with the sizes and hashes that the hub states. What leaves nothing
        open is returned as it is.

    Raises:
        DownloadError: the hub cannot be reached, or no file matches a pattern.
    """
    if not download.latest and not any(file.is_pattern for file in download.files):
        return download
    report(Step(f"Asking for the files of {download.repository}"))
    listing = hub.listing(download.repository, download.revision)
    files: dict[str, RemoteFile] = {}
    for file in download.files:
        found = [path for path in listing.files if _matches(path, file.path)]
        if not found:
            raise DownloadError(
                f"{hub.way.host} does not have {file.path} of {download.repository}.",
                "Update Qiao: its makers may have moved or removed it.",
            )
        for path in found:
            facts = listing.files[path]
            name = file.name if not file.is_pattern else ""
            stated = RemoteFile(path=path, name=name, size=facts.size, sha256=facts.sha256)
            known = {key: value for key in ("size", "sha256") if (value := getattr(file, key)) is not None}
            files.setdefault(path, stated.model_copy(update=known))
    return download.model_copy(update={"revision": listing.commit, "latest": False, "files": tuple(files.values())})


def _matches(path: str, pattern: str) -> bool:
    # `*` does not stand for folders.
    same_depth = path.count("/") == pattern.count("/")
    return same_depth and fnmatchcase(path, pattern) and _PATH.fullmatch(path) is not None
