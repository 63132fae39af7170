"""/users, /applications/@me and /gateway: the caller, and where to connect."""

from bot.sandbox import payloads
from bot.sandbox.errors import ApiError, invalid, refused, unknown
from bot.sandbox.membership import remove_member
from bot.sandbox.model import Json, User
from bot.sandbox.permissions import in_guild
from bot.sandbox.rest.call import Call, Route, as_id
from bot.sandbox.world import World


def _user(call: Call, user_id: int) -> User:
    user = call.world.users.get(user_id)
    if user is None:
        raise unknown("user")
    return user


async def me(call: Call) -> Json:
    """Return the caller."""
    return payloads.own_user(call.actor)


async def read(call: Call) -> Json:
    """Return a user."""
    return payloads.user(_user(call, call.id("user_id")))


async def direct_messages(call: Call) -> list[Json]:
    """Return the caller's direct message channels."""
    channels = call.world.channels.values()
    return [_direct(call, dm.id) for dm in channels if call.actor.id in dm.recipients]


async def open_direct_message(call: Call) -> Json:
    """Return the direct message channel with a user, creating it if necessary."""
    if "recipient_id" not in call.body:
        raise invalid("recipient_id", "BASE_TYPE_REQUIRED", "This field is required")
    other = _user(call, as_id(str(call.body.get("recipient_id")), "recipient_id"))
    if other is call.actor:
        raise refused(50007, "Cannot send messages to this user", 403)
    return _direct(call, call.world.dm(call.actor, other).id)


def _direct(call: Call, channel_id: int) -> Json:
    channel = call.world.channel(channel_id)
    others = [call.world.users[user_id] for user_id in channel.recipients if user_id != call.actor.id]
    return {
        **payloads.channel(channel, call.world),
        "type": int(channel.type),
        "recipients": [payloads.user(user) for user in others],
    }


async def guilds(call: Call) -> list[Json]:
    """Return the caller's guilds."""
    return [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "owner": guild.owner_id == call.actor.id,
            "permissions": str(int(in_guild(guild, guild.members[call.actor.id]))),
            "features": [],
        }
        for guild in call.world.guilds.values()
        if call.actor.id in guild.members
    ]


async def leave_guild(call: Call) -> None:
    """Leave a guild."""
    guild = call.world.guilds.get(call.id("guild_id"))
    if guild is None or call.actor.id not in guild.members:
        raise unknown("guild")
    if guild.owner_id == call.actor.id:
        raise ApiError(400, 50055, "Invalid Guild")
    remove_member(call.world, guild, call.actor)


def _application(world: World, *, privileged: bool) -> Json:
    owner = next((user for user in world.users.values() if not user.bot), world.bot)
    return {
        "id": str(world.application_id),
        "name": world.bot.name,
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": payloads.APPLICATION_FLAGS if privileged else 0,
        "owner": payloads.user(owner),
        "team": _team(world),
        "bot": payloads.user(world.bot),
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "integration_types_config": {"0": {}, "1": {}},
    }


def _team(world: World) -> Json | None:
    """The team that owns the application; None if its owner does alone."""
    if not world.team:
        return None
    members = [
        {"membership_state": state, "team_id": "1", "user": payloads.user(world.users[user_id]), "role": "admin"}
        for user_id, state in world.team.items()
    ]
    founder = str(next(iter(world.team)))
    return {"id": "1", "name": "Team", "icon": None, "owner_user_id": founder, "members": members}


async def application(call: Call) -> Json:
    """Return the bot's application."""
    return _application(call.world, privileged=not call.faults.intents_refused)


async def gateway(call: Call) -> Json:
    """Return the URL of the gateway."""
    return {"url": f"ws://{call.request.host}/gateway"}


async def gateway_bot(call: Call) -> Json:
    """Return the URL of the gateway and the bot's session start limit."""
    start = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
    return {"url": f"ws://{call.request.host}/gateway", "shards": 1, "session_start_limit": start}


ROUTES = (
    Route("GET", "/users/@me", me),
    Route("GET", "/users/@me/channels", direct_messages),
    Route("POST", "/users/@me/channels", open_direct_message, "dm"),
    Route("GET", "/users/@me/guilds", guilds),
    Route("DELETE", "/users/@me/guilds/{guild_id}", leave_guild),
    Route("GET", "/users/{user_id}", read),
    Route("GET", "/oauth2/applications/@me", application),
    Route("GET", "/applications/@me", application),
    Route("GET", "/gateway", gateway, authenticated=False),
    Route("GET", "/gateway/bot", gateway_bot),
)
