"""Threads: from a message, without one, and who is in them."""

from bot.sandbox import payloads, threads
from bot.sandbox.errors import refused, unknown
from bot.sandbox.model import Channel, ChannelType, Json
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.call import Answer, Call, Route


async def from_message(call: Call) -> Answer:
    """Start a thread at a message."""
    channel = call.channel(Permission.CREATE_PUBLIC_THREADS | Permission.READ_MESSAGE_HISTORY)
    message = call.world.message(channel.id, call.id("message_id"))
    thread = threads.start(call.world, channel, call.actor, call.body, message)
    return Answer(201, payloads.channel(thread, call.world))


async def without_message(call: Call) -> Answer:
    """Start a thread on its own."""
    kind = int(call.body.get("type") or ChannelType.PRIVATE_THREAD)
    private = kind == ChannelType.PRIVATE_THREAD
    channel = call.channel(Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS)
    thread = threads.start(call.world, channel, call.actor, call.body)
    return Answer(201, payloads.channel(thread, call.world))


async def active(call: Call) -> Json:
    """Return a guild's threads that are not archived."""
    guild = call.guild()
    found = [each for each in guild.channels.values() if each.thread and not each.thread.archived]
    return _listing(call, [each for each in found if call.world.rights(call.actor, each)])


async def archived(call: Call) -> Json:
    """Return a channel's threads that are archived."""
    channel = call.channel(Permission.READ_MESSAGE_HISTORY)
    every = call.world.channels.values()
    found = [each for each in every if each.parent_id == channel.id and each.thread and each.thread.archived]
    return {**_listing(call, found), "has_more": False}


def _listing(call: Call, found: list[Channel]) -> Json:
    mine = [(each, each.thread.members.get(call.actor.id)) for each in found if each.thread]
    return {
        "threads": [payloads.channel(each, call.world) for each in found],
        "members": [payloads.thread_member(each, call.actor.id, since) for each, since in mine if since],
    }


def _thread(call: Call) -> Channel:
    channel = call.channel()
    if channel.thread is None:
        raise refused(50024, "Cannot execute action on this channel type")
    return channel


async def members(call: Call) -> list[Json]:
    """Return who is in a thread."""
    thread = _thread(call)
    joined = thread.thread.members if thread.thread else {}
    return [payloads.thread_member(thread, user_id, since) for user_id, since in joined.items()]


async def member(call: Call) -> Json:
    """Return one who is in a thread."""
    thread = _thread(call)
    user_id = call.id("user_id")
    since = thread.thread.members.get(user_id) if thread.thread else None
    if since is None:
        raise unknown("member")
    return payloads.thread_member(thread, user_id, since)


async def join(call: Call) -> None:
    """Join a thread, or add somebody."""
    threads.join(call.world, _thread(call), _who(call))


async def leave(call: Call) -> None:
    """Leave a thread, or take somebody out."""
    who = _who(call)
    thread = _thread(call)
    if who != call.actor.id:
        call.demand(thread, Permission.MANAGE_THREADS)
    threads.leave(call.world, thread, who)


def _who(call: Call) -> int:
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
