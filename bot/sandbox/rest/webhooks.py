"""/webhooks, and the messages posted through them."""

import re
import secrets

from bot.sandbox import following, messages, payloads, threads
from bot.sandbox.channel_types import CHATS, FORUMS
from bot.sandbox.errors import FormErrors, invalid, refused, unknown
from bot.sandbox.interactions import routes as interactions
from bot.sandbox.messages import Origin
from bot.sandbox.model import Channel, ChannelType, Event, Json, Message, Webhook
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.call import Call, Route, as_id

_MAX_WEBHOOKS = 15
_NAME_MAX = 80
_URL_MAX = 2048
_FORBIDDEN_NAME = re.compile(r"discord|clyde", re.IGNORECASE)


def _name(body: Json, field: str) -> str:
    """The name that a request gives a webhook.

    Raises:
        ApiError: 50035 if it is not a valid name.
    """
    form = FormErrors()
    name = body.get(field)
    text = name.strip() if isinstance(name, str) else ""
    if name is None or isinstance(name, str):
        form.length(field, text, _NAME_MAX, 1)
    else:
        form.text(field, name, _NAME_MAX)
    if found := _FORBIDDEN_NAME.search(text):
        form.add(field, "USERNAME_INVALID_CONTAINS", f'Username cannot contain "{found.group().lower()}"')
    form.raise_errors()
    return text


def _announce(call: Call, channel: Channel) -> None:
    data = {"guild_id": str(channel.guild_id), "channel_id": str(channel.id)}
    call.world.emit(Event("WEBHOOKS_UPDATE", data, channel.guild_id, channel))


async def create(call: Call) -> Json:
    """Create a webhook."""
    channel = call.channel(Permission.MANAGE_WEBHOOKS)
    name = _name(call.body, "name")
    if channel.guild_id is None or channel.thread or channel.type == ChannelType.CATEGORY:
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
        application_id=call.actor.id if call.actor.bot else None,
    )
    call.world.webhooks[hook.id] = hook
    _announce(call, channel)
    return payloads.webhook(hook)


async def follow(call: Call) -> Json:
    """Follow an announcement channel: what is published there is posted in another channel, too."""
    source = call.channel()
    if source.type != ChannelType.NEWS:
        raise refused(50024, "Cannot execute action on this channel type")
    target = call.world.channel(as_id(str(call.body.get("webhook_channel_id")), "webhook_channel_id"))
    call.require(target, Permission.MANAGE_WEBHOOKS)
    if target.type not in CHATS:
        raise refused(50024, "Cannot execute action on this channel type")
    hook = following.follow(call.world, source, target, call.actor)
    _announce(call, target)
    return {"channel_id": str(source.id), "webhook_id": str(hook.id)}


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
        hook.name = _name(call.body, "name")
    if call.body.get("channel_id") and "webhook_token" not in call.request.match_info:
        channel = call.world.channel(as_id(str(call.body["channel_id"]), "channel_id"))
        if channel.guild_id != hook.guild_id or channel.thread or channel.type == ChannelType.CATEGORY:
            raise refused(50024, "Cannot execute action on this channel type")
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
        call.body["username"] = _name(call.body, "username")
    _check_avatar(call.body)
    if call.body.get("message_reference"):
        raise invalid("message_reference", "BASE_TYPE_FORBIDDEN", "Webhooks cannot reply.")
    channel = _target(call, hook)
    _check_thread(call, channel)
    origin = Origin(webhook=hook, permitted=True)
    if channel.type in FORUMS:
        thread_body = {"name": call.body.get("thread_name"), "applied_tags": call.body.get("applied_tags")}
        thread = threads.open_post(
            call.world, channel, hook.user, thread_body, starter=call.body, files=call.files, origin=origin
        )
        message = call.world.message(thread.id, thread.id)
    else:
        message = messages.post(call.world, channel, hook.user, call.body, call.files, origin=origin)
    return messages.payload(message, call.world) if call.flag("wait") else None


def _check_avatar(body: Json) -> None:
    form = FormErrors()
    form.text("avatar_url", body.get("avatar_url"), _URL_MAX)
    form.raise_errors()


def _check_thread(call: Call, channel: Channel) -> None:
    """Check that a post in a forum or media channel names its thread, or gives a new one a name; others do not.

    Raises:
        ApiError: 220001, 220002 or 220003.
    """
    named = call.body.get("thread_name") is not None
    if channel.type in FORUMS and not named:
        raise refused(220001, "Webhooks posted to forum channels must have a thread_name or thread_id")
    if named and call.query_id("thread_id") is not None:
        raise refused(220002, "Webhooks posted to forum channels cannot have both a thread_name and thread_id")
    if named and channel.type not in FORUMS:
        raise refused(220003, "Webhooks can only create threads in forum channels")


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
    thread = call.world.channel(message.channel_id).thread
    if thread and thread.archived:
        raise refused(50083, "Thread is archived")
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
    Route("POST", "/channels/{channel_id}/followers", follow, "webhook.create"),
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
