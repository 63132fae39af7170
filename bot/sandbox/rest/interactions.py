"""/interactions and /webhooks/{application_id}/{token}: what people start, what the bot answers."""

from typing import Any

from bot.sandbox import callback, commands, message_payloads, messages, payloads
from bot.sandbox.components import flatten
from bot.sandbox.errors import FormErrors, invalid, unknown
from bot.sandbox.interaction import InteractionType
from bot.sandbox.model import Channel, Json, Message
from bot.sandbox.rest.call import Call, Route, as_id


async def index(call: Call) -> Json:
    """Return the commands that a person may use in a channel, as his client asks for them."""
    channel = call.channel()
    application = {"id": str(call.world.application_id), "name": call.world.bot.name, "icon": None}
    return {
        "application_commands": commands.usable(call.world, call.actor, channel),
        "applications": [{**application, "bot": payloads.user(call.world.bot)}],
    }


async def start(call: Call) -> None:
    """Use a command, a component or a modal, as a person."""
    body = call.body
    try:
        kind = InteractionType(int(body.get("type") or 0))
    except ValueError:
        raise invalid("type", "BASE_TYPE_CHOICES", "Value is no interaction type.") from None
    channel = call.world.channel(as_id(str(body.get("channel_id")), "channel_id"))
    data = dict(body.get("data") or {})
    source = None
    if kind == InteractionType.COMPONENT:
        source = messages.visible(call.world, channel, as_id(str(body.get("message_id")), "message_id"))
        data = component_data(call, source, data)
    if kind in {InteractionType.COMMAND, InteractionType.AUTOCOMPLETE}:
        data = command_data(call, channel, data, partial=kind == InteractionType.AUTOCOMPLETE)
    nonce = body.get("nonce")
    call.interactions.start(call.actor, channel, kind, data, nonce=None if nonce is None else str(nonce), source=source)


def component_data(call: Call, source: Message, data: Json) -> Json:
    """Check what a person says he uses against the message, and return the data for the bot.

    Raises:
        ApiError: 10008 for a message that he cannot see, 50035 for a component that is not there or disabled.
    """
    asker = ((source.extra or {}).get("interaction_metadata") or {}).get("user", {}).get("id")
    if source.ephemeral and asker != str(call.actor.id):
        raise unknown("message")
    wanted = data.get("custom_id")
    component = next((each for each in flatten(source.components) if each.get("custom_id") == wanted), None)
    if component is None or component.get("disabled"):
        raise invalid("data.custom_id", "COMPONENT_VALIDATION_FAILED", "Component validation failed")
    offered = {each["value"] for each in component.get("options") or ()}
    if offered and not offered.issuperset(data.get("values") or ()):
        raise invalid("data.values", "COMPONENT_VALIDATION_FAILED", "Component validation failed")
    kept = {key: data[key] for key in ("values",) if key in data}
    return {"custom_id": wanted, "component_type": component["type"], **kept}


def command_data(call: Call, channel: Channel, data: Json, *, partial: bool) -> Json:
    """Check what a person says he uses against the command, and return the data for the bot.

    Raises:
        ApiError: 10063 for a command that he cannot use here, 50035 for a required option left out.
    """
    wanted = str(data.get("id"))
    found = commands.usable(call.world, call.actor, channel)
    command = next((each for each in found if each["id"] == wanted), None)
    if command is None:
        raise unknown("application command")
    form = FormErrors()
    if not partial:
        _required(command.get("options") or [], data.get("options") or [], form, "data.options")
    form.done()
    kept: Json = {key: data[key] for key in ("options", "target_id") if key in data}
    if "guild_id" in command:
        kept["guild_id"] = command["guild_id"]
    return {"id": wanted, "name": command["name"], "type": command["type"], **kept}


def _required(options: list[Json], given: list[Json], form: FormErrors, at: str) -> None:
    by_name = {each.get("name"): each for each in given}
    names = {option["name"] for option in options}
    for name in by_name.keys() - names:
        form.choice(f"{at}.{name}", sorted(names))
    for option in options:
        one = by_name.get(option["name"])
        if one is None and option.get("required"):
            form.required(f"{at}.{option['name']}")
        if one is not None:
            _required(option.get("options") or [], one.get("options") or [], form, f"{at}.{option['name']}")


async def respond(call: Call) -> Json | None:
    """Give the first answer."""
    one = call.interactions.by_id(call.id("interaction_id"), call.request.match_info["token"])
    told = call.interactions.respond(one, call.body, call.files)
    return told if call.flag("with_response") else None


async def follow_up(call: Call) -> Any:
    """Post a further message."""
    one = call.interactions.by_token(call.request.match_info["webhook_token"])
    message = callback.follow_up(one, call.body, call.files)
    return message_payloads.full(message, call.world)


async def read(call: Call) -> Json:
    """Return a message that answers."""
    one = call.interactions.by_token(call.request.match_info["webhook_token"])
    return message_payloads.full(callback.find(one, call.request.match_info["message_id"]), call.world)


async def edit(call: Call) -> Json:
    """Edit a message that answers."""
    one = call.interactions.by_token(call.request.match_info["webhook_token"])
    message = callback.find(one, call.request.match_info["message_id"])
    callback.edit(one, message, call.body, call.files)
    return message_payloads.full(message, call.world)


async def delete(call: Call) -> None:
    """Delete a message that answers."""
    one = call.interactions.by_token(call.request.match_info["webhook_token"])
    callback.delete(one, callback.find(one, call.request.match_info["message_id"]))


ROUTES = (
    Route("GET", "/channels/{channel_id}/application-command-index", index),
    Route("POST", "/interactions", start),
    Route("POST", "/interactions/{interaction_id}/{token}/callback", respond, signed=False, exempt=True),
)
