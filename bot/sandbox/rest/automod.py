"""/guilds/{guild_id}/auto-moderation/rules."""

from bot.sandbox import automod
from bot.sandbox.errors import missing_permissions
from bot.sandbox.model import Guild, Json
from bot.sandbox.permissions import Permission, in_guild
from bot.sandbox.rest.call import Call, Route

_PATH = "/guilds/{guild_id}/auto-moderation/rules"


def _guild(call: Call) -> Guild:
    """The guild in the path, after checking that the caller manages it.

    Raises:
        ApiError: 10004 or 50013.
    """
    guild = call.guild()
    if not in_guild(guild, guild.members[call.actor.id]) & Permission.MANAGE_GUILD:
        raise missing_permissions()
    return guild


async def rules(call: Call) -> list[Json]:
    """Return a guild's rules."""
    return list(_guild(call).automod.values())


async def rule(call: Call) -> Json:
    """Return a rule."""
    return automod.find(_guild(call), call.id("rule_id"))


async def create(call: Call) -> Json:
    """Make a rule."""
    return automod.create(call.world, _guild(call), call.actor, call.body)


async def modify(call: Call) -> Json:
    """Change a rule."""
    return automod.modify(call.world, _guild(call), call.id("rule_id"), call.body)


async def remove(call: Call) -> None:
    """Delete a rule."""
    automod.remove(call.world, _guild(call), call.id("rule_id"))


ROUTES = (
    Route("GET", _PATH, rules),
    Route("POST", _PATH, create),
    Route("GET", _PATH + "/{rule_id}", rule),
    Route("PATCH", _PATH + "/{rule_id}", modify),
    Route("DELETE", _PATH + "/{rule_id}", remove),
)
