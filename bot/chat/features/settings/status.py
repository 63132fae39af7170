"""How Qiao is doing on a server, as `/qiao status` shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.chat.strings import say
from bot.telemetry.ledger import Ledger, Outcome, Stage
from bot.text.language import Language

_UNITS = (("status.days", 86_400), ("status.hours", 3_600), ("status.minutes", 60))
_MEDIAN = 0.5


@dataclass(frozen=True, slots=True)
class Status:
    """How Qiao has been doing on a server since it started.

    Attributes:
        model: the name of the model.
        uptime: seconds since the start.
        translated: messages whose translation was posted.
        skipped: messages that were not translated because there were too many.
        median: seconds from a message to its translation, at the median; None before the first.
        waiting: messages in progress.
        languages: messages by language, without those of which there were none.
        limit: messages that are translated per minute; 0 if there is no limit.
        votes: how many readers voted for translations and against them.
        suggestions: how many suggestions wait for the moderators.
        muted: how many members are muted.
    """

    model: str
    uptime: float
    translated: int
    skipped: int
    median: float | None
    waiting: int
    languages: Mapping[Language, int]
    limit: int = 0
    votes: tuple[int, int] = (0, 0)
    suggestions: int = 0
    muted: int = 0

    @classmethod
    def of(cls, ledger: Ledger, *, model: str, uptime: float, **more: Any) -> "Status":
        """The status according to the ledger of a server; `more` are the attributes that have a default."""
        return cls(
            model=model,
            uptime=uptime,
            translated=ledger.outcomes[Outcome.POSTED],
            skipped=ledger.too_many,
            median=ledger.seconds[Stage.TOTAL].quantile(_MEDIAN),
            waiting=ledger.open,
            languages={language: ledger.languages[language] for language in Language if ledger.languages[language]},
            **more,
        )

    def lines(self, locale: object) -> list[str]:
        """The status in words."""
        lines = [
            say(locale, "status.running", model=self.model, uptime=_duration(locale, self.uptime)),
            say(locale, "status.here"),
            say(locale, "status.translated", count=self.translated),
        ]
        if self.languages:
            counts = [say(locale, f"status.language.{name}", count=count) for name, count in self.languages.items()]
            lines.append(say(locale, "status.heard", languages=" · ".join(counts)))
        if self.median is not None:
            lines.append(say(locale, "status.median", time=_latency(locale, self.median)))
        lines.append(say(locale, "status.waiting", count=self.waiting))
        if any(self.votes):
            likes, dislikes = self.votes
            lines.append(say(locale, "status.votes", likes=likes, dislikes=dislikes))
        more = {"skipped": self.skipped, "limit": self.limit, "suggestions": self.suggestions, "muted": self.muted}
        return lines + [say(locale, f"status.{name}", count=count) for name, count in more.items() if count]


def _latency(locale: object, seconds: float) -> str:
    """A short time, in milliseconds below one second; at least 1 ms, so that something can take less."""
    if seconds < 1:
        return say(locale, "status.milliseconds", count=max(1, round(seconds * 1_000)))
    return say(locale, "status.seconds", count=f"{seconds:.1f}")


def _duration(locale: object, seconds: float) -> str:
    """The two largest units of a duration; less than a minute is 0 minutes."""
    parts: list[str] = []
    rest = int(seconds)
    for key, size in _UNITS:
        count, rest = divmod(rest, size)
        if count or parts:
            parts.append(say(locale, key, count=count))
    return " ".join(parts[:2]) or say(locale, "status.minutes", count=0)
