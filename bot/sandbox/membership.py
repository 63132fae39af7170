"""Channels and members that are added or removed while clients are connected, and their events."""

from bot.sandbox import channels, payloads
from bot.sandbox.model import Channel, ChannelType, Event, Guild, Role, User
from bot.sandbox.world import World


def create_channel(
    world: World, guild: Guild, name: str, topic: str | None = None, *, kind: int = ChannelType.TEXT
) -> Channel:
    """Add a channel to a guild and announce it."""
    channel = world.add_channel(guild, name, topic, kind=kind)
    channels.announce(world, "CHANNEL_CREATE", channel)
    return channel


def add_member(world: World, guild: Guild, user: User, *roles: Role) -> None:
    """Add a user to a guild: they get the guild, the other members get the new member."""
    member = world.join(guild, user, *roles)
    others = frozenset(guild.members) - {user.id}
    data = {**payloads.member(member), "guild_id": str(guild.id)}
    world.emit(Event("GUILD_MEMBER_ADD", data, guild.id, users=others))
    payload = payloads.full_guild(guild, world, user, all_members=True)
    # A missing key marks a guild that was joined, as opposed to one that became available.
    del payload["unavailable"]
    world.emit(Event("GUILD_CREATE", payload, guild.id, users=frozenset({user.id})))


def remove_member(world: World, guild: Guild, user: User) -> None:
    """Remove a user from a guild: they lose the guild, the other members lose them."""
    if guild.members.pop(user.id, None) is None:
        return
    world.emit(Event("GUILD_DELETE", {"id": str(guild.id)}, guild.id, users=frozenset({user.id})))
    data = {"guild_id": str(guild.id), "user": payloads.user(user)}
    world.emit(Event("GUILD_MEMBER_REMOVE", data, guild.id, users=frozenset(guild.members)))
