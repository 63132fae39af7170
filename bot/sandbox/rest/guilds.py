"""/guilds/{guild_id}: its channels, roles and members."""

from bot.sandbox import payloads
from bot.sandbox.channels import announce, check_name
from bot.sandbox.errors import missing_permissions, unknown
from bot.sandbox.model import ChannelType, Event, Guild, Json, Member
from bot.sandbox.permissions import Permission, in_guild
from bot.sandbox.rest.call import Call, Response, Route

_PAGE_MAX = 1000


async def read(call: Call) -> Json:
    """Return a guild."""
    return payloads.guild(call.guild())


async def channels(call: Call) -> list[Json]:
    """Return a guild's channels, without its threads."""
    guild = call.guild()
    return [payloads.channel(channel, call.world) for channel in guild.channels.values() if not channel.thread]


async def create_channel(call: Call) -> Response:
    """Create a channel."""
    guild = call.guild()
    if not in_guild(guild, guild.members[call.actor.id]) & Permission.MANAGE_CHANNELS:
        raise missing_permissions()
    name = check_name(call.body.get("name"))
    kind = int(call.body.get("type") or ChannelType.TEXT)
    channel = call.world.add_channel(guild, name, call.body.get("topic"), kind=kind)
    announce(call.world, "CHANNEL_CREATE", channel)
    return Response(201, payloads.channel(channel, call.world))


async def roles(call: Call) -> list[Json]:
    """Return a guild's roles."""
    return [payloads.role(role) for role in call.guild().roles.values()]


async def role(call: Call) -> Json:
    """Return a role."""
    found = call.guild().roles.get(call.id("role_id"))
    if found is None:
        raise unknown("role")
    return payloads.role(found)


async def members(call: Call) -> list[Json]:
    """Return a guild's members, ordered by id."""
    guild = call.guild()
    after = call.query_id("after") or 0
    ids = sorted(user_id for user_id in guild.members if user_id > after)[: call.limit(1, _PAGE_MAX)]
    return [payloads.member(guild.members[user_id]) for user_id in ids]


def _member(call: Call, guild: Guild) -> Member:
    found = guild.members.get(call.id("user_id"))
    if found is None:
        raise unknown("member")
    return found


async def member(call: Call) -> Json:
    """Return a member."""
    return payloads.member(_member(call, call.guild()))


async def own_member(call: Call) -> Json:
    """Return the caller as a member."""
    return payloads.member(call.guild().members[call.actor.id])


async def modify_own_member(call: Call) -> Json:
    """Change the caller's nickname."""
    guild = call.guild()
    member = guild.members[call.actor.id]
    if "nick" in call.body:
        member.nick = call.body["nick"] or None
    body = payloads.member(member)
    data = {**body, "guild_id": str(guild.id)}
    call.world.emit(Event("GUILD_MEMBER_UPDATE", data, guild.id))
    return body


ROUTES = (
    Route("GET", "/guilds/{guild_id}", read),
    Route("GET", "/guilds/{guild_id}/channels", channels),
    Route("POST", "/guilds/{guild_id}/channels", create_channel),
    Route("GET", "/guilds/{guild_id}/roles", roles),
    Route("GET", "/guilds/{guild_id}/roles/{role_id}", role),
    Route("GET", "/guilds/{guild_id}/members", members),
    Route("GET", "/guilds/{guild_id}/members/@me", own_member),
    Route("PATCH", "/guilds/{guild_id}/members/@me", modify_own_member),
    Route("GET", "/guilds/{guild_id}/members/{user_id}", member),
)
