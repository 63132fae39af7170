"""How Qiao is doing, in plain numbers and words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.chat.ledger import Ledger, Outcome, Stage
from bot.text.language import Language

_UNITS = (("status.days", 86_400), ("status.hours", 3_600), ("status.minutes", 60))
_MEDIAN = 0.5


class Say(Protocol):
    """Gives the text of a catalogue key in the reader's language: `functools.partial(catalogue.say, locale)`."""

    def __call__(self, key: str, **values: object) -> str:
        """The text, its `{fields}` filled in."""
        ...


@dataclass(frozen=True, slots=True)
class Status:
    """A look at a running Qiao.

    Attributes:
        model: the name of the model.
        uptime: seconds since the start.
        translated: messages whose translation was posted since then.
        median: seconds from a message to its translation that half of them did not take; None before the first.
        waiting: messages that are being worked on.
        posts: posts that carried translations; a digest carries several.
        languages: messages by language, those that were heard.
    """

    model: str
    uptime: float
    translated: int
    median: float | None
    waiting: int
    posts: int
    languages: Mapping[Language, int]

    @classmethod
    def of(cls, ledger: Ledger, *, model: str, uptime: float, posts: int) -> "Status":
        """The status that the books tell."""
        return cls(
            model=model,
            uptime=uptime,
            translated=ledger.outcomes[Outcome.POSTED],
            median=ledger.seconds[Stage.TOTAL].quantile(_MEDIAN),
            waiting=ledger.open,
            posts=posts,
            languages={language: ledger.languages[language] for language in Language if ledger.languages[language]},
        )

    def lines(self, say: Say) -> list[str]:
        """The status as lines for people."""
        lines = [
            say("status.running", model=self.model, uptime=_duration(self.uptime, say)),
            say("status.translated", count=self.translated, posts=self.posts),
        ]
        if self.languages:
            heard = (say(f"status.language.{language}", count=count) for language, count in self.languages.items())
            lines.append(say("status.heard", languages=" · ".join(heard)))
        if self.median is not None:
            lines.append(say("status.median", seconds=f"{self.median:.1f}"))
        lines.append(say("status.waiting", count=self.waiting))
        return lines


def _duration(seconds: float, say: Say) -> str:
    """The two largest units of a duration; less than a minute is 0 minutes."""
    parts: list[str] = []
    rest = int(seconds)
    for key, size in _UNITS:
        count, rest = divmod(rest, size)
        if count or parts:
            parts.append(say(key, count=count))
    return " ".join(parts[:2]) or say("status.minutes", count=0)
