"""What became of every message: the books must balance."""

from collections import Counter
from enum import StrEnum

from bot.telemetry.histogram import Histogram

HELD = "held: unsure"
"""The reason of a skip where a translation was too unsure to be posted, and was offered instead."""


class Outcome(StrEnum):
    """How a message that was submitted ends; each ends in exactly one of these."""

    POSTED = "posted"
    SKIPPED = "skipped"
    SHED = "shed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Stage(StrEnum):
    """A stretch of a posted message's way."""

    QUEUE = "queue"
    OUTBOX = "outbox"
    TOTAL = "total"


class Ledger:
    """Counts submissions and outcomes.

    Attributes:
        submitted: messages taken on.
        outcomes: how many ended how.
        skips: the skipped ones, by reason.
        languages: in which languages the messages were, as far as anybody looked.
        seconds: how long posted messages took: from arrival to translation, from there to the post, and both.
    """

    def __init__(self) -> None:
        self.submitted = 0
        self.outcomes: Counter[Outcome] = Counter()
        self.skips: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.seconds = {stage: Histogram() for stage in Stage}

    def submit(self) -> None:
        """A message was taken on."""
        self.submitted += 1

    def close(self, outcome: Outcome, reason: str = "") -> None:
        """A message came to its end."""
        self.outcomes[outcome] += 1
        if outcome is Outcome.SKIPPED:
            self.skips[reason] += 1

    def hear(self, language: str) -> None:
        """The language of a message was told."""
        self.languages[language] += 1

    def clock(self, arrived: float, translated: float, posted: float) -> None:
        """A message was posted; the arguments are seconds of one monotonic clock."""
        self.seconds[Stage.QUEUE].observe(translated - arrived)
        self.seconds[Stage.OUTBOX].observe(posted - translated)
        self.seconds[Stage.TOTAL].observe(posted - arrived)

    @property
    def open(self) -> int:
        """How many messages are still being worked on."""
        return self.submitted - self.outcomes.total()
