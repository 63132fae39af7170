"""/webhooks, and the messages posted through them."""

import re
import secrets

from bot.sandbox import messages, payloads
from bot.sandbox.errors import FormErrors, invalid, refused, unknown
from bot.sandbox.interactions import routes as interactions
from bot.sandbox.messages import Origin
from bot.sandbox.model import Channel, Event, Json, Message, Webhook
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.call import Call, Route, as_id

_MAX_WEBHOOKS = 15
_NAME_MAX = 80
_FORBIDDEN_NAME = re.compile(r"discord|clyde", re.IGNORECASE)


def _check_name(name: str, field: str) -> None:
    form = FormErrors()
    form.length(field, name.strip(), _NAME_MAX, 1)
    if found := _FORBIDDEN_NAME.search(name):
        form.add(field, "USERNAME_INVALID_CONTAINS", f'Username cannot contain "{found.group().lower()}"')
    form.raise_errors()


def _announce(call: Call, channel: Channel) -> None:
    data = {"guild_id": str(channel.guild_id), "channel_id": str(channel.id)}
    call.world.emit(Event("WEBHOOKS_UPDATE", data, channel.guild_id, channel))


async def create(call: Call) -> Json:
    """Create a webhook."""
    channel = call.channel(Permission.MANAGE_WEBHOOKS)
    name = str(call.body.get("name") or "")
    _check_name(name, "name")
    if channel.guild_id is None or channel.thread:
        raise refused(50024, "Cannot execute action on this channel type")
    if sum(hook.channel_id == channel.id for hook in call.world.webhooks.values()) >= _MAX_WEBHOOKS:
        raise refused(30007, f"Maximum number of webhooks reached ({_MAX_WEBHOOKS})")
    hook = Webhook(
        call.world.snowflake(),
        secrets.token_urlsafe(48),
        channel.id,
        channel.guild_id,
        name.strip(),
        call.actor,
        avatar=None,
        application_id=call.world.application_id if call.actor is call.world.bot else None,
    )
    call.world.webhooks[hook.id] = hook
    _announce(call, channel)
    return payloads.webhook(hook)


async def channel_webhooks(call: Call) -> list[Json]:
    """Return a channel's webhooks."""
    channel = call.channel(Permission.MANAGE_WEBHOOKS)
    return [payloads.webhook(hook) for hook in call.world.webhooks.values() if hook.channel_id == channel.id]


async def guild_webhooks(call: Call) -> list[Json]:
    """Return a guild's webhooks in the channels where the caller can manage them."""
    guild = call.guild()
    return [
        payloads.webhook(hook)
        for hook in call.world.webhooks.values()
        if hook.guild_id == guild.id
        and call.world.permissions_for(call.actor, call.world.channel(hook.channel_id)) & Permission.MANAGE_WEBHOOKS
    ]


def _webhook(call: Call) -> Webhook:
    hook = call.world.webhooks.get(call.id("webhook_id"))
    if hook is None:
        raise unknown("webhook")
    token = call.request.match_info.get("webhook_token")
    if token is None:
        call.require(call.world.channel(hook.channel_id), Permission.MANAGE_WEBHOOKS)
    elif token != hook.token:
        raise refused(50027, "Invalid Webhook Token", 401)
    return hook


async def read(call: Call) -> Json:
    """Return a webhook."""
    hook = _webhook(call)
    return payloads.webhook(hook, with_user="webhook_token" not in call.request.match_info)


async def modify(call: Call) -> Json:
    """Rename a webhook or move it to another channel."""
    hook = _webhook(call)
    if "name" in call.body:
        _check_name(str(call.body["name"] or ""), "name")
        hook.name = str(call.body["name"]).strip()
    if call.body.get("channel_id") and "webhook_token" not in call.request.match_info:
        channel = call.world.channel(as_id(str(call.body["channel_id"]), "channel_id"))
        call.require(channel, Permission.MANAGE_WEBHOOKS)
        hook.channel_id = channel.id
    _announce(call, call.world.channel(hook.channel_id))
    return payloads.webhook(hook)


async def delete(call: Call) -> None:
    """Delete a webhook."""
    hook = _webhook(call)
    del call.world.webhooks[hook.id]
    _announce(call, call.world.channel(hook.channel_id))


def _target(call: Call, hook: Webhook) -> Channel:
    channel = call.world.channel(hook.channel_id)
    thread_id = call.query_id("thread_id")
    if thread_id is None:
        return channel
    thread = call.world.channels.get(thread_id)
    if thread is None or thread.parent_id != channel.id:
        raise unknown("channel")
    return thread


def _message(call: Call, hook: Webhook) -> Message:
    message = _target(call, hook).messages.get(call.id("message_id"))
    if message is None or message.webhook_id != hook.id:
        raise unknown("message")
    return message


def _is_application(call: Call) -> bool:
    return call.request.match_info["webhook_id"] == str(call.world.application_id)


async def execute(call: Call) -> Json | None:
    """Post through a webhook, or a follow-up to an interaction."""
    if _is_application(call):
        return await interactions.follow_up(call)
    hook = _webhook(call)
    if call.body.get("username"):
        _check_name(str(call.body["username"]), "username")
    if call.body.get("message_reference"):
        raise invalid("message_reference", "BASE_TYPE_FORBIDDEN", "Webhooks cannot reply.")
    channel = _target(call, hook)
    origin = Origin(webhook=hook, permitted=True)
    message = messages.post(call.world, channel, hook.user, call.body, call.files, origin=origin)
    return messages.payload(message, call.world) if call.flag("wait") else None


async def read_message(call: Call) -> Json:
    """Return a message of a webhook or an interaction."""
    if _is_application(call):
        return await interactions.read(call)
    return messages.payload(_message(call, _webhook(call)), call.world)


async def edit_message(call: Call) -> Json:
    """Edit a message of a webhook or an interaction."""
    if _is_application(call):
        return await interactions.edit(call)
    hook = _webhook(call)
    message = _message(call, hook)
    messages.edit(call.world, message, hook.user, call.body, call.files)
    messages.announce(call.world, "MESSAGE_UPDATE", message)
    return messages.payload(message, call.world)


async def delete_message(call: Call) -> None:
    """Delete a message of a webhook or an interaction."""
    if _is_application(call):
        await interactions.delete(call)
        return
    messages.delete(call.world, _message(call, _webhook(call)))


_ONE = "/webhooks/{webhook_id}"
_SIGNED = _ONE + "/{webhook_token}"
_MESSAGE = _SIGNED + "/messages/{message_id}"
ROUTES = (
    Route("POST", "/channels/{channel_id}/webhooks", create, "webhook.create"),
    Route("GET", "/channels/{channel_id}/webhooks", channel_webhooks),
    Route("GET", "/guilds/{guild_id}/webhooks", guild_webhooks),
    Route("GET", _ONE, read),
    Route("PATCH", _ONE, modify),
    Route("DELETE", _ONE, delete),
    Route("GET", _SIGNED, read, authenticated=False),
    Route("PATCH", _SIGNED, modify, authenticated=False),
    Route("DELETE", _SIGNED, delete, authenticated=False),
    Route("POST", _SIGNED, execute, "webhook.execute", authenticated=False),
    Route("GET", _MESSAGE, read_message, authenticated=False),
    Route("PATCH", _MESSAGE, edit_message, "webhook.message", authenticated=False),
    Route("DELETE", _MESSAGE, delete_message, "webhook.message", authenticated=False),
)
