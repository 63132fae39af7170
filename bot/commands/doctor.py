"""`doctor`: checks everything that Qiao needs, reports problems and suggests fixes."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from bot.commands.findings import Finding, needed_memory, other_models
from bot.errors import QiaoError
from bot.settings import Settings, unread

if TYPE_CHECKING:
    from bot.chat.client import Options
    from bot.storage.lease import Lease

_MARKS = {True: "[green]ok[/]  ", False: "[red]bad[/] ", None: "[yellow]note[/]"}


def examine(folder: Path) -> bool:
    """Check everything, print the findings, and return whether Qiao can run.

    Args:
        folder: where to look for `.env`.
    """
    console = Console(highlight=False, soft_wrap=True)
    healthy = True

    async def report() -> None:
        nonlocal healthy
        async for finding in _findings(folder):
            # Names of servers and bots may have brackets, which would be taken for markup.
            console.print(_MARKS[finding.good], f"[bold]{escape(finding.subject)}[/]: {escape(finding.detail)}")
            if finding.remedy:
                console.print("      →", escape(finding.remedy))
            healthy = healthy and finding.good is not False

    asyncio.run(report())
    console.print("Qiao is ready: make run" if healthy else "Fix what is marked bad, then run the doctor again.")
    return healthy


async def _findings(folder: Path) -> AsyncIterator[Finding]:
    yield _python()
    try:
        settings = Settings.read()
    except QiaoError as error:
        yield Finding("settings", good=False, detail=error.message, remedy=error.remedy)
        return
    yield Finding("settings", good=True, detail=_source(settings, folder))
    for sentence in unread():
        yield Finding("settings", good=None, detail=sentence)
    yield _memory(settings)
    yield _disk(settings)
    yield await _check("model", lambda: _model(settings, settings.model))
    if settings.better_model:
        yield await _check("better model", lambda: _model(settings, settings.better_model))
    for finding in other_models(settings):
        yield finding
    yield await _check("database", lambda: _database(settings))
    async for finding in _network(settings):
        yield finding


async def _network(settings: Settings) -> AsyncIterator[Finding]:
    from bot.app import discord_options, require_both_addresses

    try:
        require_both_addresses(settings)
    except QiaoError as error:
        yield Finding("addresses", good=False, detail=error.message, remedy=error.remedy)
        return
    try:
        options = discord_options(settings)
    except QiaoError as error:
        yield Finding("proxy", good=False, detail=error.message, remedy=error.remedy)
        return
    yield Finding("proxy", good=True, detail=str(options.proxy or "none: Qiao connects to Discord directly"))
    if settings.discord_token is None:
        if options.proxy or options.api:
            yield await _check("connection", lambda: _connection(options))
        remedy = "To run on Discord, set DISCORD_TOKEN in .env; the README says where to get it."
        yield Finding("Discord", good=None, detail="DISCORD_TOKEN is not set: the sandbox will open", remedy=remedy)
        return
    from bot.token_forms import read_token

    try:
        token, hint = read_token(settings.discord_token.get_secret_value(), any_form=bool(options.api))
    except QiaoError as error:
        yield Finding("token", good=False, detail=error.message, remedy=error.remedy)
        return
    if hint:
        yield Finding("token", good=None, detail=hint)
    async for finding in _second_process(settings, token):
        yield finding
    async for finding in _discord(token, options):
        yield finding


async def _connection(options: "Options") -> str:
    from bot.chat.connect import reach

    await reach(options)
    server = options.api or "Discord"
    return f"{server} answers through the proxy" if options.proxy else f"{server} answers"


async def _discord(token: str, options: "Options") -> AsyncIterator[Finding]:
    from bot.chat.connect import inspect

    try:
        facts = await inspect(token, options)
    except QiaoError as error:
        yield Finding("Discord", good=False, detail=error.message, remedy=error.remedy)
        return
    servers = "1 server" if len(facts.guilds) == 1 else f"{len(facts.guilds)} servers"
    yield Finding("token", good=True, detail=f"belongs to {facts.name}, on {servers}")
    yield Finding(
        "Message Content intent",
        good=facts.content or None,
        detail="on" if facts.content else "off: Qiao translates on request only",
        remedy="" if facts.content else facts.intent_remedy,
    )
    yield Finding("invitation", good=True, detail=facts.invitation)
    if not facts.guilds:
        yield Finding("servers", good=None, detail="the bot is not on any yet", remedy="Open the invitation to add it.")
    for guild in facts.guilds:
        missing = ", ".join(guild.missing)
        remedy = "Give its role these permissions, or open the invitation again." if missing else ""
        declined = f"not granted, and needed only for some features: {', '.join(guild.declined)}"
        granted = declined if guild.declined else "all permissions are granted"
        detail = f"missing {missing}" if missing else granted
        yield Finding(f"server {guild.name}", good=not missing or None, detail=detail, remedy=remedy)
        if guild.needless:
            yield Finding(
                f"server {guild.name}",
                good=None,
                detail=f"has permissions that Qiao does not need: {', '.join(guild.needless)}",
                remedy="Take them from its roles in Server Settings → Roles: whoever stole the token would have them.",
            )


def _memory(settings: Settings) -> Finding:
    from bot.commands.host import free_memory

    free, needed = free_memory(), needed_memory(settings)
    remedy = f"Qiao needs up to {_size(needed)}: stop something else, or give it more."
    enough = free >= needed
    return Finding("memory", good=enough or None, detail=f"{_size(free)} free", remedy="" if enough else remedy)


def _disk(settings: Settings) -> Finding:
    from bot.commands.host import ENOUGH_DISK, data_folder, free_disk

    folder = data_folder(settings.database_url)
    free = free_disk(folder)
    enough = free >= ENOUGH_DISK
    remedy = "" if enough else f"Make room: a full disk stops the database. {_size(ENOUGH_DISK)} is enough."
    return Finding("disk", good=enough or None, detail=f"{_size(free)} free in {folder}", remedy=remedy)


def _size(count: int) -> str:
    mebibytes = count >> 20
    return f"{mebibytes} MiB" if mebibytes < 10_000 else f"{mebibytes >> 10} GiB"  # noqa: PLR2004 - where GiB reads better


async def _second_process(settings: Settings, token: str) -> AsyncIterator[Finding]:
    """Whether another process runs the bot. One that does counts its claim up every few seconds."""
    from bot.storage.database import Database, Trial
    from bot.storage.lease import Lease

    try:
        if await Database.rehearse(settings.database_url) is not Trial.READY:
            return  # opening it would create or upgrade it
        async with await Database.open(settings.database_url) as database:
            yield await _holder(Lease(database, token))
    except QiaoError:
        return  # the database was reported before


async def _holder(lease: "Lease") -> Finding:
    claim = await lease.observe()
    if claim is None:
        return Finding("second process", good=True, detail="none: no other process runs this bot")
    deadline = time.monotonic() + lease.timing.renew + 2
    while time.monotonic() < deadline:
        await asyncio.sleep(lease.timing.poll / 4)
        if await lease.observe() != claim:
            return Finding(
                "second process", good=True, detail="another process runs this bot; a new one would stand by"
            )
    return Finding(
        "second process",
        good=None,
        detail="another process ran this bot, but does not answer: it crashed or hangs",
        remedy=f"Nothing to do: the next process takes over after {lease.timing.expire:.0f} seconds.",
    )


def _source(settings: Settings, folder: Path) -> str:
    if (folder / ".env").exists():
        return "read from .env and the environment"
    return "no .env; read from the environment" if settings.model_fields_set else "no .env; using defaults"


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= (3, 11)
    return Finding("Python", good=good, detail=version, remedy="" if good else "Qiao needs Python 3.11 or newer.")


async def _check(subject: str, check: Callable[[], Awaitable[str]]) -> Finding:
    try:
        return Finding(subject, good=True, detail=await check())
    except QiaoError as error:
        return Finding(subject, good=False, detail=error.message, remedy=error.remedy)


async def _model(settings: Settings, name: str) -> str:
    from bot.engines import PREFIX
    from bot.translation.types import Translation
    from bot.translators import open_translator

    async with open_translator(settings, model=name) as service:
        outcome = await service.translate("Good morning, my friend!")
    sample = outcome.text if isinstance(outcome, Translation) else f"no translation ({outcome.reason})"
    state = "answers" if name.startswith(PREFIX) else "is intact"
    return f"{name} {state}: Good morning, my friend! → {sample}"


async def _database(settings: Settings) -> str:
    from bot.storage.database import Database, Trial

    return {
        Trial.READY: "opens, and its schema is up to date",
        Trial.NEW: "does not exist yet, or is empty: Qiao creates it when it starts",
        Trial.OLDER: "opens; Qiao upgrades its schema when it starts",
    }[await Database.rehearse(settings.database_url)]
