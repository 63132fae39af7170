"""Announcement channels and the channels that follow them.

Source: Discord's documentation, "Follow Announcement Channel" and "Crosspost Message".
"""

import secrets

from bot.sandbox import messages
from bot.sandbox.model import Channel, Json, Message, MessageType, User, Webhook
from bot.sandbox.world import World


def follow(world: World, source: Channel, target: Channel, user: User) -> Webhook:
    """Let a channel follow an announcement channel; its webhook posts what is published there."""
    guild = world.guilds[source.guild_id or 0]
    name = f"{guild.name} #{source.name}"
    hook = Webhook(
        world.snowflake(), secrets.token_urlsafe(48), target.id, target.guild_id or 0, name, user, source_id=source.id
    )
    world.webhooks[hook.id] = hook
    reference: Json = {"type": 0, "channel_id": str(source.id), "guild_id": str(source.guild_id)}
    kind = MessageType.CHANNEL_FOLLOW_ADD
    messages.add(world, target, Message(world.snowflake(), target.id, user, name, kind, reference=reference))
    return hook


def crosspost(world: World, source: Channel, message: Message) -> None:
    """Publish a message: it is marked, and posted in every channel that follows its channel."""
    messages.mark(world, message)
    for hook in [hook for hook in world.webhooks.values() if hook.source_id == source.id]:
        target = world.channels.get(hook.channel_id)
        if target:
            messages.publish(world, message, target, hook)
