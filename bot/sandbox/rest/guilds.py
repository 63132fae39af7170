"""/guilds/{guild_id}: its channels, roles and members."""

from datetime import UTC, datetime, timedelta

from bot.sandbox import channels as guild_channels
from bot.sandbox import payloads
from bot.sandbox.errors import FormErrors, invalid, missing_permissions, unknown
from bot.sandbox.events import Event
from bot.sandbox.model import Guild, Json, Member
from bot.sandbox.permissions import Permission, in_guild, outranks
from bot.sandbox.rest.call import Call, Response, Route

_PAGE_MAX = 1000
_NICK_MAX = 32
_LONGEST_TIMEOUT = timedelta(days=28)


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
    channel = guild_channels.create(call.world, guild, call.body)
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
    _rename(member, call.body)
    return _announce(call, guild, member)


async def modify_member(call: Call) -> Json:
    """Change another member's nickname, or time them out."""
    guild = call.guild()
    member = _member(call, guild)
    held = in_guild(guild, guild.members[call.actor.id])
    if "communication_disabled_until" in call.body:
        protected = in_guild(guild, member) & Permission.ADMINISTRATOR
        if (
            not held & Permission.MODERATE_MEMBERS
            or protected
            or not outranks(guild, guild.members[call.actor.id], member)
        ):
            raise missing_permissions()
        member.timed_out_until = _moment(call.body["communication_disabled_until"])
    if "nick" in call.body:
        if not held & Permission.MANAGE_NICKNAMES:
            raise missing_permissions()
        _rename(member, call.body)
    return _announce(call, guild, member)


def _rename(member: Member, body: Json) -> None:
    form = FormErrors()
    form.text("nick", body.get("nick"), _NICK_MAX)
    form.raise_errors()
    if "nick" in body:
        member.nick = body["nick"] or None


def _moment(value: object) -> float:
    """The end of a timeout in seconds since the epoch; 0 for none."""
    if value is None:
        return 0.0
    try:
        end = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        end = None
    if end is None or end.tzinfo is None:
        raise invalid("communication_disabled_until", "DATE_TIME_TYPE_PARSE", f'Could not parse "{value}".')
    if end - datetime.now(UTC) > _LONGEST_TIMEOUT:
        raise invalid("communication_disabled_until", "COMMUNICATION_DISABLED_UNTIL_TOO_LONG", "At most 28 days.")
    return end.timestamp()


def _announce(call: Call, guild: Guild, member: Member) -> Json:
    body = payloads.member(member)
    data = {**body, "guild_id": str(guild.id)}
    own = frozenset({member.user.id})
    for users in (own, frozenset(guild.members) - own):
        call.world.emit(Event("GUILD_MEMBER_UPDATE", data, guild.id, users=users))
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
    Route("PATCH", "/guilds/{guild_id}/members/{user_id}", modify_member),
)
