"""The first schema: guilds, channels, members, and links."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0001"
down_revision = None


def upgrade(op: Operations) -> None:
    """Create the four tables."""
    snowflake = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "guilds",
        sa.Column("guild_id", snowflake, primary_key=True, autoincrement=False),
        sa.Column("script", sa.String(16), nullable=False),
    )
    op.create_table(
        "channels",
        sa.Column("channel_id", snowflake, primary_key=True, autoincrement=False),
        sa.Column("guild_id", snowflake, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
    )
    op.create_index("ix_channels_guild_id", "channels", ["guild_id"])
    op.create_table(
        "members",
        sa.Column("user_id", snowflake, primary_key=True, autoincrement=False),
        sa.Column("language", sa.String(16), nullable=False),
    )
    op.create_table(
        "links",
        sa.Column("original_id", snowflake, primary_key=True, autoincrement=False),
        sa.Column("channel_id", snowflake, nullable=False),
        sa.Column("guild_id", snowflake),
        sa.Column("author_id", snowflake, nullable=False),
        sa.Column("post_id", snowflake, nullable=False),
        sa.Column("post_channel_id", snowflake, nullable=False),
        sa.Column("line", sa.Integer),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
    )
    op.create_index("ix_links_post_id", "links", ["post_id"])
    op.create_index("ix_links_author_id", "links", ["author_id"])
    op.create_index("ix_links_guild_id", "links", ["guild_id"])
