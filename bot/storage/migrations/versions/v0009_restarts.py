"""What is needed after a restart: how far each channel was read, unfinished erasures, and where people are quoted."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0009"
down_revision = "0008"

_SNOWFLAKE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_COUNTS = ("posts", "quotes", "refused", "links", "preferences", "suggestions", "votes", "terms")


def upgrade(op: Operations) -> None:
    """Add the tables and the columns."""
    op.create_table(
        "seen",
        sa.Column("channel_id", _SNOWFLAKE, primary_key=True, autoincrement=False),
        sa.Column("guild_id", _SNOWFLAKE, nullable=False),
        sa.Column("message_id", _SNOWFLAKE, nullable=False),
    )
    op.create_table(
        "erasures",
        sa.Column("user_id", _SNOWFLAKE, primary_key=True, autoincrement=False),
        sa.Column("locale", sa.String(16), nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in _COUNTS),
    )
    op.create_table(
        "suggestion_posts",
        sa.Column("post_id", _SNOWFLAKE, primary_key=True, autoincrement=False),
        sa.Column("channel_id", _SNOWFLAKE, nullable=False),
        sa.Column("guild_id", _SNOWFLAKE, nullable=False),
        sa.Column("author_id", _SNOWFLAKE, nullable=False),
        sa.Column("source_author_id", _SNOWFLAKE, nullable=False),
    )
    op.add_column("suggestions", sa.Column("source_author_id", _SNOWFLAKE))
    op.add_column("links", sa.Column("quoted_author_id", _SNOWFLAKE))
    for table, column in (
        ("seen", "guild_id"),
        ("suggestion_posts", "guild_id"),
        ("suggestion_posts", "author_id"),
        ("suggestion_posts", "source_author_id"),
        ("suggestions", "source_author_id"),
        ("links", "quoted_author_id"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])
