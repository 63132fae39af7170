"""The commands in docs/hosting.md do what it says."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.channels import Channels
from bot.storage.database import Database
from bot.storage.types import ChannelPreferences

PAGE = (Path(__file__).parents[1] / "docs" / "hosting.md").read_text("utf-8")


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
