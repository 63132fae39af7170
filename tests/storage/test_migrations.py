import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, func, inspect, make_url, select, text

from bot.errors import StorageError
from bot.storage import schema
from bot.storage.channels import Channels
from bot.storage.database import Database
from bot.storage.dialect import create_engine
from bot.storage.guilds import Guilds
from bot.storage.links import Links
from bot.storage.members import Members
from bot.storage.migrations import FOLDER, upgrade
from bot.storage.types import (
    ChannelPreferences,
    ChannelSettings,
    GuildPreferences,
    Link,
    MemberPreferences,
    Mode,
    PostKind,
)

REVISIONS = [script.revision for script in ScriptDirectory(FOLDER).walk_revisions()][::-1]


def differences(connection: Connection, metadata: MetaData = schema.metadata) -> list[Any]:
    options = {"compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def populate(connection: Connection) -> dict[str, int]:
    """Insert a row into every table, whatever its columns at this revision; returns the counts."""
    metadata = MetaData()
    metadata.reflect(connection)
    tables = [table for table in metadata.sorted_tables if table.name != "alembic_version"]
    for table in tables:
        row = {
            column.name: "zh" if isinstance(column.type, String) else column.type.python_type(1)
            for column in table.columns
        }
        connection.execute(table.insert(), row)
    return count(connection, tables)


def count(connection: Connection, tables: list[Table]) -> dict[str, int]:
    found = {}
    for table in tables:
        found[table.name] = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return found


async def in_transaction(url: str, *steps: Any) -> list[Any]:
    engine = create_engine(make_url(url))
    try:
        async with engine.begin() as connection:
            return [await connection.run_sync(step) for step in steps]
    finally:
        await engine.dispose()


def test_the_schema_names_the_newest_migration() -> None:
    assert ScriptDirectory(FOLDER).get_heads() == [schema.REVISION]
    assert REVISIONS[-1] == schema.REVISION


async def test_step_by_step_equals_the_schema(url: str) -> None:
    steps = [lambda connection, to=revision: upgrade(connection, to) for revision in REVISIONS]
    assert (await in_transaction(url, *steps, differences))[-1] == []


async def test_a_difference_is_detected(url: str) -> None:
    other = MetaData()
    for table in schema.metadata.sorted_tables:
        table.to_metadata(other)
    other.tables["links"].append_column(Column("more", Integer))
    found = await in_transaction(url, upgrade, lambda connection: differences(connection, other))
    assert [(kind, name) for kind, _, name, _ in found[-1]] == [("add_column", "links")]


@pytest.mark.parametrize("revision", REVISIONS)
async def test_every_old_schema_is_upgraded_and_keeps_its_rows(url: str, revision: str) -> None:
    _, before = await in_transaction(url, lambda connection: upgrade(connection, revision), populate)
    await (await Database.open(url)).close()
    after, different = await in_transaction(
        url, lambda connection: count(connection, schema.metadata.sorted_tables), differences
    )
    assert before
    assert {name: after[name] for name in before} == before
    assert different == []


FROM_0001 = (
    text("INSERT INTO guilds (guild_id, script) VALUES (7, 'zh-Hant')"),
    text("INSERT INTO channels (channel_id, guild_id, enabled) VALUES (70, 7, true)"),
    text("INSERT INTO members (user_id, language) VALUES (1, 'en')"),
    text(
        "INSERT INTO links"
        " (original_id, channel_id, guild_id, author_id, post_id, post_channel_id, line, revision, part)"
        " VALUES (9223372036854775807, 70, 7, 1, 71, 72, 0, 5, 1)"
    ),
)


async def test_rows_of_0001_come_back_with_the_defaults(url: str) -> None:
    rows = [lambda connection, insert=insert: connection.execute(insert) and None for insert in FROM_0001]
    await in_transaction(url, lambda connection: upgrade(connection, "0001"), *rows)
    async with await Database.open(url) as database:
        assert await Guilds(database).get(7) == GuildPreferences(7, "zh-Hant")
        assert await Channels(database).get(70) == ChannelPreferences(70, 7, enabled=True)
        assert await Members(database).get(1) == MemberPreferences(1, "en")
        assert await Links(database).of_post(71) == [Link(2**63 - 1, 70, 7, 1, 71, 72, 0, 5, 1)]


async def test_channels_of_0002_keep_what_they_chose(url: str) -> None:
    insert = text(
        "INSERT INTO channels (channel_id, guild_id, enabled, mode, script, patience, footnotes, votes, unsure)"
        " VALUES (70, 7, true, 'webhook', 'zh-HK', 15, true, true, false)"
    )
    await in_transaction(
        url, lambda connection: upgrade(connection, "0002"), lambda connection: connection.execute(insert) and None
    )
    chosen = ChannelPreferences(
        70, 7, enabled=True, mode=Mode.WEBHOOK, script="zh-HK", patience=15, footnotes=True, votes=True, unsure=False
    )
    async with await Database.open(url) as database:
        assert await Channels(database).get(70) == chosen


async def test_settings_of_0003_that_equal_a_default_are_left_open(url: str) -> None:
    insert = text(
        "INSERT INTO channels (channel_id, guild_id, enabled, mode, footnotes, votes, unsure, hold_unsure)"
        " VALUES (70, 7, true, 'thread', true, true, false, true), (71, 7, true, 'reply', false, false, true, false),"
        " (72, 7, false, 'reply', false, false, true, false)"
    )
    await in_transaction(
        url, lambda connection: upgrade(connection, "0003"), lambda connection: connection.execute(insert) and None
    )
    async with await Database.open(url) as database:
        channels = Channels(database)
        assert await channels.of_guild(7) == [
            ChannelPreferences(
                70, 7, enabled=True, mode=Mode.THREAD, footnotes=True, votes=True, unsure=False, hold_unsure=True
            ),
            ChannelPreferences(71, 7, enabled=True),
            ChannelPreferences(72, 7, enabled=False),
        ]
        # A channel does what it did, a thread follows its channel, and one that was turned off stays off.
        assert await channels.effective([71]) == ChannelSettings(enabled=True)
        assert await channels.effective([71, 70]) == await channels.effective([70])
        assert not (await channels.effective([72, 70])).enabled


@pytest.mark.parametrize("revision", ["0002", "0003"])
async def test_mirrored_links_become_copies_that_count_their_own_pages(url: str, revision: str) -> None:
    insert = text(
        "INSERT INTO links"
        " (original_id, channel_id, author_id, post_id, post_channel_id, line, revision, part, webhook_id, mirror)"
        " VALUES (9223372036854775807, 70, 1, 71, 70, NULL, 5, 0, NULL, false),"
        " (9223372036854775807, 70, 1, 72, 70, NULL, 5, 1, NULL, false),"
        " (9223372036854775807, 70, 1, 73, 80, NULL, 5, 100, 6, true),"
        " (9223372036854775807, 70, 1, 74, 80, NULL, 5, 101, 6, true),"
        " (9223372036854775807, 70, 1, 75, 90, 3, 5, 200, NULL, true)"
    )
    await in_transaction(
        url, lambda connection: upgrade(connection, revision), lambda connection: connection.execute(insert) and None
    )
    key = (2**63 - 1, 70, None, 1)
    async with await Database.open(url) as database:
        assert await Links(database).of_original(2**63 - 1) == [
            Link(*key, 71, 70, None, 5, 0),
            Link(*key, 72, 70, None, 5, 1),
            Link(*key, 73, 80, None, 5, 0, 6, PostKind.COPY),
            Link(*key, 74, 80, None, 5, 1, 6, PostKind.COPY),
            Link(*key, 75, 90, 3, 5, 0, None, PostKind.COPY),
        ]


async def test_a_post_that_carries_a_message_twice_does_not_stop_the_migration(url: str) -> None:
    insert = text(
        "INSERT INTO links (original_id, channel_id, author_id, post_id, post_channel_id, line, revision, part, mirror)"
        " VALUES (1, 70, 2, 71, 70, NULL, 0, 1, false), (1, 70, 2, 71, 70, NULL, 0, 0, false)"
    )
    await in_transaction(
        url, lambda connection: upgrade(connection, "0003"), lambda connection: connection.execute(insert) and None
    )
    async with await Database.open(url) as database:
        assert await Links(database).of_original(1) == [Link(1, 70, None, 2, 71, 70, None, 0, 0)]


async def test_people_of_0005_read_the_one_language_that_they_chose(url: str) -> None:
    insert = text("INSERT INTO members (user_id, language, ignored) VALUES (1, 'zh-HK', true), (2, 'auto', false)")
    await in_transaction(
        url, lambda connection: upgrade(connection, "0005"), lambda connection: connection.execute(insert) and None
    )
    async with await Database.open(url) as database:
        members = Members(database)
        assert await members.get(1) == MemberPreferences(1, "zh-HK", ignored=True)
        assert (await members.get(2)).languages == ("auto",)


async def test_a_newer_schema_is_rejected(url: str) -> None:
    await (await Database.open(url)).close()
    newer = text("UPDATE alembic_version SET version_num = '9999'")
    await in_transaction(url, lambda connection: connection.execute(newer) and None)
    with pytest.raises(StorageError, match=r"newer version of Qiao.*Update Qiao, or restore a backup"):
        await Database.open(url)


async def test_a_failed_migration_leaves_the_database_unchanged(url: str) -> None:
    foreign = text("CREATE TABLE links (foreigner INTEGER)")
    await in_transaction(url, lambda connection: connection.execute(foreign) and None)
    with pytest.raises(StorageError):
        await Database.open(url)
    tables = await in_transaction(url, lambda connection: inspect(connection).get_table_names())
    assert tables == [["links"]]


async def test_a_blank_database_is_opened_several_times_at_once(url: str) -> None:
    opened = await asyncio.gather(*(Database.open(url) for _ in range(4)))
    for each in opened:
        await each.close()
    assert await in_transaction(url, differences) == [[]]


async def test_two_blank_databases_migrate_at_once(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.db" for name in "abc"]
    opened = await asyncio.gather(*(Database.open(f"sqlite+aiosqlite:///{path}") for path in paths))
    for each in opened:
        await each.close()
    for path in paths:
        connection = sqlite3.connect(path)
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        connection.close()
        names.discard("sqlite_sequence")  # SQLite's own
        assert names == {"alembic_version", *schema.metadata.tables}


async def test_create_all_equals_the_schema(url: str) -> None:
    assert (await in_transaction(url, schema.metadata.create_all, differences))[-1] == []
