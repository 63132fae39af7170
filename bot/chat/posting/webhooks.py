"""Webhooks, through which Qiao posts in an author's name: one per channel, made once, found again after a restart."""

import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import discord
import structlog
from cachetools import LRUCache

from bot.chat.posting.refusals import Refusals
from bot.chat.relay.locks import Locks
from bot.chat.relay.message import Message
from bot.errors import DiscordError

log = structlog.get_logger(__name__)

NAME = "Qiao 桥"
UNKNOWN_WEBHOOK = 10015
TOO_MANY_WEBHOOKS = 30007
_NOT_ALLOWED, _NO_ROOM = "fallback.webhook", "fallback.webhooks"

_LONGEST_NAME = 80
_NAMELESS = "某人 · somebody"
_FORBIDDEN = re.compile(r"(dis)(cord)|(cly)(de)", re.IGNORECASE)
_RESERVED = frozenset({"everyone", "here"})

Host = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.ForumChannel
"""The channels that can have webhooks; a thread uses its parent's."""


Act = Callable[[discord.Webhook, dict[str, Any]], Awaitable[None]]


class NoWebhookError(DiscordError):
    """There is no webhook to post through, nor can one be made now."""


@dataclass(frozen=True, slots=True)
class Persona:
    """Whom a webhook shows as the author of a post.

    Attributes:
        name: one that Discord takes.
        avatar: the address of a picture; empty for the webhook's own.
    """

    name: str
    avatar: str

    @classmethod
    def of(cls, message: Message) -> "Persona":
        """The author of a message as they look at this moment."""
        return cls(safe(message.author), message.avatar)


