"""What moderators watch for, the topics that servers prefer not to discuss, and where flagged messages are shown."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0014"
down_revision = "0013"

_SNOWFLAKE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade(op: Operations) -> None:
    """Add the column and the tables."""
    op.add_column("guilds", sa.Column("moderation_channel_id", _SNOWFLAKE))
    op.create_table(
        "watched",
        sa.Column("guild_id", _SNOWFLAKE, primary_key=True, autoincrement=False),
        sa.Column("language", sa.String(16), primary_key=True),
        sa.Column("term", sa.String(100), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("author_id", _SNOWFLAKE, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("exception", sa.Boolean, nullable=False),
        sa.Column("topic_id", _SNOWFLAKE, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(16), primary_key=True),
    )
    op.create_index("ix_watched_author_id", "watched", ["author_id"])
    op.create_table(
        "topics",
        sa.Column("id", _SNOWFLAKE, primary_key=True),
        sa.Column("guild_id", _SNOWFLAKE, nullable=False),
        sa.Column("name_en", sa.String(300), nullable=False),
        sa.Column("name_zh", sa.String(300), nullable=False),
        sa.Column("notice_en", sa.String(300), nullable=False),
        sa.Column("notice_zh", sa.String(300), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_topics_guild_id", "topics", ["guild_id"])
