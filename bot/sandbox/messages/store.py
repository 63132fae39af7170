"""Messages in their channels: added, found, announced and deleted."""

from bot.sandbox.errors import refused, unknown
from bot.sandbox.events import Event
from bot.sandbox.messages import payloads
from bot.sandbox.model import Channel, Json, Message
from bot.sandbox.world import World

_MAX_EPHEMERAL = 10_000
_BULK = range(2, 101)


def add(world: World, channel: Channel, message: Message) -> None:
    """Add a new message to its channel and announce it."""
    channel.messages[message.id] = message
    channel.last_message_id = message.id
    if world.keep is not None and len(channel.messages) > world.keep:
        del channel.messages[next(iter(channel.messages))]
    if channel.thread:
        channel.thread.message_count += 1
    announce(world, "MESSAGE_CREATE", message)


def add_ephemeral(world: World, message: Message) -> None:
    """Keep a message that one user sees where interactions can find it."""
    world.ephemeral[message.id] = message
    if len(world.ephemeral) > _MAX_EPHEMERAL:
        world.ephemeral.popitem(last=False)


def announce(world: World, name: str, message: Message, users: frozenset[int] | None = None) -> None:
    """Emit an event that carries a message.

    Args:
        world: the state that has the message.
        name: of the event, such as MESSAGE_UPDATE.
        message: what it carries.
        users: ids of the only users who get it; None for everyone who can see the channel.
    """
    channel = world.channel(message.channel_id)
    data = payloads.broadcast(message, channel, world)
    world.emit(Event(name, data, channel.guild_id, channel, users, message))


def find(world: World, channel: Channel, message_id: int) -> Message:
    """Return a message of a channel, ephemeral ones included.

    Raises:
        ApiError: 10008.
    """
    message = channel.messages.get(message_id) or world.ephemeral.get(message_id)
    if message is None or message.channel_id != channel.id:
        raise unknown("message")
    return message


def delete(world: World, message: Message) -> None:
    """Delete a message that everyone in the channel sees, and announce it."""
    channel = world.channel(message.channel_id)
    channel.messages.pop(message.id, None)
    data: Json = {"id": str(message.id), "channel_id": str(channel.id)}
    if channel.guild_id is not None:
        data["guild_id"] = str(channel.guild_id)
    world.emit(Event("MESSAGE_DELETE", data, channel.guild_id, channel))


def delete_many(world: World, channel: Channel, ids: list[int]) -> None:
    """Delete several messages at once; ids of missing messages are ignored.

    Raises:
        ApiError: 50016 for fewer than 2 or more than 100.
    """
    if len(ids) not in _BULK:
        raise refused(
            50016, "Provided too few or too many messages to delete. Must provide at least 2 and at most 100."
        )
    deleted = [str(message_id) for message_id in ids if channel.messages.pop(message_id, None)]
    if deleted:
        data = {"ids": deleted, "channel_id": str(channel.id), "guild_id": str(channel.guild_id)}
        world.emit(Event("MESSAGE_DELETE_BULK", data, channel.guild_id, channel))
