"""The composition root: builds every part and owns its lifetime."""

import errno
import os
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.engines import PREFIX
from bot.errors import ConfigurationError
from bot.settings import API_EXAMPLE, GATEWAY_EXAMPLE, Settings, environment
from bot.token_forms import read_token
from bot.translators import open_better, open_translator

# Discord, the database and the sandbox are imported where they are needed, so that the command line starts quickly.
if TYPE_CHECKING:
    from bot.chat.client import Client, Options
    from bot.proxy import Proxy
    from bot.sandbox.server import Sandbox
    from bot.sandbox.world import World
    from bot.storage.stores import Stores
    from bot.telemetry.runtime import Runtime


log = structlog.get_logger(__name__)

DISCORD = "https://discord.com/api"
_BOT_START_SECONDS = 5.0
"""How long the sandbox's page waits for the bot to connect."""


@asynccontextmanager
async def open_stores(url: str, runtime: "Runtime | None" = None) -> AsyncIterator["Stores"]:
    """Open the database and its stores.

    Args:
        url: SQLAlchemy URL of the database.
        runtime: where the database is registered.

    Yields:
        The stores.

    Raises:
        StorageError: the database cannot be opened.
    """
    from bot.storage.database import Database
    from bot.storage.stores import Stores

    async with await Database.open(url) as database, Stores.open(database) as opened:
        if runtime:
            runtime.database = database
        yield opened


@asynccontextmanager
async def _telemetry(settings: Settings) -> AsyncIterator["Runtime"]:
    """Create the runtime; serve metrics and health if the settings ask for it."""
    from bot.telemetry.runtime import Runtime

    runtime = Runtime(settings.model)
    if not settings.metrics_port:
        yield runtime
        return
    from bot.telemetry.health import serve

    async with serve(runtime, settings.metrics_host, settings.metrics_port):
        yield runtime


def _track_client(runtime: "Runtime", started: Callable[["Client"], None]) -> Callable[["Client"], None]:
    def track(client: "Client") -> None:
        runtime.client = client
        started(client)

    return track


def discord_options(settings: Settings) -> "Options":
    """What the host configured for Discord; raises `ConfigurationError` if Qiao does not support the proxy."""
    from bot.proxy import choose

    api, gateway = settings.discord_api, settings.discord_gateway
    secret = settings.proxy.get_secret_value() if settings.proxy else None
    return _options(settings, api=api, gateway=gateway, proxy=choose(api or DISCORD, secret, environment()))


def require_both_addresses(settings: Settings) -> None:
    """Raise `ConfigurationError` if REST would go to one server and the gateway to another."""
    if bool(settings.discord_api) != bool(settings.discord_gateway):
        raise ConfigurationError(
            "Only one of QIAO_DISCORD_API and QIAO_DISCORD_GATEWAY is set.",
            f"Set both to the same server, such as {API_EXAMPLE} and {GATEWAY_EXAMPLE}, or neither.",
        )


def _options(settings: Settings, *, api: str | None, gateway: str | None, proxy: "Proxy | None" = None) -> "Options":
    from bot.chat.client import Options

    return Options(
        patience=settings.patience,
        member_limit=settings.member_limit,
        guild_limit=settings.guild_limit,
        always=settings.channels,
        prefixes=settings.ignored_prefixes,
        bots=settings.bots,
        reconcile_messages=settings.reconcile_messages,
        reconcile_hours=settings.reconcile_hours,
        links_days=settings.links_days,
        guild_days=settings.guild_days,
        api=api,
        gateway=gateway,
        proxy=proxy,
        model=settings.model,
        elsewhere=any(name.startswith(PREFIX) for name in (settings.model, settings.better_model)),
    )


async def on_discord(settings: Settings, *, started: Callable[["Client"], None] = lambda _: None) -> None:
    """Run the bot on Discord, or on the Discord-compatible server in the settings, until it is stopped.

    While another process with the same database runs the same bot, this one stands by.

    Args:
        settings: Qiao's settings.
        started: called with the client before it connects.

    Raises:
        ConfigurationError: the token, an address, or the proxy is missing or invalid.
        ModelError: the model is missing or damaged.
        StorageError: the database cannot be opened.
        DiscordError: Discord cannot be reached.
    """
    from bot.chat.connect import connect
    from bot.storage.lease import Lease

    if settings.discord_token is None:
        raise ConfigurationError("DISCORD_TOKEN is not set.", "Put your bot's token into .env; see the README.")
    require_both_addresses(settings)
    token, hint = read_token(settings.discord_token.get_secret_value(), any_form=bool(settings.discord_api))
    if hint:
        log.warning("token not as Discord shows it", hint=hint)
    options = discord_options(settings)
    if options.proxy:
        log.info("connecting through a proxy", proxy=str(options.proxy))
    async with (
        _telemetry(settings) as runtime,
        open_translator(settings, runtime) as translator,
        open_better(settings) as better,
        open_stores(settings.database_url, runtime) as stores,
    ):
        lease = runtime.lease = Lease(stores.database, token)
        await lease.run(
            lambda: connect(
                translator,
                stores,
                options,
                token=token,
                better=better,
                ledger=runtime.ledger,
                started=_track_client(runtime, started),
                gate=lease.confirm,
            )
        )


