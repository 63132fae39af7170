"""Our own account in a channel; its messages are silent and ping nobody."""

from typing import TYPE_CHECKING, Any

import discord
import structlog

from bot.chat.posting.refusals import Refusals
from bot.errors import DiscordError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

log = structlog.get_logger(__name__)


class Account:
    """Our own account in a channel or thread.

    Every method raises `DiscordError` if Discord refuses.

    Args:
        channel: the channel or thread.
        refusals: channels that refused requests.
    """

    def __init__(self, channel: discord.PartialMessageable, refusals: Refusals) -> None:
        self._channel = channel
        self._refusals = refusals

    async def send(self, text: str, **extras: Any) -> discord.Message:
        """Send a message; extras are arguments of `discord.abc.Messageable.send`."""
        if self._refusals.is_paused(self._channel.id):
            raise DiscordError(f"Channel {self._channel.id} refused a post recently.")
        send: Callable[..., Awaitable[discord.Message]] = self._channel.send  # none of its overloads fits **extras
        try:
            return await send(text, **{"silent": True, "suppress_embeds": True} | extras)
        except discord.HTTPException as error:
            raise await self._refused(error) from None

    async def edit(self, post_id: int, text: str) -> bool:
        """Edit a message of ours; False if it was deleted."""
        try:
            await self._channel.get_partial_message(post_id).edit(content=text)
        except discord.NotFound:
            return False
        except discord.HTTPException as error:
            raise await self._refused(error) from None
        return True

    async def delete(self, post_id: int) -> None:
        """Delete a message of ours, if it still exists."""
        try:
            await self._channel.get_partial_message(post_id).delete()
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
        """The content of a message; None if it was deleted."""
        try:
            post = await self._channel.fetch_message(post_id)
        except discord.NotFound:
            return None
        except discord.HTTPException as error:
            raise await self._refused(error) from None
        return post.content

    async def _refused(self, error: discord.HTTPException) -> DiscordError:
        channel = self._channel
        if isinstance(error, discord.Forbidden):
            await self._refusals.record(channel.id, channel.guild.id if channel.guild else None, error.code)
        return DiscordError(f"Discord refused a request in channel {channel.id}: {error.status} (code {error.code}).")
