import hashlib
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ConfigurationError, DownloadError, ModelDamagedError
from bot.hub.steps import Step
from bot.nmt.catalog import Entry
from bot.nmt.store import Store
from tests.hub.conftest import REPOSITORY, Pull
from tests.hub.server import COMMIT, PlayedHub
from tests.nmt import tiny

HALF = 300_000  # bytes; less than half of the tiny model


def with_files(entry: Entry, *, revision: str | None = COMMIT, **changes: Any) -> Entry:
    """The entry with changes to what it says about `model.bin`."""
    (download,) = entry.model_dump()["downloads"]
    for file in download["files"]:
        if file["path"] == "model.bin":
            file.update(changes)
    return Entry.model_validate(entry.model_dump() | {"downloads": [download | {"revision": revision}]})


def part(tmp_path: Path) -> Path:
    """Where the first bytes of `model.bin` are."""
    return tmp_path / "models" / f".{tiny.NAME}.part" / tiny.NAME / ".model.bin.part"


def ranges(hub: PlayedHub) -> list[str]:
    return [request.range for request in hub.asked("GET", "model.bin")]


def test_a_download_that_is_cut_goes_on_by_itself(pull: Pull, hub: PlayedHub, entry: Entry) -> None:
    hub.cuts = [10, 10, 10]  # of whatever comes first
    assert pull().sample
    cut = [r for r in hub.requests if r.method == "GET" and "/resolve/" in r.path and r.range == "bytes=10-"]
    assert cut or hub.cuts == []


def test_a_second_call_requests_only_the_rest(pull: Pull, hub: PlayedHub, tmp_path: Path) -> None:
    path = part(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(hub.files[REPOSITORY, "model.bin"][:HALF])
    assert pull().sample
    assert ranges(hub) == [f"bytes={HALF}-"]


def test_cuts_without_progress_end_with_a_sentence(pull: Pull, hub: PlayedHub, tmp_path: Path) -> None:
    hub.cuts = [0] * 20
    with pytest.raises(DownloadError, match=r"was cut while it sent .* Run the command again"):
        pull()
    hub.cuts = []
    assert pull().sample


def test_a_server_without_ranges_starts_again(pull: Pull, hub: PlayedHub, tmp_path: Path) -> None:
    hub.ranges = False
    part(tmp_path).parent.mkdir(parents=True)
    part(tmp_path).write_bytes(b"x" * HALF)
    assert pull().sample


@pytest.mark.parametrize("extra", [0, 10])
def test_what_is_complete_but_wrong_is_deleted(pull: Pull, hub: PlayedHub, tmp_path: Path, extra: int) -> None:
    size = len(hub.files[REPOSITORY, "model.bin"])
    part(tmp_path).parent.mkdir(parents=True)
    part(tmp_path).write_bytes(b"x" * (size + extra))
    if extra:  # longer than the file: it is downloaded again
        assert pull().sample
        return
    with pytest.raises(ModelDamagedError, match=r"model.bin of .* wrong SHA-256 and was deleted"):
        pull()
    assert not part(tmp_path).exists()
    assert pull().sample


def test_other_content_of_the_same_size_is_deleted(pull: Pull, hub: PlayedHub, tmp_path: Path) -> None:
    hub.sent["model.bin"] = bytes(len(hub.files[REPOSITORY, "model.bin"]))
    with pytest.raises(ModelDamagedError, match="wrong SHA-256 and was deleted"):
        pull()
    assert Store(tmp_path / "models").names() == []
    hub.sent.clear()
    assert pull().sample


def test_longer_content_is_something_else(pull: Pull, hub: PlayedHub) -> None:
    hub.sent["model.bin"] = bytes(len(hub.files[REPOSITORY, "model.bin"]) * 2)
    with pytest.raises(DownloadError, match=r"sent something else in place of model\.bin"):
        pull()


def test_shorter_content_is_something_else(pull: Pull, hub: PlayedHub) -> None:
    hub.sent["model.bin"] = hub.files[REPOSITORY, "model.bin"][:HALF]
    with pytest.raises(DownloadError, match=r"sent something else in place of model\.bin"):
        pull()


@pytest.mark.parametrize("changes", [{"size": 5}, {"sha256": "0" * 64}])
def test_another_version_is_noticed_before_the_download(
    pull: Pull, hub: PlayedHub, entry: Entry, changes: dict[str, Any]
) -> None:
    with pytest.raises(ModelDamagedError, match=r"another version of model.bin of makers/tiny"):
        pull(with_files(entry, **changes))
    assert hub.asked("GET", "") == []


def test_sizes_and_hashes_may_be_unknown(pull: Pull, entry: Entry) -> None:
    assert pull(with_files(entry, size=None, sha256=None)).sample


def test_without_a_revision_large_files_need_a_hash(pull: Pull, hub: PlayedHub, entry: Entry) -> None:
    assert len(hub.files[REPOSITORY, "model.bin"]) > 10**6
    with pytest.raises(ConfigurationError, match=r"neither a revision nor a hash for model.bin"):
        pull(with_files(entry, revision=None, sha256=None))
    assert pull(with_files(entry, revision=None)).sample
    assert "/resolve/main/" in hub.asked("GET", "model.bin")[0].path


def test_a_full_disk_is_noticed_before_the_download(pull: Pull, hub: PlayedHub, entry: Entry) -> None:
    hub.declared["model.bin"] = 10**18
    with pytest.raises(DownloadError, match=r"too full: at least \d+\.\d GiB more must be free"):
        pull(with_files(entry, size=10**18))
    assert hub.asked("GET", "") == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_disk_that_fills_up_keeps_what_is_there(pull: Pull, tmp_path: Path) -> None:
    part(tmp_path).parent.mkdir(parents=True)
    part(tmp_path).symlink_to("/dev/full")
    with pytest.raises(DownloadError, match=r"too full: at least .* goes on where it stopped"):
        pull()
    part(tmp_path).unlink()
    assert pull().sample


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (401, "does not allow you to download .* set HF_TOKEN to it"),
        (403, "does not allow you to download .* set HF_TOKEN to it"),
        (404, r"does not have \S+ of makers/tiny"),
        (407, "The proxy asks for a user"),
        (418, r"refuses to send .* \(status 418\)"),
        (429, "too many requests .* in a few minutes"),
        (503, r"has a problem of its own \(status 503\)"),
    ],
)
def test_refusals_get_a_sentence(pull: Pull, hub: PlayedHub, status: int, problem: str) -> None:
    hub.statuses = [status] * 20
    with pytest.raises(DownloadError, match=problem):
        pull()


