"""Connects the client, and explains connection errors."""

from collections.abc import Callable
from dataclasses import dataclass

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.chat.client import Client, Options
from bot.errors import ConfigurationError, DiscordError
from bot.log import describe
from bot.storage.stores import Stores
from bot.telemetry.ledger import Ledger
from bot.translation.service import Translator

log = structlog.get_logger(__name__)

PORTAL = "https://discord.com/developers/applications"
_INTENT_REMEDY = f"Turn on 'Message Content Intent' under {PORTAL}, your application, Bot."
_UNREACHABLE = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)
_TOKEN_REFUSED = 4004
"""Discord's close code of the gateway for an invalid token."""

# Qiao does not use voice; without this, discord.py warns about missing voice libraries.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False


def set_endpoints(options: Options) -> None:
    """Point discord.py at the configured server; the URLs are class attributes of discord.py."""
    if options.api:
        Route.BASE = options.api.rstrip("/")
    if options.gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(options.gateway)


async def connect(
    translator: Translator,
    stores: Stores,
    options: Options,
    *,
    token: str,
    ledger: Ledger | None = None,
    started: Callable[[Client], None] = lambda _: None,
) -> None:
    """Run the bot on Discord until it is stopped.

    If Discord refuses the message-content intent, the bot starts again without it: requests still work.

    Args:
        translator: translates texts.
        stores: the stored data.
        options: what the host configured.
        token: the bot's token.
        ledger: counts outcomes.
        started: called with each client before it connects.

    Raises:
        ConfigurationError: the token is invalid.
        DiscordError: Discord cannot be reached, or closed the connection for good.
    """
    set_endpoints(options)
    ledger = ledger or Ledger()
    try:
        try:
            await _run(Client(translator, stores, options, content=True, ledger=ledger), token, started)
        except discord.PrivilegedIntentsRequired:
            log.warning(
                "Message Content intent refused, translating on request only",
                remedy=_INTENT_REMEDY,
            )
            await _run(Client(translator, stores, options, content=False, ledger=ledger), token, started)
    except discord.LoginFailure:
        raise _token_refused() from None
    except _UNREACHABLE as error:
        raise DiscordError(
            f"Discord cannot be reached: {describe(error)}.",
            "Check the network and https://discordstatus.com.",
        ) from None
    except discord.ConnectionClosed as error:
        if error.code == _TOKEN_REFUSED:  # it was reset while the bot ran
            raise _token_refused() from None
        raise DiscordError(f"Discord closed the connection for good (code {error.code}).") from None


def _token_refused() -> ConfigurationError:
    return ConfigurationError(
        "Discord refuses DISCORD_TOKEN.",
        f"Copy the bot's token again from {PORTAL}, your application, Bot, into .env.",
    )


async def _run(client: Client, token: str, started: Callable[[Client], None]) -> None:
    started(client)
    async with client:
        await client.start(token)


REQUIRED = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
)
"""Without these permissions, Qiao cannot translate on a server."""

REQUESTED = REQUIRED | discord.Permissions(manage_webhooks=True, create_public_threads=True, add_reactions=True)
"""With these, moderators can also choose bridges, and posts through webhooks or in threads."""


@dataclass(frozen=True, slots=True)
class GuildFacts:
    """A server that the bot is on, and its missing permissions there, as Discord names them."""

    name: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What Discord says about the bot.

    Attributes:
        name: name of the bot.
        content: whether the message-content intent is on.
        guilds: servers that the bot is on.
        invitation: URL that invites the bot with the permissions that it needs.
        intent_remedy: how to turn on the intent.
    """

    name: str
    content: bool
    guilds: tuple[GuildFacts, ...]
    invitation: str
    intent_remedy: str


async def inspect(token: str, api: str | None) -> Facts:
    """Ask Discord's REST API about the bot.

    Args:
        token: the bot's token.
        api: URL of a Discord-compatible REST API; None for Discord's.

    Raises:
        ConfigurationError: the token is invalid.
        DiscordError: Discord cannot be reached.
    """
    set_endpoints(Options(api=api))
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
            application = await client.application_info()
            memberships = await client.http.get_guilds(200)
        except discord.LoginFailure:
            raise _token_refused() from None
        except _UNREACHABLE as error:
            raise DiscordError(
                f"Discord cannot be reached: {describe(error)}.",
                "Check the network and https://discordstatus.com.",
            ) from None
    flags = application.flags
    return Facts(
        name=application.name,
        content=flags.gateway_message_content or flags.gateway_message_content_limited,
        guilds=tuple(GuildFacts(guild["name"], _missing(int(guild["permissions"]))) for guild in memberships),
        invitation=discord.utils.oauth_url(
            application.id, permissions=REQUESTED, scopes=("bot", "applications.commands")
        ),
        intent_remedy=_INTENT_REMEDY,
    )


def _missing(value: int) -> tuple[str, ...]:
    granted = discord.Permissions(value)
    if granted.administrator:
        return ()
    return tuple(
        name.replace("_", " ").title() for name, required in REQUIRED if required and not getattr(granted, name)
    )
