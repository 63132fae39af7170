"""Threads, started from a message or without one, and their members."""

from bot.sandbox import payloads, threads
from bot.sandbox.errors import refused, unknown
from bot.sandbox.model import Channel, ChannelType, Json
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.call import Call, Response, Route


async def from_message(call: Call) -> Response:
    """Start a thread from a message."""
    channel = call.channel(Permission.CREATE_PUBLIC_THREADS | Permission.READ_MESSAGE_HISTORY)
    message = call.world.message(channel.id, call.id("message_id"))
    thread = threads.start(call.world, channel, call.actor, call.body, message)
    return Response(201, payloads.channel(thread, call.world))


async def without_message(call: Call) -> Response:
    """Start a thread without a message."""
    kind = int(call.body.get("type") or ChannelType.PRIVATE_THREAD)
    private = kind == ChannelType.PRIVATE_THREAD
    channel = call.channel(Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS)
    thread = threads.start(call.world, channel, call.actor, call.body)
    return Response(201, payloads.channel(thread, call.world))


async def active(call: Call) -> Json:
    """Return a guild's active threads."""
    guild = call.guild()
    found = [thread for thread in guild.channels.values() if thread.thread and not thread.thread.archived]
    return _thread_list(call, [thread for thread in found if call.world.permissions_for(call.actor, thread)])


async def archived(call: Call) -> Json:
    """Return a channel's archived threads."""
    channel = call.channel(Permission.READ_MESSAGE_HISTORY)
    channels = call.world.channels.values()
    found = [
        thread for thread in channels if thread.parent_id == channel.id and thread.thread and thread.thread.archived
    ]
    return {**_thread_list(call, found), "has_more": False}


def _thread_list(call: Call, found: list[Channel]) -> Json:
    mine = [(thread, thread.thread.members.get(call.actor.id)) for thread in found if thread.thread]
    return {
        "threads": [payloads.channel(thread, call.world) for thread in found],
        "members": [payloads.thread_member(thread, call.actor.id, since) for thread, since in mine if since],
    }


def _thread(call: Call) -> Channel:
    channel = call.channel()
    if channel.thread is None:
        raise refused(50024, "Cannot execute action on this channel type")
    return channel


async def members(call: Call) -> list[Json]:
    """Return the members of a thread."""
    thread = _thread(call)
    joined = thread.thread.members if thread.thread else {}
    return [payloads.thread_member(thread, user_id, since) for user_id, since in joined.items()]


async def member(call: Call) -> Json:
    """Return a member of a thread."""
    thread = _thread(call)
    user_id = call.id("user_id")
    since = thread.thread.members.get(user_id) if thread.thread else None
    if since is None:
        raise unknown("member")
    return payloads.thread_member(thread, user_id, since)


async def join(call: Call) -> None:
    """Join a thread, or add another user."""
    threads.join(call.world, _thread(call), _member_id(call))


async def leave(call: Call) -> None:
    """Leave a thread, or remove another user."""
    user_id = _member_id(call)
    thread = _thread(call)
    if user_id != call.actor.id:
        call.require(thread, Permission.MANAGE_THREADS)
    threads.leave(call.world, thread, user_id)


def _member_id(call: Call) -> int:
    if "user_id" not in call.request.match_info:
        return call.actor.id
    user_id = call.id("user_id")
    if user_id not in call.world.users:
        raise unknown("user")
    return user_id


_MEMBERS = "/channels/{channel_id}/thread-members"
ROUTES = (
    Route("POST", "/channels/{channel_id}/messages/{message_id}/threads", from_message, "thread.create"),
    Route("POST", "/channels/{channel_id}/threads", without_message, "thread.create"),
    Route("GET", "/channels/{channel_id}/threads/archived/public", archived),
    Route("GET", "/guilds/{guild_id}/threads/active", active),
    Route("GET", _MEMBERS, members),
    Route("PUT", _MEMBERS + "/@me", join),
    Route("DELETE", _MEMBERS + "/@me", leave),
    Route("GET", _MEMBERS + "/{user_id}", member),
    Route("PUT", _MEMBERS + "/{user_id}", join),
    Route("DELETE", _MEMBERS + "/{user_id}", leave),
)
