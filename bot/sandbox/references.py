"""Replies and forwards: the message that another one points to."""

from bot.sandbox import message_payloads
from bot.sandbox.errors import invalid
from bot.sandbox.model import Channel, Json, Message, User
from bot.sandbox.world import World

_FORWARD = 1
_KEPT = (
    "type",
    "content",
    "embeds",
    "attachments",
    "timestamp",
    "edited_timestamp",
    "flags",
    "mentions",
    "mention_roles",
    "components",
    "sticker_items",
)


def resolve(
    world: World, channel: Channel, author: User, body: Json
) -> tuple[Json | None, Message | None, Json | None]:
    """Return what a message refers to.

    Returns:
        The `message_reference` for the wire, the message that is replied to, and the snapshot of one that is
        forwarded; None for each that there is not.

    Raises:
        ApiError: 50035 where it is not there and that matters.
    """
    asked = body.get("message_reference")
    if not asked:
        return None, None, None
    home = world.channels.get(int(asked.get("channel_id") or channel.id))
    target = home.messages.get(int(asked.get("message_id") or 0)) if home else None
    if home is None or target is None or not world.rights(author, home):
        if asked.get("fail_if_not_exists", True) or asked.get("type") == _FORWARD:
            raise invalid("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return None, None, None
    reference: Json = {"type": 0, "message_id": str(target.id), "channel_id": str(home.id)}
    if home.guild_id is not None:
        reference["guild_id"] = str(home.guild_id)
    if asked.get("type") != _FORWARD:
        if home is not channel:
            raise invalid("message_reference", "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL", "Not in another channel")
        return reference, target, None
    whole = message_payloads.full(target, world, nested=True)
    snapshot = {"message": {key: whole[key] for key in _KEPT if key in whole}}
    return {**reference, "type": _FORWARD}, None, snapshot
