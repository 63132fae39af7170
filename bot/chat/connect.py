"""Connects the client, and says in a sentence why it cannot."""

from collections.abc import Callable
from dataclasses import dataclass

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.chat.client import Client, Options
from bot.errors import ConfigurationError, DiscordError
from bot.storage.stores import Stores
from bot.telemetry.ledger import Ledger
from bot.translation.service import Translator

log = structlog.get_logger(__name__)

PORTAL = "https://discord.com/developers/applications"

# Qiao has no voice; without this, discord.py warns of libraries that only voice would need.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False


def point(options: Options) -> None:
    """Aim discord.py at the server that the host chose; the addresses are discord.py's own class attributes."""
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
    """Run Qiao on Discord until it is stopped.

    Where the message-content intent is refused, Qiao goes on without it: on demand still works.

    Args:
        translator: the use case.
        stores: what is remembered.
        options: what the host chose.
        token: the bot's token.
        ledger: where outcomes are counted.
        started: told each client that is about to connect.

    Raises:
        ConfigurationError: the token is refused.
        DiscordError: Discord cannot be reached or sends the bot away.
    """
    point(options)
    ledger = ledger or Ledger()
    try:
        try:
            await _run(Client(translator, stores, options, content=True, ledger=ledger), token, started)
        except discord.PrivilegedIntentsRequired:
            log.warning(
                "Discord refuses the Message Content intent: translating on request only",
                remedy=f"Switch 'Message Content Intent' on under {PORTAL}, your application, Bot.",
            )
            await _run(Client(translator, stores, options, content=False, ledger=ledger), token, started)
    except discord.LoginFailure:
        raise ConfigurationError(
            "Discord refuses DISCORD_TOKEN.",
            f"Copy the bot's token anew from {PORTAL}, your application, Bot, into .env.",
        ) from None
    except (discord.HTTPException, discord.GatewayNotFound, OSError) as error:
        raise DiscordError(
            f"Discord cannot be reached: {type(error).__name__}.",
            "Look at the network and at https://discordstatus.com.",
        ) from None
    except discord.ConnectionClosed as error:
        raise DiscordError(f"Discord closed the connection for good (code {error.code}).") from None


async def _run(client: Client, token: str, started: Callable[[Client], None]) -> None:
    started(client)
    async with client:
        await client.start(token)


NEEDED = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
)
"""Without these on a server, Qiao cannot answer there."""

INVITED = NEEDED | discord.Permissions(manage_webhooks=True, create_public_threads=True, add_reactions=True)
"""With these, it can also do what moderators may choose: bridges, posts in the speaker's name or in a thread."""


@dataclass(frozen=True, slots=True)
class GuildFacts:
    """A server the bot is on, and the permissions that it lacks there, in Discord's words."""

    name: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What Discord says about the bot.

    Attributes:
        name: the bot's.
        content: whether the message-content intent is on.
        guilds: the servers it is on.
        invitation: the link that invites it, with the permissions it needs.
        intent_remedy: where the intent is switched on.
    """

    name: str
    content: bool
    guilds: tuple[GuildFacts, ...]
    invitation: str
    intent_remedy: str


async def inspect(token: str, api: str | None) -> Facts:
    """Ask Discord about the bot, over REST alone.

    Args:
        token: the bot's token.
        api: address of a Discord-compatible server; None for Discord itself.

    Raises:
        ConfigurationError: the token is refused.
        DiscordError: Discord cannot be reached.
    """
    point(Options(api=api))
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
            application = await client.application_info()
            memberships = await client.http.get_guilds(200)
        except discord.LoginFailure:
            raise ConfigurationError(
                "Discord refuses DISCORD_TOKEN.", f"Copy the bot's token anew from {PORTAL}, your application, Bot."
            ) from None
        except (discord.HTTPException, OSError) as error:
            raise DiscordError(
                f"Discord cannot be reached: {type(error).__name__}.", "Look at the network and discordstatus.com."
            ) from None
    flags = application.flags
    return Facts(
        name=application.name,
        content=flags.gateway_message_content or flags.gateway_message_content_limited,
        guilds=tuple(GuildFacts(guild["name"], _missing(int(guild["permissions"]))) for guild in memberships),
        invitation=discord.utils.oauth_url(
            application.id, permissions=INVITED, scopes=("bot", "applications.commands")
        ),
        intent_remedy=f"Switch 'Message Content Intent' on under {PORTAL}, your application, Bot.",
    )


def _missing(value: int) -> tuple[str, ...]:
    held = discord.Permissions(value)
    if held.administrator:
        return ()
    return tuple(name.replace("_", " ").title() for name, wanted in NEEDED if wanted and not getattr(held, name))
