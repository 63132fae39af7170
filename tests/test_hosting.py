"""The commands in docs/hosting.md do what it says."""

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.channels import Channels
from bot.storage.database import Database
from bot.storage.types.preferences import ChannelPreferences

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "hosting.md").read_text("utf-8")


UNIT = (ROOT / "docs" / "qiao.service").read_text("utf-8")


def commands(heading: str) -> list[str]:
    """The commands of a section, without those that need a checkout."""
    [section] = re.findall(rf"^## {heading}\n(.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL)
    blocks = re.findall(r"^```\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line for line in lines if not line.startswith(("git", "make"))]


def run(folder: Path, lines: list[str]) -> None:
    for line in lines:
        command = line.replace(".venv/bin/python", sys.executable)
        subprocess.run(["/bin/sh", "-ec", command], cwd=folder, check=True, timeout=50)  # noqa: S603 - from our documentation


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/data/qiao.db"


async def channels(url: str, *enabled: int) -> list[int]:
    """Enable channels, and return all that are."""
    async with await Database.open(url) as database:
        for channel_id in enabled:
            await Channels(database).set(ChannelPreferences(channel_id, 1, enabled=True))
        return [each.channel_id for each in await Channels(database).of_guild(1)]


async def test_a_backup_of_a_running_qiao_is_restored(tmp_path: Path, url: str) -> None:
    backup, *restore = commands("Backup")
    async with await Database.open(url) as database:
        await Channels(database).set(ChannelPreferences(1, 1, enabled=True))
        run(tmp_path, [backup])
        await Channels(database).set(ChannelPreferences(2, 1, enabled=True))
    assert await channels(url) == [1, 2]
    run(tmp_path, restore)
    assert await channels(url) == [1]


async def test_an_older_version_gets_back_what_was_there_before_the_upgrade(tmp_path: Path, url: str) -> None:
    await channels(url, 1)
    run(tmp_path, commands("Upgrade"))
    # As a newer version leaves the database to an older one.
    with closing(sqlite3.connect(tmp_path / "data" / "qiao.db")) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
    with pytest.raises(StorageError, match="written by a newer version"):
        await channels(url)
    run(tmp_path, commands("Downgrade"))
    assert await channels(url) == [1]


def test_the_systemd_unit_gives_up_every_right_that_qiao_does_not_need() -> None:
    section = UNIT.partition("[Service]\n")[2].partition("\n[")[0]
    options = dict(line.split("=", 1) for line in section.splitlines() if line and not line.startswith("#"))
    protected = {"ProtectClock", "ProtectControlGroups", "ProtectHome", "ProtectHostname", "ProtectKernelLogs"}
    protected |= {"ProtectKernelModules", "ProtectKernelTunables", "NoNewPrivileges", "PrivateTmp", "PrivateUsers"}
    protected |= {"LockPersonality", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID", "PrivateDevices"}
    assert {name for name, value in options.items() if value == "yes"} >= protected
    assert options["CapabilityBoundingSet"] == ""
    assert options["ProtectSystem"] == "strict"
    assert options["ReadWritePaths"] == "/opt/qiao/data"
    assert options["User"] == "qiao"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_calls_the_unit_safe() -> None:
    command = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", "docs/qiao.service"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True, timeout=50)  # noqa: S603 - ours
    if "nrecognized option" in done.stderr:
        pytest.skip("this version of systemd-analyze cannot look at a file")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_container_has_no_rights_either_way_it_is_started() -> None:
    dockerfile, compose = ((ROOT / name).read_text("utf-8") for name in ("Dockerfile", "compose.yaml"))
    run = dockerfile.rpartition("\nFROM ")[2]
    [user] = re.findall(r"^USER (\S+)$", run, re.MULTILINE)
    assert user.isdecimal()
    assert user != "0"
    for line in ("read_only: true", "cap_drop: [ALL]", 'security_opt: ["no-new-privileges:true"]'):
        assert re.search(rf"^ +{re.escape(line)}$", compose, re.MULTILINE)
    [plain] = re.findall(r"docker run (?:[^`]|\n)*?qiao\n", PAGE)
    assert {"--read-only", "--cap-drop", "--security-opt", "--tmpfs"} <= set(plain.split())
    assert "--privileged" not in plain
