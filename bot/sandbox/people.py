"""What people do, without HTTP: for tests and for load."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from bot.sandbox import commands, messages
from bot.sandbox.attachments import Upload, attach
from bot.sandbox.components import flatten
from bot.sandbox.errors import unknown
from bot.sandbox.interaction import Interaction, InteractionType
from bot.sandbox.interactions import Interactions
from bot.sandbox.membership import arrive, depart, open_channel
from bot.sandbox.model import Channel, Guild, Json, Message, Role, User
from bot.sandbox.world import PATIENCE, World

Found = TypeVar("Found")
_STRING, _INTEGER, _BOOLEAN, _NUMBER = 3, 4, 5, 10
_BUTTON, _TEXT_INPUT, _LABEL = 2, 4, 18


class People:
    """Acts as the people of a world.

    Args:
        world: whose people.
        interactions: which they start.

    Every method refuses with an `ApiError` what Discord would refuse.
    """

    def __init__(self, world: World, interactions: Interactions) -> None:
        self.world = world
        self.interactions = interactions

    async def until(self, predicate: Callable[[], Found | None], within: float = PATIENCE) -> Found:
        """Wait until a predicate of the world holds; see `World.until`."""
        return await self.world.until(predicate, within)

    async def say(self, channel_id: int, user_id: int, text: str, reply_to: int | None = None, **more: Any) -> Message:
        """Post a message as a person.

        Args:
            channel_id: where.
            user_id: as whom.
            text: what.
            reply_to: the id of a message of the channel.
            more: further fields of the body, such as `embeds` or `flags`.
        """
        body: Json = {"content": text, **more}
        if reply_to is not None:
            body["message_reference"] = {"message_id": str(reply_to)}
        message = messages.post(self.world, self.world.channel(channel_id), self._user(user_id), body)
        # Whoever says thousands of things in a row lets the gateways tell of them in between.
        await asyncio.sleep(0)
        return message

    async def edit(self, channel_id: int, message_id: int, text: str) -> Message:
        """Change a message, as its author."""
        message = self.world.message(channel_id, message_id)
        messages.edit(self.world, message, message.author, {"content": text})
        messages.announce(self.world, "MESSAGE_UPDATE", message)
        return message

    async def delete(self, channel_id: int, message_id: int) -> None:
        """Delete a message."""
        messages.delete(self.world, self.world.message(channel_id, message_id))

    async def delete_many(self, channel_id: int, message_ids: Sequence[int]) -> None:
        """Delete messages at once, as a moderator."""
        messages.delete_many(self.world, self.world.channel(channel_id), list(message_ids))

    async def invoke(
        self, user_id: int, channel_id: int, name: str, options: Mapping[str, Any] | None = None
    ) -> Interaction:
        """Use a slash command.

        Args:
            user_id: as whom.
            channel_id: where.
            name: of the command, then of group and subcommand, with spaces between.
            options: by name; users, channels, roles and uploaded files by id.
        """
        first, *inner = name.split()
        command = self._command(user_id, channel_id, commands.CHAT_INPUT, first)
        data = {"options": _options(command, inner, options or {})}
        return self._start(user_id, channel_id, command, data)

    async def complete(
        self, user_id: int, channel_id: int, name: str, options: Mapping[str, Any], focused: str
    ) -> Interaction:
        """Type into an option that completes itself; `focused` is its name."""
        first, *inner = name.split()
        command = self._command(user_id, channel_id, commands.CHAT_INPUT, first)
        data = {"options": _options(command, inner, options, focused)}
        return self._start(user_id, channel_id, command, data, InteractionType.AUTOCOMPLETE)

    def upload(self, filename: str, content: bytes) -> int:
        """Upload a file for an option of a slash command, and return its id."""
        [one] = attach(self.world, [], [Upload(0, filename, content)])
        return int(one["id"])

    async def invoke_message(self, user_id: int, channel_id: int, message_id: int, name: str) -> Interaction:
        """Use a command of a message's context menu."""
        command = self._command(user_id, channel_id, commands.MESSAGE, name)
        return self._start(user_id, channel_id, command, {"target_id": str(message_id)})

    async def invoke_user(self, user_id: int, channel_id: int, target_id: int, name: str) -> Interaction:
        """Use a command of a user's context menu."""
        command = self._command(user_id, channel_id, commands.USER, name)
        return self._start(user_id, channel_id, command, {"target_id": str(target_id)})

    async def press(self, user_id: int, message: Message, custom_id: str, values: Sequence[str] = ()) -> Interaction:
        """Use a component of a message: press a button, or choose values."""
        component = next((each for each in flatten(message.components) if each.get("custom_id") == custom_id), None)
        if component is None:
            raise KeyError(custom_id)
        data: Json = {"custom_id": custom_id, "component_type": component["type"]}
        if component["type"] != _BUTTON:
            data["values"] = list(values)
        channel = self.world.channel(message.channel_id)
        user = self._user(user_id)
        return self.interactions.start(user, channel, InteractionType.COMPONENT, data, source=message)

    async def submit(self, opened: Interaction, values: Mapping[str, Any]) -> Interaction:
        """Submit the modal that an interaction opened; values by the custom ids of its inputs."""
        if opened.modal is None:
            raise KeyError("modal")
        components = [_filled(each, values) for each in opened.modal["components"]]
        data = {"custom_id": opened.modal["custom_id"], "components": components}
        return self.interactions.start(opened.user, opened.channel, InteractionType.MODAL_SUBMIT, data)

    async def open_channel(self, guild: Guild, name: str, topic: str | None = None) -> Channel:
        """Add a channel to a server and tell its members."""
        return open_channel(self.world, guild, name, topic)

    async def join(self, guild: Guild, user: User, *roles: Role) -> None:
        """Put a user, or the bot, into a server and tell everybody there."""
        arrive(self.world, guild, user, *roles)

    async def leave(self, guild: Guild, user: User) -> None:
        """Take a user, or the bot, out of a server and tell everybody there."""
        depart(self.world, guild, user)

    def _user(self, user_id: int) -> User:
        user = self.world.users.get(user_id)
        if user is None:
            raise unknown("user")
        return user

    def _command(self, user_id: int, channel_id: int, kind: int, name: str) -> Json:
        usable = commands.usable(self.world, self._user(user_id), self.world.channel(channel_id))
        for command in usable:
            if command["type"] == kind and command["name"] == name:
                return command
        raise unknown("application command")

    def _start(
        self,
        user_id: int,
        channel_id: int,
        command: Json,
        data: Json,
        kind: InteractionType = InteractionType.COMMAND,
    ) -> Interaction:
        whole: Json = {"id": command["id"], "name": command["name"], "type": command["type"], **data}
        if "guild_id" in command:
            whole["guild_id"] = command["guild_id"]
        return self.interactions.start(self._user(user_id), self.world.channel(channel_id), kind, whole)


def _options(command: Json, inner: Sequence[str], given: Mapping[str, Any], focused: str = "") -> list[Json]:
    known = {option["name"]: option for option in command.get("options") or []}
    if inner:
        sub = known[inner[0]]
        return [{"name": inner[0], "type": sub["type"], "options": _options(sub, inner[1:], given, focused)}]
    options = []
    for name, value in given.items():
        kind = known[name]["type"]
        plain = kind in {_STRING, _INTEGER, _BOOLEAN, _NUMBER}
        option: Json = {"name": name, "type": kind, "value": value if plain else str(value)}
        if name == focused:
            option["focused"] = True
        options.append(option)
    return options


def _filled(component: Json, values: Mapping[str, Any]) -> Json:
    kind = component["type"]
    if kind == _LABEL:
        return {"type": kind, "component": _filled(component["component"], values)}
    if "components" in component:
        return {"type": kind, "components": [_filled(each, values) for each in component["components"]]}
    value = values.get(component.get("custom_id", ""), component.get("value", ""))
    key = "value" if kind == _TEXT_INPUT else "values"
    return {"type": kind, "custom_id": component.get("custom_id"), key: value}
