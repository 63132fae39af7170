"""Connects the client, and says in a sentence why it cannot."""

from collections.abc import Callable

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.chat.client import Client, Options
from bot.chat.ledger import Ledger
from bot.chat.ports import Stores
from bot.errors import ConfigurationError, DiscordError
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
