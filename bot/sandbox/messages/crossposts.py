"""Announcements: published to the channels that follow theirs, where a webhook posts them.

Source: Discord's documentation, "Message", "Crosspost messages".
"""

from bot.sandbox.messages import store
from bot.sandbox.model import Channel, Json, Message, MessageFlag, Webhook
from bot.sandbox.world import World


def publish(world: World, message: Message, into: Channel, hook: Webhook) -> Message:
    """Publish a message to a channel that follows its channel.

    Args:
        world: the state that has the message.
        message: in an announcement channel.
        into: the channel that follows it.
        hook: the webhook that the following made there.

    Returns:
        The message in that channel.
    """
    mark(world, message)
    source = world.channel(message.channel_id)
    reference: Json = {
        "type": 0,
        "message_id": str(message.id),
        "channel_id": str(source.id),
        "guild_id": str(source.guild_id),
    }
    copy = Message(
        world.snowflake(),
        into.id,
        hook.user,
        message.content,
        flags=MessageFlag.IS_CROSSPOST,
        reference=reference,
        webhook_id=hook.id,
        persona=(hook.name, hook.avatar),
        extra=message.extra,
    )
    store.add(world, into, copy)
    return copy


def mark(world: World, message: Message) -> None:
    """Show at a message that it was published; no-op if it already was."""
    if not message.flags & MessageFlag.CROSSPOSTED:
        message.flags |= MessageFlag.CROSSPOSTED
        store.announce(world, "MESSAGE_UPDATE", message)


def withdraw(world: World, copy: Message) -> None:
    """Show in a channel that follows another that the original of a message was deleted."""
    copy.flags |= MessageFlag.SOURCE_MESSAGE_DELETED
    copy.content = "[Original Message Deleted]"
    copy.extra = None
    store.announce(world, "MESSAGE_UPDATE", copy)
