"""Posting messages."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.sandbox import automod
from bot.sandbox.channels import announce as announce_channel
from bot.sandbox.errors import refused
from bot.sandbox.messages import content, mentions, references, store, validation
from bot.sandbox.messages.attachments import Upload
from bot.sandbox.model import Channel, Json, Message, MessageFlag, MessageType, User, Webhook
from bot.sandbox.permissions import Permission, require
from bot.sandbox.world import World

_MAX_NONCES = 10_000
_SETTABLE_FLAGS = (
    MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.VOICE | MessageFlag.COMPONENTS_V2
)


@dataclass(frozen=True, slots=True)
class Origin:
    """How a message came about, unless its author simply posted it.

    Attributes:
        webhook: the webhook that posts it.
        interaction: the `interaction_metadata` of the interaction it responds to.
        kind: the type of message.
        flags: set in addition to those requested.
        mention_kinds: what is parsed without `allowed_mentions`.
        permitted: whether the author's permissions are not checked.
        application_id: the application that responds to an interaction.
        message_id: the id of the message; None for a new one.
        reference: the `message_reference` of a crosspost.
    """

    webhook: Webhook | None = None
    interaction: Json | None = None
    kind: int = MessageType.DEFAULT
    flags: int = 0
    mention_kinds: tuple[str, ...] = mentions.ALL_KINDS
    permitted: bool = False
    application_id: int | None = None
    message_id: int | None = None
    reference: Json | None = None


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
        world: the state that has the channel.
        channel: where.
        author: who posts; for a webhook, its creator.
        body: as in the request.
        files: uploaded with it.
        origin: how the message came about.

    Returns:
        The new message, or the earlier one with the same nonce if `enforce_nonce` is set.

    Raises:
        ApiError: Discord would refuse it.
    """
    if not origin.permitted:
        _require_permissions(world, channel, author, body, files)
    validation.check(body, validation.max_length(author, webhook=origin.webhook is not None))
    if duplicate := _find_duplicate(world, channel, author, body):
        return duplicate
    text = (body.get("content") or "").strip()
    if not origin.permitted and origin.webhook is None:
        automod.require_allowed(world, channel, author, text)
    target = references.resolve(world, channel, author, body)
    extra = _extra(world, body, files, origin, target.snapshot)
    flags = int(body.get("flags") or 0) & _SETTABLE_FLAGS | origin.flags
    if target.snapshot:
        flags |= MessageFlag.HAS_SNAPSHOT
    content.check_not_empty(text, extra, flags)
    found = mentions.find(
        world,
        channel,
        author,
        text,
        body.get("allowed_mentions"),
        replied_to=target.replied_to,
        defaults=origin.mention_kinds,
    )
    message = Message(
        id=origin.message_id or world.snowflake(),
        channel_id=channel.id,
        author=author,
        content=text,
        type=MessageType.REPLY if target.replied_to else origin.kind,
        flags=flags,
        nonce=body.get("nonce"),
        mentions=found.users,
        mention_roles=found.roles,
        mention_everyone=found.everyone,
        pinged=found.pinged,
        reference=origin.reference or target.reference,
        tts=bool(body.get("tts")),
        webhook_id=origin.webhook.id if origin.webhook else origin.application_id,
        persona=_persona(origin.webhook, body),
        extra=extra or None,
    )
    mentions.record_ping(world, message, found.pinged, edit=False)
    _deliver(world, channel, message)
    return message


def _require_permissions(world: World, channel: Channel, author: User, body: Json, files: Sequence[Upload]) -> None:
    held = world.permissions_for(author, channel)
    needed = Permission.SEND_MESSAGES_IN_THREADS if channel.thread else Permission.SEND_MESSAGES
    if files or body.get("attachments"):
        needed |= Permission.ATTACH_FILES
    if body.get("poll"):
        needed |= Permission.SEND_POLLS
    require(held, needed)
    if body.get("message_reference") and not held & Permission.READ_MESSAGE_HISTORY:
        raise refused(160002, "Cannot reply without permission to read message history", 403)
    if channel.thread and channel.thread.locked and not held & Permission.MANAGE_THREADS:
        raise refused(50083, "Thread is archived")


def _find_duplicate(world: World, channel: Channel, author: User, body: Json) -> Message | None:
    if not body.get("enforce_nonce") or body.get("nonce") is None:
        return None
    message_id = world.nonces.get((author.id, channel.id, str(body["nonce"])))
    return channel.messages.get(message_id) if message_id else None


def _extra(world: World, body: Json, files: Sequence[Upload], origin: Origin, snapshot: Json | None) -> Json:
    extra = content.create(world, body, files, snapshot)
    if origin.interaction:
        extra["interaction_metadata"] = origin.interaction
    if origin.application_id:
        extra["application_id"] = str(origin.application_id)
    return extra


def _persona(webhook: Webhook | None, body: Json) -> tuple[str, str | None] | None:
    if webhook is None:
        return None
    return (body.get("username") or webhook.name, body.get("avatar_url") or webhook.avatar)


def _deliver(world: World, channel: Channel, message: Message) -> None:
    if channel.thread and channel.thread.archived:
        channel.thread.archived = False
        announce_channel(world, "THREAD_UPDATE", channel)
    if message.ephemeral:
        store.add_ephemeral(world, message)
        return
    store.add(world, channel, message)
    _record_nonce(world, message)


def _record_nonce(world: World, message: Message) -> None:
    if message.nonce is None:
        return
    world.nonces[message.author.id, message.channel_id, str(message.nonce)] = message.id
    if len(world.nonces) > _MAX_NONCES:
        world.nonces.popitem(last=False)
