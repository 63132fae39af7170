"""Connects the client, and explains connection errors."""

import functools
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.chat.assembly import assemble
from bot.chat.client import Client, Options
from bot.chat.network import network_reason
from bot.chat.strings import ENGLISH
from bot.chat.ui.invitation import REQUESTED, REQUIRED, invitation, needless
from bot.chat.ui.permissions import permission_names
from bot.errors import ConfigurationError, DiscordError, QiaoError
from bot.storage.stores import Stores
from bot.telemetry.ledger import Ledger
from bot.token_forms import PORTAL, refused
from bot.translation.better import Better
from bot.translation.service import Translator

log = structlog.get_logger(__name__)

_INTENT_REMEDY = f"Turn on 'Message Content Intent' under {PORTAL}, your application, Bot."
_TOKEN_REFUSED = 4004
"""Discord's close code of the gateway for an invalid token."""

_REACH_SECONDS = 15.0

_ODD_ANSWERS = (TypeError, KeyError, AttributeError, ValueError)
"""What discord.py raises on an answer that Discord would never give."""

# Qiao does not use voice; without this, discord.py warns about missing voice libraries.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False


_API, _GATEWAY = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY


def set_endpoints(options: Options) -> None:
    """Point discord.py at the configured server, or Discord's; the URLs are class attributes of discord.py."""
    Route.BASE = options.api.rstrip("/") if options.api else _API
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(options.gateway) if options.gateway else _GATEWAY


