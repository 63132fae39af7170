"""The buttons with which moderators decide on a suggestion; they work after a restart too."""

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, Self, cast

import discord

from bot.chat.strings import ENGLISH, SIMPLIFIED, Catalogue
from bot.chat.ui.replies import apologise

if TYPE_CHECKING:
    from discord.ext import commands

DECIDES = "Suggest"
"""The name of the cog that carries verdicts out."""


class Verdict(StrEnum):
    """What becomes of a suggestion."""

    APPROVE = "approve"
    TERM = "term"
    REJECT = "reject"


_STYLES = {
    Verdict.APPROVE: discord.ButtonStyle.success,
    Verdict.TERM: discord.ButtonStyle.primary,
    Verdict.REJECT: discord.ButtonStyle.secondary,
}


class Decides(Protocol):
    """Whatever carries verdicts out."""

    async def decide(self, interaction: discord.Interaction, suggestion_id: int, verdict: Verdict) -> None:
        """Carry a verdict out."""
        ...


class Decision(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=r"qiao:suggestion:(?P<id>\d+):(?P<verdict>approve|term|reject)",
):
    """A button.

    Args:
        suggestion_id: what is decided on.
        verdict: what the button says.
        label: what stands on it.
    """

    def __init__(self, suggestion_id: int, verdict: Verdict, label: str = "·") -> None:
        custom_id = f"qiao:suggestion:{suggestion_id}:{verdict}"
        super().__init__(discord.ui.Button(label=label, style=_STYLES[verdict], custom_id=custom_id))
        self._suggestion_id = suggestion_id
        self._verdict = verdict

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, __: discord.ui.Item[Any], match: re.Match[str], /) -> Self:
        """Made anew for each press."""
        return cls(int(match["id"]), Verdict(match["verdict"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        """Decide."""
        cog = cast("commands.Bot", interaction.client).get_cog(DECIDES)
        try:
            await cast("Decides", cog).decide(interaction, self._suggestion_id, self._verdict)
        except Exception as error:  # noqa: BLE001 - discord.py would leave the person without an answer
            await apologise(interaction, error)


def buttons(catalogue: Catalogue, suggestion_id: int, *, term: bool) -> discord.ui.View:
    """The buttons of a suggestion, in both languages.

    Args:
        catalogue: what is said to people.
        suggestion_id: what is decided on.
        term: whether it may become a term, too.
    """
    view = discord.ui.View(timeout=None)
    for verdict in Verdict:
        if term or verdict is not Verdict.TERM:
            label = " · ".join(catalogue.say(locale, f"suggest.button.{verdict}") for locale in (ENGLISH, SIMPLIFIED))
            view.add_item(Decision(suggestion_id, verdict, label))
    return view
