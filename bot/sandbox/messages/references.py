"""Replies and forwards: the message that another one refers to."""

from dataclasses import dataclass

from bot.sandbox.errors import invalid
from bot.sandbox.messages import payloads
from bot.sandbox.model import Channel, Json, Message, MessageType, User
from bot.sandbox.world import World

_REPLY, _FORWARD = 0, 1
_ORDINARY = frozenset(
    {MessageType.DEFAULT, MessageType.REPLY, MessageType.CHAT_INPUT_COMMAND, MessageType.CONTEXT_MENU_COMMAND}
)
_SNAPSHOT_KEYS = (
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


@dataclass(frozen=True, slots=True)
class Target:
    """What a new message refers to.

    Attributes:
        reference: the `message_reference` for the wire.
        replied_to: the message that it replies to.
        snapshot: of the message that it forwards.
    """

    reference: Json | None = None
    replied_to: Message | None = None
    snapshot: Json | None = None


def resolve(world: World, channel: Channel, author: User, body: Json) -> Target:
    """Resolve the `message_reference` of a request.

    Args:
        world: the state that has the messages.
        channel: where the new message is posted.
        author: who posts it; they must be able to see what they refer to.
        body: as in the request.

    Raises:
        ApiError: 50035 if the message does not exist and the request does not allow for that, or if a reply is in
            another channel or to a notice.
    """
    request = body.get("message_reference")
    if not request:
        return Target()
    forward = request.get("type") == _FORWARD
    source = world.channels.get(int(request.get("channel_id") or channel.id))
    message = source.messages.get(int(request.get("message_id") or 0)) if source else None
    if source is None or message is None or not world.permissions_for(author, source):
        if request.get("fail_if_not_exists", True) or forward:
            raise invalid("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return Target()
    reference: Json = {
        "type": _FORWARD if forward else _REPLY,
        "message_id": str(message.id),
        "channel_id": str(source.id),
    }
    if source.guild_id is not None:
        reference["guild_id"] = str(source.guild_id)
    if forward:
        return Target(reference, snapshot=_snapshot(world, message))
    if source is not channel:
        raise invalid("message_reference", "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL", "Not in another channel")
    if message.type not in _ORDINARY:
        raise invalid("message_reference", "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", "Cannot reply to a system message")
    return Target(reference, replied_to=message)


def _snapshot(world: World, message: Message) -> Json:
    payload = payloads.payload(message, world, nested=True)
    return {"message": {key: payload[key] for key in _SNAPSHOT_KEYS if key in payload}}
