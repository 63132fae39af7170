"""Updating, deleting and announcing channels."""

from bot.sandbox import payloads
from bot.sandbox.errors import FormErrors
from bot.sandbox.model import Channel, Event, Json
from bot.sandbox.snowflake import iso
from bot.sandbox.world import World

_NAME_MAX = 100
_TOPIC_MAX = 1024


def check_name(name: object) -> str:
    """Return a channel's name after checking it.

    Raises:
        ApiError: 50035 if it is empty or too long.
    """
    form = FormErrors()
    text = name if isinstance(name, str) else ""
    form.length("name", text, _NAME_MAX, 1)
    form.raise_errors()
    return text


def announce(world: World, name: str, channel: Channel, extra: Json | None = None) -> None:
    """Emit an event that carries a channel or a thread; `extra` adds fields to it."""
    data = {**payloads.channel(channel, world), **(extra or {})}
    world.emit(Event(name, data, channel.guild_id, channel))


def change(channel: Channel, body: Json) -> None:
    """Change the fields of a channel or a thread that a request names.

    Raises:
        ApiError: 50035 if a field is invalid.
    """
    if "name" in body:
        channel.name = check_name(body["name"])
    if "topic" in body:
        form = FormErrors()
        form.length("topic", body["topic"], _TOPIC_MAX)
        form.raise_errors()
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
    """Delete a channel with its threads and webhooks, or a thread, and announce it."""
    for thread in [child for child in world.channels.values() if child.thread and child.parent_id == channel.id]:
        _forget(world, thread)
    for webhook in [hook for hook in world.webhooks.values() if hook.channel_id == channel.id]:
        del world.webhooks[webhook.id]
    announce(world, "THREAD_DELETE" if channel.thread else "CHANNEL_DELETE", channel)
    _forget(world, channel)


def _forget(world: World, channel: Channel) -> None:
    del world.channels[channel.id]
    if channel.guild_id is not None:
        world.guilds[channel.guild_id].channels.pop(channel.id, None)