def test_a_refused_token_is_not_asked_for_again(pull: Pull, hub: PlayedHub) -> None:
    hub.statuses = [401]
    with pytest.raises(DownloadError, match="Check HF_TOKEN") as caught:
        pull(token="hf_secret")
    assert "hf_secret" not in str(caught.value)


@pytest.mark.parametrize("token", ["hf_秘密", "hf_secret\nX-Other: header"])
def test_what_is_no_token_gets_a_sentence(pull: Pull, hub: PlayedHub, token: str) -> None:
    with pytest.raises(ConfigurationError, match="HF_TOKEN is not an access token"):
        pull(token=token)
    assert hub.requests == []


def test_the_password_of_a_mirror_is_not_shown(pull: Pull, closed_port: int) -> None:
    with pytest.raises(DownloadError, match="HF_ENDPOINT") as caught:
        pull(endpoint=f"http://me:s3cret@127.0.0.1:{closed_port}")
    assert "s3cret" not in str(caught.value)


def test_the_token_goes_to_the_hub_and_not_to_the_storage(pull: Pull, hub: PlayedHub) -> None:
    pull(token="hf_secret")
    tokens = {("/storage/" in request.path, request.token) for request in hub.requests}
    assert tokens == {(False, "Bearer hf_secret"), (True, "")}


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_short_troubles_are_waited_out(pull: Pull, hub: PlayedHub, status: int, steps: list[Step]) -> None:
    # The first requests ask for sizes and hashes.
    hub.statuses = [status, 0, status, status, *[0] * 20]
    hub.headers = {"Retry-After": "5"}
    assert pull().sample
    assert sum(step.text.startswith("Trying again to get ") for step in steps) == 3


def test_the_hubs_own_wait_is_passed_on(pull: Pull, hub: PlayedHub) -> None:
    hub.statuses, hub.headers = [429] * 20, {"Retry-After": "300"}
    with pytest.raises(DownloadError, match="again in 300 seconds"):
        pull()