async def connect(
    translator: Translator,
    stores: Stores,
    options: Options,
    *,
    token: str,
    better: Better | None = None,
    ledger: Ledger | None = None,
    started: Callable[[Client], None] = lambda _: None,
    gate: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Run the bot on Discord until it is stopped.

    If Discord refuses the message-content intent, the bot starts again without it: requests still work.

    Args:
        translator: translates texts.
        stores: the stored data.
        options: what the host configured.
        token: the bot's token.
        better: the second translator; None if there is only one.
        ledger: counts outcomes.
        started: called with each client before it connects.
        gate: called before each request to Discord, which waits for it.

    Raises:
        ConfigurationError: the token is invalid.
        DiscordError: Discord cannot be reached, or closed the connection for good.
    """
    set_endpoints(options)
    ledger = ledger or Ledger()
    run = functools.partial(_run, token=token, started=started, gate=gate)
    with explaining_failures(options, token):
        try:
            await run(Client(translator, stores, options, assemble, content=True, ledger=ledger, better=better))
        except discord.PrivilegedIntentsRequired:
            log.warning(
                "Message Content intent refused, translating on request only",
                remedy=_INTENT_REMEDY,
            )
            await run(Client(translator, stores, options, assemble, content=False, ledger=ledger, better=better))


async def _run(
    client: Client,
    *,
    token: str,
    started: Callable[[Client], None],
    gate: Callable[[], Awaitable[None]] | None,
) -> None:
    async def wait_for_gate(*_: object) -> None:
        if gate:
            await gate()

    if client.http.http_trace:
        client.http.http_trace.on_request_start.append(wait_for_gate)
    started(client)
    async with client:
        try:
            await client.login(token)
        except _ODD_ANSWERS:
            if client.user is not None:
                raise
            raise _unreachable(client.options, "it does not answer as Discord does") from None
        try:
            await client.connect()
        except _ODD_ANSWERS:
            # discord.py takes for granted that it was connected once.
            if client.ws is not None:
                raise
            raise _unreachable(client.options, "its gateway does not answer as Discord's does") from None


@contextmanager
def explaining_failures(options: Options, token: str) -> Iterator[None]:
    """Turn failures to connect into errors that name what to do.

    Args:
        options: the addresses and the proxy.
        token: the bot's token.

    Raises:
        ConfigurationError: the token or the proxy's password is refused.
        DiscordError: Discord or the proxy cannot be reached, or what answers is not Discord.
    """
    try:
        yield
    except discord.LoginFailure:
        raise refused(token) from None
    except aiohttp.ClientHttpProxyError as error:
        raise _refused_by_proxy(options, error.status) from None
    except aiohttp.ClientProxyConnectionError:
        raise DiscordError(
            f"The proxy {options.proxy} cannot be reached.",
            "Check its address, or set QIAO_PROXY=none to connect without a proxy.",
        ) from None
    except discord.ConnectionClosed as error:
        if error.code == _TOKEN_REFUSED:  # it was reset while the bot ran
            raise refused(token) from None
        raise DiscordError(f"Discord closed the connection for good (code {error.code}).") from None
    except (discord.HTTPException, discord.GatewayNotFound, aiohttp.ClientError, OSError) as error:
        # Without encryption, a proxy answers in the place of the server.
        if isinstance(error, discord.HTTPException) and error.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            raise _refused_by_proxy(options, error.status) from None
        raise _unreachable(options, network_reason(error)) from None


def _refused_by_proxy(options: Options, status: int) -> QiaoError:
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return ConfigurationError(
            f"The proxy {options.proxy} refuses the user name or password.",
            "Write both into its address: http://user:password@proxy.example:3128.",
        )
    return DiscordError(
        f"The proxy {options.proxy} does not connect to Discord (status {status}).",
        "Ask its operator to allow discord.com, discord.gg, and discordapp.com.",
    )


def _unreachable(options: Options, reason: str) -> DiscordError:
    """Name the address: that of Discord, or those in the settings."""
    settings = {"QIAO_DISCORD_API": options.api, "QIAO_DISCORD_GATEWAY": options.gateway}
    configured = " and ".join(f"{name} ({address})" for name, address in settings.items() if address)
    if configured:
        return DiscordError(
            f"The server in {configured} cannot be used: {reason}.",
            "Correct the address, or remove the setting to connect to Discord.",
        )
    return DiscordError(
        f"Discord cannot be reached: {reason}.",
        "Check the network and https://discordstatus.com. If this host needs a proxy, set QIAO_PROXY.",
    )


@dataclass(frozen=True, slots=True)
class GuildFacts:
    """A server that the bot is on, and what it may not do there.

    Attributes:
        name: name of the server.
        missing: permissions without which it does not work, as Discord names them.
        declined: permissions that the invitation asks for as well.
        needless: permissions that it has but does not use.
    """

    name: str
    missing: tuple[str, ...]
    declined: tuple[str, ...]
    needless: tuple[str, ...]


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


async def reach(options: Options) -> None:
    """Ask for the address of the gateway, which needs no token, through the proxy if there is one.

    Args:
        options: the addresses and the proxy.

    Raises:
        ConfigurationError: the proxy's password is refused.
        DiscordError: Discord cannot be reached, or what answers is not Discord.
    """
    set_endpoints(options)
    proxy = options.proxy.full_url if options.proxy else None
    timeout = aiohttp.ClientTimeout(total=_REACH_SECONDS)
    with explaining_failures(options, ""):
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"{Route.BASE}/gateway", proxy=proxy) as response,
        ):
            if response.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
                raise _refused_by_proxy(options, response.status)
            try:
                answers = response.ok and "url" in await response.json()
            except _ODD_ANSWERS:
                answers = False
            if not answers:
                raise _unreachable(options, f"it does not answer as Discord does (status {response.status})")


async def inspect(token: str, options: Options) -> Facts:
    """Ask Discord's REST API about the bot, and open a gateway connection without identifying.

    Args:
        token: the bot's token.
        options: the addresses and the proxy.

    Raises:
        ConfigurationError: the token or the proxy's password is refused.
        DiscordError: Discord cannot be reached.
    """
    set_endpoints(options)
    proxy = options.proxy.full_url if options.proxy else None
    async with discord.Client(intents=discord.Intents(guilds=True), proxy=proxy) as client:
        with explaining_failures(options, token):
            try:
                await client.login(token)
            except _ODD_ANSWERS:
                raise _unreachable(options, "it does not answer as Discord does") from None
            application = await client.application_info()
            memberships = await client.http.get_guilds(200)
            if options.gateway or not options.api:
                socket = await client.http.ws_connect(str(DiscordWebSocket.DEFAULT_GATEWAY))
                await socket.close()
    flags = application.flags
    return Facts(
        name=application.name,
        content=flags.gateway_message_content or flags.gateway_message_content_limited,
        guilds=tuple(_guild_facts(guild["name"], int(guild["permissions"])) for guild in memberships),
        invitation=invitation(application.id),
        intent_remedy=_INTENT_REMEDY,
    )


def _guild_facts(name: str, value: int) -> GuildFacts:
    held = discord.Permissions(value)
    granted = discord.Permissions.all() if held.administrator else held
    optional = REQUESTED & ~REQUIRED
    return GuildFacts(name, _names(REQUIRED & ~granted), _names(optional & ~granted), _names(needless(held)))


def _names(permissions: discord.Permissions) -> tuple[str, ...]:
    return tuple(permission_names(ENGLISH, [name]) for name, given in permissions if given)
