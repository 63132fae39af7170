"""How long a server asks to wait before the next request."""

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final

_DIGITS: Final = 9  # of a time to wait in seconds


def retry_after(headers: Mapping[str, str]) -> float:
    """The seconds to wait, of which a `Retry-After` may give the end; 0 if there is none that can be read.

    Args:
        headers: of the response.
    """
    value = headers.get("Retry-After", "")
    if value.isdecimal():
        return float(value[:_DIGITS])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return 0.0
