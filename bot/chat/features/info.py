"""`/help`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.relay.unsure import SIGN
from bot.chat.strings import Catalogue
from bot.chat.ui.localisation import everywhere, named
from bot.chat.ui.replies import reply_ephemeral
from bot.telemetry.ledger import Ledger, Outcome, Stage
from bot.text.language import Language


class About(commands.Cog):
    """Explains Qiao.

    Args:
        catalogue: what is said to people.
        content: whether the message-content intent was granted.
    """

    def __init__(self, catalogue: Catalogue, *, content: bool) -> None:
        self._catalogue = catalogue
        self._content = content

    @everywhere
    @app_commands.command(name=named("command.help.name"), description=named("command.help.description"))
    async def help(self, interaction: discord.Interaction) -> None:
        """Answer `/help`."""
        text = self._catalogue.say(interaction.locale, "help.text")
        for line in ("help.asking", "help.unsure", "help.offer"):
            text += "\n" + self._catalogue.say(interaction.locale, line, sign=SIGN)
        if not self._content:
            text += "\n" + self._catalogue.say(interaction.locale, "help.no_intent")
        await reply_ephemeral(interaction, text)


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
