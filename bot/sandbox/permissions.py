"""Who can do what where: Discord's algorithm for roles and channel overwrites.

Source: Discord's documentation, "Permissions", "Permission Hierarchy" and "Overwrites".
"""

import time
from enum import IntFlag

from bot.sandbox.channel_types import VOCAL
from bot.sandbox.errors import missing_access, missing_permissions
from bot.sandbox.model import Channel, ChannelType, Guild, Member


class Permission(IntFlag):
    """The permissions that the sandbox uses."""

    KICK_MEMBERS = 1 << 1
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    USE_EXTERNAL_STICKERS = 1 << 37
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    SEND_VOICE_MESSAGES = 1 << 46
    SEND_POLLS = 1 << 49
    USE_EXTERNAL_APPS = 1 << 50


ALL = (1 << 53) - 1

# The defaults of a new guild, @everyone pings included, so that a careless bot is noticed.
EVERYONE = (
    Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.MENTION_EVERYONE
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.CHANGE_NICKNAME
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.USE_EXTERNAL_STICKERS
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.SEND_VOICE_MESSAGES
    | Permission.SEND_POLLS
    | Permission.USE_EXTERNAL_APPS
)
WHILE_TIMED_OUT = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
# What the chat of a voice or stage channel needs Connect for.
_CHAT = (
    Permission.SEND_MESSAGES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.MANAGE_MESSAGES
    | Permission.USE_APPLICATION_COMMANDS
)
BOT = Permission.MANAGE_MESSAGES | Permission.MANAGE_WEBHOOKS | Permission.MANAGE_THREADS
MODERATOR = (
    Permission.MANAGE_CHANNELS
    | Permission.MANAGE_GUILD
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_WEBHOOKS
    | Permission.MANAGE_THREADS
    | Permission.MODERATE_MEMBERS
    | Permission.KICK_MEMBERS
)


def in_guild(guild: Guild, member: Member) -> int:
    """Return a member's permissions before channel overwrites."""
    if guild.owner_id == member.user.id:
        return ALL
    bits = guild.roles[guild.id].permissions
    for role_id in member.roles:
        if role := guild.roles.get(role_id):
            bits |= role.permissions
    if bits & Permission.ADMINISTRATOR:
        return ALL
    return bits & WHILE_TIMED_OUT if member.timed_out_until > time.time() else bits


def outranks(guild: Guild, member: Member, other: Member) -> bool:
    """Whether a member's highest role is above another's; the owner is above everyone."""
    if guild.owner_id in {member.user.id, other.user.id}:
        return guild.owner_id == member.user.id != other.user.id
    return _rank(guild, member) > _rank(guild, other)


def _rank(guild: Guild, member: Member) -> tuple[int, int]:
    """The place of a member's highest role; of two in the same place, the older one is higher."""
    roles = (guild.roles[role_id] for role_id in member.roles if role_id in guild.roles)
    return max(((role.position, -role.id) for role in roles), default=(0, 0))


def in_channel(guild: Guild, member: Member, channel: Channel) -> int:
    """Return a member's permissions in a channel; a thread uses the overwrites of its parent."""
    bits = in_guild(guild, member)
    if bits == ALL:
        return bits
    source = guild.channels.get(channel.parent_id or 0, channel) if channel.thread else channel
    timed_out = member.timed_out_until > time.time()
    overwrites = source.overwrites
    if overwrites:
        if everyone := overwrites.get(guild.id):
            bits = bits & ~everyone.deny | everyone.allow
        roles = [overwrites[role_id] for role_id in member.roles if role_id in overwrites]
        deny = allow = 0
        for overwrite in roles:
            deny |= overwrite.deny
            allow |= overwrite.allow
        bits = bits & ~deny | allow
        if own := overwrites.get(member.user.id):
            bits = bits & ~own.deny | own.allow
    if timed_out:
        bits &= WHILE_TIMED_OUT
    if channel.type in VOCAL and not bits & Permission.CONNECT:
        bits &= ~_CHAT
    return bits if bits & Permission.VIEW_CHANNEL and _is_let_in(member, channel, bits) else 0


def _is_let_in(member: Member, channel: Channel, bits: int) -> bool:
    """Return whether a member may see a channel that they have the permissions for: private threads have members."""
    if channel.thread is None or channel.type != ChannelType.PRIVATE_THREAD:
        return True
    return member.user.id in channel.thread.members or bool(bits & Permission.MANAGE_THREADS)


def require(held: int, needed: int) -> None:
    """Require permissions.

    Args:
        held: the permissions of a user in a channel.
        needed: the permissions they must have.

    Raises:
        ApiError: 50001 if the channel is not visible, 50013 if another permission is missing.
    """
    if not held & Permission.VIEW_CHANNEL:
        raise missing_access()
    if needed & ~held:
        raise missing_permissions()
