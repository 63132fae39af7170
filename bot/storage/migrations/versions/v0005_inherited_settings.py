"""Settings of channels that may be left open, so that threads take them over from their parent."""

from alembic.operations import Operations
from sqlalchemy import Boolean, String

revision = "0005"
down_revision = "0004"

_TYPES: dict[str, Boolean | String] = {
    "enabled": Boolean(),
    "mode": String(16),
    "footnotes": Boolean(),
    "votes": Boolean(),
    "unsure": Boolean(),
    "hold_unsure": Boolean(),
}

# A row held every setting, so a default cannot be told from a choice. Leaving it open changes nothing for a channel
# and lets a thread follow its parent. `enabled` stays: a thread that was turned off must not turn itself on.
_OPEN = """
    UPDATE channels SET
        mode = NULLIF(mode, 'reply'),
        footnotes = NULLIF(footnotes, false),
        votes = NULLIF(votes, false),
        unsure = NULLIF(unsure, true),
        hold_unsure = NULLIF(hold_unsure, false)
"""


def upgrade(op: Operations) -> None:
    """Drop the defaults and clear the columns that hold one."""
    with op.batch_alter_table("channels") as batch:
        for name, kind in _TYPES.items():
            batch.alter_column(name, existing_type=kind, nullable=True, server_default=None)
    op.execute(_OPEN)
