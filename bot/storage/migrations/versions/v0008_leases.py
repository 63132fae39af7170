"""Leases: which process runs a bot."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0008"
down_revision = "0006"


def upgrade(op: Operations) -> None:
    """Create the table."""
    op.create_table(
        "leases",
        sa.Column("key", sa.String(16), primary_key=True),
        sa.Column("holder", sa.String(16), nullable=False),
        sa.Column("beat", sa.BigInteger, nullable=False),
    )
