"""The `resolved` part of an interaction's data: the objects that ids in it refer to."""

from collections.abc import Iterator

from bot.sandbox import messages, payloads
from bot.sandbox.errors import unknown
from bot.sandbox.interactions.commands import MESSAGE as MESSAGE_COMMAND
from bot.sandbox.interactions.commands import USER as USER_COMMAND
from bot.sandbox.messages import attachments
from bot.sandbox.model import Channel, Json, User
from bot.sandbox.world import World

_USER, _CHANNEL, _ROLE, _MENTIONABLE, _ATTACHMENT = 6, 7, 8, 9, 11
# Select menus of users, roles, both and channels, by the option types that resolve the same way.
_SELECTS = {5: _USER, 6: _ROLE, 7: _MENTIONABLE, 8: _CHANNEL}


def resolve(world: World, channel: Channel, viewer: User, data: Json) -> Json:
    """Return the `resolved` object for an interaction's data; empty if the data refers to nothing.

    Raises:
        ApiError: something that the data refers to does not exist.
    """
    return _Resolver(world, channel, viewer).resolve(data)


class _Resolver:
    def __init__(self, world: World, channel: Channel, viewer: User) -> None:
        self._world = world
        self._channel = channel
        self._guild = world.guilds.get(channel.guild_id or 0)
        self._viewer = viewer
        self._resolved: dict[str, Json] = {}

    def resolve(self, data: Json) -> Json:
        kind, target = data.get("type"), data.get("target_id")
        if target and kind == MESSAGE_COMMAND:
            message = messages.find(self._world, self._channel, int(target))
            self._add("messages", int(target), messages.payload(message, self._world))
        elif target and kind == USER_COMMAND:
            self._add_option(_USER, int(target))
        for option_type, value in _references(data.get("options") or []):
            self._add_option(option_type, int(value))
        select = _SELECTS.get(data.get("component_type") or 0)
        if select:
            for value in data.get("values") or []:
                self._add_option(select, int(value))
        return self._resolved

    def _add(self, section: str, object_id: int, payload: Json) -> None:
        self._resolved.setdefault(section, {})[str(object_id)] = payload

    def _add_option(self, option_type: int, object_id: int) -> None:
        roles = self._guild.roles if self._guild else {}
        if option_type == _ATTACHMENT and object_id in self._world.files:
            self._add("attachments", object_id, attachments.payload(self._world, object_id))
        elif option_type == _CHANNEL:
            self._add_channel(object_id)
        elif option_type in {_ROLE, _MENTIONABLE} and object_id in roles:
            self._add("roles", object_id, payloads.role(roles[object_id]))
        elif option_type in {_USER, _MENTIONABLE}:
            self._add_user(object_id)

    def _add_channel(self, channel_id: int) -> None:
        channel = self._world.channel(channel_id)
        payload = payloads.channel(channel, self._world)
        payload["permissions"] = payloads.permissions_of(self._viewer, channel, self._world)
        self._add("channels", channel_id, payload)

    def _add_user(self, user_id: int) -> None:
        user = self._world.users.get(user_id)
        if user is None:
            raise unknown("user")
        self._add("users", user_id, payloads.user(user))
        if self._guild and (member := self._guild.members.get(user_id)):
            rights = payloads.permissions_of(user, self._channel, self._world)
            self._add("members", user_id, {**payloads.partial_member(member), "permissions": rights})


def _references(options: list[Json]) -> Iterator[tuple[int, str]]:
    for option in options:
        if option.get("type") in {_USER, _CHANNEL, _ROLE, _MENTIONABLE, _ATTACHMENT}:
            yield option["type"], str(option["value"])
        yield from _references(option.get("options") or [])
