"""What became of every message: the books must balance."""

from collections import Counter
from enum import StrEnum


class Outcome(StrEnum):
    """How a message that was submitted ends; each ends in exactly one of these."""

    POSTED = "posted"
    SKIPPED = "skipped"
    SHED = "shed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Ledger:
    """Counts submissions and outcomes.

    Attributes:
        submitted: messages taken on.
        outcomes: how many ended how.
        skips: the skipped ones, by reason.
    """

    def __init__(self) -> None:
        self.submitted = 0
        self.outcomes: Counter[Outcome] = Counter()
        self.skips: Counter[str] = Counter()

    def submit(self) -> None:
        """A message was taken on."""
        self.submitted += 1

    def close(self, outcome: Outcome, reason: str = "") -> None:
        """A message came to its end."""
        self.outcomes[outcome] += 1
        if outcome is Outcome.SKIPPED:
            self.skips[reason] += 1

    @property
    def open(self) -> int:
        """How many messages are still being worked on."""
        return self.submitted - self.outcomes.total()
