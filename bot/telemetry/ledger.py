"""The outcome of every message: each submitted message has exactly one."""

from collections import Counter
from enum import StrEnum

from bot.telemetry.histogram import Histogram

HELD = "held: unsure"
"""The reason for a skip when a translation was too unsure to be posted, and was offered instead."""

OVER_LIMIT = "over the member limit"
"""The reason of a skip where a person sent more messages per minute than are translated without a request."""

OVER_SERVER_LIMIT = "over the server limit"
"""The reason of a skip where a server sent more messages per minute than the host lets it have translated."""


class Outcome(StrEnum):
    """How a submitted message ends."""

    POSTED = "posted"
    SKIPPED = "skipped"
    SHED = "shed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Improvement(StrEnum):
    """How an attempt to improve a translation with the better model ends."""

    REPLACED = "replaced"
    """The better translation is posted, in place of the first one where there was one."""
    ANSWERED = "answered"
    """Only whoever asked saw the better translation, because nothing was posted."""
    KEPT = "kept"
    """The better model is no surer, or has no translation."""
    OUTDATED = "outdated"
    """The message or its translation was edited or removed in the meantime."""
    BUSY = "busy"
    """There was too much to do to try."""
    LATE = "late"
    """The better model took too long."""
    FAILED = "failed"


class Stage(StrEnum):
    """A part of the time from a message to its post: until its translation, from there to the post, or both."""

    QUEUE = "queue"
    OUTBOX = "outbox"
    TOTAL = "total"


class Ledger:
    """Counts submitted messages and their outcomes.

    Attributes:
        submitted: number of submitted messages.
        outcomes: number of messages by outcome.
        skips: number of skipped messages by reason.
        languages: number of messages by identified language.
        seconds: durations of posted messages by stage.
        improvements: number of attempts to improve a translation, by outcome.
        flagged: number of flagged messages by whose rule found something.
        decisions: number of decisions of moderators about them, by what was decided.
    """

    def __init__(self) -> None:
        self.submitted = 0
        self.outcomes: Counter[Outcome] = Counter()
        self.skips: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.seconds = {stage: Histogram() for stage in Stage}
        self.improvements: Counter[Improvement] = Counter()
        self.flagged: Counter[str] = Counter()
        self.decisions: Counter[str] = Counter()

    def submit(self) -> None:
        """Count a submitted message."""
        self.submitted += 1

    def close(self, outcome: Outcome, reason: str = "") -> None:
        """Count the outcome of a message, with the reason if it was skipped."""
        self.outcomes[outcome] += 1
        if outcome is Outcome.SKIPPED:
            self.skips[reason] += 1

    def count_language(self, language: str) -> None:
        """Count the language of a message."""
        self.languages[language] += 1

    def record_times(self, arrived: float, translated: float, posted: float) -> None:
        """Record the times of a posted message, all in seconds of the same monotonic clock."""
        self.seconds[Stage.QUEUE].observe(translated - arrived)
        self.seconds[Stage.OUTBOX].observe(posted - translated)
        self.seconds[Stage.TOTAL].observe(posted - arrived)

    def count_improvement(self, outcome: Improvement) -> None:
        """Count an attempt to improve a translation."""
        self.improvements[outcome] += 1

    @property
    def open(self) -> int:
        """The number of messages without an outcome yet."""
        return self.submitted - self.outcomes.total()

    @property
    def too_many(self) -> int:
        """The number of messages that were not translated because there were too many."""
        return self.outcomes[Outcome.SHED] + self.skips[OVER_LIMIT] + self.skips[OVER_SERVER_LIMIT]
