"""Posts in an author's name through webhooks: one per channel, created once, found again after a restart."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import discord
import structlog
from cachetools import LRUCache

from bot.chat.posting.outages import Outages, passes
from bot.chat.posting.refusals import Refusals
from bot.chat.relay.locks import Locks
from bot.chat.relay.message import Message
from bot.errors import DiscordError
from bot.text.names import NAMELESS, are_alike, shown_name

log = structlog.get_logger(__name__)

NAME = "Qiao 桥"
_GONE = frozenset({10015, 50027})
"""Discord's codes for a webhook that was deleted, or whose token is no longer valid."""

_BAD_REQUEST = 400
_NOT_ALLOWED, _LIMIT_REACHED = "fallback.webhook", "fallback.webhooks"

_LONGEST_NAME = 80
_FORBIDDEN = re.compile(r"(dis)(cord)|(cly)(de)", re.IGNORECASE)
_RESERVED = frozenset({"everyone", "here"})
_OFFICIAL = ("Qiao", "桥", NAME, "System", "系统", "系統", "AutoMod")
"""Names in which nobody but Qiao or Discord speaks."""

MEMBER = " (成员 · member)"
"""Follows the name of a member who has the name of someone official."""

Host = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.ForumChannel
"""The channels that can have webhooks; a thread uses its parent's."""


Act = Callable[[discord.Webhook, dict[str, Any]], Awaitable[None]]


class NoWebhookError(DiscordError):
    """There is no webhook to post through, and none can be created."""


@dataclass(frozen=True, slots=True)
class Persona:
    """The author that a webhook shows.

    Attributes:
        name: display name that Discord accepts.
        avatar: URL of the avatar; empty for the webhook's own.
    """

    name: str
    avatar: str

    @classmethod
    def of(cls, message: Message) -> "Persona":
        """The author of a message."""
        return cls(webhook_name(message.author), message.avatar)


