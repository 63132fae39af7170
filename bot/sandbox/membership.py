"""Coming and going while clients are connected, and the events of it."""

from bot.sandbox import channels, payloads
from bot.sandbox.model import Channel, Event, Guild, Role, User
from bot.sandbox.world import World


def open_channel(world: World, guild: Guild, name: str, topic: str | None = None) -> Channel:
    """Add a channel to a server and tell its members."""
    channel = world.add_channel(guild, name, topic)
    channels.announce(world, "CHANNEL_CREATE", channel)
    return channel


def arrive(world: World, guild: Guild, user: User, *roles: Role) -> None:
    """Put a user into a server: he is told of the server, the others of him."""
    member = world.join(guild, user, *roles)
    others = frozenset(guild.members) - {user.id}
    data = {**payloads.member(member), "guild_id": str(guild.id)}
    world.emit(Event("GUILD_MEMBER_ADD", data, guild.id, users=others))
    whole = payloads.full_guild(guild, world, user, everybody=True)
    # That the key is missing tells a guild joined from one that was merely not there yet.
    del whole["unavailable"]
    world.emit(Event("GUILD_CREATE", whole, guild.id, users=frozenset({user.id})))


def depart(world: World, guild: Guild, user: User) -> None:
    """Take a user out of a server: he loses sight of it, the others are told."""
    if guild.members.pop(user.id, None) is None:
        return
    world.emit(Event("GUILD_DELETE", {"id": str(guild.id)}, guild.id, users=frozenset({user.id})))
    data = {"guild_id": str(guild.id), "user": payloads.user(user)}
    world.emit(Event("GUILD_MEMBER_REMOVE", data, guild.id, users=frozenset(guild.members)))
