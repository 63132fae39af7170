"""The wire's form of everything, as discord.py's `types` describe it."""

from bot.sandbox import permissions
from bot.sandbox.model import Channel, Guild, Json, Member, Role, User, Webhook
from bot.sandbox.world import World

# Which privileged intents the application has been granted: presences, members, message content.
APPLICATION_FLAGS = 1 << 13 | 1 << 15 | 1 << 19


def user(one: User) -> Json:
    """Return a user."""
    return {
        "id": str(one.id),
        "username": one.name,
        "global_name": None if one.bot else one.name,
        "discriminator": "0000" if one.bot else "0",
        "avatar": None,
        "bot": one.bot,
        "public_flags": 0,
    }


def own_user(one: User) -> Json:
    """Return a user as he sees himself."""
    return {**user(one), "verified": True, "mfa_enabled": True, "flags": 0, "email": None, "locale": one.locale}


def role(one: Role) -> Json:
    """Return a role."""
    colors = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
    return {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(int(one.permissions)),
        "position": one.position,
        "color": 0,
        "colors": colors,
        "hoist": False,
        "managed": False,
        "mentionable": one.mentionable,
        "flags": 0,
    }


def partial_member(one: Member) -> Json:
    """Return a member without his user, as messages carry it."""
    return {
        "roles": [str(role_id) for role_id in one.roles],
        "nick": one.nick,
        "joined_at": one.joined_at,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "avatar": None,
        "communication_disabled_until": None,
    }


def member(one: Member) -> Json:
    """Return a member with his user."""
    return {**partial_member(one), "user": user(one.user)}


def channel(one: Channel, world: World) -> Json:
    """Return a channel, a thread or a direct message channel."""
    body: Json = {
        "id": str(one.id),
        "type": int(one.type),
        "last_message_id": _text(one.last_message_id),
        "flags": 0,
    }
    if one.guild_id is None:
        body["recipients"] = [user(world.users[i]) for i in one.recipients if i != world.bot.id]
        return body
    body |= {
        "guild_id": str(one.guild_id),
        "name": one.name,
        "parent_id": _text(one.parent_id),
        "rate_limit_per_user": one.slowmode,
    }
    if one.thread:
        return body | _thread(one)
    return body | {
        "topic": one.topic,
        "position": one.position,
        "nsfw": one.nsfw,
        "permission_overwrites": [
            {"id": str(target), "type": each.kind, "allow": str(int(each.allow)), "deny": str(int(each.deny))}
            for target, each in one.overwrites.items()
        ],
    }


def _thread(one: Channel) -> Json:
    thread = one.thread
    if thread is None:
        return {}
    return {
        "owner_id": str(thread.owner_id),
        "message_count": thread.message_count,
        "total_message_sent": thread.message_count,
        "member_count": len(thread.members),
        "thread_metadata": {
            "archived": thread.archived,
            "auto_archive_duration": thread.auto_archive_minutes,
            "archive_timestamp": thread.archive_timestamp or thread.created_at,
            "locked": thread.locked,
            "create_timestamp": thread.created_at,
        },
    }


def thread_member(one: Channel, user_id: int, joined_at: str) -> Json:
    """Return a user's membership of a thread."""
    return {"id": str(one.id), "user_id": str(user_id), "join_timestamp": joined_at, "flags": 1}


def guild(one: Guild) -> Json:
    """Return a guild without its channels and members."""
    return {
        "id": str(one.id),
        "name": one.name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "description": None,
        "owner_id": str(one.owner_id),
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "roles": [role(each) for each in one.roles.values()],
        "emojis": [],
        "stickers": [],
        "features": [],
        "mfa_level": 0,
        "nsfw_level": 0,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": one.locale,
        "max_members": 500_000,
        "approximate_member_count": len(one.members),
    }


def full_guild(one: Guild, world: World, viewer: User, *, everybody: bool) -> Json:
    """Return a guild as GUILD_CREATE tells it to `viewer`: with all members, or with himself alone."""
    shown = list(one.members.values()) if everybody else [one.members[viewer.id]]
    visible = [each for each in one.channels.values() if world.rights(viewer, each)]
    return {
        **guild(one),
        "joined_at": one.members[viewer.id].joined_at,
        "large": False,
        "unavailable": False,
        "member_count": len(one.members),
        "members": [member(each) for each in shown],
        "channels": [channel(each, world) for each in visible if not each.thread],
        "threads": [channel(each, world) for each in visible if each.thread and not each.thread.archived],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def webhook(one: Webhook, *, with_user: bool = True) -> Json:
    """Return a webhook with its token."""
    body: Json = {
        "id": str(one.id),
        "type": 1,
        "guild_id": str(one.guild_id),
        "channel_id": str(one.channel_id),
        "name": one.name,
        "avatar": one.avatar,
        "token": one.token,
        "application_id": _text(one.application_id),
    }
    if with_user:
        body["user"] = user(one.user)
    return body


def rights(one: User, where: Channel, world: World) -> str:
    """Return a user's permissions in a channel, as a string of a number."""
    return str(int(world.rights(one, where) & permissions.ALL))


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
