"""Discord's ids: the milliseconds since 2015, then 22 bits that distinguish ids of the same millisecond."""

import time
from datetime import UTC, datetime

EPOCH_MS = 1_420_070_400_000
_SHIFT = 22


class Snowflakes:
    """Generates strictly increasing ids, however fast they are requested."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self) -> int:
        """Return the next id."""
        self._last = max(self._last + 1, (time.time_ns() // 1_000_000 - EPOCH_MS) << _SHIFT)
        return self._last


def timestamp(snowflake: int) -> str:
    """Return the creation time of an id in Discord's format: ISO 8601, microseconds, UTC."""
    return iso(((snowflake >> _SHIFT) + EPOCH_MS) / 1000)


def iso(seconds: float | None = None) -> str:
    """Return a time (seconds since 1970, now by default) in Discord's format."""
    moment = datetime.fromtimestamp(time.time() if seconds is None else seconds, UTC)
    return moment.isoformat(timespec="microseconds")
