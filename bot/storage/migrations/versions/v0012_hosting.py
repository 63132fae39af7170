"""What the host decided about servers: where Qiao may be used, and how much."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0012"
down_revision = "0011"

_SNOWFLAKE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade(op: Operations) -> None:
    """Add the table."""
    op.create_table(
        "hosting",
        sa.Column("guild_id", _SNOWFLAKE, primary_key=True, autoincrement=False),
        sa.Column("allowed", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("per_minute", sa.Integer),
    )
