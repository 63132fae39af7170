"""`doctor`: checks everything that Qiao needs, reports problems and suggests fixes."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from bot.errors import QiaoError
from bot.settings import Settings

_MARKS = {True: "[green]ok[/]  ", False: "[red]bad[/] ", None: "[yellow]note[/]"}


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check.

    Attributes:
        subject: what was checked.
        good: whether it is OK; None for a note that need not be a problem.
        detail: what was found.
        remedy: how to fix it.
    """

    subject: str
    good: bool | None
    detail: str
    remedy: str = ""


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
    yield await _check("model", lambda: _model(settings))
    yield await _check("database", lambda: _database(settings))
    if settings.discord_token is None:
        remedy = "To run on Discord, set DISCORD_TOKEN in .env; the README says where to get it."
        yield Finding("Discord", good=None, detail="DISCORD_TOKEN is not set: the sandbox will open", remedy=remedy)
        return
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
        detail = f"missing {missing}" if missing else "all permissions are granted"
        yield Finding(f"server {guild.name}", good=not missing or None, detail=detail, remedy=remedy)


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


async def _model(settings: Settings) -> str:
    from bot.app import open_translator
    from bot.translation.types import Translation

    async with open_translator(settings) as service:
        outcome = await service.translate("Good morning, my friend!")
    sample = outcome.text if isinstance(outcome, Translation) else f"no translation ({outcome.reason})"
    return f"{settings.model} is intact: Good morning, my friend! → {sample}"


async def _database(settings: Settings) -> str:
    from bot.app import open_stores

    async with open_stores(settings.database_url) as opened:
        await opened.channels.get(1)
    return "opens, and its schema is up to date"
