"""/applications/{application_id}/commands, global and per guild."""

from bot.sandbox.errors import FormErrors, missing_access, unknown
from bot.sandbox.interactions import commands
from bot.sandbox.model import Json
from bot.sandbox.rest.call import Call, Response, Route


def _scope(call: Call) -> tuple[int, dict[int, Json]]:
    world = call.world
    if call.id("application_id") != world.application_id or call.actor is not world.bot:
        raise missing_access()
    guild_id = call.id("guild_id") if "guild_id" in call.request.match_info else 0
    if guild_id and (guild_id not in world.guilds or world.bot.id not in world.guilds[guild_id].members):
        raise missing_access()
    return guild_id, world.commands.setdefault(guild_id, {})


def _command(call: Call, scope: dict[int, Json]) -> Json:
    found = scope.get(call.id("command_id"))
    if found is None:
        raise unknown("application command")
    return found


def _key(command: Json) -> tuple[int, str]:
    return command.get("type") or commands.CHAT_INPUT, str(command.get("name"))


async def list_all(call: Call) -> list[Json]:
    """Return all commands."""
    return list(_scope(call)[1].values())


async def read(call: Call) -> Json:
    """Return one command."""
    return _command(call, _scope(call)[1])


async def replace(call: Call) -> list[Json]:
    """Replace all commands; those with the same name keep their ids."""
    guild_id, scope = _scope(call)
    commands.check_all(call.items)
    ids = {_key(command): command_id for command_id, command in scope.items()}
    kept = [commands.normalize(call.world, command, guild_id, ids.get(_key(command))) for command in call.items]
    call.world.commands[guild_id] = {int(command["id"]): command for command in kept}
    call.world.changed()
    return kept


async def create(call: Call) -> Response:
    """Add a command, or replace the one with the same name."""
    guild_id, scope = _scope(call)
    replaced_id = next((command_id for command_id, old in scope.items() if _key(old) == _key(call.body)), None)
    commands.check_all([*(old for command_id, old in scope.items() if command_id != replaced_id), call.body])
    command = commands.normalize(call.world, call.body, guild_id, replaced_id)
    scope[int(command["id"])] = command
    call.world.changed()
    return Response(201 if replaced_id is None else 200, command)


async def modify(call: Call) -> Json:
    """Update a command."""
    guild_id, scope = _scope(call)
    old = _command(call, scope)
    form = FormErrors()
    commands.check({**old, **call.body}, form)
    form.raise_errors()
    command = commands.normalize(call.world, {**old, **call.body}, guild_id, int(old["id"]))
    scope[int(old["id"])] = command
    call.world.changed()
    return command


async def delete(call: Call) -> None:
    """Delete a command."""
    _, scope = _scope(call)
    del scope[int(_command(call, scope)["id"])]
    call.world.changed()


async def permissions(call: Call) -> list[Json]:
    """Return the permission overrides of commands; there are none."""
    _scope(call)
    return []


def _routes(root: str) -> tuple[Route, ...]:
    return (
        Route("GET", root, list_all),
        Route("PUT", root, replace, "commands", lists=True),
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
