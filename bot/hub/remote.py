"""Requests to the Hugging Face Hub or a mirror of it."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self, TypeVar

import httpx2
from huggingface_hub import (
    HfApi,
    get_hf_file_metadata,
    get_session,
    hf_hub_url,
    hf_raise_for_status,
    set_client_factory,
)
from huggingface_hub.errors import HfHubHTTPError

from bot.errors import ConfigurationError
from bot.hub.steps import Report, Step
from bot.hub.troubles import HUB, OtherContentError, Way, explain, is_temporary, no_hub, wanted_wait

T = TypeVar("T")

TIMEOUT: Final = 30.0
"""Seconds without a byte after which a connection counts as cut."""
PATIENCE: Final = 1.0
"""Seconds before the second attempt; the wait doubles with each one."""

_ANSWER: Final = 10.0  # seconds for an answer without content: a firewall that drops everything is noticed soon
_TRIES: Final = 4  # in a row without a new byte
_LONGEST_WAIT: Final = 60.0  # in units of patience
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SHA1: Final = re.compile(r"[0-9a-f]{40}")
_RANGE: Final = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)")
FAILURES: Final = (httpx2.HTTPError, httpx2.InvalidURL, HfHubHTTPError, ValueError)
"""What a request raises; `ValueError` for an address that cannot be, to which a redirect may lead."""
# Without compression, offsets in the file are offsets in the response.
_PLAIN: Final = {"Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Source:
    """A file on the hub.

    Attributes:
        repository: `owner/name`.
        revision: a commit or a branch.
        path: its path in the repository.
    """

    repository: str
    revision: str
    path: str

    def __str__(self) -> str:
        return f"{self.path} of {self.repository}"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the hub says about a file.

    Attributes:
        size: in bytes; None if it does not say.
        sha256: of large files; None for files that Git itself stores.
        blob: the hash under which Git stores the other files; None if the hub does not say.
    """

    size: int | None
    sha256: str | None
    blob: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A repository at one commit.

    Attributes:
        commit: the commit.
        files: what the hub says about each file, by its path.
    """

    commit: str
    files: Mapping[str, Facts]


class Tries:
    """The attempts at one request.

    Args:
        what: what is requested, for messages.
        way: how the hub is reached.
        patience: seconds before the second attempt.
        report: told about each further attempt.
    """

    def __init__(self, what: str, way: Way, patience: float, report: Report) -> None:
        self._what, self._way, self._patience, self._report = what, way, patience, report
        self._failed = 0

    def progressed(self) -> None:
        """Start to count again, because some of the file has arrived."""
        self._failed = 0

    def failed(self, error: Exception) -> None:
        """Wait before the next attempt.

        Raises:
            DownloadError: there is no point in another attempt.
        """
        self._failed += 1
        if self._failed >= _TRIES or not is_temporary(error):
            raise explain(error, self._what, self._way) from error
        self._report(Step(f"Trying again to get {self._what}"))
        wait = max(2.0 ** (self._failed - 1), wanted_wait(error))
        time.sleep(self._patience * min(wait, _LONGEST_WAIT))


class Hub:
    """The hub, for as long as the context lasts; one at a time in a process.

    Args:
        endpoint: the address of a mirror; None for the hub itself.
        token: for models that ask for one.
        proxy: the address of a proxy; None for what the environment names, empty for a direct connection.
        timeout: see `TIMEOUT`.
        patience: see `PATIENCE`.
        report: told about requests that are repeated.

    Raises:
        ConfigurationError: the proxy or the endpoint is not an address, or the token is none.
    """

    def __init__(
        self,
        *,
        endpoint: str | None = None,
        token: str | None = None,
        proxy: str | None = None,
        timeout: float = TIMEOUT,
        patience: float = PATIENCE,
        report: Report = lambda _: None,
    ) -> None:
        address = (endpoint or HUB).rstrip("/")
        if not re.match(r"https?://[^/\s]", address):
            raise ConfigurationError(
                "HF_ENDPOINT is not an address.", "Write it as in HF_ENDPOINT=https://hf-mirror.com, or remove it."
            )
        if token and not re.fullmatch(r"[!-~]+", token):
            raise ConfigurationError(
                "HF_TOKEN is not an access token.", "Copy it again from https://huggingface.co/settings/tokens."
            )
        self.way = Way(address, has_token=bool(token), has_proxy=bool(proxy))
        self._token = token or False  # False: not one that another program has stored
        self._proxy = proxy
        self._timeout = timeout
        self._patience = patience
        self._report = report

    def __enter__(self) -> Self:
        try:
            client = httpx2.Client(
                proxy=self._proxy or None,
                trust_env=self._proxy is None,
                follow_redirects=True,
                timeout=self._timeout,
            )
        except (ValueError, ImportError, httpx2.InvalidURL) as error:
            raise ConfigurationError(
                "The proxy for downloads is not one that Qiao supports.",
                "Set QIAO_PROXY to an HTTP proxy, such as http://user:password@proxy.example:3128.",
            ) from error
        set_client_factory(lambda: client)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        set_client_factory(lambda: httpx2.Client(follow_redirects=True))

    def tries(self, source: Source) -> Tries:
        """Count the attempts at a file."""
        return Tries(str(source), self.way, self._patience, self._report)

    def facts(self, source: Source) -> Facts:
        """Ask for a file's size and hash.

        Raises:
            DownloadError: the hub cannot be reached, or does not have the file.
        """
        found = self._persist(
            source,
            lambda: get_hf_file_metadata(
                self._url(source), token=self._token, timeout=min(self._timeout, _ANSWER), endpoint=self.way.endpoint
            ),
        )
        if not found.commit_hash:
            raise no_hub(self.way)
        return _facts(found.size, found.etag)

    def listing(self, repository: str, revision: str | None) -> Listing:
        """Ask for the files of a repository.

        Args:
            repository: `owner/name`.
            revision: a commit; None for the newest.

        Raises:
            DownloadError: the hub cannot be reached, or does not have the repository.
        """
        api = HfApi(endpoint=self.way.endpoint, token=self._token)
        try:
            found = self._persist(
                Source(repository, revision or "", "the list of files"),
                lambda: api.model_info(repository, revision=revision, files_metadata=True, timeout=self._timeout),
            )
        except (TypeError, KeyError, AttributeError, RecursionError) as error:  # it is another page
            raise no_hub(self.way) from error
        if not _SHA1.fullmatch(str(found.sha)):
            raise no_hub(self.way)
        files = {
            str(each.rfilename): _facts(each.size, each.lfs.sha256 if each.lfs else None)
            for each in found.siblings or ()
        }
        return Listing(str(found.sha), files)

    @contextmanager
    def content(self, source: Source, start: int, size: int | None) -> Iterator[tuple[int, Iterator[bytes]]]:
        """Request a file's content.

        Args:
            source: the file.
            start: the offset to start at, in bytes.
            size: of the file, in bytes; None if unknown.

        Yields:
            The offset at which the content starts, at most `start`, and 0 if the server does not send parts; and the
            content.

        Raises:
            OtherContentError: the response is not that file.
            httpx2.HTTPError: the request failed, also while reading the content.
        """
        wanted = {"Range": f"bytes={start}-"} if start else {}
        # The client drops the token where it is redirected to another host.
        login = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        headers = {**_PLAIN, **wanted, **login}
        with get_session().stream("GET", self._url(source), headers=headers, timeout=self._timeout) as response:
            hf_raise_for_status(response)
            yield _first(response, start, size), response.iter_bytes(2**18)

    def _url(self, source: Source) -> str:
        return hf_hub_url(source.repository, source.path, revision=source.revision, endpoint=self.way.endpoint)

    def _persist(self, source: Source, request: Callable[[], T]) -> T:
        tries = self.tries(source)
        while True:
            try:
                return request()
            except FAILURES as error:
                tries.failed(error)


def _facts(size: object, tag: object) -> Facts:
    """What a server says, as far as it can be true."""
    tag = tag if isinstance(tag, str) else ""
    return Facts(
        size if isinstance(size, int) and size >= 0 else None,
        tag if _SHA256.fullmatch(tag) else None,
        tag if _SHA1.fullmatch(tag) else None,
    )


def _first(response: httpx2.Response, start: int, size: int | None) -> int:
    """The offset of the first byte that a response has of a file."""
    headers = response.headers
    is_encoded = headers.get("Content-Encoding", "identity") != "identity"
    is_part = response.status_code == httpx2.codes.PARTIAL_CONTENT
    if not is_part and response.status_code != httpx2.codes.OK:
        raise OtherContentError(is_part=False)
    first, total = 0, "" if is_encoded else headers.get("Content-Length", "")
    if is_part:
        found = _RANGE.fullmatch(headers.get("Content-Range", ""))
        if found is None or is_encoded or int(found[1]) > start:
            raise OtherContentError(is_part=True)
        first, total = int(found[1]), found[2]
    is_other = size is not None and total.isdecimal() and int(total) != size
    if is_other or "text/html" in headers.get("Content-Type", ""):
        raise OtherContentError(is_part=is_part)
    return first
