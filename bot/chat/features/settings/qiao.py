"""`/qiao setup|status`: all settings in one message, and how Qiao is doing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.features.settings.setup import PAGES, Setup, render
from bot.chat.strings import say
from bot.chat.ui.localization import named
from bot.chat.ui.permissions import require
from bot.chat.ui.replies import reply_ephemeral
from bot.telemetry.ledger import Ledger, Outcome, Stage
from bot.text.language import Language

_UNITS = (("status.days", 86_400), ("status.hours", 3_600), ("status.minutes", 60))
_MEDIAN = 0.5


@dataclass(frozen=True, slots=True)
class Status:
    """How Qiao has been doing since it started.

    Attributes:
        model: the name of the model.
        uptime: seconds since the start.
        translated: messages whose translation was posted.
        median: seconds from a message to its translation, at the median; None before the first.
        waiting: messages in progress.
        posts: posts that carried translations; a digest carries several.
        languages: messages by language, without those of which there were none.
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
        """The status according to the ledger."""
        return cls(
            model=model,
            uptime=uptime,
            translated=ledger.outcomes[Outcome.POSTED],
            median=ledger.seconds[Stage.TOTAL].quantile(_MEDIAN),
            waiting=ledger.open,
            posts=posts,
            languages={language: ledger.languages[language] for language in Language if ledger.languages[language]},
        )

    def lines(self, locale: object) -> list[str]:
        """The status in words."""
        lines = [
            say(locale, "status.running", model=self.model, uptime=_duration(locale, self.uptime)),
            say(locale, "status.translated", count=self.translated, posts=self.posts),
        ]
        if self.languages:
            counts = [say(locale, f"status.language.{name}", count=count) for name, count in self.languages.items()]
            lines.append(say(locale, "status.heard", languages=" · ".join(counts)))
        if self.median is not None:
            lines.append(say(locale, "status.median", time=_latency(locale, self.median)))
        lines.append(say(locale, "status.waiting", count=self.waiting))
        return lines


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Administration(
    commands.GroupCog,
    group_name=named("command.qiao.name"),
    group_description=named("command.qiao.description"),
):
    """Commands for the administrators of a server.

    Args:
        setup: what the panel works on.
        report: how Qiao is doing.
        client: where the panel is registered.
    """

    def __init__(self, setup: Setup, report: Callable[[], Status], client: discord.Client) -> None:
        super().__init__()
        self._setup = setup
        self._report = report
        self._client = client

    async def cog_load(self) -> None:
        """Register the panel, so that messages sent before a restart work too."""
        for page in PAGES:
            self._client.add_view(page(self._setup))

    @app_commands.command(name=named("command.qiao.setup.name"), description=named("command.qiao.setup.description"))
    async def setup(self, interaction: discord.Interaction) -> None:
        """Answer `/qiao setup`."""
        require(interaction, "manage_guild")
        await interaction.response.send_message(**await render(self._setup, interaction), ephemeral=True)

    @app_commands.command(name=named("command.qiao.status.name"), description=named("command.qiao.status.description"))
    async def status(self, interaction: discord.Interaction) -> None:
        """Answer `/qiao status`."""
        await reply_ephemeral(interaction, "\n".join(self._report().lines(interaction.locale)))


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
