"""What an interaction's payload carries besides the person's own words."""

from collections.abc import Iterator

from bot.sandbox import attachments, message_payloads, payloads
from bot.sandbox.errors import unknown
from bot.sandbox.interaction import Interaction, InteractionType
from bot.sandbox.messages import visible
from bot.sandbox.model import Channel, Json, User
from bot.sandbox.world import World

_USER_COMMAND, _MESSAGE_COMMAND = 2, 3
_USER, _CHANNEL, _ROLE, _MENTIONABLE, _ATTACHMENT = 6, 7, 8, 9, 11
# Select menus of users, roles, both and channels, by the option types that they resolve like.
_SELECTS = {5: _USER, 6: _ROLE, 7: _MENTIONABLE, 8: _CHANNEL}
_ATTACHMENT_LIMIT = 10 * 1024 * 1024


class Resolved:
    """Gathers the users, members, roles, channels, messages and uploaded files that ids stand for."""

    def __init__(self, world: World, channel: Channel, viewer: User) -> None:
        self._world = world
        self._channel = channel
        self._guild = world.guilds.get(channel.guild_id or 0)
        self._viewer = viewer
        self._found: dict[str, Json] = {}

    def take(self, data: Json) -> Json:
        """Return `resolved` for an interaction's data; empty where nothing needs it."""
        kind, target = data.get("type"), data.get("target_id")
        if target and kind == _MESSAGE_COMMAND:
            message = visible(self._world, self._channel, int(target))
            body = message_payloads.full(message, self._world)
            self._put("messages", int(target), body)
        elif target and kind == _USER_COMMAND:
            self._one(_USER, int(target))
        for option_type, value in _values(data.get("options") or []):
            self._one(option_type, int(value))
        for value in data.get("values") or []:
            if like := _SELECTS.get(data.get("component_type") or 0):
                self._one(like, int(value))
        return self._found

    def _put(self, kind: str, number: int, body: Json) -> None:
        self._found.setdefault(kind, {})[str(number)] = body

    def _one(self, option_type: int, number: int) -> None:
        roles = self._guild.roles if self._guild else {}
        if option_type == _ATTACHMENT and number in self._world.files:
            self._put("attachments", number, attachments.kept(self._world, number))
        elif option_type == _CHANNEL:
            channel = self._world.channel(number)
            body = payloads.channel(channel, self._world)
            body["permissions"] = payloads.rights(self._viewer, channel, self._world)
            self._put("channels", number, body)
        elif option_type in {_ROLE, _MENTIONABLE} and number in roles:
            self._put("roles", number, payloads.role(roles[number]))
        elif option_type in {_USER, _MENTIONABLE}:
            user = self._world.users.get(number)
            if user is None:
                raise unknown("user")
            self._put("users", number, payloads.user(user))
            if self._guild and (member := self._guild.members.get(number)):
                rights = payloads.rights(user, self._channel, self._world)
                self._put("members", number, {**payloads.partial_member(member), "permissions": rights})


def _values(options: list[Json]) -> Iterator[tuple[int, str]]:
    for option in options:
        if option.get("type") in {_USER, _CHANNEL, _ROLE, _MENTIONABLE, _ATTACHMENT}:
            yield option["type"], str(option["value"])
        yield from _values(option.get("options") or [])


def payload(one: Interaction) -> Json:
    """Return the INTERACTION_CREATE that the bot gets."""
    world, channel, user = one.world, one.channel, one.user
    body: Json = {
        "id": str(one.id),
        "application_id": str(world.application_id),
        "type": int(one.kind),
        "data": one.data,
        "channel_id": str(channel.id),
        "channel": payloads.channel(channel, world),
        "token": one.token,
        "version": 1,
        "locale": user.locale,
        "app_permissions": payloads.rights(world.bot, channel, world),
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": owners(one),
        "context": 0 if channel.guild_id else 1,
        "attachment_size_limit": _ATTACHMENT_LIMIT,
    }
    if channel.guild_id is None:
        body["user"] = payloads.user(user)
    else:
        guild = world.guilds[channel.guild_id]
        rights = payloads.rights(user, channel, world)
        body["channel"]["permissions"] = rights
        body["member"] = {**payloads.member(guild.members[user.id]), "permissions": rights}
        body["guild_id"] = str(guild.id)
        body["guild"] = {"id": str(guild.id), "locale": guild.locale, "features": []}
        body["guild_locale"] = guild.locale
    if one.source:
        body["message"] = message_payloads.full(one.source, world, world.bot)
    return body


def owners(one: Interaction) -> Json:
    """Return by whom the application was installed: the guild, as far as there is one."""
    return {"0": str(one.channel.guild_id or 0)}


def metadata(one: Interaction, original_id: int | None = None) -> Json:
    """Return the `interaction_metadata` of a message that answers."""
    body: Json = {
        "id": str(one.id),
        "type": int(one.kind),
        "user": payloads.user(one.user),
        "authorizing_integration_owners": owners(one),
    }
    if one.kind == InteractionType.COMMAND:
        body |= {"name": one.data["name"], "command_type": one.data.get("type", 1)}
        if one.data.get("type") == _MESSAGE_COMMAND:
            body["target_message_id"] = one.data["target_id"]
        if one.data.get("type") == _USER_COMMAND:
            target = one.world.users.get(int(one.data["target_id"]))
            body |= {"target_user": payloads.user(target)} if target else {}
    if one.source and one.kind == InteractionType.COMPONENT:
        body["interacted_message_id"] = str(one.source.id)
    if original_id:
        body["original_response_message_id"] = str(original_id)
    if one.kind == InteractionType.MODAL_SUBMIT and one.parent:
        body["triggering_interaction_metadata"] = metadata(one.parent)
    return body
