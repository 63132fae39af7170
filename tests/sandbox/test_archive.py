"""A world that is kept in a file."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox import threads
from bot.sandbox.archive import Archive
from bot.sandbox.default_world import default_world
from bot.sandbox.messages import payload
from bot.sandbox.server import Sandbox
from tests.sandbox.http_client import HttpClient


@asynccontextmanager
async def kept(path: Path) -> AsyncIterator[Sandbox]:
    """A sandbox that continues the world in a file."""
    archive = Archive(path)
    world = archive.restore() or default_world()
    archive.follow(world)
    async with Sandbox(world=world) as sandbox:
        yield sandbox
    archive.close()


async def test_everything_is_as_it_was(tmp_path: Path) -> None:
    async with kept(tmp_path / "new" / "sandbox.db") as sandbox:
        world, general = sandbox.world, sandbox.world.named("general")
        amy, jake = world.person("Amy"), world.person("Jake")
        first = await sandbox.say(general.id, amy.id, f"hello <@{jake.id}>", embeds=[{"title": "a title"}])
        reply = await sandbox.say(general.id, jake.id, "hi", reply_to=first.id)
        gone = await sandbox.say(general.id, jake.id, "oops")
        await sandbox.edit(general.id, first.id, f"good morning <@{jake.id}>")
        await sandbox.delete(general.id, gone.id)
        thread = threads.start(world, general, amy, {"name": "a thread"}, first)
        await sandbox.say(thread.id, amy.id, "inside")
        food = world.named("food")
        world.overwrite(food, amy, deny=1 << 10)
        file_id = sandbox.upload("notes.txt", b"some notes")
        await sandbox.create_channel(next(iter(world.guilds.values())), "later")
        before = [payload(message, world, amy) for message in world.history(general.id)]
        state = {token: user.name for token, user in world.tokens.items()}
    async with kept(tmp_path / "new" / "sandbox.db") as sandbox:
        world, general = sandbox.world, sandbox.world.named("general")
        url = sandbox.url
        assert [payload(message, world, world.person("Amy")) for message in world.history(general.id)] == before
        assert {token: user.name for token, user in world.tokens.items()} == state
        assert world.message(general.id, reply.id).author is world.person("Jake")
        assert [message.content for message in world.history(thread.id)] == ["", "inside"]
        assert world.files[file_id] == ("notes.txt", b"some notes")
        assert world.named("later").guild_id == general.guild_id
        assert not world.permissions_for(world.person("Amy"), world.named("food"))
        assert sandbox.bot_token in state
        assert url
        newer = await sandbox.say(general.id, amy.id, "still here")
        assert newer.id > reply.id


async def test_reactions_and_deleted_channels_are_followed(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    async with kept(path) as sandbox, aiohttp.ClientSession() as session:
        jake = HttpClient(session, sandbox, sandbox.world.person("Jake"))
        general, food = sandbox.world.named("general"), sandbox.world.named("food")
        message = await sandbox.say(general.id, jake.id, "tea?")
        await sandbox.say(food.id, jake.id, "gone soon")
        await jake.request("PUT", f"/channels/{general.id}/messages/{message.id}/reactions/🍵/@me")
        await jake.request("DELETE", f"/channels/{food.id}")
    async with kept(path) as sandbox:
        world = sandbox.world
        [reaction] = (world.message(general.id, message.id).reactions or {}).values()
        assert list(reaction.users) == [jake.id]
        assert food.id not in world.channels
        assert food.id not in next(iter(world.guilds.values())).channels


async def test_a_change_is_written_without_closing(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    async with kept(path) as sandbox:
        general, amy = sandbox.world.named("general"), sandbox.world.person("Amy")
        message = await sandbox.say(general.id, amy.id, "hello")
        copy = tmp_path / "copy.db"
        for suffix in ("", "-wal"):
            (tmp_path / f"copy.db{suffix}").write_bytes((tmp_path / f"sandbox.db{suffix}").read_bytes())
        world = Archive(copy).restore()
        assert world
        assert world.message(general.id, message.id).content == "hello"


async def test_two_processes_cannot_share_a_file(tmp_path: Path) -> None:
    async with kept(tmp_path / "sandbox.db"):
        # A connection of the same process is refused as one of another process is.
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            Archive(tmp_path / "sandbox.db", patience=0)


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not a database, but long enough to be read as one" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        Archive(tmp_path / "text")
    with sqlite3.connect(tmp_path / "later") as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(ValueError, match="99"):
        Archive(tmp_path / "later")
