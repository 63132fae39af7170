"""/interactions and /webhooks/{application_id}/{token}: what users start, and how the bot responds."""

from bot.sandbox import messages, payloads
from bot.sandbox.errors import invalid
from bot.sandbox.interactions import callback, commands, components
from bot.sandbox.interactions.model import Interaction, InteractionType
from bot.sandbox.messages import attach
from bot.sandbox.model import Json, Message
from bot.sandbox.rest.call import Call, Route, as_id

_ATTACHMENT = 11


async def index(call: Call) -> Json:
    """Return the commands that a user can use in a channel, as their client asks for them."""
    channel = call.channel()
    application = {"id": str(call.world.application_id), "name": call.world.bot.name, "icon": None}
    return {
        "application_commands": commands.available(call.world, call.actor, channel),
        "applications": [{**application, "bot": payloads.user(call.world.bot)}],
    }


async def guild_index(call: Call) -> Json:
    """Return all commands of a guild, even those that the caller cannot use."""
    guild = call.guild()
    found = [call.world.commands.get(scope, {}).values() for scope in (0, guild.id)]
    return {"application_commands": [command for scope in found for command in scope]}


async def start(call: Call) -> None:
    """Use a command, a component or a modal, as a user; a command's files are uploaded in the same request."""
    body = call.body
    try:
        kind = InteractionType(int(body.get("type") or 0))
    except ValueError:
        raise invalid("type", "BASE_TYPE_CHOICES", "Value is not an interaction type.") from None
    channel = call.world.channel(as_id(str(body.get("channel_id")), "channel_id"))
    data = dict(body.get("data") or {})
    descriptions = data.pop("attachments", [])
    if call.files:
        uploaded = attach(call.world, descriptions, call.files)
        ids = {str(file.index): attachment["id"] for file, attachment in zip(call.files, uploaded, strict=True)}
        data["options"] = _with_files(data.get("options") or [], ids)
    source = None
    if kind == InteractionType.COMPONENT:
        source = messages.find(call.world, channel, as_id(str(body.get("message_id")), "message_id"))
        data = components.check_use(call.actor, source, data)
    if kind in {InteractionType.COMMAND, InteractionType.AUTOCOMPLETE}:
        partial = kind == InteractionType.AUTOCOMPLETE
        data = commands.check_use(call.world, call.actor, channel, data, partial=partial)
    nonce = body.get("nonce")
    call.interactions.start(call.actor, channel, kind, data, nonce=None if nonce is None else str(nonce), source=source)


def _with_files(options: list[Json], ids: dict[str, str]) -> list[Json]:
    """Return a command's options with the ids of uploaded files in place of their indexes in the request."""
    filled = []
    for option in options:
        value = option.get("value")
        if option.get("type") == _ATTACHMENT:
            if str(value) not in ids:
                raise invalid(f"data.options.{option['name']}", "UNKNOWN_FILE", "No such file in the request.")
            value = ids[str(value)]
        nested = {"options": _with_files(option["options"], ids)} if "options" in option else {"value": value}
        filled.append({**option, **nested})
    return filled


async def respond(call: Call) -> Json | None:
    """Send the initial response."""
    interaction = call.interactions.by_id(call.id("interaction_id"), call.request.match_info["token"])
    result = call.interactions.respond(interaction, call.body, call.files)
    return result if call.flag("with_response") else None


async def follow_up(call: Call) -> Json:
    """Post a follow-up message."""
    message = callback.follow_up(_interaction(call), call.body, call.files)
    return messages.payload(message, call.world)


async def read(call: Call) -> Json:
    """Return a response or follow-up message."""
    return messages.payload(_message(call, _interaction(call)), call.world)


async def edit(call: Call) -> Json:
    """Edit a response or follow-up message."""
    interaction = _interaction(call)
    message = _message(call, interaction)
    callback.edit(interaction, message, call.body, call.files)
    return messages.payload(message, call.world)


async def delete(call: Call) -> None:
    """Delete a response or follow-up message."""
    interaction = _interaction(call)
    callback.delete(interaction, _message(call, interaction))


def _interaction(call: Call) -> Interaction:
    return call.interactions.by_token(call.request.match_info["webhook_token"])


def _message(call: Call, interaction: Interaction) -> Message:
    return callback.find(interaction, call.request.match_info["message_id"])


ROUTES = (
    Route("GET", "/channels/{channel_id}/application-command-index", index),
    Route("GET", "/guilds/{guild_id}/application-command-index", guild_index),
    Route("POST", "/interactions", start),
    Route("POST", "/interactions/{interaction_id}/{token}/callback", respond, authenticated=False, exempt=True),
)
