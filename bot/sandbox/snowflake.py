"""Discord's ids: 64 bits, the milliseconds since 2015 above 22 bits that tell ids of one millisecond apart."""

import time
from datetime import UTC, datetime

EPOCH_MS = 1_420_070_400_000
_SHIFT = 22


class Snowflakes:
    """Hands out ids that grow strictly, however fast they are asked for."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self) -> int:
        """Return the next id."""
        self._last = max(self._last + 1, (time.time_ns() // 1_000_000 - EPOCH_MS) << _SHIFT)
        return self._last


def timestamp(snowflake: int) -> str:
    """Return the moment of an id as Discord writes it: ISO 8601, microseconds, UTC."""
    return iso(((snowflake >> _SHIFT) + EPOCH_MS) / 1000)


def iso(seconds: float | None = None) -> str:
    """Return a moment (seconds since 1970, by default now) as Discord writes it."""
    moment = datetime.fromtimestamp(time.time() if seconds is None else seconds, UTC)
    return moment.isoformat(timespec="microseconds")
