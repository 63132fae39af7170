"""Posting, editing and deleting messages, by Discord's rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox import checks, mentions, message_payloads, references
from bot.sandbox.attachments import Upload, attach
from bot.sandbox.channels import announce as announce_channel
from bot.sandbox.errors import refused, unknown
from bot.sandbox.model import Channel, Event, Json, Message, MessageFlag, MessageType, Ping, User, Webhook
from bot.sandbox.permissions import Permission, demand
from bot.sandbox.polls import open_poll
from bot.sandbox.snowflake import iso
from bot.sandbox.world import World

_NONCES_KEPT = 10_000
_EPHEMERAL_KEPT = 10_000
_SETTABLE = (
    MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.VOICE | MessageFlag.COMPONENTS_V2
)
_BULK = range(2, 101)


@dataclass(frozen=True, slots=True)
class Origin:
    """How a message comes to be, where it is not simply posted by its author.

    Attributes:
        webhook: through which webhook.
        interaction: the `interaction_metadata` of an interaction that it answers.
        kind: the type of message.
        flags: set besides those asked for.
        mention_kinds: what is mentioned without `allowed_mentions`.
        permitted: whether the author's permissions have no say.
        application_id: of the application that answers an interaction.
    """

    webhook: Webhook | None = None
    interaction: Json | None = None
    kind: int = MessageType.DEFAULT
    flags: int = 0
    mention_kinds: tuple[str, ...] = mentions.ALL_KINDS
    permitted: bool = False
    application_id: int | None = None


ORDINARY = Origin()


def post(
    world: World,
    channel: Channel,
    author: User,
    body: Json,
    files: Sequence[Upload] = (),
    *,
    origin: Origin = ORDINARY,
) -> Message:
    """Post a message.

    Args:
        world: where.
        channel: in which channel.
        author: who; for a webhook, whoever made it.
        body: as in the request.
        files: uploaded with it.
        origin: how it comes to be.

    Raises:
        ApiError: Discord would not have it.
    """
    if not origin.permitted:
        _demand_posting(world, channel, author, body, files)
    checks.check(body, _longest(author, origin))
    if earlier := _same_nonce(world, channel, author, body):
        return earlier
    content = (body.get("content") or "").strip()
    reference, replied, snapshot = references.resolve(world, channel, author, body)
    extra = _extra(world, body, files, snapshot)
    if origin.interaction:
        extra["interaction_metadata"] = origin.interaction
    if origin.application_id:
        extra["application_id"] = str(origin.application_id)
    flags = int(body.get("flags") or 0) & _SETTABLE | origin.flags
    if snapshot:
        flags |= MessageFlag.HAS_SNAPSHOT
    if not content and not flags & MessageFlag.LOADING and not _has_body(extra):
        raise refused(50006, "Cannot send an empty message")
    allowed = body.get("allowed_mentions")
    found = mentions.find(world, channel, author, content, allowed, replied=replied, defaults=origin.mention_kinds)
    message = Message(
        id=world.snowflake(),
        channel_id=channel.id,
        author=author,
        content=content,
        type=MessageType.REPLY if replied else origin.kind,
        flags=flags,
        nonce=body.get("nonce"),
        mentions=found.users,
        mention_roles=found.roles,
        mention_everyone=found.everyone,
        pinged=found.reached,
        reference=reference,
        tts=bool(body.get("tts")),
        webhook_id=origin.webhook.id if origin.webhook else origin.application_id,
        persona=_persona(origin.webhook, body),
        extra=extra or None,
    )
    _note_ping(world, message, found.reached, edit=False)
    if channel.thread and channel.thread.archived:
        channel.thread.archived = False
        announce_channel(world, "THREAD_UPDATE", channel)
    if message.ephemeral:
        remember_ephemeral(world, message)
    else:
        keep(world, channel, message)
    _remember_nonce(world, message, body)
    return message


def keep(world: World, channel: Channel, message: Message) -> None:
    """Put a new message into its channel and tell everybody."""
    channel.messages[message.id] = message
    channel.last_message_id = message.id
    if world.keep is not None and len(channel.messages) > world.keep:
        del channel.messages[next(iter(channel.messages))]
    if channel.thread:
        channel.thread.message_count += 1
    announce(world, "MESSAGE_CREATE", message)


def remember_ephemeral(world: World, message: Message) -> None:
    """Put a message that one person sees where interactions find it."""
    world.ephemeral[message.id] = message
    if len(world.ephemeral) > _EPHEMERAL_KEPT:
        world.ephemeral.popitem(last=False)


def announce(world: World, name: str, message: Message, users: frozenset[int] | None = None) -> None:
    """Tell the gateways of a message; `users` narrows it to some."""
    channel = world.channel(message.channel_id)
    data = message_payloads.broadcast(message, channel, world)
    world.emit(Event(name, data, channel.guild_id, channel, users, message))


def edit(
    world: World,
    message: Message,
    editor: User,
    body: Json,
    files: Sequence[Upload] = (),
    *,
    origin: Origin = ORDINARY,
) -> None:
    """Edit a message, without telling anybody yet.

    Raises:
        ApiError: Discord would not have it.
    """
    checks.check(body, _longest(editor, origin))
    channel = world.channel(message.channel_id)
    extra = dict(message.extra or {})
    if "embeds" in body:
        extra["embeds"] = _embeds(body)
    if "components" in body:
        extra["components"] = body["components"] or []
    if "attachments" in body or files:
        kept = {str(each.get("id")) for each in body.get("attachments") or ()}
        old = [each for each in extra.get("attachments", []) if each["id"] in kept or "attachments" not in body]
        extra["attachments"] = old + attach(world, body.get("attachments") or [], files)
    content = message.content
    if "content" in body:
        content = (body["content"] or "").strip()
    if not content and not _has_body(extra):
        raise refused(50006, "Cannot send an empty message")
    if "flags" in body:
        kept_flags = message.flags & ~MessageFlag.SUPPRESS_EMBEDS
        message.flags = kept_flags | int(body["flags"] or 0) & MessageFlag.SUPPRESS_EMBEDS
    changed = content != message.content
    first_answer = bool(message.flags & MessageFlag.LOADING)
    message.flags &= ~MessageFlag.LOADING
    if changed or "allowed_mentions" in body:
        replied = _replied(world, message)
        allowed = body.get("allowed_mentions")
        found = mentions.find(world, channel, editor, content, allowed, replied=replied, defaults=origin.mention_kinds)
        message.mentions, message.mention_roles = found.users, found.roles
        message.mention_everyone = found.everyone
        _note_ping(world, message, found.reached - message.pinged, edit=True)
        message.pinged |= found.reached
    message.content = content
    message.extra = {key: value for key, value in extra.items() if value} or None
    if changed and not first_answer:
        message.edited = iso()


def delete(world: World, message: Message) -> None:
    """Delete a message that everybody sees, and tell everybody."""
    channel = world.channel(message.channel_id)
    channel.messages.pop(message.id, None)
    data: Json = {"id": str(message.id), "channel_id": str(channel.id)}
    if channel.guild_id is not None:
        data["guild_id"] = str(channel.guild_id)
    world.emit(Event("MESSAGE_DELETE", data, channel.guild_id, channel))


def delete_many(world: World, channel: Channel, ids: list[int]) -> None:
    """Delete several messages at once; those that are not there are passed over.

    Raises:
        ApiError: fewer than 2 or more than 100.
    """
    if len(ids) not in _BULK:
        raise refused(
            50016, "Provided too few or too many messages to delete. Must provide at least 2 and at most 100."
        )
    found = [str(each) for each in ids if channel.messages.pop(each, None)]
    if found:
        data = {"ids": found, "channel_id": str(channel.id), "guild_id": str(channel.guild_id)}
        world.emit(Event("MESSAGE_DELETE_BULK", data, channel.guild_id, channel))


def _demand_posting(world: World, channel: Channel, author: User, body: Json, files: Sequence[Upload]) -> None:
    held = world.rights(author, channel)
    needed = Permission.SEND_MESSAGES_IN_THREADS if channel.thread else Permission.SEND_MESSAGES
    if files or body.get("attachments"):
        needed |= Permission.ATTACH_FILES
    if body.get("poll"):
        needed |= Permission.SEND_POLLS
    demand(held, needed)
    if body.get("message_reference") and not held & Permission.READ_MESSAGE_HISTORY:
        raise refused(160002, "Cannot reply without permission to read message history", 403)
    if channel.thread and channel.thread.locked and not held & Permission.MANAGE_THREADS:
        raise refused(50083, "Thread is archived")


def _same_nonce(world: World, channel: Channel, author: User, body: Json) -> Message | None:
    if not body.get("enforce_nonce") or body.get("nonce") is None:
        return None
    found = world.nonces.get((author.id, channel.id, str(body["nonce"])))
    return channel.messages.get(found) if found else None


def _remember_nonce(world: World, message: Message, body: Json) -> None:
    if body.get("nonce") is None or message.ephemeral:
        return
    world.nonces[message.author.id, message.channel_id, str(body["nonce"])] = message.id
    if len(world.nonces) > _NONCES_KEPT:
        world.nonces.popitem(last=False)


def _replied(world: World, message: Message) -> Message | None:
    if message.type != MessageType.REPLY or not message.reference:
        return None
    return world.channel(message.channel_id).messages.get(int(message.reference["message_id"]))


def _extra(world: World, body: Json, files: Sequence[Upload], snapshot: Json | None) -> Json:
    extra: Json = {}
    if body.get("embeds"):
        extra["embeds"] = _embeds(body)
    if body.get("components"):
        extra["components"] = body["components"]
    if files or body.get("attachments"):
        extra["attachments"] = attach(world, body.get("attachments") or [], files)
    if body.get("sticker_ids"):
        extra["sticker_items"] = [
            {"id": str(each), "name": f"sticker {each}", "format_type": 1} for each in body["sticker_ids"]
        ]
    if body.get("poll"):
        extra["poll"] = open_poll(body["poll"])
    if snapshot:
        extra["message_snapshots"] = [snapshot]
    return extra


def _embeds(body: Json) -> list[Json]:
    """The embeds of a request; all that are not previews of links are rich ones, whatever was asked for."""
    return [{**embed, "type": "rich"} for embed in body["embeds"] or []]


def _has_body(extra: Json) -> bool:
    parts = ("embeds", "components", "attachments", "sticker_items", "poll", "message_snapshots")
    return any(extra.get(part) for part in parts)


def _longest(author: User, origin: Origin) -> int:
    return checks.CONTENT_MAX if author.bot or origin.webhook else checks.PERSON_MAX


def _persona(webhook: Webhook | None, body: Json) -> tuple[str, Any] | None:
    if webhook is None:
        return None
    return (body.get("username") or webhook.name, body.get("avatar_url") or webhook.avatar)


def _note_ping(world: World, message: Message, reached: frozenset[int], *, edit: bool) -> None:
    if reached:
        world.pings.append(Ping(message.id, message.channel_id, message.author.id, reached, message.silent, edit))


def visible(world: World, channel: Channel, message_id: int) -> Message:
    """Return a message of a channel, an ephemeral one too.

    Raises:
        ApiError: 10008.
    """
    found = channel.messages.get(message_id) or world.ephemeral.get(message_id)
    if found is None or found.channel_id != channel.id:
        raise unknown("message")
    return found
