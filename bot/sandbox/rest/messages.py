"""/channels/{channel_id}/messages: posting, reading, editing, deleting, pinning."""

import time
from itertools import islice

from bot.sandbox import following, messages, payloads
from bot.sandbox.channel_types import NO_MESSAGES
from bot.sandbox.errors import invalid, refused
from bot.sandbox.messages.editing import suppress_embeds
from bot.sandbox.model import Channel, ChannelType, Event, Json, Message, MessageFlag, MessageType
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.call import Call, Route, as_id
from bot.sandbox.snowflake import timestamp

_PAGE = 50
_PAGE_MAX = 100


async def create(call: Call) -> Json:
    """Post a message."""
    channel = call.channel()
    if channel.type in NO_MESSAGES:
        raise refused(50008, "Cannot send messages in a non-text channel")
    message = messages.post(call.world, channel, call.actor, call.body, call.files)
    return messages.payload(message, call.world)


async def read(call: Call) -> Json:
    """Return one message."""
    channel = call.channel(Permission.READ_MESSAGE_HISTORY)
    message = call.world.message(channel.id, call.id("message_id"))
    return messages.payload(message, call.world, call.actor)


async def history(call: Call) -> list[Json]:
    """Return messages, newest first: before, after or around one, or the latest ones."""
    channel = call.channel()
    limit = call.limit(_PAGE, _PAGE_MAX)
    if not call.world.permissions_for(call.actor, channel) & Permission.READ_MESSAGE_HISTORY:
        return []
    before, after, around = (call.query_id(name) for name in ("before", "after", "around"))
    if around is not None:
        newer = _newer(channel, around - 1, limit // 2 + 1)
        page = newer + _older(channel, around, limit - len(newer))
    elif after is not None:
        page = _newer(channel, after, limit)
    else:
        page = _older(channel, before, limit)
    return [messages.payload(message, call.world, call.actor) for message in page]


def _newer(channel: Channel, after: int, limit: int) -> list[Message]:
    """Return the messages that follow an id, newest first."""
    return list(islice((message for message in channel.messages.values() if message.id > after), limit))[::-1]


def _older(channel: Channel, before: int | None, limit: int) -> list[Message]:
    """Return the messages that precede an id, or the latest ones, newest first."""
    newest_first = reversed(channel.messages.values())
    return list(islice((message for message in newest_first if before is None or message.id < before), limit))


async def edit(call: Call) -> Json:
    """Edit a message: all of it for its author, only the flags for a moderator."""
    channel = call.channel()
    message = call.world.message(channel.id, call.id("message_id"))
    if channel.thread and channel.thread.archived:
        raise refused(50083, "Thread is archived")
    if not message.sent_by(call.actor):
        if set(call.body) - {"flags", "tts", "allowed_mentions"}:
            raise refused(50005, "Cannot edit a message authored by another user", 403)
        call.require(channel, Permission.MANAGE_MESSAGES)
        suppress_embeds(message, int(call.body.get("flags") or 0))
    else:
        messages.edit(call.world, message, call.actor, call.body, call.files)
    messages.announce(call.world, "MESSAGE_UPDATE", message)
    return messages.payload(message, call.world, call.actor)


async def delete(call: Call) -> None:
    """Delete a message: the caller's own, or any message for a moderator."""
    channel = call.channel()
    message = call.world.message(channel.id, call.id("message_id"))
    if not message.sent_by(call.actor):
        call.require(channel, Permission.MANAGE_MESSAGES)
    messages.delete(call.world, message)


async def bulk_delete(call: Call) -> None:
    """Delete many messages at once."""
    channel = call.channel(Permission.MANAGE_MESSAGES)
    given = call.body.get("messages") or ()
    if not isinstance(given, list):
        raise invalid("messages", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    ids = [as_id(str(message_id), "messages") for message_id in given]
    messages.delete_many(call.world, channel, ids)


async def crosspost(call: Call) -> Json:
    """Publish a message of an announcement channel in the channels that follow it."""
    channel = call.channel(Permission.SEND_MESSAGES)
    message = call.world.message(channel.id, call.id("message_id"))
    if channel.type != ChannelType.NEWS:
        raise refused(50024, "Cannot execute action on this channel type")
    if not message.sent_by(call.actor):
        call.require(channel, Permission.MANAGE_MESSAGES)
    if message.flags & MessageFlag.CROSSPOSTED:
        raise refused(40033, "This message was already crossposted")
    following.crosspost(call.world, channel, message)
    return messages.payload(message, call.world, call.actor)


async def typing(call: Call) -> None:
    """Show that the caller is typing."""
    channel = call.channel(Permission.SEND_MESSAGES)
    data: Json = {
        "channel_id": str(channel.id),
        "user_id": str(call.actor.id),
        "timestamp": int(time.time()),
    }
    if channel.guild_id is not None:
        data["guild_id"] = str(channel.guild_id)
        data["member"] = payloads.member(call.world.guilds[channel.guild_id].members[call.actor.id])
    call.world.emit(Event("TYPING_START", data, channel.guild_id, channel))


async def pins(call: Call) -> Json | list[Json]:
    """Return the pinned messages, newest first; the legacy route returns a bare list."""
    channel = call.channel(Permission.READ_MESSAGE_HISTORY)
    found = [message for message in reversed(channel.messages.values()) if message.pinned]
    shown = [messages.payload(message, call.world, call.actor) for message in found]
    if not call.request.path.endswith("/messages/pins"):
        return shown
    items = [{"pinned_at": timestamp(message.id), "message": body} for message, body in zip(found, shown, strict=True)]
    return {"items": items, "has_more": False}


async def pin(call: Call) -> None:
    """Pin a message."""
    _set_pin(call, pinned=True)


async def unpin(call: Call) -> None:
    """Unpin a message."""
    _set_pin(call, pinned=False)


def _set_pin(call: Call, *, pinned: bool) -> None:
    channel = call.channel(Permission.MANAGE_MESSAGES)
    message = call.world.message(channel.id, call.id("message_id"))
    if message.pinned == pinned:
        return
    message.pinned = pinned
    data = {"channel_id": str(channel.id), "last_pin_timestamp": timestamp(call.world.snowflake())}
    if channel.guild_id is not None:
        data["guild_id"] = str(channel.guild_id)
    messages.announce(call.world, "MESSAGE_UPDATE", message)
    call.world.emit(Event("CHANNEL_PINS_UPDATE", data, channel.guild_id, channel))
    if pinned:
        reference = {"type": 0, "message_id": str(message.id), "channel_id": str(channel.id)}
        notice = Message(call.world.snowflake(), channel.id, call.actor, "", MessageType.PINNED, reference=reference)
        messages.add(call.world, channel, notice)


_ALL = "/channels/{channel_id}/messages"
_ONE = "/channels/{channel_id}/messages/{message_id}"
ROUTES = (
    Route("POST", _ALL, create, "message.create"),
    Route("GET", _ALL, history, "message.list"),
    Route("POST", _ONE + "/crosspost", crosspost, "message.crosspost"),
    Route("POST", _ALL + "/bulk-delete", bulk_delete, "message.bulk_delete"),
    Route("GET", _ALL + "/pins", pins),
    Route("PUT", _ALL + "/pins/{message_id}", pin),
    Route("DELETE", _ALL + "/pins/{message_id}", unpin),
    Route("GET", "/channels/{channel_id}/pins", pins),
    Route("PUT", "/channels/{channel_id}/pins/{message_id}", pin),
    Route("DELETE", "/channels/{channel_id}/pins/{message_id}", unpin),
    Route("GET", _ONE, read),
    Route("PATCH", _ONE, edit, "message.edit"),
    Route("DELETE", _ONE, delete, "message.delete"),
    Route("POST", "/channels/{channel_id}/typing", typing, "typing"),
)
