"""Starting, joining and leaving threads."""

from collections.abc import Sequence
from dataclasses import replace

from bot.sandbox import channel_types, messages, payloads
from bot.sandbox.channel_types import CHATS, FORUMS, THREADS
from bot.sandbox.channels import announce, remove
from bot.sandbox.errors import ApiError, FormErrors, as_integer, invalid, refused
from bot.sandbox.messages import Upload, validation
from bot.sandbox.messages.posting import ORDINARY, Origin
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
    """Start a thread in a chat, or from a message if one is given.

    Raises:
        ApiError: 50024 in a channel without threads, 160004 if the message already has a thread, 50035 if a field is
            invalid.
    """
    if channel.type not in CHATS or channel.guild_id is None:
        raise refused(50024, "Cannot execute action on this channel type")
    kind = kind_of(channel, body, from_message=message is not None)
    if message and message.flags & MessageFlag.HAS_THREAD:
        raise refused(160004, "A thread has already been created for this message")
    thread = _open(world, channel, owner.id, body, kind=kind, thread_id=message.id if message else world.snowflake())
    reference: Json = {"type": 0, "channel_id": str(channel.id), "guild_id": str(channel.guild_id)}
    if message:
        message.flags |= MessageFlag.HAS_THREAD
        messages.announce(world, "MESSAGE_UPDATE", message)
        reference["message_id"] = str(message.id)
        first = Message(world.snowflake(), thread.id, owner, "", MessageType.THREAD_STARTER, reference=reference)
        messages.add(world, thread, first)
    elif kind != ChannelType.PRIVATE_THREAD:
        reference["channel_id"] = str(thread.id)
        notice = Message(
            world.snowflake(), channel.id, owner, thread.name, MessageType.THREAD_CREATED, reference=reference
        )
        messages.add(world, channel, notice)
    return thread


def kind_of(channel: Channel, body: Json, *, from_message: bool = False) -> int:
    """Return the type of the thread that a request starts in a chat.

    Raises:
        ApiError: 50035 for a type that the channel does not have.
    """
    allowed = [ChannelType.NEWS_THREAD] if channel.type == ChannelType.NEWS else [*THREADS[1:]]
    if from_message:
        return allowed[0]
    form = FormErrors()
    form.one_of("type", body.get("type"), allowed)
    form.raise_errors()
    chosen = as_integer(body.get("type"))
    return ChannelType.PRIVATE_THREAD if chosen is None else chosen


def open_post(
    world: World,
    forum: Channel,
    owner: User,
    body: Json,
    *,
    starter: Json,
    files: Sequence[Upload] = (),
    origin: Origin = ORDINARY,
) -> Channel:
    """Start a post in a forum or media channel: a thread whose first message has the same id.

    Args:
        world: the state that has the forum.
        forum: where.
        owner: who starts it; for a webhook, its creator.
        body: the thread, as in the request.
        starter: the first message, as in the request.
        files: uploaded with it.
        origin: how the message came about.

    Raises:
        ApiError: 50024 in another type of channel, 50035 if a field is invalid, or what the message is refused for.
    """
    if forum.type not in FORUMS:
        raise refused(50024, "Cannot execute action on this channel type")
    tags = {tag["id"] for tag in forum.extra.get("available_tags", [])}
    channel_types.check(ChannelType.PUBLIC_THREAD, body)
    for index, tag in enumerate(body.get("applied_tags") or []):
        if str(tag) not in tags:
            raise invalid(f"applied_tags.{index}", "FORUM_TAG_UNKNOWN", "Unknown tag")
    validation.check(starter, validation.max_length(owner, webhook=origin.webhook is not None))
    owner_id = origin.webhook.id if origin.webhook else owner.id
    thread = _open(world, forum, owner_id, body, kind=ChannelType.PUBLIC_THREAD, thread_id=world.snowflake())
    try:
        messages.post(
            world, thread, owner, starter, files, origin=replace(origin, permitted=True, message_id=thread.id)
        )
    except ApiError:
        remove(world, thread)
        raise
    return thread


def _open(world: World, channel: Channel, owner_id: int, body: Json, *, kind: int, thread_id: int) -> Channel:
    channel_types.check(kind, body)
    if "name" not in body:
        form = FormErrors()
        form.required("name")
        form.raise_errors()
    name = channel_types.name_of(kind, body["name"])
    archive = channel.extra.get("default_auto_archive_duration") or _ARCHIVE_MINUTES
    minutes = as_integer(body.get("auto_archive_duration")) or archive
    now = iso()
    thread = Channel(thread_id, kind, name, channel.guild_id, parent_id=channel.id)
    thread.slowmode = as_integer(body.get("rate_limit_per_user")) or 0
    thread.extra = channel_types.chosen(kind, body)
    thread.thread = ThreadState(owner_id, now, minutes, {owner_id: now}, archive_timestamp=now)
    thread.thread.invitable = body.get("invitable") is not False
    world.channels[thread.id] = world.guilds[channel.guild_id or 0].channels[thread.id] = thread
    announce(world, "THREAD_CREATE", thread, {"newly_created": True})
    return thread


def join(world: World, thread: Channel, user_id: int) -> None:
    """Add a user to a thread."""
    if thread.thread is None or user_id in thread.thread.members:
        return
    thread.thread.members[user_id] = iso()
    member = payloads.thread_member(thread, user_id, thread.thread.members[user_id])
    if thread.guild_id is not None and (found := world.guilds[thread.guild_id].members.get(user_id)):
        member["member"] = payloads.member(found)
    if thread.type == ChannelType.PRIVATE_THREAD:  # now they can see it
        data = {**payloads.channel(thread, world), "member": member}
        world.emit(Event("THREAD_CREATE", data, thread.guild_id, users=frozenset({user_id})))
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
