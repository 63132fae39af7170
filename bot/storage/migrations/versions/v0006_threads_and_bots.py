"""Threads that show each other's messages across a bridge, and the bots that moderators chose to have translated."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0006"
down_revision = "0005"

_SNOWFLAKE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade(op: Operations) -> None:
    """Add the tables."""
    op.create_table(
        "bridge_threads",
        sa.Column("thread_id", _SNOWFLAKE, primary_key=True, autoincrement=False),
        sa.Column("guild_id", _SNOWFLAKE, nullable=False),
        sa.Column("channel_id", _SNOWFLAKE, nullable=False),
        sa.Column("root_id", _SNOWFLAKE, nullable=False),
    )
    op.create_index("ix_bridge_threads_root_id", "bridge_threads", ["root_id"])
    op.create_index("ix_bridge_threads_guild_id", "bridge_threads", ["guild_id"])
    op.create_table(
        "channel_bots",
        sa.Column("channel_id", _SNOWFLAKE, primary_key=True, autoincrement=False),
        sa.Column("bot_id", _SNOWFLAKE, primary_key=True, autoincrement=False),
        sa.Column("guild_id", _SNOWFLAKE, nullable=False),
    )
    op.create_index("ix_channel_bots_guild_id", "channel_bots", ["guild_id"])
