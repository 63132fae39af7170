from dataclasses import fields

import pytest
from sqlalchemy import BigInteger, Boolean, Integer, String, Table

from bot.storage import schema, types


@pytest.mark.parametrize("table", schema.metadata.sorted_tables, ids=lambda table: table.name)
def test_no_column_could_hold_the_text_of_a_message(table: Table) -> None:
    for column in table.columns:
        kind = column.type
        if isinstance(kind, String):
            assert kind.length is not None, column
            assert kind.length <= 16, column
        else:
            assert type(kind) in {Integer, BigInteger, Boolean}, column


@pytest.mark.parametrize(
    ("table", "record"),
    [
        (schema.guilds, types.GuildPreferences),
        (schema.channels, types.ChannelPreferences),
        (schema.members, types.MemberPreferences),
        (schema.links, types.Link),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_columns_are_the_fields_of_the_record(table: Table, record: type) -> None:
    assert [column.name for column in table.columns] == [field.name for field in fields(record)]


def test_every_search_has_an_index() -> None:
    indexed = {tuple(column.name for column in index.columns) for index in schema.links.indexes}
    assert indexed == {("post_id",), ("author_id",), ("guild_id",)}
    assert [column.name for column in schema.links.primary_key] == ["original_id", "part"]
