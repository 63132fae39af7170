"""Where moderators see a suggestion, and which members they muted."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0011"
down_revision = "0009"

_SNOWFLAKE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade(op: Operations) -> None:
    """Add the columns and the table."""
    op.add_column("suggestions", sa.Column("review_channel_id", _SNOWFLAKE))
    op.add_column("suggestions", sa.Column("review_post_id", _SNOWFLAKE))
    op.create_table(
        "mutes",
        sa.Column("guild_id", _SNOWFLAKE, primary_key=True, autoincrement=False),
        sa.Column("user_id", _SNOWFLAKE, primary_key=True, autoincrement=False),
        sa.Column("until", sa.BigInteger),
    )
