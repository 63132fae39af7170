"""Polls, as far as messages carry them."""

import time

from bot.sandbox.model import Json
from bot.sandbox.snowflake import iso

_HOUR = 3600


def open_poll(asked: Json) -> Json:
    """Return the poll that a request asks for, with numbered answers and no votes."""
    return {
        "question": asked["question"],
        "answers": [
            {"answer_id": number, "poll_media": answer["poll_media"]}
            for number, answer in enumerate(asked["answers"], start=1)
        ],
        "allow_multiselect": bool(asked.get("allow_multiselect")),
        "layout_type": 1,
        "expiry": iso(time.time() + float(asked.get("duration") or 24) * _HOUR),
        "results": {"is_finalized": False, "answer_counts": []},
    }
