"""`python -m bot models pull`, from a server that plays the hub."""

import asyncio
import hashlib
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from bot.nmt.manifest import Manifest
from bot.nmt.store import Store
from bot.settings import Settings, bundled_models
from tests.commands.terminal import at_terminal
from tests.processes import ROOT, qiao

EMBEDDED = Settings.model_fields["model"].default
SOURCE = bundled_models() / EMBEDDED
MANIFEST = Manifest.read(SOURCE / "manifest.json")
REVISION = "1" * 40


def catalog(folder: Path) -> None:
    """Write a host's own catalog, with a copy of the embedded model: one that passes the test after a download."""
    files = ", ".join(
        f'{{ path = "{name}", size = {file.size}, sha256 = "{file.sha256}" }}' for name, file in MANIFEST.files.items()
    )
    text = f"""
        [[models]]
        name = "copy"
        family = "chat"
        licence = "CC-BY-NC-SA-4.0"
        source = "makers/copy"
        source_vocabulary = "{MANIFEST.source_vocabulary}"
        target_vocabulary = "{MANIFEST.target_vocabulary}"
        placeholders = {MANIFEST.placeholders}
        max_source_tokens = {MANIFEST.max_source_tokens}
        memory = 300
        commercial = false
        note = "A copy."
        downloads = [{{ repository = "makers/copy", revision = "{REVISION}", files = [{files}] }}]
        [models.directions]
        en-zh = {{ source_prefix = ["▁", "<2zh>"] }}
        zh-en = {{ source_prefix = ["▁", "<2en>"] }}
        """
    (folder / "data" / "models").mkdir(parents=True)
    (folder / "data" / "models" / "catalog.toml").write_text(text, "utf-8")


@asynccontextmanager
async def hub(seen: list[str]) -> AsyncIterator[str]:
    """Serve the files as the hub does; `seen` gets the path and the token of each request."""

    async def file(request: web.Request) -> web.StreamResponse:
        seen.append(f"{request.path} {request.headers.get('Authorization', '')}")
        path = SOURCE / request.match_info["name"]
        headers = {"ETag": f'"{hashlib.sha256(path.read_bytes()).hexdigest()}"', "X-Repo-Commit": REVISION}
        return web.FileResponse(path, headers=headers)

    app = web.Application()
    app.router.add_get(f"/makers/copy/resolve/{REVISION}/{{name}}", file)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_a_model_is_downloaded_tested_and_used(tmp_path: Path) -> None:
    catalog(tmp_path)
    seen: list[str] = []
    async with hub(seen) as address:
        (tmp_path / ".env").write_text(f"HF_ENDPOINT={address}/\nHF_TOKEN=s3cret\n", "utf-8")
        done = await asyncio.to_thread(qiao, "models", "pull", "copy", "--accept-license", cwd=str(tmp_path))
    said = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert "license   CC-BY-NC-SA-4.0, noncommercial use only" in said
    assert "copy is installed in data/models/copy. It passed its test:" in said.replace("\\", "/")
    assert " → " in said
    assert said.endswith("Use it: python -m bot models use copy\n")
    assert b"s3cret" not in done.stdout + done.stderr
    assert any("model.bin Bearer s3cret" in each for each in seen)
    Store(tmp_path / "data" / "models").verify("copy")
    again = qiao("models", "pull", "copy", cwd=str(tmp_path))
    assert again.stdout == b"copy is installed. Use it: python -m bot models use copy\n"


def test_the_license_must_be_accepted_where_nobody_can_be_asked(tmp_path: Path) -> None:
    catalog(tmp_path)
    done = qiao("models", "pull", "copy", cwd=str(tmp_path))
    assert done.returncode == 1
    assert b"The license of copy (CC-BY-NC-SA-4.0, noncommercial use only) must be accepted." in done.stderr
    assert b"python -m bot models pull copy --accept-licence" in done.stderr
    assert not (tmp_path / "data/models/copy").exists()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("quikmt", "Did you mean quickmt?"),
        ("hy-mt2", "CTranslate2 cannot load HunYuan models"),
        ("translategemma-4b", "rope scaling"),
        ("../copy", "Qiao knows no model '../copy'"),
    ],
)
def test_what_cannot_be_pulled_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    done = qiao("models", "pull", name, "--accept-licence", cwd=str(tmp_path))
    assert done.returncode == 1
    assert reason in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_the_embedded_model_needs_no_download(tmp_path: Path) -> None:
    done = qiao("models", "pull", EMBEDDED, cwd=str(tmp_path))
    assert done.returncode == 0
    assert b"comes with Qiao" in done.stdout


def test_the_american_spelling_of_the_option_is_not_shown() -> None:
    done = qiao("models", "pull", "--help")
    assert b"--accept-licence " in done.stdout
    assert b"--accept-license" not in done.stdout


def test_an_unsupported_proxy_is_reported(tmp_path: Path) -> None:
    catalog(tmp_path)
    done = qiao("models", "pull", "copy", "--accept-licence", cwd=str(tmp_path), QIAO_PROXY="socks5://a:s3cret@b:1")
    assert done.returncode == 1
    assert b"QIAO_PROXY names a SOCKS proxy" in done.stderr
    assert b"s3cret" not in done.stderr


def test_a_download_that_is_stopped_says_how_to_go_on(tmp_path: Path) -> None:
    catalog(tmp_path)
    # Ctrl+C works here even where the tests run in the background, whose processes ignore it.
    program = "import signal as s; s.signal(s.SIGINT, s.default_int_handler); from bot.cli import main; main()"
    with socket.create_server(("127.0.0.1", 0)) as server:
        process = subprocess.Popen(  # noqa: S603 - our own program with arguments of our own
            [sys.executable, "-c", program, "models", "pull", "copy", "--accept-licence"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "HF_ENDPOINT": f"http://127.0.0.1:{server.getsockname()[1]}"},
        )
        connection, _ = server.accept()
        with connection:
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=50)[1]
    assert process.returncode == 130
    assert said.rstrip().endswith(b"Stopped. To go on: python -m bot models pull copy")


async def test_the_license_is_confirmed_and_progress_is_shown_at_a_terminal(tmp_path: Path) -> None:
    catalog(tmp_path)
    async with hub([]) as address:
        for answer, code, said in (("", 1, "Nothing was downloaded."), ("y", 0, "copy is installed in")):
            environment = {"answer": answer, "HF_ENDPOINT": address}
            status, shown = await asyncio.to_thread(at_terminal, tmp_path, "models", "pull", "copy", **environment)
            assert (status, said in shown) == (code, True), shown
            assert "Download it and accept its license? [y/N]" in shown
    assert "━" in shown
