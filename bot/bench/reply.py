"""From a message to its translation on an idle bot, against bare CTranslate2 on the same segment."""

import asyncio
import resource
import statistics
import sys
import time
from dataclasses import asdict, dataclass

import ctranslate2

from bot.nmt.store import Store
from bot.settings import Settings

SEGMENT = "I really want to learn how to cook some good Chinese food"
"""Twelve words."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was measured; times are medians in milliseconds.

    Attributes:
        bare_ms: `translate_batch` of the segment's tokens alone, greedy, one thread.
        reply_ms: from the message's arrival on Discord (the sandbox) to its translation's.
        ratio: the second by the first.
        overhead_ms: the second less the first.
        resident_mib: the whole process, sandbox and bot and model.
        samples: how many of each.
    """

    bare_ms: float
    reply_ms: float
    ratio: float
    overhead_ms: float
    resident_mib: float
    samples: int
