"""Changing and removing channels."""

from bot.sandbox import payloads
from bot.sandbox.errors import FormErrors
from bot.sandbox.model import Channel, Event, Json
from bot.sandbox.snowflake import iso
from bot.sandbox.world import World

_NAME_MAX = 100
_TOPIC_MAX = 1024


def check_name(name: object) -> str:
    """Return a channel's name.

    Raises:
        ApiError: 50035 where it is empty or too long.
    """
    form = FormErrors()
    text = name if isinstance(name, str) else ""
    form.length("name", text, _NAME_MAX, 1)
    form.done()
    return text


def announce(world: World, name: str, channel: Channel, more: Json | None = None) -> None:
    """Tell the gateways of a channel or a thread."""
    data = {**payloads.channel(channel, world), **(more or {})}
    world.emit(Event(name, data, channel.guild_id, channel))


def change(channel: Channel, body: Json) -> None:
    """Change what a request names.

    Raises:
        ApiError: 50035.
    """
    if "name" in body:
        channel.name = check_name(body["name"])
    if "topic" in body:
        form = FormErrors()
        form.length("topic", body["topic"], _TOPIC_MAX)
        form.done()
        channel.topic = body["topic"]
    channel.slowmode = int(body.get("rate_limit_per_user") or 0) if "rate_limit_per_user" in body else channel.slowmode
    channel.nsfw = bool(body.get("nsfw", channel.nsfw))
    if thread := channel.thread:
        if bool(body.get("archived", thread.archived)) != thread.archived:
            thread.archive_timestamp = iso()
        thread.archived = bool(body.get("archived", thread.archived))
        thread.locked = bool(body.get("locked", thread.locked))
        thread.auto_archive_minutes = int(body.get("auto_archive_duration", thread.auto_archive_minutes))


def remove(world: World, channel: Channel) -> None:
    """Delete a channel with its threads and webhooks, or a thread, and tell everybody."""
    for thread in [each for each in world.channels.values() if each.thread and each.parent_id == channel.id]:
        _forget(world, thread)
    for hook in [each for each in world.webhooks.values() if each.channel_id == channel.id]:
        del world.webhooks[hook.id]
    announce(world, "THREAD_DELETE" if channel.thread else "CHANNEL_DELETE", channel)
    _forget(world, channel)


def _forget(world: World, channel: Channel) -> None:
    del world.channels[channel.id]
    if channel.guild_id is not None:
        world.guilds[channel.guild_id].channels.pop(channel.id, None)
