"""/applications/{application_id}/commands, everywhere and by guild."""

from bot.sandbox import commands
from bot.sandbox.errors import FormErrors, missing_access, unknown
from bot.sandbox.model import Json
from bot.sandbox.rest.call import Answer, Call, Route


def _home(call: Call) -> tuple[int, dict[int, Json]]:
    world = call.world
    if call.id("application_id") != world.application_id or call.actor is not world.bot:
        raise missing_access()
    guild_id = call.id("guild_id") if "guild_id" in call.request.match_info else 0
    if guild_id and (guild_id not in world.guilds or world.bot.id not in world.guilds[guild_id].members):
        raise missing_access()
    return guild_id, world.commands.setdefault(guild_id, {})


def _one(call: Call, home: dict[int, Json]) -> Json:
    found = home.get(call.id("command_id"))
    if found is None:
        raise unknown("application command")
    return found


def _key(command: Json) -> tuple[int, str]:
    return command.get("type") or commands.CHAT_INPUT, str(command.get("name"))


async def every(call: Call) -> list[Json]:
    """Return all commands."""
    return list(_home(call)[1].values())


async def read(call: Call) -> Json:
    """Return one command."""
    return _one(call, _home(call)[1])


async def replace(call: Call) -> list[Json]:
    """Put a new set in place of the commands; those of the same name keep their ids."""
    guild_id, home = _home(call)
    commands.check_all(call.rows)
    ids = {_key(each): number for number, each in home.items()}
    kept = [commands.complete(call.world, each, guild_id, ids.get(_key(each))) for each in call.rows]
    call.world.commands[guild_id] = {int(each["id"]): each for each in kept}
    call.world.changed()
    return kept


async def create(call: Call) -> Answer:
    """Add a command, or replace the one of the same name."""
    guild_id, home = _home(call)
    number = next((each for each, old in home.items() if _key(old) == _key(call.body)), None)
    commands.check_all([*(old for each, old in home.items() if each != number), call.body])
    whole = commands.complete(call.world, call.body, guild_id, number)
    home[int(whole["id"])] = whole
    call.world.changed()
    return Answer(201 if number is None else 200, whole)


async def modify(call: Call) -> Json:
    """Change a command."""
    guild_id, home = _home(call)
    old = _one(call, home)
    form = FormErrors()
    commands.check({**old, **call.body}, form)
    form.done()
    whole = commands.complete(call.world, {**old, **call.body}, guild_id, int(old["id"]))
    home[int(old["id"])] = whole
    call.world.changed()
    return whole


async def delete(call: Call) -> None:
    """Delete a command."""
    _, home = _home(call)
    del home[int(_one(call, home)["id"])]
    call.world.changed()


async def permissions(call: Call) -> list[Json]:
    """Return who was given or denied commands by hand: nobody."""
    _home(call)
    return []


def _routes(root: str) -> tuple[Route, ...]:
    return (
        Route("GET", root, every),
        Route("PUT", root, replace, "commands"),
        Route("POST", root, create, "commands"),
        Route("GET", root + "/{command_id}", read),
        Route("PATCH", root + "/{command_id}", modify, "commands"),
        Route("DELETE", root + "/{command_id}", delete, "commands"),
    )


_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
ROUTES = (
    Route("GET", _GUILD + "/permissions", permissions),
    *_routes("/applications/{application_id}/commands"),
    *_routes(_GUILD),
)
