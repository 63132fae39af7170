"""The tables. Every column is a number, a Boolean, or a short code, except for the words that people submit.

Those are the sources and targets of `glossary` and `suggestions`, and the terms and wording that moderators give in
`watched` and `topics`; no other column could hold a message.
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

from bot.storage.types.links import PostKind
from bot.storage.types.moderation import LONGEST_NOTICE, LONGEST_TERM, Action
from bot.storage.types.preferences import Mode
from bot.storage.types.terms import LONGEST_TEXT

REVISION: Final = "0014"
"""The newest of `bot.storage.migrations.versions`; known here so that starting up need not import Alembic."""

SNOWFLAKE: Final = BigInteger().with_variant(Integer(), "sqlite")
"""A Discord id of 64 bits. SQLite's INTEGER has as many, and as a primary key it is the row's own address."""

CODE: Final = String(16)
"""A short code such as the language `zh-Hant`."""

KIND: Final = Enum(PostKind, native_enum=False, length=16, values_callable=list)
"""A kind of post; stored as a `CODE`."""

MODE: Final = Enum(Mode, native_enum=False, length=16, values_callable=list)
"""How translations are posted; stored as a `CODE`."""

ACTION: Final = Enum(Action, native_enum=False, length=16, values_callable=list)
"""What happens when a watched term is found; stored as a `CODE`."""

TERM: Final = String(LONGEST_TERM)
"""Text that a moderator submits: a term."""

WORDING: Final = String(LONGEST_NOTICE)
"""Text that a moderator submits: a name or a notice."""

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
    Column("moderation_channel_id", SNOWFLAKE),
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

watched = Table(
    "watched",
    metadata,
    Column("guild_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    Column("language", CODE, primary_key=True),
    Column("term", TERM, nullable=False),
    Column("action", ACTION, nullable=False),
    Column("author_id", SNOWFLAKE, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("exception", Boolean, nullable=False),
    # 0 for the watch-list itself.
    Column("topic_id", SNOWFLAKE, primary_key=True, autoincrement=False),
    # A digest of the case-folded term, as in `glossary`.
    Column("key", CODE, primary_key=True),
    Index("ix_watched_author_id", "author_id"),
)

topics = Table(
    "topics",
    metadata,
    Column("id", SNOWFLAKE, primary_key=True),
    Column("guild_id", SNOWFLAKE, nullable=False),
    Column("name_en", WORDING, nullable=False),
    Column("name_zh", WORDING, nullable=False),
    Column("notice_en", WORDING, nullable=False),
    Column("notice_zh", WORDING, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Index("ix_topics_guild_id", "guild_id"),
    sqlite_autoincrement=True,
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
