"""Our own account in a channel; its messages are silent and ping nobody."""

from typing import TYPE_CHECKING, Any

import discord
import structlog

from bot.chat.posting.outages import Outages
from bot.chat.posting.refusals import NO_HISTORY, UNKNOWN_CHANNEL, Refusals
from bot.errors import DiscordError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

log = structlog.get_logger(__name__)


class NoReplyError(DiscordError):
    """Discord refuses replies in a channel, but not posts."""


class Account:
    """Our own account in a channel or thread.

    Every method raises `DiscordError` if Discord refuses, and `DeadlineError` if it is down for too long.

    Args:
        channel: the channel or thread.
        refusals: channels that refused requests.
        outages: sends requests again that fail because Discord is down.
        patience: seconds after which a post is given up; edits and deletions are tried longer.
    """

    def __init__(
        self, channel: discord.PartialMessageable, refusals: Refusals, outages: Outages, patience: float
    ) -> None:
        self._channel = channel
        self._refusals = refusals
        self._outages = outages
        self._patience = patience

    async def send(self, text: str, **extras: Any) -> discord.Message:
        """Send a message; extras are arguments of `discord.abc.Messageable.send`.

        Raises:
            NoReplyError: a reply needs a permission that we lack.
            DiscordError: Discord refused the message.
        """
        if self._refusals.is_paused(self._channel.id):
            raise DiscordError(f"Channel {self._channel.id} refused a post recently.")
        send: Callable[..., Awaitable[discord.Message]] = self._channel.send  # none of its overloads fits **extras
        options = {"silent": True, "suppress_embeds": True} | extras
        try:
            return await self._outages.outlast(lambda: send(text, **options), self._patience)
        except discord.HTTPException as error:
            if error.code == NO_HISTORY and "reference" in extras:
                raise NoReplyError(f"Channel {self._channel.id} permits no replies (code {error.code}).") from None
            raise await self._refused(error) from None

    async def edit(self, post_id: int, text: str, **extras: Any) -> bool:
        """Edit a message of ours; False if it was deleted. Extras are arguments of `discord.Message.edit`."""
        post = self._channel.get_partial_message(post_id)
        try:
            await self._outages.outlast(lambda: post.edit(content=text, **extras))
        except discord.NotFound:
            return False
        except discord.HTTPException as error:
            raise await self._refused(error) from None
        return True

    async def delete(self, post_id: int) -> None:
        """Delete a message of ours, if it still exists."""
        try:
            await self._outages.outlast(self._channel.get_partial_message(post_id).delete)
        except discord.NotFound:
            pass
        except discord.HTTPException as error:
            raise await self._refused(error) from None

    async def delete_if_allowed(self, post_id: int) -> bool:
        """Delete a post of a deleted webhook, which requires Manage Messages; False if it stays without it."""
        try:
            await self._channel.get_partial_message(post_id).delete()
        except discord.NotFound:
            return True
        except discord.HTTPException as error:
            log.info("post of a deleted webhook not removed", channel=self._channel.id, post=post_id, code=error.code)
            return False
        return True

    async def content(self, post_id: int) -> str | None:
        """The content of a message; None if it was deleted.

        A channel that does not let us read it may still let us post.
        """
        try:
            post = await self._outages.outlast(lambda: self._channel.fetch_message(post_id))
        except discord.NotFound:
            return None
        except discord.HTTPException as error:
            raise self._error(error) from None
        return post.content

    async def _refused(self, error: discord.HTTPException) -> DiscordError:
        channel = self._channel
        if isinstance(error, discord.Forbidden):
            await self._refusals.record(channel.id, channel.guild.id if channel.guild else None, error.code)
        elif error.code == UNKNOWN_CHANNEL:
            self._refusals.record_gone(channel.id)
        return self._error(error)

    def _error(self, error: discord.HTTPException) -> DiscordError:
        place = self._channel.id
        return DiscordError(f"Discord refused a request in channel {place}: {error.status} (code {error.code}).")


class Accounts:
    """Our own account in each channel and thread.

    Args:
        client: the connected client.
        refusals: channels that refused requests.
        outages: sends requests again that fail because Discord is down.
        patience: seconds after which a post is given up; edits and deletions are tried longer.
    """

    def __init__(self, client: discord.Client, refusals: Refusals, outages: Outages, patience: float) -> None:
        self._client = client
        self._refusals = refusals
        self._outages = outages
        self._patience = patience

    def of(self, channel_id: int, guild_id: int | None) -> Account:
        """Our account in a channel or thread."""
        channel = self._client.get_partial_messageable(channel_id, guild_id=guild_id)
        return Account(channel, self._refusals, self._outages, self._patience)
