"""The tables. Every column is a number, a Boolean, or a short code, except for the words that people submit.

Those are the sources and targets of `glossary` and `suggestions`; no other column could hold a message.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Enum,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    false,
    text,
)

from bot.storage.types import LONGEST_TEXT, Mode, PostKind

REVISION: Final = "0013"
"""The newest of `bot.storage.migrations.versions`; known here so that starting up need not import Alembic."""

SNOWFLAKE: Final = BigInteger().with_variant(Integer(), "sqlite")
"""A Discord id of 64 bits. SQLite's INTEGER has as many, and as a primary key it is the row's own address."""

CODE: Final = String(16)
"""A short code such as the language `zh-Hant`."""

KIND: Final = Enum(PostKind, native_enum=False, length=16, values_callable=list)
"""A kind of post; stored as a `CODE`."""

MODE: Final = Enum(Mode, native_enum=False, length=16, values_callable=list)
"""How translations are posted; stored as a `CODE`."""

SUBMITTED: Final = String(LONGEST_TEXT)
"""Text that a person submits to be stored. SQLite does not enforce the length; the records do."""

metadata = MetaData()

# Defaults of the server's are those that migrations gave to rows that were there; SQLite cannot drop them.

guilds = Table(
    "guilds",
    metadata,
    Column("guild_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("script", CODE, nullable=False),
    Column("log_channel_id", SNOWFLAKE),
    Column("left_at", BigInteger),
    Index("ix_guilds_left_at", "left_at"),
)

channels = Table(
    "channels",
    metadata,
    Column("channel_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("guild_id", SNOWFLAKE, nullable=False),
    # NULL where moderators set nothing: threads then take the value of their parent.
    Column("enabled", Boolean),
    Column("mode", MODE),
    Column("script", CODE),
    Column("patience", Integer),
    Column("footnotes", Boolean),
    Column("votes", Boolean),
    Column("unsure", Boolean),
    Column("hold_unsure", Boolean),
    Index("ix_channels_guild_id", "guild_id"),
)

members = Table(
    "members",
    metadata,
    Column("user_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("language", CODE, nullable=False),
    Column("ignored", Boolean, nullable=False, server_default=false()),
    # The longest list of three codes, "zh-Hant zh-HK zh", fills it.
    Column("also", CODE, nullable=False, server_default=text("''")),
)

links = Table(
    "links",
    metadata,
    Column("original_id", SNOWFLAKE, autoincrement=False),
    Column("channel_id", SNOWFLAKE, nullable=False),
    Column("guild_id", SNOWFLAKE),
    Column("author_id", SNOWFLAKE, nullable=False),
    Column("post_id", SNOWFLAKE, autoincrement=False),
    Column("post_channel_id", SNOWFLAKE, nullable=False),
    Column("line", Integer),
    Column("revision", BigInteger, nullable=False),
    Column("part", Integer, nullable=False),
    Column("webhook_id", SNOWFLAKE),
    Column("kind", KIND, nullable=False),
    Column("target", CODE),
    Column("quoted_author_id", SNOWFLAKE),
    PrimaryKeyConstraint("original_id", "post_id", name="pk_links"),
    Index("ix_links_post_id", "post_id"),
    Index("ix_links_author_id", "author_id"),
    Index("ix_links_guild_id", "guild_id"),
    Index("ix_links_quoted_author_id", "quoted_author_id"),
)

bridges = Table(
    "bridges",
    metadata,
    Column("channel_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("guild_id", SNOWFLAKE, nullable=False),
    Column("bridge_id", SNOWFLAKE, nullable=False),
    Column("language", CODE),
    Index("ix_bridges_bridge_id", "bridge_id"),
    Index("ix_bridges_guild_id", "guild_id"),
)

bridge_threads = Table(
    "bridge_threads",
    metadata,
    Column("thread_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("guild_id", SNOWFLAKE, nullable=False),
    Column("channel_id", SNOWFLAKE, nullable=False),
    Column("root_id", SNOWFLAKE, nullable=False),
    Index("ix_bridge_threads_root_id", "root_id"),
    Index("ix_bridge_threads_guild_id", "guild_id"),
)

channel_bots = Table(
    "channel_bots",
    metadata,
    Column("channel_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("bot_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("guild_id", SNOWFLAKE, nullable=False),
    Index("ix_channel_bots_guild_id", "guild_id"),
)

glossary = Table(
    "glossary",
    metadata,
    Column("guild_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("language", CODE, primary_key=True),
    Column("source", SUBMITTED, nullable=False),
    Column("target", SUBMITTED, nullable=False),
    Column("exact", Boolean, nullable=False),
    Column("author_id", SNOWFLAKE, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # A digest of the case-folded source, which may be too long for an index of PostgreSQL.
    Column("key", CODE, primary_key=True),
    Index("ix_glossary_author_id", "author_id"),
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", SNOWFLAKE, primary_key=True),
    Column("guild_id", SNOWFLAKE, nullable=False),
    Column("channel_id", SNOWFLAKE, nullable=False),
    Column("post_id", SNOWFLAKE, nullable=False),
    Column("author_id", SNOWFLAKE, nullable=False),
    Column("language", CODE, nullable=False),
    Column("source", SUBMITTED, nullable=False),
    Column("target", SUBMITTED, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("source_author_id", SNOWFLAKE),
    Column("review_channel_id", SNOWFLAKE),
    Column("review_post_id", SNOWFLAKE),
    Index("ix_suggestions_guild_id", "guild_id"),
    Index("ix_suggestions_author_id", "author_id"),
    Index("ix_suggestions_source_author_id", "source_author_id"),
    # Ids are never reused: a button below an old suggestion must not decide on a new one.
    sqlite_autoincrement=True,
)

votes = Table(
    "votes",
    metadata,
    Column("post_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("user_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("guild_id", SNOWFLAKE, nullable=False),
    Column("value", Integer, nullable=False),
    Index("ix_votes_guild_id", "guild_id"),
    Index("ix_votes_user_id", "user_id"),
)

leases = Table(
    "leases",
    metadata,
    # A digest of the bot's token.
    Column("key", CODE, primary_key=True),
    Column("holder", CODE, nullable=False),
    Column("beat", BigInteger, nullable=False),
)

mutes = Table(
    "mutes",
    metadata,
    Column("guild_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("user_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("until", BigInteger),
)

hosting = Table(
    "hosting",
    metadata,
    Column("guild_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("allowed", Boolean, nullable=False, server_default=false()),
    Column("per_minute", Integer),
)

suggestion_posts = Table(
    "suggestion_posts",
    metadata,
    Column("post_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("channel_id", SNOWFLAKE, nullable=False),
    Column("guild_id", SNOWFLAKE, nullable=False),
    Column("author_id", SNOWFLAKE, nullable=False),
    Column("source_author_id", SNOWFLAKE, nullable=False),
    Index("ix_suggestion_posts_guild_id", "guild_id"),
    Index("ix_suggestion_posts_author_id", "author_id"),
    Index("ix_suggestion_posts_source_author_id", "source_author_id"),
)

seen = Table(
    "seen",
    metadata,
    Column("channel_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("guild_id", SNOWFLAKE, nullable=False),
    Column("message_id", SNOWFLAKE, nullable=False),
    Index("ix_seen_guild_id", "guild_id"),
)

erasures = Table(
    "erasures",
    metadata,
    Column("user_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("locale", CODE, nullable=False),
    Column("posts", Integer, nullable=False),
    Column("quotes", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("links", Integer, nullable=False),
    Column("preferences", Integer, nullable=False),
    Column("suggestions", Integer, nullable=False),
    Column("votes", Integer, nullable=False),
    Column("terms", Integer, nullable=False),
)
