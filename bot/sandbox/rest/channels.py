"""/channels/{channel_id}: reading, updating and deleting channels and their overwrites."""

from bot.sandbox import payloads
from bot.sandbox.channel_types import check_overwrite
from bot.sandbox.channels import announce, remove, update
from bot.sandbox.errors import FormErrors, as_integer, refused, unknown
from bot.sandbox.model import Channel, Json
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.call import Call, Route


async def read(call: Call) -> Json:
    """Return a channel."""
    return payloads.channel(call.channel(), call.world)


async def modify(call: Call) -> Json:
    """Update a channel or a thread."""
    channel = call.channel()
    _require_guild(channel)
    call.require(channel, _needed(channel, call.actor.id, call.body))
    if channel.thread and channel.thread.archived and call.body.get("archived") is not False:
        raise refused(50083, "Thread is archived")
    update(call.world, channel, call.body)
    announce(call.world, "THREAD_UPDATE" if channel.thread else "CHANNEL_UPDATE", channel)
    return payloads.channel(channel, call.world)


def _needed(channel: Channel, actor_id: int, body: Json) -> int:
    """The permissions that a change needs: whoever may write in a thread may unarchive it unless it is locked."""
    thread = channel.thread
    if thread is None:
        return Permission.MANAGE_CHANNELS
    if not thread.locked and "locked" not in body:
        if body.get("archived") is False and len(body) == 1:
            return Permission.SEND_MESSAGES_IN_THREADS
        if thread.owner_id == actor_id:
            return 0
    return Permission.MANAGE_THREADS


def _require_guild(channel: Channel) -> None:
    if channel.guild_id is None:
        raise refused(50003, "Cannot execute action on a DM channel")


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
    _require_guild(channel)
    form = FormErrors()
    check_overwrite(form, call.body)
    form.raise_errors()
    target_id = call.id("target_id")
    guild = call.world.guilds[channel.guild_id or 0]
    target = guild.roles.get(target_id) or call.world.users.get(target_id)
    if target is None:
        raise unknown("role")
    allow, deny = (as_integer(call.body.get(key)) or 0 for key in ("allow", "deny"))
    call.world.overwrite(channel, target, allow=allow, deny=deny)
    announce(call.world, "CHANNEL_UPDATE", channel)


async def delete_overwrite(call: Call) -> None:
    """Delete the permission overwrite of a role or a member."""
    channel = call.channel(Permission.MANAGE_ROLES)
    _require_guild(channel)
    channel.overwrites.pop(call.id("target_id"), None)
    announce(call.world, "CHANNEL_UPDATE", channel)


ROUTES = (
    Route("GET", "/channels/{channel_id}", read),
    Route("PATCH", "/channels/{channel_id}", modify, "channel.edit"),
    Route("DELETE", "/channels/{channel_id}", delete),
    Route("PUT", "/channels/{channel_id}/permissions/{target_id}", set_overwrite),
    Route("DELETE", "/channels/{channel_id}/permissions/{target_id}", delete_overwrite),
)
