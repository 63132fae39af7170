"""People who read several languages."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0013"
down_revision = "0012"


def upgrade(op: Operations) -> None:
    """Add the other languages that people read; whoever chose one language so far reads only that one."""
    op.add_column("members", sa.Column("also", sa.String(16), nullable=False, server_default=sa.text("''")))
