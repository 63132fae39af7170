"""A channel setting that offers very unsure translations instead of posting them."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0003"
down_revision = "0002"


def upgrade(op: Operations) -> None:
    """Add the setting, off in every channel."""
    op.add_column("channels", sa.Column("hold_unsure", sa.Boolean, nullable=False, server_default=sa.false()))
