"""Creating, updating, deleting and announcing channels."""

from bot.sandbox import channel_types, payloads
from bot.sandbox.errors import FormErrors, as_integer, invalid
from bot.sandbox.model import Channel, ChannelType, Event, Guild, Json, Overwrite
from bot.sandbox.snowflake import iso
from bot.sandbox.world import World


def create(world: World, guild: Guild, body: Json) -> Channel:
    """Add a channel of any type to a guild, as a request asks, and announce it.

    Raises:
        ApiError: 50035 if the type is unknown or a field is invalid.
    """
    form = FormErrors()
    form.one_of("type", body.get("type"), channel_types.CREATABLE)
    form.raise_errors()
    kind = _number(body, "type")
    if "name" not in body:
        form.required("name")
    form.raise_errors()
    channel_types.check(kind, body)
    _parent(guild, kind, body)
    channel = world.add_channel(guild, "", kind=kind)
    update(world, channel, body)
    announce(world, "CHANNEL_CREATE", channel)
    return channel


def announce(world: World, name: str, channel: Channel, extra: Json | None = None) -> None:
    """Emit an event that carries a channel or a thread; `extra` adds fields to it."""
    data = {**payloads.channel(channel, world), **(extra or {})}
    world.emit(Event(name, data, channel.guild_id, channel))


def update(world: World, channel: Channel, body: Json) -> None:
    """Change a channel or a thread as a request asks, also what depends on others: its category and its tags.

    Raises:
        ApiError: 50035 if a field is invalid.
    """
    change(channel, body)
    if channel.extra.get("available_tags"):
        channel.extra["available_tags"] = [_tag(world, tag) for tag in channel.extra["available_tags"]]
    if "parent_id" in body and channel.thread is None:
        channel.parent_id = _parent(world.guilds[channel.guild_id or 0], channel.type, body)


def change(channel: Channel, body: Json) -> None:
    """Change the fields of a channel or a thread that a request names.

    Raises:
        ApiError: 50035 if a field is invalid.
    """
    channel_types.check(channel.type, body)
    if "name" in body:
        channel.name = channel_types.name_of(channel.type, body["name"])
    channel.slowmode = _number(body, "rate_limit_per_user", channel.slowmode)
    channel.extra |= channel_types.chosen(channel.type, body)
    if channel.thread:
        _change_thread(channel, body)
    else:
        _change_channel(channel, body)


def _change_channel(channel: Channel, body: Json) -> None:
    if "type" in body:
        form = FormErrors()
        form.one_of(
            "type", body["type"], channel_types.CHATS if channel.type in channel_types.CHATS else [channel.type]
        )
        form.raise_errors()
        channel.type = _number(body, "type", channel.type)
    channel.topic = body.get("topic", channel.topic)
    channel.nsfw = bool(body.get("nsfw", channel.nsfw))
    channel.position = _number(body, "position", channel.position)
    if body.get("permission_overwrites") is not None:
        channel.overwrites = {
            _number(item, "id"): Overwrite(_number(item, "type"), _number(item, "allow"), _number(item, "deny"))
            for item in body["permission_overwrites"]
        }


def _change_thread(channel: Channel, body: Json) -> None:
    thread = channel.thread
    if thread is None:
        return
    archived = bool(body.get("archived", thread.archived))
    if archived != thread.archived:
        thread.archive_timestamp = iso()
    thread.archived = archived
    thread.locked = bool(body.get("locked", thread.locked))
    thread.invitable = bool(body.get("invitable", thread.invitable))
    thread.auto_archive_minutes = _number(body, "auto_archive_duration", thread.auto_archive_minutes)


def _number(body: Json, name: str, default: int = 0) -> int:
    """Return an integer of a body that has been checked; the default if it is missing or null."""
    number = as_integer(body.get(name))
    return default if number is None else number


def _parent(guild: Guild, kind: int, body: Json) -> int | None:
    parent_id = as_integer(body.get("parent_id"))
    if parent_id is None:
        return None
    parent = guild.channels.get(parent_id)
    if parent is None:
        raise invalid("parent_id", "CHANNEL_PARENT_INVALID", "Category does not exist")
    if parent.type != ChannelType.CATEGORY or kind == ChannelType.CATEGORY:
        raise invalid("parent_id", "CHANNEL_PARENT_INVALID_TYPE", "Not a category")
    return parent_id


def _tag(world: World, tag: Json) -> Json:
    """Return a forum's tag as Discord stores it, with an id."""
    return {
        "id": str(tag.get("id") or world.snowflake()),
        "name": tag["name"],
        "moderated": bool(tag.get("moderated")),
        "emoji_id": tag.get("emoji_id"),
        "emoji_name": tag.get("emoji_name"),
    }


def remove(world: World, channel: Channel) -> None:
    """Delete a channel with its threads and webhooks, or a thread, and announce it."""
    for child in [child for child in world.channels.values() if child.parent_id == channel.id]:
        if child.thread:
            _forget(world, child)
        else:  # a deleted category leaves its channels
            child.parent_id = None
            announce(world, "CHANNEL_UPDATE", child)
    for webhook in [hook for hook in world.webhooks.values() if hook.channel_id == channel.id]:
        del world.webhooks[webhook.id]
    announce(world, "THREAD_DELETE" if channel.thread else "CHANNEL_DELETE", channel)
    _forget(world, channel)


def _forget(world: World, channel: Channel) -> None:
    del world.channels[channel.id]
    if channel.guild_id is not None:
        world.guilds[channel.guild_id].channels.pop(channel.id, None)