class Webhooks:
    """Posts as people, through webhooks of our application's own.

    Args:
        client: the connected client.
        refusals: whom to tell where webhooks cannot be had.
    """

    def __init__(self, client: discord.Client, refusals: Refusals) -> None:
        self._client = client
        self._refusals = refusals
        self._known: LRUCache[int, discord.Webhook] = LRUCache(10_000)
        self._locks = Locks()

    async def send(self, channel_id: int, persona: Persona, text: str, **extras: Any) -> discord.WebhookMessage:
        """Post as a person.

        Args:
            channel_id: a channel, or a thread.
            persona: who is shown as the speaker.
            text: what is said; may be empty where files are among the extras.
            extras: for `discord.Webhook.send`.

        Raises:
            NoWebhookError: no webhook can be had there.
            discord.HTTPException: Discord refuses the post.
        """
        host, thread = await self._place(channel_id)
        if thread:
            extras["thread"] = thread
        if persona.avatar:
            extras["avatar_url"] = persona.avatar
        for last in (False, True):
            async with self._locks.of(host.id):
                hook = await self._find(host) or await self._make(host)
            try:
                return await hook.send(text, username=persona.name, wait=True, silent=True, **extras)
            except discord.NotFound as error:
                if error.code != UNKNOWN_WEBHOOK or last:
                    raise
                self._known.pop(host.id, None)  # deleted by hand: once more through another
                for file in extras.get("files", ()):
                    file.reset()
        raise AssertionError("the second attempt returns or raises")

    async def edit(self, channel_id: int, webhook_id: int, post_id: int, text: str, **extras: Any) -> bool:
        """Edit a post; False where its webhook is gone or kept from us, so that nobody can.

        Raises:
            discord.HTTPException: Discord refuses; the post may be gone.
        """

        async def edit(hook: discord.Webhook, where: dict[str, Any]) -> None:
            await hook.edit_message(post_id, content=text, **where, **extras)

        return await self._with(channel_id, webhook_id, edit)

    async def delete(self, channel_id: int, webhook_id: int, post_id: int) -> bool:
        """Delete a post, for which a webhook needs no permission; False where it is gone or kept from us.

        Raises:
            discord.HTTPException: Discord refuses; the post may be gone.
        """

        async def delete(hook: discord.Webhook, where: dict[str, Any]) -> None:
            await hook.delete_message(post_id, **where)

        return await self._with(channel_id, webhook_id, delete)

    async def _with(self, channel_id: int, webhook_id: int, act: Act) -> bool:
        """Do something through the webhook of that id, if there is still one."""
        try:
            host, thread = await self._place(channel_id)
            async with self._locks.of(host.id):
                hook = await self._find(host)
        except NoWebhookError:
            return False
        if hook is None or hook.id != webhook_id:
            return False
        try:
            await act(hook, {"thread": thread} if thread else {})
        except discord.NotFound as error:
            if error.code != UNKNOWN_WEBHOOK:
                raise
            self._known.pop(host.id, None)
            return False
        return True

    async def _place(self, channel_id: int) -> tuple[Host, discord.Thread | None]:
        """The channel that has the webhook, and the thread in it where that is meant."""
        try:
            channel: object = self._client.get_channel(channel_id) or await self._client.fetch_channel(channel_id)
        except discord.HTTPException as error:
            raise NoWebhookError(f"Channel {channel_id} cannot be read: {error.status} (code {error.code}).") from None
        thread = channel if isinstance(channel, discord.Thread) else None
        host = thread.parent if thread else channel
        if not isinstance(host, Host):
            raise NoWebhookError(f"Channel {channel_id} is of a kind that has no webhooks.")
        return host, thread

    async def _find(self, host: Host) -> discord.Webhook | None:
        """The webhook in memory, otherwise the one of an earlier run: Discord tells its token only to its maker."""
        if known := self._known.get(host.id):
            return known
        if self._refusals.closed(host.id, _NOT_ALLOWED, _NO_ROOM):
            raise NoWebhookError(f"Channel {host.id} refused a webhook a short while ago.")
        try:
            every = await host.webhooks()
        except discord.Forbidden as error:
            raise await self._refuse(host, _NOT_ALLOWED, error) from None
        for hook in every:
            if hook.token and hook.user == self._client.user:
                self._known[host.id] = hook
                return hook
        return None

    async def _make(self, host: Host) -> discord.Webhook:
        try:
            hook = self._known[host.id] = await host.create_webhook(name=NAME)
        except discord.Forbidden as error:
            raise await self._refuse(host, _NOT_ALLOWED, error) from None
        except discord.HTTPException as error:
            if error.code != TOO_MANY_WEBHOOKS:
                raise
            raise await self._refuse(host, _NO_ROOM, error) from None
        log.info("a webhook was made", channel=host.id, webhook=hook.id)
        return hook

    async def _refuse(self, host: Host, key: str, error: discord.HTTPException) -> NoWebhookError:
        await self._refusals.fall_back(host.id, host.guild.id, key)
        return NoWebhookError(f"Channel {host.id} refuses a webhook (code {error.code}).")


def safe(name: str) -> str:
    """A display name as near to the original as Discord lets a webhook have it.

    A webhook's name has 1 to 80 characters and contains neither `discord` nor `clyde`; a user's is none of `@`, `#`,
    `:` and ` ``` `, `everyone` and `here`: discord.com/developers/docs/resources/webhook and /user.
    """
    plain = " ".join(name.split()).replace("@", "＠").replace("```", "'''")
    plain = _FORBIDDEN.sub(lambda found: "·".join(filter(None, found.groups())), plain)
    if plain.casefold() in _RESERVED:
        plain = f"{plain}·"
    # Counted as UTF-16, of which Discord never counts more.
    plain = plain.encode("utf-16-le", "replace")[: 2 * _LONGEST_NAME].decode("utf-16-le", "ignore").strip()
    return plain if any(map(_is_seen, plain)) else _NAMELESS


def _is_seen(char: str) -> bool:
    """Whether a character shows; the Hangul fillers are letters that do not."""
    return unicodedata.category(char)[0] not in "CZM" and char not in "\u115f\u1160\u3164\uffa0\u2800"
