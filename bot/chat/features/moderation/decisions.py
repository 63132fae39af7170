"""What moderators decide about a flagged message with the buttons of its card.

The buttons carry everything they need, so they work after a restart. Rights are looked at when a button is pressed, in
the channel of the flagged message.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

import discord
import structlog
from cachetools import LRUCache
from discord import app_commands

from bot.chat.features.moderation.cards import Action, decided, open_actions
from bot.chat.features.moderation.timeouts import TimeoutChoice, time_out
from bot.chat.strings import both_in_line, say
from bot.chat.ui.permissions import require
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.errors import DiscordError

log = structlog.get_logger(__name__)

Release = Callable[[discord.Message, int, str], Awaitable[bool | None]]
"""Posts what a watched term holds of a message on a server, and returns whether anything was posted.

It returns None if the message no longer says what the moderator has seen, whose fingerprint it is given.
"""

Withdraw = Callable[[Sequence[int]], Awaitable[None]]
"""Removes the posts of messages.

Raises:
    DiscordError: a channel refused.
"""

_RIGHTS: Final = {Action.TIMEOUT: "moderate_members"}
_CLOSES: Final = {
    Action.DELETE: frozenset({Action.DELETE, Action.RELEASE, Action.DISMISS}),
    Action.TIMEOUT: frozenset({Action.TIMEOUT, Action.DISMISS}),
    Action.RELEASE: frozenset({Action.RELEASE, Action.DISMISS}),
    Action.DISMISS: frozenset(Action),
}
Channel = discord.abc.GuildChannel | discord.Thread


@dataclass(frozen=True, slots=True)
class Place:
    """The flagged message that a button is about.

    Attributes:
        channel_id: its channel or thread.
        message_id: its id.
        author_id: its author.
        fingerprint: of the text that the moderator has seen; empty on old cards.
    """

    channel_id: int
    message_id: int
    author_id: int
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class _Result:
    """What a decision came to.

    Attributes:
        reply: what the moderator is told, in their language.
        key: of the text on the card, in both languages; empty if nothing was decided.
        closes: what cannot be decided any more.
    """

    reply: str
    key: str = ""
    closes: frozenset[Action] = frozenset()


class Decisions:
    """Carries out what moderators decide.

    Args:
        client: the connected client.
        release: posts what is held of a message.
        withdraw: removes the posts of messages.
        lock: what the card of a message on a server is changed under.
        on_decision: is told of each decision: the server, the message, and what was decided.
    """

    def __init__(
        self,
        client: discord.Client,
        release: Release,
        withdraw: Withdraw,
        lock: Callable[[int, int], asyncio.Lock],
        on_decision: Callable[[int, int, Action], None],
    ) -> None:
        self._client = client
        self._release = release
        self._withdraw = withdraw
        self._lock = lock
        self._on_decision = on_decision
        # What was decided on cards lately: a card may not show it yet to who presses next.
        self._closed: LRUCache[int, frozenset[Action]] = LRUCache(10_000)

    async def decide(self, interaction: discord.Interaction, action: Action, place: Place) -> None:
        """Handle a button.

        Raises:
            MissingPermissions: the user may not decide.
        """
        channel = await self._checked(interaction, action, place)
        if channel is None and action is not Action.DISMISS:
            await reply_ephemeral(interaction, say(interaction.locale, "case.unreachable"))
            return
        shown = interaction.message
        if shown is None:
            return
        if action is Action.TIMEOUT:
            if interaction.guild and not interaction.guild.me.guild_permissions.moderate_members:
                await reply_ephemeral(interaction, say(interaction.locale, "case.timeout.right"))
                return

            async def choose(pressed: discord.Interaction, minutes: int) -> None:
                await self._checked(pressed, action, place)
                await pressed.response.edit_message(view=None)
                await self._carry_out(pressed, action, place, shown, minutes=minutes)

            view = TimeoutChoice(interaction, choose)
            text = say(interaction.locale, "case.timeout.choose", member=f"<@{place.author_id}>")
            await interaction.response.send_message(text, view=view, ephemeral=True)
            return
        await self._carry_out(interaction, action, place, shown)

    async def _checked(self, interaction: discord.Interaction, action: Action, place: Place) -> Channel | None:
        """The channel of the flagged message, where the user may decide; None if it is gone or elsewhere.

        Without it, only the right in the channel of the card can be looked at, and a card can only be dismissed.
        """
        channel = await self._channel(interaction, place.channel_id)
        right = _RIGHTS.get(action, "manage_messages")
        if channel is None or not isinstance(interaction.user, discord.Member):
            require(interaction, right)
            return None
        if not getattr(channel.permissions_for(interaction.user), right):
            raise app_commands.MissingPermissions([right])
        return channel

    async def _channel(self, interaction: discord.Interaction, channel_id: int) -> Channel | None:
        """A channel of the server where the button was pressed; None if it is gone or of another server."""
        guild = interaction.guild
        if guild is None:
            return None
        channel: object = guild.get_channel_or_thread(channel_id)
        if channel is None:
            try:
                channel = await self._client.fetch_channel(channel_id)
            except (discord.NotFound, discord.Forbidden, discord.InvalidData):
                return None
        if isinstance(channel, discord.Thread) and channel.parent is None:
            return None  # who may do what in it is not known
        is_here = isinstance(channel, discord.abc.GuildChannel | discord.Thread) and channel.guild.id == guild.id
        return channel if is_here else None  # type: ignore[return-value] # `is_here` narrows it

    async def _carry_out(
        self,
        interaction: discord.Interaction,
        action: Action,
        place: Place,
        shown: discord.Message,
        *,
        minutes: int = 0,
    ) -> None:
        """Decide, unless someone else did, and show it on the card."""
        await defer(interaction)
        guild_id = interaction.guild_id or 0
        async with self._lock(guild_id, place.message_id):
            card = await self._current(shown)
            closed = self._closed.get(shown.id, frozenset())
            if action in closed or (card is not None and action not in open_actions(card)):
                await reply_ephemeral(interaction, say(interaction.locale, "case.decided"))
                return
            result = await self._act(interaction, action, place, minutes)
            reply = result.reply
            if result.key:
                self._closed[shown.id] = closed | result.closes
                self._on_decision(guild_id, place.message_id, action)
                person, at = interaction.user.mention, f"<t:{int(time.time())}:f>"
                line = both_in_line(result.key, person=person, at=at, minutes=minutes)
                if not await _mark(card, line, self._closed[shown.id]):
                    reply += " " + say(interaction.locale, "case.card_gone")
        await reply_ephemeral(interaction, reply)

    async def _current(self, shown: discord.Message) -> discord.Message | None:
        """The card as it is now; None if it was deleted."""
        try:
            return await shown.channel.fetch_message(shown.id)
        except discord.NotFound:
            return None
        except discord.Forbidden:
            return shown

    async def _act(self, interaction: discord.Interaction, action: Action, place: Place, minutes: int) -> _Result:
        locale = interaction.locale
        match action:
            case Action.DISMISS:
                return _Result(say(locale, "case.done.dismiss"), "case.by.dismiss", _CLOSES[action])
            case Action.TIMEOUT:
                problem = await time_out(interaction, place.author_id, minutes)
                if problem:
                    return _Result(problem)
                done = say(locale, "case.done.timeout", member=f"<@{place.author_id}>")
                return _Result(done, f"case.by.timeout_{minutes}", _CLOSES[action])
            case Action.DELETE:
                return await self._delete(locale, place)
            case Action.RELEASE:
                return await self._post(locale, place, interaction.guild_id or 0)

    async def _delete(self, locale: object, place: Place) -> _Result:
        """Delete a message; its posts follow as they do whoever deletes it."""
        message = self._client.get_partial_messageable(place.channel_id).get_partial_message(place.message_id)
        key = "delete"
        try:
            await message.delete()
        except discord.NotFound:
            key = "deleted"
        except discord.Forbidden:
            key = "withdraw"
        if key != "delete":
            try:
                await self._withdraw([place.message_id])
            except DiscordError as error:
                log.warning("posts of a flagged message not removed", message=place.message_id, error=str(error))
                return _Result(say(locale, f"case.refused.{key}"))
        # Without the right to delete, moderators can grant it and press the button again.
        closes = _CLOSES[Action.DELETE] if key != "withdraw" else frozenset({Action.RELEASE, Action.DISMISS})
        return _Result(say(locale, f"case.done.{key}"), f"case.by.{key}", closes)

    async def _post(self, locale: object, place: Place, guild_id: int) -> _Result:
        """Post a held translation."""
        channel = self._client.get_partial_messageable(place.channel_id, guild_id=guild_id)
        try:
            message = await channel.fetch_message(place.message_id)
        except discord.NotFound:
            return _Result(say(locale, "case.gone"))
        except discord.Forbidden:
            return _Result(say(locale, "case.unreachable"))
        released = await self._release(message, guild_id, place.fingerprint)
        if released is None:
            return _Result(say(locale, "case.edited"))
        if not released:
            return _Result(say(locale, "case.not_released"))
        return _Result(say(locale, "case.done.release"), "case.by.release", _CLOSES[Action.RELEASE])


async def _mark(card: discord.Message | None, line: str, closed: frozenset[Action]) -> bool:
    """Show a decision on a card; False if it is gone or cannot be changed."""
    if card is None:
        return False
    try:
        await card.edit(view=decided(card, line, closed))
    except (discord.NotFound, discord.Forbidden):
        return False
    return True
