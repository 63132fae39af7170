"""Editing messages."""

from collections.abc import Sequence

from bot.sandbox import automod
from bot.sandbox.messages import content, mentions, validation
from bot.sandbox.messages.attachments import Upload
from bot.sandbox.messages.posting import ORDINARY, Origin
from bot.sandbox.model import Json, Message, MessageFlag, MessageType, User
from bot.sandbox.snowflake import iso
from bot.sandbox.world import World


def edit(
    world: World,
    message: Message,
    editor: User,
    body: Json,
    files: Sequence[Upload] = (),
    *,
    origin: Origin = ORDINARY,
) -> None:
    """Edit a message, without announcing it yet.

    Args:
        world: the state that has the message.
        message: what is edited.
        editor: who edits it; for a webhook, its creator.
        body: as in the request; fields that it does not name stay.
        files: uploaded with it.
        origin: how the edit came about.

    Raises:
        ApiError: Discord would refuse it.
    """
    layout = (message.flags | int(body.get("flags") or 0)) & MessageFlag.COMPONENTS_V2  # cannot be removed
    validation.check({**body, "flags": layout}, validation.max_length(editor, webhook=origin.webhook is not None))
    text = (body["content"] or "").strip() if "content" in body else message.content
    if origin is ORDINARY:
        automod.require_allowed(world, world.channel(message.channel_id), editor, text)
    extra = content.update(world, message, body, files)
    content.check_not_empty(text, extra)
    changed = text != message.content
    carried = {key: value for key, value in extra.items() if value}
    # Replacing "is thinking ..." with the response does not count as an edit.
    if (changed or carried != (message.extra or {})) and not message.flags & MessageFlag.LOADING:
        message.edited = iso()
    message.flags = message.flags & ~MessageFlag.LOADING | layout
    if "flags" in body:
        suppress_embeds(message, int(body["flags"] or 0))
    if changed or "allowed_mentions" in body:
        found = mentions.find(
            world,
            world.channel(message.channel_id),
            editor,
            text,
            body.get("allowed_mentions"),
            replied_to=_replied_to(world, message),
            defaults=origin.mention_kinds,
        )
        _apply_mentions(world, message, found)
    message.content = text
    message.extra = carried or None


def suppress_embeds(message: Message, flags: int) -> None:
    """Set SUPPRESS_EMBEDS as requested, and no other flag."""
    message.flags = message.flags & ~MessageFlag.SUPPRESS_EMBEDS | flags & MessageFlag.SUPPRESS_EMBEDS


def _apply_mentions(world: World, message: Message, found: mentions.Mentions) -> None:
    message.mentions, message.mention_roles, message.mention_everyone = found.users, found.roles, found.everyone
    mentions.record_ping(world, message, found.pinged - message.pinged, edit=True)
    message.pinged |= found.pinged


def _replied_to(world: World, message: Message) -> Message | None:
    if message.type != MessageType.REPLY or not message.reference:
        return None
    return world.channel(message.channel_id).messages.get(int(message.reference["message_id"]))
