"""A crash loses no message, and posts nothing twice."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.sandbox.model import Event, Message, MessageType
from bot.sandbox.server import Sandbox
from bot.storage.database import Database
from bot.storage.schema import seen
from bot.storage.stores import Stores
from bot.storage.types import ChannelPreferences, Mode
from tests.chat.features.reconcile.conftest import Start
from tests.chat.features.reconcile.steps import MISSED, bridged, reconciled, translated


async def test_posts_whose_links_a_crash_lost_are_not_made_again(sandbox: Sandbox, start: Start) -> None:
    before = await start()
    first = await translated(before)
    replied = await translated(before, "I am still here.")
    async with before.held_post(rf"/channels/{before.channel}/messages", MISSED[0], ready=2):
        digested = [await before.say(text, "Jake") for text in (MISSED[2], "It was a lovely evening.")]
    await before.settled(5)
    await before.close()
    async with (
        await Database.open(f"sqlite+aiosqlite:///{before.folder}/qiao.db") as database,
        Stores.open(database) as stores,
    ):
        for message in (replied, *digested):
            await stores.links.unlink(await stores.links.of_original(message.id))
        async with database.write() as connection:
            await connection.execute(update(seen).values(message_id=first.id))
    count = len(before.posts())
    after = await start()
    await reconciled(after)
    assert after.model.asked == []
    assert len(after.posts()) == count
    for message in (replied, *digested):
        assert await after.stores.links.of_original(message.id)


def snapshot(folder: Path) -> None:
    """Keep the database as a crash would leave it now."""
    with closing(sqlite3.connect(folder / "qiao.db")) as now, closing(sqlite3.connect(folder / "crash.db")) as then:
        now.backup(then)


@pytest.mark.parametrize("turns", [0, 20, 80, 160, 320])
async def test_after_a_crash_every_message_is_translated_exactly_once(
    sandbox: Sandbox, start: Start, tmp_path: Path, turns: int
) -> None:
    before = await start()
    said = [await translated(before)]
    for n in range(4):
        said.append(await before.say(f"This is sentence number {n} of many others."))
        for _ in range(turns):
            await asyncio.sleep(0)
    snapshot(tmp_path)
    await before.close()
    said += [await before.say(text) for text in MISSED]
    (tmp_path / "crash.db").replace(tmp_path / "qiao.db")
    after = await start()
    await reconciled(after)
    assert after.client.outbox
    await after.client.outbox.drain()
    posts = [post.content + str(post.reference) for post in after.posts()]
    assert [sum(str(message.id) in post for post in posts) for message in said] == [1] * len(said)


def carried(post: Message) -> int:
    """The number of messages in a post, which may be a digest."""
    return max(1, sum(line.startswith("**") for line in post.content.split("\n")))


@pytest.mark.parametrize("crash", [1, 2, 4])
@pytest.mark.parametrize("where", [*Mode, "bridge"])
async def test_a_crash_right_after_a_post_repeats_nothing(
    sandbox: Sandbox, start: Start, tmp_path: Path, where: str, crash: int
) -> None:
    before = await start(enabled=False)
    channel = sandbox.world.channel(before.channel)
    if where == "bridge":
        there = [sandbox.world.channel(await bridged(before))]
    else:
        await before.stores.channels.set(
            ChannelPreferences(channel.id, channel.guild_id or 0, enabled=True, mode=Mode(where))
        )
        there = []
    people = ("Amy", "Jake")
    said = [await before.say("This is the first sentence of many.")]
    await before.settled(1)
    seen_posts: list[object] = []

    def crash_at_post(event: Event) -> None:
        if event.name == "MESSAGE_CREATE" and event.data["author"].get("bot"):
            seen_posts.append(event)
            if len(seen_posts) == crash:
                snapshot(tmp_path)

    sandbox.world.listeners.append(crash_at_post)
    for n in range(4):
        said.append(await before.say(f"This is sentence number {n} of many others.", people[n % 2]))
        await before.settled(n + 2)
    sandbox.world.listeners.remove(crash_at_post)
    await before.close()
    said += [await before.say(text) for text in MISSED]
    (tmp_path / "crash.db").replace(tmp_path / "qiao.db")
    after = await start(enabled=False)
    await reconciled(after)
    assert after.client.outbox
    await after.client.outbox.drain()
    there = there or list(sandbox.world.channels.values())
    posts = [post for place in there for post in after.posts(place.id) if post.type != MessageType.THREAD_CREATED]
    assert sum(map(carried, posts)) == len(said)
