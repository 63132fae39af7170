from dataclasses import MISSING, fields

import pytest
from sqlalchemy import BigInteger, Boolean, Integer, String, Table
from sqlalchemy.schema import DefaultClause
from sqlalchemy.sql.elements import False_, True_

from bot.storage import schema
from bot.storage.hosting import HostedGuild
from bot.storage.mutes import Mute
from bot.storage.types.bridges import BridgedChannel
from bot.storage.types.erasure import Erasure
from bot.storage.types.links import Link
from bot.storage.types.moderation import Topic, WatchedTerm
from bot.storage.types.preferences import ChannelPreferences, GuildPreferences, MemberPreferences
from bot.storage.types.terms import GlossaryTerm, Suggestion, SuggestionPost

SUBMITTED = {
    # Terms that moderators chose, needed for every message.
    ("glossary", "source"),
    ("glossary", "target"),
    # What a person wrote to the moderators; deleted once they decide.
    ("suggestions", "source"),
    ("suggestions", "target"),
    # What moderators watch for, and how they word their notices.
    ("watched", "term"),
    ("topics", "name_en"),
    ("topics", "name_zh"),
    ("topics", "notice_en"),
    ("topics", "notice_zh"),
}
"""The only columns with text that a person wrote. No text of a conversation gets there by itself."""


@pytest.mark.parametrize("table", schema.metadata.sorted_tables, ids=lambda table: table.name)
def test_only_columns_for_submitted_words_can_hold_text(table: Table) -> None:
    for column in table.columns:
        kind = column.type
        if isinstance(kind, String):
            assert kind.length is not None, column
            assert kind.length <= (2000 if (table.name, column.name) in SUBMITTED else 16), column
        else:
            assert type(kind) in {Integer, BigInteger, Boolean}, column


def test_the_columns_for_submitted_words_exist() -> None:
    wide = {
        (table.name, column.name)
        for table in schema.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and column.type.length != 16
    }
    assert wide == SUBMITTED


RECORDS = [
    (schema.guilds, GuildPreferences),
    (schema.channels, ChannelPreferences),
    (schema.members, MemberPreferences),
    (schema.links, Link),
    (schema.bridges, BridgedChannel),
    (schema.glossary, GlossaryTerm),
    (schema.suggestions, Suggestion),
    (schema.mutes, Mute),
    (schema.hosting, HostedGuild),
    (schema.suggestion_posts, SuggestionPost),
    (schema.erasures, Erasure),
    (schema.watched, WatchedTerm),
    (schema.topics, Topic),
]


@pytest.mark.parametrize(("table", "record"), RECORDS, ids=lambda value: getattr(value, "name", ""))
def test_columns_match_the_fields_of_the_record(table: Table, record: type) -> None:
    storage_only = {("glossary", "key"), ("watched", "key")}
    names = [column.name for column in table.columns if (table.name, column.name) not in storage_only]
    assert names == [field.name for field in fields(record)]


@pytest.mark.parametrize(("table", "record"), RECORDS, ids=lambda value: getattr(value, "name", ""))
def test_server_defaults_match_the_defaults_of_the_record(table: Table, record: type) -> None:
    defaults = {field.name: field.default for field in fields(record)}
    for column in table.columns:
        if isinstance(column.server_default, DefaultClause):
            given = column.server_default.arg
            value = isinstance(given, True_) if isinstance(given, True_ | False_) else str(given).strip("'")
            assert defaults[column.name] == value, column
            assert defaults[column.name] is not MISSING


def test_every_attribute_of_a_record_is_documented() -> None:
    for _, record in RECORDS:
        for field in fields(record):
            assert f"        {field.name}: " in (record.__doc__ or ""), (record, field.name)


@pytest.mark.parametrize(
    ("table", "key", "searches"),
    [
        (schema.guilds, ["guild_id"], {"left_at"}),
        (schema.channels, ["channel_id"], {"guild_id"}),
        (schema.members, ["user_id"], set()),
        (schema.links, ["original_id", "post_id"], {"post_id", "author_id", "guild_id", "quoted_author_id"}),
        (schema.bridges, ["channel_id"], {"bridge_id", "guild_id"}),
        (schema.glossary, ["guild_id", "language", "key"], {"author_id"}),
        (schema.suggestions, ["id"], {"guild_id", "author_id", "source_author_id"}),
        (schema.suggestion_posts, ["post_id"], {"guild_id", "author_id", "source_author_id"}),
        (schema.seen, ["channel_id"], {"guild_id"}),
        (schema.erasures, ["user_id"], set()),
        (schema.votes, ["post_id", "user_id"], {"guild_id", "user_id"}),
        (schema.leases, ["key"], set()),
        (schema.mutes, ["guild_id", "user_id"], set()),
        (schema.hosting, ["guild_id"], set()),
        (schema.watched, ["guild_id", "language", "topic_id", "key"], {"author_id"}),
        (schema.topics, ["id"], {"guild_id"}),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_every_search_has_an_index(table: Table, key: list[str], searches: set[str]) -> None:
    assert [column.name for column in table.primary_key] == key
    assert {tuple(column.name for column in index.columns) for index in table.indexes} == {(name,) for name in searches}
