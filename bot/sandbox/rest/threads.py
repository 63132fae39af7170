"""Threads, started from a message or without one, and their members."""

from bot.sandbox import messages, payloads, threads
from bot.sandbox.channel_types import CHATS, FORUMS
from bot.sandbox.errors import invalid, refused, unknown
from bot.sandbox.model import Channel, ChannelType, Json
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.call import Call, Response, Route

_PAGE = 50
_PAGE_MAX = 100


async def from_message(call: Call) -> Response:
    """Start a thread from a message."""
    channel = call.channel(Permission.CREATE_PUBLIC_THREADS | Permission.READ_MESSAGE_HISTORY)
    message = call.world.message(channel.id, call.id("message_id"))
    thread = threads.start(call.world, channel, call.actor, call.body, message)
    return Response(201, payloads.channel(thread, call.world))


async def without_message(call: Call) -> Response:
    """Start a thread without a message, or a post in a forum or media channel."""
    channel = call.channel()
    if channel.type in FORUMS:
        return _post(call, channel)
    if channel.type not in CHATS:
        raise refused(50024, "Cannot execute action on this channel type")
    private = threads.kind_of(channel, call.body) == ChannelType.PRIVATE_THREAD
    call.require(channel, Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS)
    thread = threads.start(call.world, channel, call.actor, call.body)
    return Response(201, payloads.channel(thread, call.world))


def _post(call: Call, forum: Channel) -> Response:
    call.require(forum, Permission.SEND_MESSAGES)
    starter = call.body.get("message")
    if not isinstance(starter, dict):
        raise invalid("message", "BASE_TYPE_REQUIRED", "This field is required")
    thread = threads.open_post(call.world, forum, call.actor, call.body, starter=starter, files=call.files)
    first = messages.payload(call.world.message(thread.id, thread.id), call.world, call.actor)
    return Response(201, {**payloads.channel(thread, call.world), "message": first})


async def active(call: Call) -> Json:
    """Return a guild's active threads."""
    guild = call.guild()
    found = [thread for thread in guild.channels.values() if thread.thread and not thread.thread.archived]
    return _thread_list(call, [thread for thread in found if call.world.permissions_for(call.actor, thread)])


async def archived(call: Call) -> Json:
    """Return a channel's archived public threads."""
    return _archived(call, call.channel(Permission.READ_MESSAGE_HISTORY), private=False)


async def archived_private(call: Call) -> Json:
    """Return a channel's archived private threads."""
    return _archived(call, call.channel(Permission.READ_MESSAGE_HISTORY | Permission.MANAGE_THREADS), private=True)


async def joined_private(call: Call) -> Json:
    """Return a channel's archived private threads that the caller has joined."""
    return _archived(call, call.channel(Permission.READ_MESSAGE_HISTORY), private=True, joined=True)


def _archived(call: Call, channel: Channel, *, private: bool, joined: bool = False) -> Json:
    """The archived threads, latest first."""
    before, limit = call.request.query.get("before"), call.limit(_PAGE, _PAGE_MAX)
    found = [
        (thread.thread.archive_timestamp, thread)
        for thread in call.world.channels.values()
        if thread.parent_id == channel.id
        and thread.thread
        and thread.thread.archived
        and (thread.type == ChannelType.PRIVATE_THREAD) == private
        and (not joined or call.actor.id in thread.thread.members)
    ]
    found.sort(key=lambda each: each[0], reverse=True)
    page = [thread for when, thread in found if not before or when < before.replace(" ", "+")]
    return {**_thread_list(call, page[:limit]), "has_more": len(page) > limit}


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
    Route("GET", "/channels/{channel_id}/threads/archived/private", archived_private),
    Route("GET", "/channels/{channel_id}/users/@me/threads/archived/private", joined_private),
    Route("GET", "/guilds/{guild_id}/threads/active", active),
    Route("GET", _MEMBERS, members),
    Route("PUT", _MEMBERS + "/@me", join),
    Route("DELETE", _MEMBERS + "/@me", leave),
    Route("GET", _MEMBERS + "/{user_id}", member),
    Route("PUT", _MEMBERS + "/{user_id}", join),
    Route("DELETE", _MEMBERS + "/{user_id}", leave),
)
