"""Polls in messages; nobody can vote."""

import time

from bot.sandbox.model import Json
from bot.sandbox.snowflake import iso

_HOUR = 3600


def open_poll(request: Json) -> Json:
    """Return the poll for a request, with numbered answers and no votes."""
    return {
        "question": request["question"],
        "answers": [
            {"answer_id": number, "poll_media": answer["poll_media"]}
            for number, answer in enumerate(request["answers"], start=1)
        ],
        "allow_multiselect": bool(request.get("allow_multiselect")),
        "layout_type": 1,
        "expiry": iso(time.time() + float(request.get("duration") or 24) * _HOUR),
        "results": {"is_finalized": False, "answer_counts": []},
    }
