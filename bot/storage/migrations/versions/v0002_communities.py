"""Posting modes, bridges, glossaries, suggestions, and votes."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0002"
down_revision = "0001"

_SNOWFLAKE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CODE = sa.String(16)
_SUBMITTED = sa.String(2000)


def upgrade(op: Operations) -> None:
    """Add columns to the existing tables, then create the new ones."""
    _add_columns(op)
    _create_bridges(op)
    _create_glossary(op)
    _create_suggestions(op)
    _create_votes(op)


def _add_columns(op: Operations) -> None:
    op.add_column("guilds", sa.Column("log_channel_id", _SNOWFLAKE))
    op.add_column("guilds", sa.Column("left_at", sa.BigInteger))
    op.create_index("ix_guilds_left_at", "guilds", ["left_at"])
    op.add_column("channels", sa.Column("mode", _CODE, nullable=False, server_default="reply"))
    op.add_column("channels", sa.Column("script", _CODE))
    op.add_column("channels", sa.Column("patience", sa.Integer))
    op.add_column("channels", sa.Column("footnotes", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("channels", sa.Column("votes", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("channels", sa.Column("unsure", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("members", sa.Column("ignored", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("links", sa.Column("webhook_id", _SNOWFLAKE))
    op.add_column("links", sa.Column("mirror", sa.Boolean, nullable=False, server_default=sa.false()))


def _create_bridges(op: Operations) -> None:
    op.create_table(
        "bridges",
        sa.Column("channel_id", _SNOWFLAKE, primary_key=True, autoincrement=False),
        sa.Column("guild_id", _SNOWFLAKE, nullable=False),
        sa.Column("bridge_id", _SNOWFLAKE, nullable=False),
        sa.Column("language", _CODE),
    )
    op.create_index("ix_bridges_bridge_id", "bridges", ["bridge_id"])
    op.create_index("ix_bridges_guild_id", "bridges", ["guild_id"])


def _create_glossary(op: Operations) -> None:
    op.create_table(
        "glossary",
        sa.Column("guild_id", _SNOWFLAKE, primary_key=True, autoincrement=False),
        sa.Column("language", _CODE, primary_key=True),
        sa.Column("source", _SUBMITTED, nullable=False),
        sa.Column("target", _SUBMITTED, nullable=False),
        sa.Column("exact", sa.Boolean, nullable=False),
        sa.Column("author_id", _SNOWFLAKE, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("key", _CODE, primary_key=True),
    )
    op.create_index("ix_glossary_author_id", "glossary", ["author_id"])


def _create_suggestions(op: Operations) -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", _SNOWFLAKE, primary_key=True),
        sa.Column("guild_id", _SNOWFLAKE, nullable=False),
        sa.Column("channel_id", _SNOWFLAKE, nullable=False),
        sa.Column("post_id", _SNOWFLAKE, nullable=False),
        sa.Column("author_id", _SNOWFLAKE, nullable=False),
        sa.Column("language", _CODE, nullable=False),
        sa.Column("source", _SUBMITTED, nullable=False),
        sa.Column("target", _SUBMITTED, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_suggestions_guild_id", "suggestions", ["guild_id"])
    op.create_index("ix_suggestions_author_id", "suggestions", ["author_id"])


def _create_votes(op: Operations) -> None:
    op.create_table(
        "votes",
        sa.Column("post_id", _SNOWFLAKE, primary_key=True, autoincrement=False),
        sa.Column("user_id", _SNOWFLAKE, primary_key=True, autoincrement=False),
        sa.Column("guild_id", _SNOWFLAKE, nullable=False),
        sa.Column("value", sa.Integer, nullable=False),
    )
    op.create_index("ix_votes_guild_id", "votes", ["guild_id"])
    op.create_index("ix_votes_user_id", "votes", ["user_id"])
