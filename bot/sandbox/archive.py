"""A world that outlives its process, in a SQLite file.

Channels, people, and settings are one JSON document; each message and each uploaded file is a row. Ephemeral messages
and pending interactions are not kept, as a restarted client of Discord does not have them either.
"""

import asyncio
import json
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from bot.sandbox.model import Channel, Event, Guild, Json, Message, User, Webhook
from bot.sandbox.world import World

_VERSION: Final = 1
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY, channel_id INTEGER NOT NULL, author_id INTEGER NOT NULL,
    body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS file (id INTEGER PRIMARY KEY, name TEXT NOT NULL, content BLOB NOT NULL);
"""


@dataclass
class _State:
    """Everything except messages and files."""

    bot_id: int
    users: list[User]
    guilds: list[Guild]
    channels: list[Channel]
    webhooks: list[Webhook]
    commands: dict[int, dict[int, Json]] = field(default_factory=dict)


_STATE: Final = TypeAdapter(_State)
_MESSAGE: Final = TypeAdapter(Message)
_ELSEWHERE: Final[Any] = {"guilds": {"__all__": {"channels"}}, "channels": {"__all__": {"messages"}}}


class Archive:
    """Restores a world from a file, and keeps the file up to date.

    Args:
        path: of the file; it and its folder are created if they are missing.
        patience: seconds to wait for another process that uses the file.

    Raises:
        sqlite3.Error: the file cannot be opened, is in use, or is not such a file.
        ValueError: it was written by an incompatible version.
    """

    def __init__(self, path: Path, patience: float = 1.0) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, timeout=patience, isolation_level=None)
        try:
            self._prepare()
        except (sqlite3.Error, ValueError):
            self._database.close()
            raise
        self._written = ""
        self._changed: set[tuple[int, int]] = set()
        self._files: set[int] = {file_id for [file_id] in self._database.execute("SELECT id FROM file")}
        self._scheduled: asyncio.Handle | None = None
        self._world: World | None = None

    def _prepare(self) -> None:
        run = self._database.execute
        # Two processes that write the same history would overwrite each other's messages.
        run("PRAGMA locking_mode = EXCLUSIVE")
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = NORMAL")
        [version] = run("PRAGMA user_version").fetchone()
        if version not in {0, _VERSION}:
            raise ValueError(f"its version is {version}, not {_VERSION}")
        self._database.executescript(_TABLES)
        run(f"PRAGMA user_version = {_VERSION}")

    def restore(self) -> World | None:
        """Return the world in the file; None if there is none yet.

        Raises:
            ValueError: the file's content does not fit this version.
        """
        row = self._database.execute("SELECT body FROM state").fetchone()
        if row is None:
            return None
        state = _STATE.validate_json(row[0])
        world = World.restored({user.id: user for user in state.users}, state.bot_id)
        world.commands = state.commands
        world.guilds = {guild.id: guild for guild in state.guilds}
        for guild in state.guilds:
            for member in guild.members.values():
                member.user = world.users[member.user.id]
        for hook in state.webhooks:
            hook.user = world.users[hook.user.id]
            world.webhooks[hook.id] = hook
        for channel in state.channels:
            world.channels[channel.id] = channel
            if channel.guild_id is not None:
                world.guilds[channel.guild_id].channels[channel.id] = channel
        self._restore_messages(world)
        for file_id, name, content in self._database.execute("SELECT id, name, content FROM file ORDER BY id"):
            world.files[file_id] = (name, content)
        return world

    def _restore_messages(self, world: World) -> None:
        rows = self._database.execute("SELECT channel_id, author_id, body FROM message ORDER BY id")
        for channel_id, author_id, body in rows:
            author = world.users[author_id]
            message = _MESSAGE.validate_python({**json.loads(body), "author": author})
            message.author = author  # validation copies it, but authors are compared by identity
            world.channels[channel_id].messages[message.id] = message

    def follow(self, world: World) -> None:
        """Write a world to the file, and from now on every change of it, soon after it happens."""
        self._world = world
        for channel in world.channels.values():
            self._changed |= {(channel.id, message_id) for message_id in channel.messages}
        self._write()
        world.listeners.append(self._note)

    def close(self) -> None:
        """Write what has changed and close the file."""
        if self._scheduled:
            self._scheduled.cancel()
        if self._world:
            self._write()
        self._database.close()

    def _note(self, event: Event) -> None:
        if event.name.startswith("MESSAGE_") and event.channel:
            data = event.data
            ids = data["ids"] if "ids" in data else [data["message_id"] if "message_id" in data else data["id"]]
            self._changed |= {(event.channel.id, int(message_id)) for message_id in ids}
        if self._scheduled is None:
            self._scheduled = asyncio.get_running_loop().call_soon(self._write)

    def _write(self) -> None:
        self._scheduled = None
        world = self._world
        if world is None:
            return
        state = _State(
            world.bot.id,
            list(world.users.values()),
            list(world.guilds.values()),
            list(world.channels.values()),
            list(world.webhooks.values()),
            world.commands,
        )
        body = _STATE.dump_json(state, exclude=_ELSEWHERE).decode()
        run = self._database.execute
        run("BEGIN")
        if body != self._written:
            run("INSERT OR REPLACE INTO state VALUES (1, ?)", (body,))
            self._written = body
        for channel_id, message_id in self._changed:
            channel = world.channels.get(channel_id)
            message = channel.messages.get(message_id) if channel else None
            if message is None:
                run("DELETE FROM message WHERE id = ?", (message_id,))
            else:
                text = _MESSAGE.dump_json(message, exclude={"author"}).decode()
                run(
                    "INSERT OR REPLACE INTO message VALUES (?, ?, ?, ?)",
                    (message_id, channel_id, message.author.id, text),
                )
        self._changed.clear()
        self._write_files(world)
        run(
            "DELETE FROM message WHERE channel_id NOT IN (SELECT value FROM json_each(?))",
            (json.dumps([*world.channels]),),
        )
        run("COMMIT")

    def _write_files(self, world: World) -> None:
        for file_id in world.files.keys() - self._files:
            self._database.execute("INSERT INTO file VALUES (?, ?, ?)", (file_id, *world.files[file_id]))
        for file_id in self._files - world.files.keys():
            self._database.execute("DELETE FROM file WHERE id = ?", (file_id,))
        self._files = set(world.files)
