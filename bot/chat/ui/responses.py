"""Responses to interactions that always arrive: deadlines are extended in time, and late ones are sent directly.

Discord waits three seconds for the first response to an interaction. Every command, button, menu, and form gets a
`Response` that acknowledges it before that if nothing else did, for example because the database is locked. What is
sent after that goes through the interaction's token, which is valid for fifteen minutes; after that, and if even the
first response is late, texts are sent to the user directly.
"""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

import discord
import structlog
from discord import app_commands

from bot.chat.strings import say
from bot.log import describe

log = structlog.get_logger(__name__)

Result = TypeVar("Result")

EXTENDED_AFTER = 1.5
"""Seconds after which an interaction without a response is acknowledged; half of what Discord waits."""

_ACKNOWLEDGED = 40060
_EXPIRED = frozenset({10062, 10015, 50027})
"""Discord's codes for an interaction that nobody can respond to any more: unknown interaction, webhook, or token."""

_ONLY_FIRST = ("delete_after", "suppress_embeds")
"""Options of a first response that an edit through the token does not have."""


def is_expired(error: BaseException) -> bool:
    """Whether an error says that an interaction can no longer be responded to."""
    return isinstance(error, discord.HTTPException) and error.code in _EXPIRED


class Response(discord.InteractionResponse[Any]):
    """The response to an interaction; its methods work in any order, and after any time.

    Args:
        parent: the interaction.

    Attributes:
        expired: whether the interaction can no longer be responded to.
    """

    __slots__ = ("_lock", "_task", "expired")

    def __init__(self, parent: discord.Interaction[Any]) -> None:
        super().__init__(parent)
        self.expired = False
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def watch(self) -> None:
        """Acknowledge the interaction soon unless it is responded to."""
        asyncio.get_running_loop().call_later(EXTENDED_AFTER, self._extend)

    def _extend(self) -> None:
        if not (self.is_done() or self.expired or self._lock.locked()):
            self._task = asyncio.create_task(self._acknowledge())

    async def _acknowledge(self) -> None:
        try:
            if self._parent.type is discord.InteractionType.autocomplete:
                await self.autocomplete(())
            elif self._parent.type is discord.InteractionType.component:
                await self.defer()
            else:
                await self.defer(ephemeral=True, thinking=True)
        except (discord.HTTPException, OSError) as error:
            log.info("interaction not acknowledged", interaction=self._parent.id, error=describe(error))

    async def _first(self, response: Awaitable[Result]) -> Result | None:
        """Send a first response; None if there was one, or it is too late."""
        try:
            return await response
        except discord.HTTPException as error:
            if is_expired(error):
                self._expire()
            elif error.code == _ACKNOWLEDGED:  # the answer to an earlier attempt was lost
                self._response_type = discord.InteractionResponseType.deferred_channel_message
            else:
                raise
            return None

    def _expire(self) -> None:
        if not self.expired:
            self.expired = True
            log.info("interaction expired", interaction=self._parent.id, command=command_name(self._parent))

    async def autocomplete(self, choices: Any) -> None:
        """Send choices, unless it is too late."""
        async with self._lock:
            if not (self.is_done() or self.expired):
                await self._first(super().autocomplete(choices))

    async def defer(self, **options: Any) -> Any:
        """Acknowledge the interaction, unless that happened already."""
        async with self._lock:
            if not (self.is_done() or self.expired):
                return await self._first(super().defer(**options))
        return None

    async def send_message(self, content: str | None = None, **options: Any) -> Any:
        """Send a message: as the first response, as a further one, or if it is too late directly to the user."""
        async with self._lock:
            if not (self.is_done() or self.expired):
                sent = await self._first(super().send_message(content, **options))
                if sent:
                    return sent
        if not self.expired:
            options.pop("delete_after", None)
            try:
                return await self._parent.followup.send(content or discord.utils.MISSING, **options)
            except discord.HTTPException as error:
                if not is_expired(error):
                    raise
                self._expire()
        return await self._send_directly(content, options)

    async def edit_message(self, **options: Any) -> Any:
        """Edit the message of a component; after fifteen minutes nothing can be edited."""
        async with self._lock:
            if not (self.is_done() or self.expired):
                edited = await self._first(super().edit_message(**options))
                if edited:
                    return edited
        if self.expired:
            return None
        for name in _ONLY_FIRST:
            options.pop(name, None)
        return await self._parent.edit_original_response(**options)

    async def send_modal(self, modal: discord.ui.Modal, /) -> Any:
        """Open a form; if the interaction was acknowledged already, tell the user to try again."""
        async with self._lock:
            if not (self.is_done() or self.expired):
                return await self._first(super().send_modal(modal))
        await self.send_message(say(self._parent.locale, "error.slow"), ephemeral=True)
        return None

    async def _send_directly(self, content: str | None, options: dict[str, Any]) -> None:
        """Send a text and files in a direct message; controls do not work there."""
        sent = {name: options[name] for name in ("file", "files") if name in options}
        if not (content or sent):
            return
        try:
            await self._parent.user.send(content, suppress_embeds=True, **sent)
        except (discord.HTTPException, OSError) as error:
            log.info("answer not delivered", interaction=self._parent.id, error=describe(error))


def watch(interaction: discord.Interaction[Any]) -> None:
    """Give an interaction that just arrived its `Response`."""
    if interaction.type is not discord.InteractionType.ping:
        response = Response(interaction)
        interaction._cs_response = response  # type: ignore[attr-defined] # noqa: SLF001 - the cache of its property
        response.watch()


def command_name(interaction: discord.Interaction[Any]) -> str:
    """The full name of a command, or the custom id of a component or form; empty if unknown."""
    command = interaction.command
    if isinstance(command, app_commands.Command | app_commands.ContextMenu):
        return command.qualified_name
    data: Any = interaction.data or {}
    return str(data.get("custom_id", ""))