class Webhooks:
    """Posts in people's names through webhooks of our own application.

    Args:
        client: the connected client.
        refusals: channels that refused webhooks.
        outages: sends requests again that fail because Discord is down.
        patience: seconds after which a post is given up; edits and deletions are tried longer.
    """

    def __init__(self, client: discord.Client, refusals: Refusals, outages: Outages, patience: float) -> None:
        self._client = client
        self._refusals = refusals
        self._outages = outages
        self._patience = patience
        self._known: LRUCache[int, discord.Webhook] = LRUCache(10_000)
        self._locks = Locks()

    async def send(self, channel_id: int, persona: Persona, text: str, **extras: Any) -> discord.WebhookMessage:
        """Post in a person's name.

        Args:
            channel_id: a channel or thread.
            persona: the author to show.
            text: text of the post; may be empty if the extras include files.
            extras: further arguments of `discord.Webhook.send`.

        Raises:
            NoWebhookError: there is no webhook, and none can be created, or it may not post.
            DeadlineError: Discord was down for too long.
            discord.HTTPException: Discord refused the post.
        """
        host, thread = await self._outages.outlast(lambda: self._resolve(channel_id), self._patience)
        if thread:
            extras["thread"] = thread
        if persona.avatar:
            extras["avatar_url"] = persona.avatar

        name = member_name(persona.name, host.guild.me.display_name)

        async def send() -> discord.WebhookMessage:
            async with self._locks.of(host.id):
                hook = await self._find(host) or await self._create(host)
            for file in extras.get("files", ()):
                file.reset()
            return await hook.send(text, username=name, wait=True, silent=True, **extras)

        for _ in range(2):
            try:
                return await self._outages.outlast(send, self._patience)
            except discord.Forbidden as error:
                self._known.pop(host.id, None)
                raise await self._refuse(host, _NOT_ALLOWED, error) from None
            except discord.HTTPException as error:
                if error.code not in _GONE:
                    raise
                self._known.pop(host.id, None)  # it was deleted: try again with another
        raise NoWebhookError(f"Webhooks of channel {host.id} vanish.")

    async def edit(self, channel_id: int, webhook_id: int, post_id: int, text: str, **extras: Any) -> bool:
        """Edit a post; False if its webhook was deleted or is inaccessible, so that it cannot be edited.

        Raises:
            discord.HTTPException: Discord refused; the post may have been deleted.
        """

        async def edit(hook: discord.Webhook, where: dict[str, Any]) -> None:
            await hook.edit_message(post_id, content=text, **where, **extras)

        return await self._act(channel_id, webhook_id, edit)

    async def content(self, channel_id: int, webhook_id: int, post_id: int) -> str | None:
        """The text of a post, which a webhook can read without permissions; None if it was deleted or is inaccessible.

        Raises:
            discord.HTTPException: Discord refused; the post may have been deleted.
        """
        found: list[str] = []

        async def read(hook: discord.Webhook, where: dict[str, Any]) -> None:
            found.append((await hook.fetch_message(post_id, **where)).content)

        return found[0] if await self._act(channel_id, webhook_id, read) else None

    async def delete(self, channel_id: int, webhook_id: int, post_id: int) -> bool:
        """Delete a post, which a webhook can do without permissions; False if it was deleted or is inaccessible.

        Raises:
            discord.HTTPException: Discord refused; the post may have been deleted.
        """

        async def delete(hook: discord.Webhook, where: dict[str, Any]) -> None:
            await hook.delete_message(post_id, **where)

        return await self._act(channel_id, webhook_id, delete)

    async def _act(self, channel_id: int, webhook_id: int, act: Act) -> bool:
        """Do something through a webhook; False if it no longer exists."""

        async def find() -> tuple[Host, discord.Thread | None, discord.Webhook | None]:
            host, thread = await self._resolve(channel_id)
            async with self._locks.of(host.id):
                return host, thread, await self._find(host)

        try:
            host, thread, hook = await self._outages.outlast(find)
        except NoWebhookError:
            return False
        if hook is None or hook.id != webhook_id:
            return False
        try:
            await self._outages.outlast(lambda: act(hook, {"thread": thread} if thread else {}))
        except discord.HTTPException as error:
            if error.code not in _GONE:
                raise
            self._known.pop(host.id, None)
            return False
        return True

    async def _resolve(self, channel_id: int) -> tuple[Host, discord.Thread | None]:
        """The channel that the webhook belongs to, and the thread if the id is that of a thread."""
        channel: object = self._client.get_channel(channel_id)
        if channel is None and self._refusals.is_paused(channel_id):
            raise NoWebhookError(f"Channel {channel_id} refused a request recently.")
        try:
            channel = channel or await self._client.fetch_channel(channel_id)
        except discord.HTTPException as error:
            if passes(error):
                raise
            raise NoWebhookError(f"Channel {channel_id} cannot be read: {error.status} (code {error.code}).") from None
        except discord.InvalidData:
            raise NoWebhookError(f"Channel {channel_id} is of an unknown kind.") from None
        thread = channel if isinstance(channel, discord.Thread) else None
        host = thread.parent if thread else channel
        if not isinstance(host, Host):
            raise NoWebhookError(f"Channel {channel_id} cannot have webhooks.")
        return host, thread

    async def _find(self, host: Host) -> discord.Webhook | None:
        """The known webhook, or else one from before a restart; Discord shows tokens only to the creator."""
        if known := self._known.get(host.id):
            return known
        if self._refusals.is_unavailable(host.id, _NOT_ALLOWED, _LIMIT_REACHED):
            raise NoWebhookError(f"Channel {host.id} refused a webhook recently.")
        try:
            webhooks = await host.webhooks()
        except discord.Forbidden as error:
            raise await self._refuse(host, _NOT_ALLOWED, error) from None
        for hook in webhooks:
            if hook.token and hook.user == self._client.user:
                self._known[host.id] = hook
                return hook
        return None

    async def _create(self, host: Host) -> discord.Webhook:
        try:
            hook = self._known[host.id] = await host.create_webhook(name=NAME)
        except discord.Forbidden as error:
            raise await self._refuse(host, _NOT_ALLOWED, error) from None
        except discord.HTTPException as error:
            if error.status != _BAD_REQUEST:  # a limit of the channel or of the server
                raise
            raise await self._refuse(host, _LIMIT_REACHED, error) from None
        log.info("webhook created", channel=host.id, webhook=hook.id)
        return hook

    async def _refuse(self, host: Host, key: str, error: discord.HTTPException) -> NoWebhookError:
        await self._refusals.record_fallback(host.id, host.guild.id, key)
        return NoWebhookError(f"Channel {host.id} refused a webhook (code {error.code}).")


def webhook_name(name: str) -> str:
    """A display name that Discord accepts for a webhook, as close to the original as possible.

    Names have 1 to 80 characters, and must not contain `discord`, `clyde`, `@` or ` ``` `, nor be `everyone` or `here`:
    https://discord.com/developers/docs/resources/webhook and https://discord.com/developers/docs/resources/user
    """
    plain = shown_name(name).replace("@", "＠").replace("```", "'''")
    plain = _FORBIDDEN.sub(lambda found: "·".join(filter(None, found.groups())), plain)
    if plain.casefold() in _RESERVED:
        plain = f"{plain}·"
    plain = _cut(plain, _LONGEST_NAME)
    return plain if shown_name(plain) != NAMELESS else NAMELESS


def member_name(name: str, *ours: str) -> str:
    """The name of a member in a post of a webhook, which Discord marks as an app's: it must not pass for Qiao's own.

    Args:
        name: from `webhook_name`.
        ours: the names that Qiao has on the server.
    """
    if not any(are_alike(name, other) for other in (*_OFFICIAL, *ours)):
        return name
    return f"{_cut(name, _LONGEST_NAME - len(MEMBER))}{MEMBER}"


def _cut(name: str, most: int) -> str:
    """The beginning of a name; Discord never counts more than UTF-16 code units."""
    return name.encode("utf-16-le", "replace")[: 2 * most].decode("utf-16-le", "ignore").strip()
