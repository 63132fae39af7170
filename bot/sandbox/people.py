"""What people do, without HTTP: for tests and load tests."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from bot.sandbox import messages
from bot.sandbox.errors import unknown
from bot.sandbox.interactions import Interaction, Interactions, InteractionType, commands, components
from bot.sandbox.membership import add_member, create_channel, remove_member
from bot.sandbox.messages import Upload, attach
from bot.sandbox.model import Channel, ChannelType, Guild, Json, Message, Role, User
from bot.sandbox.world import DEFAULT_WAIT, World

Found = TypeVar("Found")
_STRING, _INTEGER, _BOOLEAN, _NUMBER = 3, 4, 5, 10
_BUTTON, _TEXT_INPUT, _LABEL = 2, 4, 18


class People:
    """Acts as the people of a world.

    Every method raises `ApiError` for what Discord would refuse.

    Args:
        world: the state that the people are in.
        interactions: the interactions that they start.
    """

    def __init__(self, world: World, interactions: Interactions) -> None:
        self.world = world
        self.interactions = interactions

    async def until(self, predicate: Callable[[], Found | None], within: float = DEFAULT_WAIT) -> Found:
        """Wait until a predicate is true; see `World.until`."""
        return await self.world.until(predicate, within)

    async def say(
        self, channel_id: int, user_id: int, text: str, reply_to: int | None = None, **fields: Any
    ) -> Message:
        """Post a message as a person.

        Args:
            channel_id: where.
            user_id: who posts it.
            text: of the message.
            reply_to: the id of a message in the channel.
            fields: additional fields of the body, such as `embeds` or `flags`.
        """
        body: Json = {"content": text, **fields}
        if reply_to is not None:
            body["message_reference"] = {"message_id": str(reply_to)}
        message = messages.post(self.world, self.world.channel(channel_id), self._user(user_id), body)
        # Lets the gateway send events in between when thousands of messages are posted in a row.
        await asyncio.sleep(0)
        return message

    async def edit(self, channel_id: int, message_id: int, text: str) -> Message:
        """Edit a message, as its author."""
        message = self.world.message(channel_id, message_id)
        messages.edit(self.world, message, message.author, {"content": text})
        messages.announce(self.world, "MESSAGE_UPDATE", message)
        return message

    async def delete(self, channel_id: int, message_id: int) -> None:
        """Delete a message."""
        messages.delete(self.world, self.world.message(channel_id, message_id))

    async def delete_many(self, channel_id: int, message_ids: Sequence[int]) -> None:
        """Delete several messages at once, as a moderator."""
        messages.delete_many(self.world, self.world.channel(channel_id), list(message_ids))

    async def invoke(
        self, user_id: int, channel_id: int, name: str, options: Mapping[str, Any] | None = None
    ) -> Interaction:
        """Use a slash command.

        Args:
            user_id: who uses it.
            channel_id: where.
            name: of the command, group and subcommand, separated by spaces.
            options: by name; users, channels, roles and uploaded files by id.
        """
        first, *inner = name.split()
        command = self._command(user_id, channel_id, commands.CHAT_INPUT, first)
        data = {"options": _option_values(command, inner, options or {})}
        return self._start(user_id, channel_id, command, data)

    async def complete(
        self, user_id: int, channel_id: int, name: str, options: Mapping[str, Any], focused: str
    ) -> Interaction:
        """Type into an option with autocomplete; `focused` is its name."""
        first, *inner = name.split()
        command = self._command(user_id, channel_id, commands.CHAT_INPUT, first)
        data = {"options": _option_values(command, inner, options, focused)}
        return self._start(user_id, channel_id, command, data, InteractionType.AUTOCOMPLETE)

    def upload(self, filename: str, content: bytes) -> int:
        """Upload a file for an option of a slash command, and return its id."""
        [attachment] = attach(self.world, [], [Upload(0, filename, content)])
        return int(attachment["id"])

    async def invoke_message(self, user_id: int, channel_id: int, message_id: int, name: str) -> Interaction:
        """Use a command in a message's context menu."""
        command = self._command(user_id, channel_id, commands.MESSAGE, name)
        return self._start(user_id, channel_id, command, {"target_id": str(message_id)})

    async def invoke_user(self, user_id: int, channel_id: int, target_id: int, name: str) -> Interaction:
        """Use a command in a user's context menu."""
        command = self._command(user_id, channel_id, commands.USER, name)
        return self._start(user_id, channel_id, command, {"target_id": str(target_id)})

    async def press(self, user_id: int, message: Message, custom_id: str, values: Sequence[str] = ()) -> Interaction:
        """Use a component of a message: press a button, or choose values.

        Raises:
            KeyError: the message has no such component.
        """
        component = components.find(message.components, custom_id)
        if component is None:
            raise KeyError(custom_id)
        data: Json = {"custom_id": custom_id, "component_type": component["type"]}
        if component["type"] != _BUTTON:
            data["values"] = list(values)
        channel = self.world.channel(message.channel_id)
        user = self._user(user_id)
        return self.interactions.start(user, channel, InteractionType.COMPONENT, data, source=message)

    async def submit(self, opened: Interaction, values: Mapping[str, Any]) -> Interaction:
        """Submit the modal that an interaction opened, with values by the custom ids of its inputs.

        Raises:
            KeyError: it opened none.
        """
        if opened.modal is None:
            raise KeyError("modal")
        rows = [_fill_in(row, values) for row in opened.modal["components"]]
        data = {"custom_id": opened.modal["custom_id"], "components": rows}
        return self.interactions.start(opened.user, opened.channel, InteractionType.MODAL_SUBMIT, data)

    async def create_channel(
        self, guild: Guild, name: str, topic: str | None = None, *, kind: int = ChannelType.TEXT
    ) -> Channel:
        """Add a channel to a guild and announce it."""
        return create_channel(self.world, guild, name, topic, kind=kind)

    async def join(self, guild: Guild, user: User, *roles: Role) -> None:
        """Add a user or the bot to a guild and announce it."""
        add_member(self.world, guild, user, *roles)

    async def leave(self, guild: Guild, user: User) -> None:
        """Remove a user or the bot from a guild and announce it."""
        remove_member(self.world, guild, user)

    def _user(self, user_id: int) -> User:
        user = self.world.users.get(user_id)
        if user is None:
            raise unknown("user")
        return user

    def _command(self, user_id: int, channel_id: int, kind: int, name: str) -> Json:
        usable = commands.available(self.world, self._user(user_id), self.world.channel(channel_id))
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
        full: Json = {"id": command["id"], "name": command["name"], "type": command["type"], **data}
        if "guild_id" in command:
            full["guild_id"] = command["guild_id"]
        return self.interactions.start(self._user(user_id), self.world.channel(channel_id), kind, full)


def _option_values(command: Json, inner: Sequence[str], given: Mapping[str, Any], focused: str = "") -> list[Json]:
    known = {option["name"]: option for option in command.get("options") or []}
    if inner:
        sub = known[inner[0]]
        return [{"name": inner[0], "type": sub["type"], "options": _option_values(sub, inner[1:], given, focused)}]
    options = []
    for name, value in given.items():
        kind = known[name]["type"]
        plain = kind in {_STRING, _INTEGER, _BOOLEAN, _NUMBER}
        option: Json = {"name": name, "type": kind, "value": value if plain else str(value)}
        if name == focused:
            option["focused"] = True
        options.append(option)
    return options


def _fill_in(component: Json, values: Mapping[str, Any]) -> Json:
    kind = component["type"]
    if kind == _LABEL:
        return {"type": kind, "component": _fill_in(component["component"], values)}
    if "components" in component:
        return {"type": kind, "components": [_fill_in(nested, values) for nested in component["components"]]}
    value = values.get(component.get("custom_id", ""), component.get("value", ""))
    key = "value" if kind == _TEXT_INPUT else "values"
    return {"type": kind, "custom_id": component.get("custom_id"), key: value}
