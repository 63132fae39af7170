"""The wire format of everything except messages and interactions."""

from bot.sandbox import channel_types, permissions
from bot.sandbox.model import Channel, ChannelType, Guild, Json, Member, Role, User, Webhook
from bot.sandbox.snowflake import iso
from bot.sandbox.world import World

# The privileged intents that the application has been granted: presences, members, message content.
APPLICATION_FLAGS = 1 << 13 | 1 << 15 | 1 << 19


def user(user: User) -> Json:
    """Return a user."""
    return {
        "id": str(user.id),
        "username": user.name,
        "global_name": None if user.bot else user.name,
        "discriminator": "0000" if user.bot else "0",
        "avatar": None,
        "bot": user.bot,
        "system": user.system,
        "public_flags": 0,
    }


def own_user(account: User) -> Json:
    """Return a user as they see themselves."""
    return {**user(account), "verified": True, "mfa_enabled": True, "flags": 0, "email": None, "locale": account.locale}


def role(role: Role) -> Json:
    """Return a role."""
    colors = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
    return {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(int(role.permissions)),
        "position": role.position,
        "color": 0,
        "colors": colors,
        "hoist": False,
        "managed": role.bot_id is not None,
        "mentionable": role.mentionable,
        "flags": 0,
        **({"tags": {"bot_id": str(role.bot_id)}} if role.bot_id is not None else {}),
    }


def partial_member(member: Member) -> Json:
    """Return a member without the user, as messages carry it."""
    return {
        "roles": [str(role_id) for role_id in member.roles],
        "nick": member.nick,
        "joined_at": member.joined_at,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "avatar": None,
        "communication_disabled_until": iso(member.timed_out_until) if member.timed_out_until else None,
    }


def member(member: Member) -> Json:
    """Return a member with the user."""
    return {**partial_member(member), "user": user(member.user)}


def channel(channel: Channel, world: World) -> Json:
    """Return a channel, thread or direct message channel."""
    body: Json = {
        "id": str(channel.id),
        "type": int(channel.type),
        "last_message_id": _id(channel.last_message_id),
        "flags": 0,
    }
    if channel.guild_id is None:
        body["recipients"] = [user(world.users[i]) for i in channel.recipients if i != world.bot.id]
        if channel.type == ChannelType.GROUP_DM:
            body |= {"name": channel.name or None, "icon": None, "owner_id": str(channel.recipients[0])}
        return body
    body |= {
        "guild_id": str(channel.guild_id),
        "name": channel.name,
        "parent_id": _id(channel.parent_id),
        "rate_limit_per_user": channel.slowmode,
    }
    if channel.thread:
        return body | _thread(channel)
    return body | {
        **channel_types.specific(channel.type, channel.extra),
        "topic": channel.topic,
        "position": channel.position,
        "nsfw": channel.nsfw,
        "permission_overwrites": [
            {
                "id": str(target_id),
                "type": overwrite.kind,
                "allow": str(int(overwrite.allow)),
                "deny": str(int(overwrite.deny)),
            }
            for target_id, overwrite in channel.overwrites.items()
        ],
    }


def _thread(channel: Channel) -> Json:
    thread = channel.thread
    if thread is None:
        return {}
    private = {"invitable": thread.invitable} if channel.type == ChannelType.PRIVATE_THREAD else {}
    return {
        **channel_types.specific(channel.type, channel.extra),
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
            **private,
        },
    }


def thread_member(thread: Channel, user_id: int, joined_at: str) -> Json:
    """Return a user's membership of a thread."""
    return {"id": str(thread.id), "user_id": str(user_id), "join_timestamp": joined_at, "flags": 1}


def guild(guild: Guild) -> Json:
    """Return a guild without its channels and members."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "description": None,
        "owner_id": str(guild.owner_id),
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "roles": [role(guild_role) for guild_role in guild.roles.values()],
        "emojis": [],
        "stickers": [],
        "features": ["COMMUNITY", "NEWS"],
        "mfa_level": 0,
        "nsfw_level": 0,
        "application_id": None,
        "system_channel_id": _id(guild.system_channel_id),
        "system_channel_flags": 0,
        "rules_channel_id": _id(guild.rules_channel_id),
        "public_updates_channel_id": None,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": guild.locale,
        "max_members": 500_000,
        "approximate_member_count": len(guild.members),
    }


def full_guild(server: Guild, world: World, viewer: User, *, all_members: bool) -> Json:
    """Return a guild as GUILD_CREATE shows it to `viewer`, with all members or only with the viewer."""
    members = list(server.members.values()) if all_members else [server.members[viewer.id]]
    visible = [found for found in server.channels.values() if world.permissions_for(viewer, found)]
    return {
        **guild(server),
        "joined_at": server.members[viewer.id].joined_at,
        "large": False,
        "unavailable": False,
        "member_count": len(server.members),
        "members": [member(found) for found in members],
        "channels": [channel(found, world) for found in visible if not found.thread],
        "threads": [channel(found, world) for found in visible if found.thread and not found.thread.archived],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def webhook(webhook: Webhook, *, with_user: bool = True) -> Json:
    """Return a webhook with its token."""
    body: Json = {
        "id": str(webhook.id),
        "type": 1 if webhook.source_id is None else 2,
        "guild_id": str(webhook.guild_id),
        "channel_id": str(webhook.channel_id),
        "name": webhook.name,
        "avatar": webhook.avatar,
        "application_id": _id(webhook.application_id),
    }
    if webhook.source_id is None:
        body["token"] = webhook.token
    if with_user:
        body["user"] = user(webhook.user)
    return body


def permissions_of(user: User, channel: Channel, world: World) -> str:
    """Return a user's permissions in a channel as a decimal string."""
    return str(int(world.permissions_for(user, channel) & permissions.ALL))


def _id(value: int | None) -> str | None:
    return None if value is None else str(value)
