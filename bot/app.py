"""The composition root: builds every part and owns its lifetime."""

import asyncio
import errno
import os
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ConfigurationError
from bot.event_loop import run
from bot.nmt.batcher import Batcher
from bot.nmt.store import Store
from bot.settings import Settings
from bot.translation.cache import SegmentCache
from bot.translation.service import Translator

# Discord, the database and the sandbox are imported where they are needed, so that `translate` starts without them.
if TYPE_CHECKING:
    from bot.chat.client import Client, Options
    from bot.sandbox.server import Sandbox
    from bot.storage.stores import Stores
    from bot.telemetry.runtime import Runtime


_BOT_START_SECONDS = 5.0
"""How long the sandbox's page waits for the bot to connect."""


@asynccontextmanager
async def open_translator(settings: Settings, runtime: "Runtime | None" = None) -> AsyncIterator[Translator]:
    """Open a translator with the configured model.

    Args:
        settings: Qiao's settings.
        runtime: where the batcher and the cache are registered.

    Yields:
        The translator.

    Raises:
        ModelError: the model is missing or damaged.
    """
    engine = Store(settings.models_dir).load(
        settings.model, compute_type=settings.compute_type, threads=settings.threads, device=settings.device
    )
    async with Batcher(
        engine, max_queue=settings.queue_limit, batch_tokens=settings.batch_tokens, parallel=engine.workers
    ) as batcher:
        cache = SegmentCache(batcher, settings.cache_segments) if settings.cache_segments else None
        if runtime:
            runtime.batcher, runtime.cache = batcher, cache
            _preload()
        yield Translator(
            cache or batcher,
            beam=settings.beam,
            unsure_below=engine.unsure_below,
            very_unsure_below=engine.very_unsure_below,
        )


def _preload() -> None:
    """Load data that would otherwise block the event loop when the first message arrives."""
    from bot.text import cantonese, hosts, language, quantities, script, stickers
    from bot.translation.checks import coarse, polarity
    from bot.translation.facts import festivals, names, places
    from bot.translation.known import phrasebook, slang
    from bot.translation.lookup import dictionary

    for part in (cantonese, coarse, language, quantities, script, dictionary, festivals, names, places, polarity):
        part.warm()
    hosts.top_level_domains()
    stickers.known()
    phrasebook.Phrasebook.shipped().warm()
    slang.slang_terms()


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


def _options(settings: Settings, *, api: str | None, gateway: str | None) -> "Options":
    from bot.chat.client import Options

    return Options(
        patience=settings.patience,
        member_limit=settings.member_limit,
        always=settings.channels,
        prefixes=settings.ignored_prefixes,
        bots=settings.bots,
        reconcile_messages=settings.reconcile_messages,
        reconcile_hours=settings.reconcile_hours,
        links_days=settings.links_days,
        guild_days=settings.guild_days,
        api=api,
        gateway=gateway,
        model=settings.model,
    )


async def on_discord(settings: Settings, *, started: Callable[["Client"], None] = lambda _: None) -> None:
    """Run the bot on Discord, or on the Discord-compatible server in the settings, until it is stopped.

    Args:
        settings: Qiao's settings.
        started: called with the client before it connects.

    Raises:
        ConfigurationError: the token is missing or invalid.
        ModelError: the model is missing or damaged.
        StorageError: the database cannot be opened.
        DiscordError: Discord cannot be reached.
    """
    from bot.chat.connect import connect

    if settings.discord_token is None:
        raise ConfigurationError("DISCORD_TOKEN is not set.", "Put your bot's token into .env; see the README.")
    options = _options(settings, api=settings.discord_api, gateway=settings.discord_gateway)
    async with (
        _telemetry(settings) as runtime,
        open_translator(settings, runtime) as translator,
        open_stores(settings.database_url, runtime) as stores,
    ):
        token = settings.discord_token.get_secret_value()
        await connect(
            translator, stores, options, token=token, ledger=runtime.ledger, started=_track_client(runtime, started)
        )


@asynccontextmanager
async def _sandbox(settings: Settings, *, limited: bool) -> AsyncIterator["Sandbox"]:
    from bot.sandbox.ratelimit import Limits
    from bot.sandbox.server import Sandbox

    host, port = settings.sandbox_host, settings.sandbox_port
    sandbox = Sandbox(host, port, limits=Limits(enabled=limited), bot_seconds=_BOT_START_SECONDS)
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
) -> None:
    """Run the bot against a local stand-in for Discord, with a page to chat on, until it is stopped.

    Preferences are lost when the sandbox stops. Translation is on in every channel.

    Args:
        settings: Qiao's settings.
        opened: called with the sandbox when its page is available.
        started: called with the client before it connects.
        limited: whether the sandbox has rate limits like Discord's.

    Raises:
        ConfigurationError: the address is in use.
        ModelError: the model is missing or damaged.
    """
    from bot.chat.connect import connect
    from bot.storage.types import ChannelPreferences

    with tempfile.TemporaryDirectory(prefix="qiao-") as folder:
        url = f"sqlite+aiosqlite:///{Path(folder).as_posix()}/qiao.db"
        async with (
            _telemetry(settings) as runtime,
            open_translator(settings, runtime) as translator,
            open_stores(url, runtime) as stores,
            _sandbox(settings, limited=limited) as sandbox,
        ):
            for guild in sandbox.world.guilds.values():
                for channel_id in guild.channels:
                    await stores.channels.set(ChannelPreferences(channel_id, guild.id, enabled=True))
            options = _options(settings, api=sandbox.api, gateway=sandbox.gateway)
            opened(sandbox)
            await connect(
                translator,
                stores,
                options,
                token=sandbox.bot_token,
                ledger=runtime.ledger,
                started=_track_client(runtime, started),
            )


def until_stopped(work: Coroutine[object, object, None]) -> None:
    """Run a coroutine until it ends or the process gets SIGINT or SIGTERM, then shut down cleanly."""

    async def stoppable() -> None:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, task.cancel)
        try:
            await task
        except asyncio.CancelledError:
            if not task.cancelled():
                raise

    run(stoppable())
