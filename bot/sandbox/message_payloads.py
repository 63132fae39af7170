"""The wire's form of messages."""

from typing import Any

from bot.sandbox import payloads
from bot.sandbox.model import Channel, Json, Message, MessageFlag, User
from bot.sandbox.snowflake import timestamp
from bot.sandbox.world import World


def author(one: Message) -> Json:
    """Return who a message says it is from: a user, or a webhook's persona."""
    if one.persona is None or one.webhook_id is None:
        return payloads.user(one.author)
    name, avatar = one.persona
    return {
        "id": str(one.webhook_id),
        "username": name,
        "global_name": None,
        "discriminator": "0000",
        "avatar": avatar,
        "bot": True,
        "public_flags": 0,
    }


def full(one: Message, world: World, viewer: User | None = None, *, nested: bool = False) -> Json:
    """Return a message.

    Args:
        one: the message.
        world: where it is.
        viewer: for whom `me` of the reactions is reckoned; None leaves the reactions out, as gateways do.
        nested: whether it stands within another one, where its own reference is not resolved.
    """
    body: Json = {
        "id": str(one.id),
        "channel_id": str(one.channel_id),
        "type": int(one.type),
        "author": author(one),
        "content": one.content,
        "timestamp": timestamp(one.id),
        "edited_timestamp": one.edited,
        "tts": one.tts,
        "flags": int(one.flags),
        "pinned": one.pinned,
        "mention_everyone": one.mention_everyone,
        "mentions": [payloads.user(world.users[i]) for i in one.mentions] if one.mentions else [],
        "mention_roles": [str(i) for i in one.mention_roles] if one.mention_roles else [],
        "attachments": [],
        "embeds": [],
        "components": [],
    }
    if one.nonce is not None:
        body["nonce"] = one.nonce
    if one.webhook_id is not None:
        body["webhook_id"] = str(one.webhook_id)
        if (hook := world.webhooks.get(one.webhook_id)) and hook.application_id:
            body["application_id"] = str(hook.application_id)
    if one.extra:
        body.update(one.extra)
    if one.reference:
        body["message_reference"] = one.reference
        if not nested and "message_id" in one.reference and not one.reference.get("type"):
            body["referenced_message"] = _referenced(one, world)
    if one.reactions and viewer:
        body["reactions"] = reactions(one, viewer)
    if one.flags & MessageFlag.HAS_THREAD and (thread := world.channels.get(one.id)):
        body["thread"] = payloads.channel(thread, world)
    return body


def _referenced(one: Message, world: World) -> Json | None:
    reference: dict[str, Any] = one.reference or {}
    home = world.channels.get(int(reference["channel_id"]))
    target = home.messages.get(int(reference["message_id"])) if home else None
    return full(target, world, nested=True) if target else None


def reactions(one: Message, viewer: User) -> list[Json]:
    """Return the reactions under a message."""
    return [
        {
            "emoji": each.emoji,
            "count": len(each.users),
            "count_details": {"burst": 0, "normal": len(each.users)},
            "me": viewer.id in each.users,
            "me_burst": False,
            "burst_colors": [],
        }
        for each in (one.reactions or {}).values()
    ]


def broadcast(one: Message, where: Channel, world: World) -> Json:
    """Return a message as MESSAGE_CREATE and MESSAGE_UPDATE carry it."""
    body = full(one, world)
    body["channel_type"] = int(where.type)
    if where.guild_id is not None:
        body["guild_id"] = str(where.guild_id)
        found = world.guilds[where.guild_id].members.get(one.author.id)
        if found and one.persona is None:
            body["member"] = payloads.partial_member(found)
        for mentioned in body["mentions"]:
            if found := world.guilds[where.guild_id].members.get(int(mentioned["id"])):
                mentioned["member"] = payloads.partial_member(found)
    return body
