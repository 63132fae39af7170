"""The composition root: builds everything and owns every lifetime."""

import asyncio
import signal
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

# Discord, the database and the sandbox are imported where they are needed: `translate` starts without them.
if TYPE_CHECKING:
    from bot.chat.client import Client, Options
    from bot.sandbox.server import Sandbox
    from bot.storage.stores import Stores
    from bot.telemetry.runtime import Runtime


_BOT_SECONDS = 5.0
"""How long the sandbox tells nobody where to speak before the bot listens."""


@asynccontextmanager
async def translator(settings: Settings, runtime: "Runtime | None" = None) -> AsyncIterator[Translator]:
    """The use case on the chosen model.

    Args:
        settings: all of them.
        runtime: told the batcher and the cache.

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
            _warm()
        yield Translator(
            cache or batcher,
            beam=settings.beam,
            unsure_below=engine.unsure_below,
            very_unsure_below=engine.very_unsure_below,
        )


def _warm() -> None:
    """Load now what would otherwise hold up the event loop with the first message."""
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
async def stores(url: str, runtime: "Runtime | None" = None) -> AsyncIterator["Stores"]:
    """Everything that is stored.

    Args:
        url: where the database is.
        runtime: told the database.

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
async def _watched(settings: Settings) -> AsyncIterator["Runtime"]:
    """The runtime of a run, served to those who watch where the settings want it."""
    from bot.telemetry.runtime import Runtime

    runtime = Runtime(settings.model)
    if not settings.metrics_port:
        yield runtime
        return
    from bot.telemetry.health import watched

    async with watched(runtime, settings.metrics_host, settings.metrics_port):
        yield runtime


def _met(runtime: "Runtime", started: Callable[["Client"], None]) -> Callable[["Client"], None]:
    def meet(client: "Client") -> None:
        runtime.client = client
        started(client)

    return meet


def _options(settings: Settings, *, api: str | None, gateway: str | None) -> "Options":
    from bot.chat.client import Options

    return Options(
        patience=settings.patience,
        member_limit=settings.member_limit,
        always=settings.channels,
        prefixes=settings.ignored_prefixes,
        bots=settings.bots,
        links_days=settings.links_days,
        guild_days=settings.guild_days,
        api=api,
        gateway=gateway,
        model=settings.model,
    )


async def on_discord(settings: Settings, *, started: Callable[["Client"], None] = lambda _: None) -> None:
    """Run Qiao on Discord, or on the Discord-compatible server that the settings name, until it is stopped.

    Args:
        settings: all of them.
        started: told the client that is about to connect.

    Raises:
        ConfigurationError: there is no token, or Discord refuses it.
        ModelError: the model is missing or damaged.
        StorageError: the database cannot be opened.
        DiscordError: Discord cannot be reached.
    """
    from bot.chat.connect import connect

    if settings.discord_token is None:
        raise ConfigurationError("There is no DISCORD_TOKEN.", "Put your bot's token into .env; see the README.")
    options = _options(settings, api=settings.discord_api, gateway=settings.discord_gateway)
    async with (
        _watched(settings) as runtime,
        translator(settings, runtime) as use,
        stores(settings.database_url, runtime) as remembered,
    ):
        token = settings.discord_token.get_secret_value()
        await connect(use, remembered, options, token=token, ledger=runtime.ledger, started=_met(runtime, started))


@asynccontextmanager
async def _sandbox(settings: Settings, *, limited: bool) -> AsyncIterator["Sandbox"]:
    from bot.sandbox.ratelimit import Limits
    from bot.sandbox.server import Sandbox

    host, port = settings.sandbox_host, settings.sandbox_port
    sandbox = Sandbox(host, port, limits=Limits(enabled=limited), bot_seconds=_BOT_SECONDS)
    try:
        await sandbox.start()
    except OSError as error:
        raise ConfigurationError(
            f"The sandbox cannot listen on {host}, port {port}: {error.strerror}.",
            "Choose another port, or any free one: python -m bot sandbox --port 0",
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
    """Run Qiao against a Discord of its own on loopback, with a group-chat page, until it is stopped.

    Preferences live as long as the sandbox; every channel of it is on from the start.

    Args:
        settings: all of them.
        opened: told the sandbox once its page can be opened.
        started: told the client that is about to connect.
        limited: whether the sandbox limits rates as Discord does; a benchmark may do without.

    Raises:
        ConfigurationError: the address is taken.
        ModelError: the model is missing or damaged.
    """
    from bot.chat.connect import connect
    from bot.storage.types import ChannelPreferences

    with tempfile.TemporaryDirectory(prefix="qiao-") as folder:
        url = f"sqlite+aiosqlite:///{Path(folder).as_posix()}/qiao.db"
        async with (
            _watched(settings) as runtime,
            translator(settings, runtime) as use,
            stores(url, runtime) as remembered,
            _sandbox(settings, limited=limited) as sandbox,
        ):
            for guild in sandbox.world.guilds.values():
                for channel_id in guild.channels:
                    await remembered.channels.set(ChannelPreferences(channel_id, guild.id, enabled=True))
            options = _options(settings, api=sandbox.api, gateway=sandbox.gateway)
            opened(sandbox)
            await connect(
                use,
                remembered,
                options,
                token=sandbox.bot_token,
                ledger=runtime.ledger,
                started=_met(runtime, started),
            )


def until_stopped(work: Coroutine[object, object, None]) -> None:
    """Run to the end, or until the terminal (SIGINT) or the system (SIGTERM) says stop; then leave in good order."""

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
