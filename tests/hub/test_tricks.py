"""Servers between the host and the hub that do what they should not."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web
from huggingface_hub import constants

from bot.errors import DownloadError, QiaoError
from bot.nmt.catalog import Entry
from tests.hub.conftest import REPOSITORY, Pull
from tests.hub.server import COMMIT, PlayedHub, Trick
from tests.hub.test_download import HALF, part, ranges, with_files
from tests.hub.test_install import changed
from tests.nmt import tiny

PAGE = b"<!DOCTYPE html><html><body>Please sign in to the network</body></html>"
SMALL = "config.json"
LONG = "a" * 70


def latest(entry: Entry) -> Entry:
    """The entry, of which the catalog knows nothing but names."""
    (download,) = entry.model_dump()["downloads"]
    files = [{"path": file["path"]} for file in download["files"]]
    return changed(entry, downloads=[download | {"files": files, "revision": None, "latest": True}])


def always(make: Callable[[web.Request, bytes], web.StreamResponse | None]) -> Trick:
    async def trick(request: web.Request, content: bytes) -> web.StreamResponse | None:
        return make(request, content)

    return trick


@pytest.fixture
def half(hub: PlayedHub, tmp_path: Path) -> Path:
    """The first bytes of `model.bin`, which have arrived before."""
    path = part(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(hub.files[REPOSITORY, "model.bin"][:HALF])
    return path


@pytest.mark.parametrize(("kind", "chunked"), [("text/html", True), ("text/html", False), ("x/x", False)])
@pytest.mark.usefixtures("half")
def test_a_page_in_place_of_a_file_costs_nothing_that_has_arrived(
    pull: Pull, hub: PlayedHub, kind: str, *, chunked: bool
) -> None:
    pages = [PAGE]

    async def page(request: web.Request, _: bytes) -> web.StreamResponse | None:
        if not (request.path.endswith("model.bin") and pages):
            return None
        response = web.StreamResponse(headers={"Content-Type": kind})
        if chunked:
            response.enable_chunked_encoding()
        else:
            response.content_length = len(PAGE)
        await response.prepare(request)
        await response.write(pages.pop())
        return response

    hub.trick = page
    assert pull().sample
    assert ranges(hub) == [f"bytes={HALF}-"] * 2


def test_a_page_that_stays_gets_a_sentence(pull: Pull, hub: PlayedHub, half: Path) -> None:
    hub.trick = always(lambda _, __: web.Response(body=PAGE, content_type="text/html"))
    with pytest.raises(DownloadError, match=r"sent something else in place of .* sign in"):
        pull()
    assert half.stat().st_size == HALF


@pytest.mark.parametrize(
    "stated", ["bytes 0-{last}/{size}", "bytes 5-{last}/{size}", "bytes 5-{last}/*", "bytes 400000-{last}/{size}", ""]
)
@pytest.mark.usefixtures("half")
def test_another_part_than_the_one_asked_for_is_not_mixed_in(
    pull: Pull, hub: PlayedHub, entry: Entry, stated: str
) -> None:
    def other(request: web.Request, content: bytes) -> web.StreamResponse | None:
        if "Range" not in request.headers:
            return None
        value = stated.format(last=len(content) - 1, size=len(content))
        start = int(value.removeprefix("bytes ").partition("-")[0] or 0)
        return web.Response(status=206, body=content[start:], headers={"Content-Range": value} if value else {})

    hub.trick = always(other)
    assert pull(entry).sample


def test_parts_of_a_file_of_another_size_get_a_sentence(pull: Pull, hub: PlayedHub, half: Path) -> None:
    hub.trick = always(
        lambda _, content: web.Response(
            status=206, body=content[HALF:], headers={"Content-Range": f"bytes {HALF}-{len(content) - 1}/7777777"}
        )
    )
    with pytest.raises(DownloadError, match="sent something else"):
        pull()
    assert half.stat().st_size == HALF


@pytest.mark.parametrize("resumed", [True, False])
def test_compressed_content_is_unpacked(pull: Pull, hub: PlayedHub, tmp_path: Path, *, resumed: bool) -> None:
    if resumed:
        part(tmp_path).parent.mkdir(parents=True)
        part(tmp_path).write_bytes(hub.files[REPOSITORY, "model.bin"][:HALF])

    def packed(request: web.Request, content: bytes) -> web.StreamResponse:
        whole = gzip.compress(content)
        if "Range" not in request.headers:
            return web.Response(body=whole, headers={"Content-Encoding": "gzip"})
        stated = {"Content-Encoding": "gzip", "Content-Range": f"bytes {HALF}-{len(whole) - 1}/{len(whole)}"}
        return web.Response(status=206, body=whole[HALF:], headers=stated)

    hub.trick = always(packed)
    assert pull().sample


def test_what_only_claims_to_be_compressed_gets_a_sentence(pull: Pull, hub: PlayedHub) -> None:
    hub.trick = always(lambda _, content: web.Response(body=content, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(DownloadError, match="is not a mirror"):
        pull()


def test_content_of_unknown_length_is_read_to_its_end(pull: Pull, hub: PlayedHub, entry: Entry) -> None:
    async def chunked(request: web.Request, content: bytes) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        await response.write(content)
        return response

    hub.trick = chunked
    hub.declared["model.bin"] = -5
    assert pull(with_files(entry, size=None)).sample


def test_content_without_end_does_not_fill_the_disk(pull: Pull, hub: PlayedHub, entry: Entry, tmp_path: Path) -> None:
    async def endless(request: web.Request, content: bytes) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        try:
            while True:
                await response.write(bytes(2**20))
        except ConnectionError:
            return response

    hub.trick = endless
    with pytest.raises(DownloadError, match="sent something else"):
        pull(entry)
    hub.declared["model.bin"] = -1
    with pytest.raises(DownloadError, match="sent something else"):
        pull(with_files(entry, size=None))
    assert not part(tmp_path).exists()


NOWHERE = [
    "http://a..b/x",
    f"http://{LONG}.example/x",
    "ftp://localhost/",
    "file:///etc/passwd",
    "http://[::1",
    "//",
    "http://localhost:99999/",
]


@pytest.mark.parametrize("location", [*NOWHERE, "/endless"])
def test_sizes_that_are_nowhere_get_a_sentence(pull: Pull, hub: PlayedHub, location: str) -> None:
    hub.moved = location
    with pytest.raises(DownloadError, match=r"HF_ENDPOINT|does not have"):
        pull()


@pytest.mark.parametrize("status", [204, 205, 203, 300, 302, 304])
def test_an_answer_without_content_is_no_file(pull: Pull, hub: PlayedHub, entry: Entry, status: int) -> None:
    hub.trick = always(lambda _, __: web.Response(status=status))
    with pytest.raises(DownloadError, match="sent something else"):
        pull(entry)


@pytest.mark.parametrize("location", [*NOWHERE, ""])
def test_redirects_to_nowhere_get_a_sentence(pull: Pull, hub: PlayedHub, location: str) -> None:
    hub.trick = always(lambda _, __: web.Response(status=302, headers={"Location": location}))
    with pytest.raises(DownloadError):
        pull()


def test_redirects_without_end_get_a_sentence(pull: Pull, hub: PlayedHub) -> None:
    hub.trick = always(lambda request, _: web.Response(status=302, headers={"Location": str(request.url)}))
    with pytest.raises(DownloadError, match="is not a mirror"):
        pull()


def test_a_storage_that_cannot_be_reached_is_named(pull: Pull, hub: PlayedHub, closed_port: int) -> None:
    there = f"localhost:{closed_port}"
    hub.trick = always(lambda _, __: web.Response(status=302, headers={"Location": f"http://{there}/x?key=s3cret"}))
    with pytest.raises(DownloadError, match=f"Cannot reach {there}, to which {hub.url[7:]} refers") as caught:
        pull()
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("host", ["a..b", f"{LONG}.example", "[::1", "localhost:99999", "é..x", "user:pa ss@x..y"])
def test_an_endpoint_that_cannot_be_gets_a_sentence(pull: Pull, host: str) -> None:
    with pytest.raises(QiaoError, match="HF_ENDPOINT") as caught:
        pull(endpoint=f"http://{host}")
    assert "pa ss" not in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        PAGE,
        b"",
        b"[]",
        b"null",
        b'{"id": 1}',
        b"[" * 100_000,
        json.dumps({"id": "a", "sha": "../../x", "siblings": []}).encode(),
        json.dumps({"id": "a", "sha": COMMIT, "siblings": [{}]}).encode(),
        json.dumps({"id": "a", "sha": COMMIT, "siblings": 5}).encode(),
        json.dumps({"id": "a", "sha": COMMIT, "siblings": [{"rfilename": 7}]}).encode(),
        json.dumps({"id": "a", "sha": COMMIT, "siblings": [{"rfilename": "../model.bin"}]}).encode(),
        json.dumps({"id": "a", "sha": COMMIT, "siblings": [{"rfilename": "/model.bin"}]}).encode(),
    ],
)
def test_what_is_no_list_of_files_gets_a_sentence(pull: Pull, hub: PlayedHub, entry: Entry, body: bytes) -> None:
    hub.trick = always(lambda request, _: web.Response(body=body) if request.path.startswith("/api/") else None)
    with pytest.raises(DownloadError, match=r"is not a mirror|does not have"):
        pull(latest(entry))


def test_sizes_and_hashes_that_cannot_be_are_not_believed(pull: Pull, hub: PlayedHub, entry: Entry) -> None:
    odd = {"size": -1, "lfs": {"size": 1, "sha256": "NONE", "pointerSize": 1}}
    files = [{"rfilename": name} | (odd if name == "model.bin" else {}) for _, name in hub.files]
    answer = {"id": REPOSITORY, "sha": COMMIT, "siblings": files}
    hub.trick = always(lambda request, _: web.json_response(answer) if request.path.startswith("/api/") else None)
    assert pull(latest(entry)).sample


@pytest.mark.parametrize("name", [SMALL, f".{SMALL}.part"])
def test_a_file_without_a_hash_is_not_mixed_with_another_version(
    pull: Pull, hub: PlayedHub, entry: Entry, tmp_path: Path, name: str
) -> None:
    real = hub.files[REPOSITORY, SMALL]
    folder = part(tmp_path).parent
    folder.mkdir(parents=True)
    (folder / name).write_bytes(b" " * (len(real) if name == SMALL else len(real) - 3))
    assert (pull(latest(entry)).folder / SMALL).read_bytes() == real


def test_an_empty_file_is_a_file(pull: Pull, hub: PlayedHub, entry: Entry) -> None:
    hub.files[REPOSITORY, "empty.txt"] = b""
    (download,) = entry.model_dump()["downloads"]
    files = [*download["files"], {"path": "empty.txt"}]
    assert pull(changed(entry, downloads=[download | {"files": files}])).manifest.files["empty.txt"].size == 0


@pytest.mark.parametrize(
    "config", [b"[" * 100_000, b'{"model_type": "gemma3", "rope_scaling": {"factor": [1]}}', b"\xff", b"[]"]
)
def test_an_odd_configuration_gets_a_sentence(pull: Pull, hub: PlayedHub, entry: Entry, config: bytes) -> None:
    hub.files[REPOSITORY, SMALL] = config
    with pytest.raises(QiaoError):
        pull(latest(entry))


def test_a_wait_until_a_date_is_passed_on(pull: Pull, hub: PlayedHub) -> None:
    hub.statuses = [429] * 20
    moment = datetime.now(UTC) + timedelta(days=1)
    hub.headers = {"Retry-After": format_datetime(moment, usegmt=True)}
    with pytest.raises(DownloadError, match=r"again in 86\d\d\d seconds"):
        pull()


@pytest.mark.parametrize("value", ["soon", "-5", "9" * 400, "Fri, 99 Foo 9999 99:99:99 GMT", "1.5"])
def test_a_wait_that_cannot_be_understood_is_left_out(pull: Pull, hub: PlayedHub, value: str) -> None:
    hub.statuses, hub.headers = [429] * 20, {"Retry-After": value}
    with pytest.raises(DownloadError, match=r"in a few minutes|in 999999999 seconds"):
        pull()


def test_offline_mode_of_other_programs_does_not_matter(
    pull: Pull, entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert pull(latest(entry)).sample


def test_the_folder_of_the_model_is_what_the_catalog_says(pull: Pull, tmp_path: Path) -> None:
    pull()
    assert {path.name for path in (tmp_path / "models").iterdir()} == {tiny.NAME, f".{tiny.NAME}.lock"}
