"""/channels/{channel_id}: reading, updating and deleting channels and their overwrites."""

from bot.sandbox import payloads
from bot.sandbox.channels import announce, change, remove
from bot.sandbox.errors import unknown
from bot.sandbox.model import Json
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.call import Call, Route


async def read(call: Call) -> Json:
    """Return a channel."""
    return payloads.channel(call.channel(), call.world)


async def modify(call: Call) -> Json:
    """Update a channel or a thread."""
    channel = call.channel()
    owned = channel.thread is not None and channel.thread.owner_id == call.actor.id
    if not owned:
        call.require(channel, Permission.MANAGE_THREADS if channel.thread else Permission.MANAGE_CHANNELS)
    change(channel, call.body)
    announce(call.world, "THREAD_UPDATE" if channel.thread else "CHANNEL_UPDATE", channel)
    return payloads.channel(channel, call.world)


async def delete(call: Call) -> Json:
    """Delete a channel or a thread."""
    channel = call.channel()
    if channel.guild_id is not None:
        call.require(channel, Permission.MANAGE_THREADS if channel.thread else Permission.MANAGE_CHANNELS)
        remove(call.world, channel)
    return payloads.channel(channel, call.world)


async def set_overwrite(call: Call) -> None:
    """Set the permission overwrite of a role or a member."""
    channel = call.channel(Permission.MANAGE_ROLES)
    target_id = call.id("target_id")
    guild = call.world.guilds[channel.guild_id or 0]
    target = guild.roles.get(target_id) or call.world.users.get(target_id)
    if target is None:
        raise unknown("role")
    allow, deny = (int(call.body.get(key) or 0) for key in ("allow", "deny"))
    call.world.overwrite(channel, target, allow=allow, deny=deny)
    announce(call.world, "CHANNEL_UPDATE", channel)


async def delete_overwrite(call: Call) -> None:
    """Delete the permission overwrite of a role or a member."""
    channel = call.channel(Permission.MANAGE_ROLES)
    channel.overwrites.pop(call.id("target_id"), None)
    announce(call.world, "CHANNEL_UPDATE", channel)


ROUTES = (
    Route("GET", "/channels/{channel_id}", read),
    Route("PATCH", "/channels/{channel_id}", modify, "channel.edit"),
    Route("DELETE", "/channels/{channel_id}", delete),
    Route("PUT", "/channels/{channel_id}/permissions/{target_id}", set_overwrite),
    Route("DELETE", "/channels/{channel_id}/permissions/{target_id}", delete_overwrite),
)
