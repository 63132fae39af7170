"""/channels/{channel_id}/messages/{message_id}/reactions."""

import re

from bot.sandbox import payloads
from bot.sandbox.errors import refused, unknown
from bot.sandbox.model import Channel, Event, Json, Message, Reaction, User
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.call import Call, Route

_MAX_REACTIONS = 20
_PAGE = 25
_PAGE_MAX = 100
_CUSTOM = re.compile(r"(?:a?:)?(\w{2,32}):(\d{1,20})")
_TEXT = re.compile(r"[A-Za-z\s]")
_EMOJI_MAX = 32


def _emoji(call: Call) -> tuple[str, Json]:
    text = call.request.match_info["emoji"]
    if custom := _CUSTOM.fullmatch(text):
        name, number = custom.groups()
        return number, {"id": number, "name": name}
    if not text or len(text) > _EMOJI_MAX or _TEXT.search(text):
        raise unknown("emoji")
    return text, {"id": None, "name": text}


def _target(call: Call, needed: int = 0) -> tuple[Channel, Message]:
    channel = call.channel(needed)
    return channel, call.world.message(channel.id, call.id("message_id"))


def _announce(call: Call, name: str, message: Message, *, user: User | None = None, emoji: Json | None = None) -> None:
    channel = call.world.channel(message.channel_id)
    data: Json = {"channel_id": str(channel.id), "message_id": str(message.id)}
    if emoji:
        data["emoji"] = emoji
    if user:
        data |= {"user_id": str(user.id), "type": 0, "burst": False}
    if channel.guild_id is not None:
        data["guild_id"] = str(channel.guild_id)
        if user and name.endswith("ADD"):
            data["member"] = payloads.member(call.world.guilds[channel.guild_id].members[user.id])
            data["message_author_id"] = str(message.author.id)
    call.world.emit(Event(name, data, channel.guild_id, channel))


async def add(call: Call) -> None:
    """Add a reaction to a message."""
    channel, message = _target(call, Permission.READ_MESSAGE_HISTORY)
    key, emoji = _emoji(call)
    message.reactions = message.reactions or {}
    if key not in message.reactions:
        custom = (
            Permission.USE_EXTERNAL_EMOJIS if emoji["id"] else 0
        )  # the sandbox's servers have no emoji of their own
        call.require(channel, Permission.ADD_REACTIONS | custom)
        if len(message.reactions) >= _MAX_REACTIONS:
            raise refused(30010, "Maximum number of reactions reached (20)")
    reaction = message.reactions.setdefault(key, Reaction(emoji))
    if call.actor.id not in reaction.users:
        reaction.users[call.actor.id] = None
        _announce(call, "MESSAGE_REACTION_ADD", message, user=call.actor, emoji=emoji)


async def remove_own(call: Call) -> None:
    """Remove the caller's reaction."""
    _remove(call, call.actor)


async def remove_other(call: Call) -> None:
    """Remove another user's reaction, as a moderator."""
    user = call.world.users.get(call.id("user_id"))
    if user is None:
        raise unknown("user")
    _remove(call, user)


def _remove(call: Call, user: User) -> None:
    needed = 0 if user is call.actor else Permission.MANAGE_MESSAGES
    _, message = _target(call, needed)
    key, emoji = _emoji(call)
    reaction = (message.reactions or {}).get(key)
    if message.reactions is None or reaction is None or user.id not in reaction.users:
        return
    del reaction.users[user.id]
    if not reaction.users:
        del message.reactions[key]
    _announce(call, "MESSAGE_REACTION_REMOVE", message, user=user, emoji=emoji)


async def users(call: Call) -> list[Json]:
    """Return the users who reacted with an emoji."""
    _, message = _target(call, Permission.READ_MESSAGE_HISTORY)
    key, _ = _emoji(call)
    reaction = (message.reactions or {}).get(key)
    after = call.query_id("after") or 0
    ids = sorted(user_id for user_id in reaction.users if user_id > after) if reaction else []
    return [payloads.user(call.world.users[user_id]) for user_id in ids[: call.limit(_PAGE, _PAGE_MAX)]]


async def clear(call: Call) -> None:
    """Remove all reactions."""
    _, message = _target(call, Permission.MANAGE_MESSAGES)
    message.reactions = None
    _announce(call, "MESSAGE_REACTION_REMOVE_ALL", message)


async def clear_one(call: Call) -> None:
    """Remove all reactions with one emoji."""
    _, message = _target(call, Permission.MANAGE_MESSAGES)
    key, emoji = _emoji(call)
    if message.reactions and message.reactions.pop(key, None):
        _announce(call, "MESSAGE_REACTION_REMOVE_EMOJI", message, emoji=emoji)


_ALL = "/channels/{channel_id}/messages/{message_id}/reactions"
_ONE = _ALL + "/{emoji}"
ROUTES = (
    Route("PUT", _ONE + "/@me", add, "reaction"),
    Route("DELETE", _ONE + "/@me", remove_own, "reaction"),
    Route("DELETE", _ONE + "/{user_id}", remove_other, "reaction"),
    Route("GET", _ONE, users),
    Route("DELETE", _ONE, clear_one, "reaction"),
    Route("DELETE", _ALL, clear, "reaction"),
)
