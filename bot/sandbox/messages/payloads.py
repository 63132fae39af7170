"""The wire format of messages."""

from typing import Any

from bot.sandbox import payloads
from bot.sandbox.model import Channel, Json, Message, MessageFlag, User
from bot.sandbox.snowflake import timestamp
from bot.sandbox.world import World


def author(message: Message) -> Json:
    """Return the author shown for a message: a user, or a webhook's persona."""
    if message.persona is None or message.webhook_id is None:
        return payloads.user(message.author)
    name, avatar = message.persona
    return {
        "id": str(message.webhook_id),
        "username": name,
        "global_name": None,
        "discriminator": "0000",
        "avatar": avatar,
        "bot": True,
        "public_flags": 0,
    }


def payload(message: Message, world: World, viewer: User | None = None, *, nested: bool = False) -> Json:
    """Return a message.

    Args:
        message: the message.
        world: the state that has it.
        viewer: the user for whom `me` of the reactions is computed; None leaves the reactions out, as gateways do.
        nested: whether it is part of another message, where its own reference is not resolved.
    """
    body: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel_id),
        "type": int(message.type),
        "author": author(message),
        "content": message.content,
        "timestamp": timestamp(message.id),
        "edited_timestamp": message.edited,
        "tts": message.tts,
        "flags": int(message.flags),
        "pinned": message.pinned,
        "mention_everyone": message.mention_everyone,
        "mentions": [payloads.user(world.users[i]) for i in message.mentions] if message.mentions else [],
        "mention_roles": [str(i) for i in message.mention_roles] if message.mention_roles else [],
        "attachments": [],
        "embeds": [],
        "components": [],
    }
    if message.nonce is not None:
        body["nonce"] = message.nonce
    if message.webhook_id is not None:
        body["webhook_id"] = str(message.webhook_id)
        if (hook := world.webhooks.get(message.webhook_id)) and hook.application_id:
            body["application_id"] = str(hook.application_id)
    if message.extra:
        body.update(message.extra)
    if message.reference:
        body["message_reference"] = message.reference
        if not nested and "message_id" in message.reference and not message.reference.get("type"):
            body["referenced_message"] = _referenced(message, world)
    if message.reactions and viewer:
        body["reactions"] = reactions(message, viewer)
    if message.flags & MessageFlag.HAS_THREAD and (thread := world.channels.get(message.id)):
        body["thread"] = payloads.channel(thread, world)
    return body


def _referenced(message: Message, world: World) -> Json | None:
    reference: dict[str, Any] = message.reference or {}
    channel = world.channels.get(int(reference["channel_id"]))
    target = channel.messages.get(int(reference["message_id"])) if channel else None
    return payload(target, world, nested=True) if target else None


def reactions(message: Message, viewer: User) -> list[Json]:
    """Return the reactions to a message, as a viewer sees them."""
    return [
        {
            "emoji": reaction.emoji,
            "count": len(reaction.users),
            "count_details": {"burst": 0, "normal": len(reaction.users)},
            "me": viewer.id in reaction.users,
            "me_burst": False,
            "burst_colors": [],
        }
        for reaction in (message.reactions or {}).values()
    ]


def broadcast(message: Message, channel: Channel, world: World) -> Json:
    """Return a message as MESSAGE_CREATE and MESSAGE_UPDATE carry it."""
    body = payload(message, world)
    body["channel_type"] = int(channel.type)
    if channel.guild_id is not None:
        body["guild_id"] = str(channel.guild_id)
        found = world.guilds[channel.guild_id].members.get(message.author.id)
        if found and message.persona is None:
            body["member"] = payloads.partial_member(found)
        for mentioned in body["mentions"]:
            if found := world.guilds[channel.guild_id].members.get(int(mentioned["id"])):
                mentioned["member"] = payloads.partial_member(found)
    return body
