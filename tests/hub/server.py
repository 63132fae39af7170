"""A server that plays the Hugging Face Hub and the storage behind it, with the faults that real ones have."""

import asyncio
import contextlib
import hashlib
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LARGE = 4096  # bytes from which files are in the storage, where only a redirect leads


Trick = Callable[[web.Request, bytes], Awaitable[web.StreamResponse | None]]
"""Gets a request and the content of the file."""


@dataclass
class Request:
    method: str
    path: str
    range: str
    token: str


@dataclass
class PlayedHub:
    """The hub, for as long as the context lasts.

    Attributes:
        files: the content of each file by repository and path.
        sent: what is sent in place of a file's content.
        statuses: what the next requests for files are answered with; 0 for no fault.
        headers: of those answers.
        cuts: after how many bytes the next contents are cut.
        ranges: whether parts of files are sent.
        is_hub: whether answers have the header that tells a hub from other servers.
        stalls: whether contents never come.
        declared: sizes that are not true.
        requests: what was asked for.
        trick: answers requests for contents and lists in another way; None for the usual one.
        moved: where requests for sizes and hashes are sent; empty for nowhere.
    """

    files: dict[tuple[str, str], bytes] = field(default_factory=dict)
    sent: dict[str, bytes] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    cuts: list[int] = field(default_factory=list)
    ranges: bool = True
    is_hub: bool = True
    stalls: bool = False
    declared: dict[str, int] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    trick: Trick | None = None
    moved: str = ""
    port: int = 0

    def add(self, repository: str, folder: Path) -> None:
        """Offer the files of a folder, except hidden ones and manifests."""
        for path in folder.rglob("*"):
            if path.is_file() and path.name != "manifest.json":
                self.files[repository, path.relative_to(folder).as_posix()] = path.read_bytes()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def asked(self, method: str, name: str) -> list[Request]:
        """The requests of a method for a file, without redirected ones."""
        return [r for r in self.requests if r.method == method and r.path.endswith(name) and "/resolve/" in r.path]

    def __enter__(self) -> Self:
        started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(started)), daemon=True)
        self._thread.start()
        started.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    async def _serve(self, started: threading.Event) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application()
        app.router.add_route("*", "/{owner}/{name}/resolve/{revision}/{path:.+}", self._resolve)
        app.router.add_get("/api/models/{owner}/{name}", self._list)
        app.router.add_get("/api/models/{owner}/{name}/revision/{revision}", self._list)
        app.router.add_route("*", "/storage/{owner}/{name}/{path:.+}", self._storage)
        runner = web.AppRunner(app, shutdown_timeout=0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.port = runner.addresses[0][1]
        started.set()
        await self._over.wait()
        await runner.cleanup()

    def _noted(self, request: web.Request) -> bytes | None:
        headers = request.headers
        self.requests.append(
            Request(request.method, request.path, headers.get("Range", ""), headers.get("Authorization", ""))
        )
        info = request.match_info
        return self.files.get((f"{info['owner']}/{info['name']}", info["path"]))

    async def _resolve(self, request: web.Request) -> web.StreamResponse:
        content = self._noted(request)
        if self.statuses and (status := self.statuses.pop(0)):
            return web.Response(status=status, headers=self.headers)
        if self.moved and request.method == "HEAD":
            return web.Response(status=302, headers={"Location": self.moved})
        if request.match_info["revision"] not in {COMMIT, "main"} or content is None:
            return web.Response(status=404, headers={"X-Error-Code": "EntryNotFound"})
        path = request.match_info["path"]
        headers = {"X-Repo-Commit": COMMIT} if self.is_hub else {}
        if len(content) < LARGE:
            return await self._content(request, content, {**headers, "ETag": f'"{_blob(content)}"'})
        owner, name = request.match_info["owner"], request.match_info["name"]
        headers |= {
            "X-Linked-Size": str(self.declared.get(path, len(content))),
            "X-Linked-ETag": f'"{hashlib.sha256(content).hexdigest()}"',
            # Another name, and so another origin, of the same server.
            "Location": f"http://localhost:{self.port}/storage/{owner}/{name}/{path}",
        }
        return web.Response(status=302, headers=headers)

    async def _list(self, request: web.Request) -> web.StreamResponse:
        if self.trick and (answer := await self.trick(request, b"")):
            return answer
        repository = f"{request.match_info['owner']}/{request.match_info['name']}"
        files = {path: content for (owner, path), content in self.files.items() if owner == repository}
        if not files or request.match_info.get("revision", COMMIT) != COMMIT:
            return web.Response(status=404, headers={"X-Error-Code": "RepoNotFound"})
        siblings = [
            {
                "rfilename": path,
                "size": len(content),
                "blobId": _blob(content),
                **({"lfs": _lfs(content)} if len(content) >= LARGE else {}),
            }
            for path, content in files.items()
        ]
        return web.json_response({"id": repository, "modelId": repository, "sha": COMMIT, "siblings": siblings})

    async def _storage(self, request: web.Request) -> web.StreamResponse:
        content = self._noted(request)
        assert content is not None
        return await self._content(request, content, {})

    async def _content(self, request: web.Request, content: bytes, headers: dict[str, str]) -> web.StreamResponse:
        content = self.sent.get(request.match_info["path"], content)
        if self.trick and request.method == "GET" and (answer := await self.trick(request, content)):
            return answer
        if self.stalls and request.method == "GET":
            await self._over.wait()
        start, status = 0, 200
        if self.ranges and (wanted := request.headers.get("Range")):
            start, status = int(wanted.removeprefix("bytes=").removesuffix("-")), 206
            if start >= len(content):
                return web.Response(status=416)
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        response = web.StreamResponse(status=status, headers=headers)
        response.content_length = len(content) - start
        await response.prepare(request)
        if request.method == "GET":
            if self.cuts:
                await response.write(content[start : start + self.cuts.pop(0)])
                assert request.transport is not None
                request.transport.close()
                return response
            with contextlib.suppress(ConnectionError):  # the client had enough
                await response.write(content[start:])
        return response


def _blob(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()  # noqa: S324 - as Git does


def _lfs(content: bytes) -> dict[str, object]:
    return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 134}
