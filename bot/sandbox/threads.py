"""Starting, joining and leaving threads."""

from bot.sandbox import messages, payloads
from bot.sandbox.channels import announce, check_name
from bot.sandbox.errors import refused
from bot.sandbox.model import (
    Channel,
    ChannelType,
    Event,
    Json,
    Message,
    MessageFlag,
    MessageType,
    ThreadState,
    User,
)
from bot.sandbox.snowflake import iso
from bot.sandbox.world import World

_ARCHIVE_MINUTES = 4320


def start(world: World, channel: Channel, owner: User, body: Json, message: Message | None = None) -> Channel:
    """Start a thread in a channel, or from a message if one is given.

    Raises:
        ApiError: 50024 in a thread or a direct message, 160004 if the message already has a thread, 50035 if the
            name is invalid.
    """
    if channel.thread or channel.guild_id is None:
        raise refused(50024, "Cannot execute action on this channel type")
    name = check_name(body.get("name"))
    if message and message.flags & MessageFlag.HAS_THREAD:
        raise refused(160004, "A thread has already been created for this message")
    minutes = int(body.get("auto_archive_duration") or _ARCHIVE_MINUTES)
    now = iso()
    kind = ChannelType.PUBLIC_THREAD if message else int(body.get("type") or ChannelType.PRIVATE_THREAD)
    thread = Channel(message.id if message else world.snowflake(), kind, name, channel.guild_id, parent_id=channel.id)
    thread.thread = ThreadState(owner.id, now, minutes, {owner.id: now}, archive_timestamp=now)
    world.channels[thread.id] = world.guilds[channel.guild_id].channels[thread.id] = thread
    announce(world, "THREAD_CREATE", thread, {"newly_created": True})
    reference: Json = {"type": 0, "channel_id": str(channel.id), "guild_id": str(channel.guild_id)}
    if message:
        message.flags |= MessageFlag.HAS_THREAD
        messages.announce(world, "MESSAGE_UPDATE", message)
        reference["message_id"] = str(message.id)
        first = Message(world.snowflake(), thread.id, owner, "", MessageType.THREAD_STARTER, reference=reference)
        messages.add(world, thread, first)
    elif kind == ChannelType.PUBLIC_THREAD:
        reference["channel_id"] = str(thread.id)
        notice = Message(world.snowflake(), channel.id, owner, name, MessageType.THREAD_CREATED, reference=reference)
        messages.add(world, channel, notice)
    return thread


def join(world: World, thread: Channel, user_id: int) -> None:
    """Add a user to a thread."""
    if thread.thread is None or user_id in thread.thread.members:
        return
    thread.thread.members[user_id] = iso()
    member = payloads.thread_member(thread, user_id, thread.thread.members[user_id])
    if thread.guild_id is not None and (found := world.guilds[thread.guild_id].members.get(user_id)):
        member["member"] = payloads.member(found)
    _announce_members(world, thread, {"added_members": [member], "removed_member_ids": []})


def leave(world: World, thread: Channel, user_id: int) -> None:
    """Remove a user from a thread."""
    if thread.thread is None or thread.thread.members.pop(user_id, None) is None:
        return
    _announce_members(world, thread, {"added_members": [], "removed_member_ids": [str(user_id)]})


def _announce_members(world: World, thread: Channel, changes: Json) -> None:
    count = len(thread.thread.members) if thread.thread else 0
    data = {"id": str(thread.id), "guild_id": str(thread.guild_id), "member_count": count, **changes}
    world.emit(Event("THREAD_MEMBERS_UPDATE", data, thread.guild_id, thread))