@asynccontextmanager
async def _sandbox(settings: Settings, *, limited: bool, world: "World | None") -> AsyncIterator["Sandbox"]:
    from bot.sandbox.ratelimit import Limits
    from bot.sandbox.server import Sandbox

    host, port = settings.sandbox_host, settings.sandbox_port
    sandbox = Sandbox(host, port, limits=Limits(enabled=limited), world=world, bot_seconds=_BOT_START_SECONDS)
    try:
        await sandbox.start()
    except OSError as error:
        # asyncio wraps the system's words in its own, and has no number if it could bind none of a host's addresses.
        if isinstance(error, socket.gaierror) or error.errno in {None, errno.EADDRNOTAVAIL}:
            raise ConfigurationError(
                f"The sandbox cannot listen on {host}, which is not an address of this computer.",
                "Choose this computer only, or all of its addresses: python -m bot sandbox --host 127.0.0.1 or 0.0.0.0",
            ) from None
        raise ConfigurationError(
            f"The sandbox cannot listen on {host}, port {port}: {os.strerror(error.errno).lower()}.",
            "Choose another port, or let the system choose one: python -m bot sandbox --port 0",
        ) from None
    if sandbox.exposed:
        remedy = "Whoever opens its page can chat and moderate there: --host 127.0.0.1 keeps it on this one."
        log.warning("the sandbox can be reached from other machines", host=host, remedy=remedy)
    try:
        yield sandbox
    finally:
        await sandbox.close()


async def in_sandbox(
    settings: Settings,
    *,
    opened: Callable[["Sandbox"], None],
    started: Callable[["Client"], None] = lambda _: None,
    limited: bool = True,
    keep: Path | None = None,
) -> None:
    """Run the bot against a local stand-in for Discord, with a page to chat on, until it is stopped.

    Translation is on in every channel except the monolingual ones.

    Args:
        settings: Qiao's settings.
        opened: called with the sandbox when its page is available.
        started: called with the client before it connects.
        limited: whether the sandbox has rate limits like Discord's.
        keep: a folder in which the chat and the preferences are kept; by default they are lost when the sandbox stops.

    Raises:
        ConfigurationError: the address is in use, or `keep` cannot be used.
        ModelError: the model is missing or damaged.
    """
    from bot.chat.connect import connect
    from bot.sandbox.default_world import allow_moderation
    from bot.sandbox_history import HISTORY, open_history

    continued = keep is not None and (keep / HISTORY).exists()
    with (
        tempfile.TemporaryDirectory(prefix="qiao-") as temporary,
        open_history(keep) if keep else nullcontext() as world,
    ):
        folder = keep or Path(temporary)
        async with (
            _telemetry(settings) as runtime,
            open_translator(settings, runtime) as translator,
            open_better(settings) as better,
            open_stores(f"sqlite+aiosqlite:///{folder.as_posix()}/qiao.db", runtime) as stores,
            _sandbox(settings, limited=limited, world=world) as sandbox,
        ):
            if not continued:
                allow_moderation(sandbox.world)
                await _enable_translation(sandbox.world, stores)
            options = _options(settings, api=sandbox.api, gateway=sandbox.gateway)
            opened(sandbox)
            await connect(
                translator,
                stores,
                options,
                token=sandbox.bot_token,
                better=better,
                ledger=runtime.ledger,
                started=_track_client(runtime, started),
            )


async def _enable_translation(world: "World", stores: "Stores") -> None:
    from bot.sandbox.default_world import is_monolingual
    from bot.storage.types.preferences import ChannelPreferences

    for guild in world.guilds.values():
        for channel in guild.channels.values():
            if not is_monolingual(channel):
                await stores.channels.set(ChannelPreferences(channel.id, guild.id, enabled=True))
