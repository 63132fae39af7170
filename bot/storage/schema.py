"""The tables. Every column is a number, a truth value or a short code: none could hold a message."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table

REVISION: Final = "0001"
"""The newest of `bot.storage.migrations.versions`; known here so that starting up need not import Alembic."""

SNOWFLAKE: Final = BigInteger().with_variant(Integer(), "sqlite")
"""A Discord id of 64 bits. SQLite's INTEGER has as many, and as a primary key it is the row's own address."""

CODE: Final = String(16)
"""A language or script tag such as `zh-Hant`."""

metadata = MetaData()

guilds = Table(
    "guilds",
    metadata,
    Column("guild_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("script", CODE, nullable=False),
)

channels = Table(
    "channels",
    metadata,
    Column("channel_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("guild_id", SNOWFLAKE, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Index("ix_channels_guild_id", "guild_id"),
)

members = Table(
    "members",
    metadata,
    Column("user_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("language", CODE, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("original_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("channel_id", SNOWFLAKE, nullable=False),
    Column("guild_id", SNOWFLAKE),
    Column("author_id", SNOWFLAKE, nullable=False),
    Column("post_id", SNOWFLAKE, nullable=False),
    Column("post_channel_id", SNOWFLAKE, nullable=False),
    Column("line", Integer),
    Column("revision", BigInteger, nullable=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Index("ix_links_post_id", "post_id"),
    Index("ix_links_author_id", "author_id"),
    Index("ix_links_guild_id", "guild_id"),
)
