"""/channels/{channel_id}/messages: posting, reading, editing, deleting, pinning."""

import time
from itertools import islice

from bot.sandbox import message_payloads, messages, payloads
from bot.sandbox.errors import refused
from bot.sandbox.model import Event, Json, Message, MessageFlag, MessageType
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.call import Call, Route, as_id
from bot.sandbox.snowflake import timestamp

_PAGE = 50
_MOST = 100


async def create(call: Call) -> Json:
    """Post a message."""
    channel = call.channel()
    message = messages.post(call.world, channel, call.actor, call.body, call.files)
    return message_payloads.full(message, call.world)


async def read(call: Call) -> Json:
    """Return one message."""
    channel = call.channel(Permission.READ_MESSAGE_HISTORY)
    message = call.world.message(channel.id, call.id("message_id"))
    return message_payloads.full(message, call.world, call.actor)


async def history(call: Call) -> list[Json]:
    """Return messages, newest first: before, after or around one, or the latest."""
    channel = call.channel()
    limit = call.limit(_PAGE, _MOST)
    if not call.world.rights(call.actor, channel) & Permission.READ_MESSAGE_HISTORY:
        return []
    every = channel.messages
    before, after, around = (call.query_id(name) for name in ("before", "after", "around"))
    if around is not None:
        newer = list(islice((each for each in every.values() if each.id >= around), limit // 2 + 1))
        older = islice((each for each in reversed(every.values()) if each.id < around), limit - len(newer))
        found = newer[::-1] + list(older)
    elif after is not None:
        found = list(islice((each for each in every.values() if each.id > after), limit))[::-1]
    else:
        found = list(islice((each for each in reversed(every.values()) if before is None or each.id < before), limit))
    return [message_payloads.full(each, call.world, call.actor) for each in found]


async def edit(call: Call) -> Json:
    """Edit a message: its author everything, a moderator its flags."""
    channel = call.channel()
    message = call.world.message(channel.id, call.id("message_id"))
    if not message.by(call.actor):
        if set(call.body) - {"flags", "tts", "allowed_mentions"}:
            raise refused(50005, "Cannot edit a message authored by another user", 403)
        call.demand(channel, Permission.MANAGE_MESSAGES)
        _suppress(message, call.body)
    else:
        messages.edit(call.world, message, call.actor, call.body, call.files)
    messages.announce(call.world, "MESSAGE_UPDATE", message)
    return message_payloads.full(message, call.world, call.actor)


def _suppress(message: Message, body: Json) -> None:
    kept = message.flags & ~MessageFlag.SUPPRESS_EMBEDS
    message.flags = kept | int(body.get("flags") or 0) & MessageFlag.SUPPRESS_EMBEDS


async def delete(call: Call) -> None:
    """Delete a message: one's own, or anybody's as a moderator."""
    channel = call.channel()
    message = call.world.message(channel.id, call.id("message_id"))
    if not message.by(call.actor):
        call.demand(channel, Permission.MANAGE_MESSAGES)
    messages.delete(call.world, message)


async def bulk_delete(call: Call) -> None:
    """Delete many messages at once."""
    channel = call.channel(Permission.MANAGE_MESSAGES)
    ids = [as_id(str(each), "messages") for each in call.body.get("messages") or ()]
    messages.delete_many(call.world, channel, ids)


async def typing(call: Call) -> None:
    """Show that somebody is typing."""
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
    """Return the pinned messages, newest first; the older route gives a bare list."""
    channel = call.channel(Permission.READ_MESSAGE_HISTORY)
    found = [each for each in reversed(channel.messages.values()) if each.pinned]
    shown = [message_payloads.full(each, call.world, call.actor) for each in found]
    if not call.request.path.endswith("/messages/pins"):
        return shown
    items = [{"pinned_at": timestamp(each.id), "message": body} for each, body in zip(found, shown, strict=True)]
    return {"items": items, "has_more": False}


async def pin(call: Call) -> None:
    """Pin a message."""
    _set_pin(call, pinned=True)


async def unpin(call: Call) -> None:
    """Take a pin away."""
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
        messages.keep(call.world, channel, notice)


_ALL = "/channels/{channel_id}/messages"
_ONE = "/channels/{channel_id}/messages/{message_id}"
ROUTES = (
    Route("POST", _ALL, create, "message.create"),
    Route("GET", _ALL, history, "message.list"),
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
