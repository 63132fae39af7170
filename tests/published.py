"""The commands that Qiao registers with Discord: the whole bot starts in the sandbox and does so there.

The commands of the application's owner are registered on the owner's server, which is made to be the sandbox's.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import discord

from bot.app import in_sandbox
from bot.chat.ui.permissions import permission_names
from bot.settings import Settings
from tests.nmt import tiny

if TYPE_CHECKING:
    from bot.sandbox.model import Json
    from bot.sandbox.server import Sandbox

_SUBCOMMAND, _GROUP = 1, 2
_MESSAGE_MENU = 3


@dataclass(frozen=True, slots=True)
class Command:
    """A command, or an entry of the message menu.

    Attributes:
        name: with the names of its groups, such as `bridge create`.
        options: their names, the required ones first, as Discord shows them.
        required: how many of them are required.
        permission: what a member needs to see it, in the words of Discord's settings; empty for everyone.
        menu: whether it is an entry of the message menu.
        chinese: the name in clients that are set to Simplified Chinese.
    """

    name: str
    options: tuple[str, ...]
    required: int
    permission: str
    menu: bool
    chinese: str

    @property
    def usage(self) -> str:
        """The command as people type it: `/translate text: [to:]`."""
        if self.menu:
            return f"Apps → {self.name}"
        words = [f"{name}:" if at < self.required else f"[{name}:]" for at, name in enumerate(self.options)]
        return " ".join([f"/{self.name}", *words])


async def published_commands() -> list[Command]:
    """Start Qiao in a sandbox of its own, and return what it registers there."""
    with tempfile.TemporaryDirectory() as models:
        tiny.build(Path(models))  # one of the commands needs a second model
        settings = Settings(
            discord_token=None, sandbox_port=0, metrics_port=0, better_model=tiny.NAME, models_dir=Path(models)
        )
        return await _published(settings)


async def _published(settings: Settings) -> list[Command]:
    opened: asyncio.Future[Sandbox] = asyncio.get_running_loop().create_future()

    def opens(sandbox: "Sandbox") -> None:
        owner = next(user for user in sandbox.world.users.values() if not user.bot)
        for guild in sandbox.world.guilds.values():
            guild.owner_id = owner.id
        opened.set_result(sandbox)

    running = asyncio.create_task(in_sandbox(settings, opened=opens, limited=False))
    try:
        await asyncio.wait((opened, running), return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            await running  # raises what went wrong
        world = opened.result().world
        # All commands for everyone arrive in one request, and the owner's in another.
        groups = await opened.result().until(
            lambda: list(world.commands.values()) if {0, *world.guilds} <= world.commands.keys() else None
        )
        return [each for commands in groups for command in commands.values() for each in _walk(command)]
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


def _walk(command: "Json", prefix: str = "", permission: str = "", chinese: str = "") -> Iterator[Command]:
    name = f"{prefix}{command['name']}"
    names = command.get("name_localizations") or {}
    chinese = f"{chinese}{names.get('zh-CN', command['name'])}"
    needed = command.get("default_member_permissions")
    permission = permission or ("" if needed is None else _in_words(needed) or "Administrator")
    options = command.get("options") or []
    inner = [option for option in options if option["type"] in {_SUBCOMMAND, _GROUP}]
    for option in inner:
        yield from _walk(option, f"{name} ", permission, f"{chinese} ")
    if not inner:
        required = [option["name"] for option in options if option.get("required")]
        others = [option["name"] for option in options if not option.get("required")]
        menu = not prefix and command["type"] == _MESSAGE_MENU
        yield Command(name, (*required, *others), len(required), permission, menu, chinese)


def _in_words(bits: str | int) -> str:
    """Permissions as Discord's settings call them in English."""
    return permission_names("en", (name for name, on in discord.Permissions(int(bits)) if on))