def test_a_file_that_vanishes_between_size_and_content_gets_a_sentence(
    pull: Pull, hub: PlayedHub, entry: Entry
) -> None:
    hub.statuses = [0] * len(entry.downloads[0].files) + [404]
    with pytest.raises(DownloadError, match="does not have"):
        pull()


def test_a_server_that_stalls_gets_a_sentence(pull: Pull, hub: PlayedHub) -> None:
    hub.stalls = True
    with pytest.raises(DownloadError, match=r"too slow to send .* HF_ENDPOINT"):
        pull(timeout=0.05)


def test_another_server_is_no_mirror(pull: Pull, hub: PlayedHub) -> None:
    hub.is_hub = False
    with pytest.raises(DownloadError, match=r"is not a mirror of the Hugging Face Hub\. Correct HF_ENDPOINT"):
        pull()


@pytest.mark.parametrize("endpoint", ["hf-mirror.com", "ftp://hf-mirror.com", "https://", "http:// "])
def test_an_endpoint_that_is_no_address_gets_a_sentence(pull: Pull, endpoint: str) -> None:
    with pytest.raises(ConfigurationError, match="HF_ENDPOINT is not an address"):
        pull(endpoint=endpoint)


def test_an_address_where_nobody_listens_gets_a_sentence(pull: Pull, closed_port: int) -> None:
    with pytest.raises(DownloadError, match=r"Cannot reach 127.0.0.1:\d+: .* Check HF_ENDPOINT, which is set to http"):
        pull(endpoint=f"http://127.0.0.1:{closed_port}")


def test_without_a_network_a_mirror_is_suggested(pull: Pull, closed_port: int) -> None:
    with pytest.raises(DownloadError, match=r"huggingface.co.* such as HF_ENDPOINT=https://hf-mirror.com"):
        pull(endpoint=None, proxy=f"http://127.0.0.1:{closed_port}")


def test_a_proxy_that_refuses_gets_a_sentence(pull: Pull, hub: PlayedHub) -> None:
    # The played hub is no proxy: it does not know what CONNECT means.
    with pytest.raises(DownloadError, match=r"The proxy does not let Qiao reach huggingface.co: .* QIAO_PROXY"):
        pull(endpoint=None, proxy=hub.url)


def test_a_proxy_is_used(pull: Pull, hub: PlayedHub) -> None:
    # Over plain HTTP, a proxy gets the whole address, of which the played hub reads the path.
    hub_name = "http://hub.invalid"
    hub.files = {key: content for key, content in hub.files.items() if key[1] != "model.bin"}
    with pytest.raises(DownloadError, match="The mirror may lack it"):
        pull(endpoint=hub_name, proxy=hub.url)
    assert hub.requests


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "gopher://127.0.0.1", "http://a:port"])
def test_other_proxies_get_a_sentence(pull: Pull, proxy: str) -> None:
    with pytest.raises(ConfigurationError, match="Set QIAO_PROXY to an HTTP proxy"):
        pull(proxy=proxy)


def test_files_of_another_version_are_not_mixed_in(pull: Pull, tmp_path: Path) -> None:
    path = part(tmp_path).with_name("vmap.txt")
    path.parent.mkdir(parents=True)
    path.write_text("from an earlier attempt")
    assert "vmap.txt" not in pull().manifest.files


def test_complete_files_are_not_downloaded_again(
    pull: Pull, hub: PlayedHub, tmp_path: Path, tiny_folder: Path, steps: list[Step]
) -> None:
    target = part(tmp_path).parent
    shutil.copytree(tiny_folder, target)
    assert pull().sample
    assert hub.requests == []
    assert any(step.text.startswith("Checking model.bin") and step.done == step.total for step in steps)


def test_a_damaged_file_of_an_earlier_attempt_is_downloaded_again(
    pull: Pull, hub: PlayedHub, tmp_path: Path, tiny_folder: Path
) -> None:
    target = part(tmp_path).parent
    shutil.copytree(tiny_folder, target)
    (target / "model.bin").write_bytes(hub.files[REPOSITORY, "model.bin"][:HALF])
    manifest = pull().manifest
    assert ranges(hub) == [f"bytes={HALF}-"]
    assert manifest.files["model.bin"].sha256 == hashlib.sha256(hub.files[REPOSITORY, "model.bin"]).hexdigest()
