"""Links that know what kind of post they lead to, keyed by the post instead of the part."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0004"
down_revision = "0003"

_SNOWFLAKE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CODE = sa.String(16)
_INDEXED = ("post_id", "author_id", "guild_id")

# Copies were numbered 100 x place + page. No post carries a message twice, but if one did, a failing migration would
# keep Qiao from starting; "WHERE true" is what SQLite needs to parse "ON CONFLICT" after a SELECT.
_COPY_ROWS = """
    INSERT INTO links (
        original_id, channel_id, guild_id, author_id, post_id, post_channel_id,
        line, revision, part, webhook_id, kind
    )
    SELECT
        original_id, channel_id, guild_id, author_id, post_id, post_channel_id,
        line, revision,
        CASE WHEN mirror THEN part % 100 ELSE part END,
        webhook_id,
        CASE WHEN mirror THEN 'copy' ELSE 'translation' END
    FROM links_0003 WHERE true ORDER BY original_id, links_0003.part
    ON CONFLICT DO NOTHING
"""


def upgrade(op: Operations) -> None:
    """Build the table again, because SQLite cannot change a primary key, and move the rows."""
    for column in _INDEXED:
        op.drop_index(f"ix_links_{column}", "links")
    op.rename_table("links", "links_0003")
    op.create_table(
        "links",
        sa.Column("original_id", _SNOWFLAKE, autoincrement=False),
        sa.Column("channel_id", _SNOWFLAKE, nullable=False),
        sa.Column("guild_id", _SNOWFLAKE),
        sa.Column("author_id", _SNOWFLAKE, nullable=False),
        sa.Column("post_id", _SNOWFLAKE, autoincrement=False),
        sa.Column("post_channel_id", _SNOWFLAKE, nullable=False),
        sa.Column("line", sa.Integer),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("webhook_id", _SNOWFLAKE),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("target", _CODE),
        # PostgreSQL would call it links_pkey, as the old table's is called.
        sa.PrimaryKeyConstraint("original_id", "post_id", name="pk_links"),
    )
    op.execute(_COPY_ROWS)
    op.drop_table("links_0003")
    for column in _INDEXED:
        op.create_index(f"ix_links_{column}", "links", [column])
