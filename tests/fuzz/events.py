"""Events of Discord's gateway, as the sandbox sends them."""

import json
from typing import Any

from bot.sandbox import payloads
from bot.sandbox.model import ChannelType
from bot.sandbox.world import World

_world = World()
_owner = _world.add_user("Amy")
_guild = _world.add_guild("Tea house", owner=_owner)
_channel = _world.add_channel(_guild, "general")
_forum = _world.add_channel(_guild, "forum", kind=ChannelType.FORUM)
_ids = {"guild_id": str(_guild.id), "channel_id": str(_channel.id)}
_member = payloads.partial_member(_guild.members[_owner.id])
_amy = payloads.user(_owner)

_message: dict[str, Any] = {
    **_ids,
    "id": "1100000000000000000",
    "type": 0,
    "author": _amy,
    "member": _member,
    "content": "Hello <@1>, tea at 5?",
    "timestamp": "2026-01-01T00:00:00+00:00",
    "edited_timestamp": None,
    "tts": False,
    "mention_everyone": False,
    "mentions": [{**_amy, "member": _member}],
    "mention_roles": [],
    "attachments": [
        {"id": "1", "filename": "a.png", "size": 1, "url": "https://x.com/a.png", "proxy_url": "https://x.com/a.png"}
    ],
    "embeds": [{"type": "rich", "title": "Tea", "description": "Green", "fields": [{"name": "a", "value": "b"}]}],
    "components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}],
    "pinned": False,
    "flags": 0,
    "nonce": "1",
}
_poll = {
    "question": {"text": "Tea or coffee?"},
    "answers": [{"answer_id": 1, "poll_media": {"text": "Tea"}}],
    "expiry": "2026-01-02T00:00:00+00:00",
    "allow_multiselect": False,
    "layout_type": 1,
}
_reply = {
    **_message,
    "type": 19,
    "attachments": [],
    "embeds": [],
    "components": [],
    "message_reference": {"message_id": "1100000000000000000", **_ids},
    "referenced_message": {**_message, "content": "Hi"},
    "sticker_items": [{"id": "1", "name": "wave", "format_type": 1}],
    "poll": _poll,
}
_forwarded = {
    **_message,
    "content": "",
    "message_reference": {"type": 1, "message_id": "1100000000000000000", **_ids},
    "message_snapshots": [
        {"message": {key: _message[key] for key in ("type", "content", "embeds", "attachments", "timestamp", "flags")}}
    ],
}
_reaction = {
    **_ids,
    "user_id": str(_owner.id),
    "message_id": "1100000000000000000",
    "emoji": {"id": None, "name": "🇨🇳"},
    "member": {**_member, "user": _amy},
    "type": 0,
    "burst": False,
}
_thread = {
    "id": "1200000000000000000",
    "type": 11,
    "guild_id": _ids["guild_id"],
    "parent_id": str(_forum.id),
    "owner_id": str(_owner.id),
    "name": "Tea",
    "message_count": 1,
    "member_count": 1,
    "rate_limit_per_user": 0,
    "thread_metadata": {
        "archived": False,
        "auto_archive_duration": 60,
        "archive_timestamp": "2026-01-01T00:00:00+00:00",
        "locked": False,
    },
}
_server = payloads.full_guild(_guild, _world, _world.bot, all_members=False)

MESSAGE = json.dumps({**_message, "attachments": [], "embeds": [], "components": [], "mentions": []})
READY = json.dumps({"user": payloads.own_user(_world.bot)})
SERVER = json.dumps(_server)

EVENTS = tuple(
    (name, json.dumps(data))
    for name, data in (
        ("MESSAGE_CREATE", _message),
        ("MESSAGE_CREATE", _reply),
        ("MESSAGE_CREATE", _forwarded),
        ("MESSAGE_UPDATE", {**_message, "edited_timestamp": "2026-01-01T00:01:00+00:00"}),
        ("MESSAGE_DELETE", {"id": _message["id"], **_ids}),
        ("MESSAGE_DELETE_BULK", {"ids": [_message["id"], "5"], **_ids}),
        ("MESSAGE_REACTION_ADD", _reaction),
        ("MESSAGE_REACTION_REMOVE", _reaction),
        ("MESSAGE_REACTION_REMOVE_ALL", {"message_id": _message["id"], **_ids}),
        ("MESSAGE_REACTION_REMOVE_EMOJI", {"message_id": _message["id"], "emoji": _reaction["emoji"], **_ids}),
        ("GUILD_CREATE", {**_server, "id": "1300000000000000000", "threads": [_thread]}),
        ("GUILD_UPDATE", payloads.guild(_guild)),
        ("GUILD_DELETE", {"id": "1300000000000000000", "unavailable": True}),
        ("GUILD_ROLE_CREATE", {"guild_id": _ids["guild_id"], "role": _server["roles"][0]}),
        ("GUILD_ROLE_DELETE", {"guild_id": _ids["guild_id"], "role_id": "5"}),
        ("CHANNEL_CREATE", {**payloads.channel(_channel, _world), "id": "1400000000000000000"}),
        ("CHANNEL_UPDATE", payloads.channel(_channel, _world)),
        ("CHANNEL_DELETE", {**payloads.channel(_forum, _world)}),
        ("THREAD_CREATE", _thread),
        ("THREAD_UPDATE", _thread),
        ("THREAD_DELETE", _thread),
        ("THREAD_LIST_SYNC", {"guild_id": _ids["guild_id"], "threads": [_thread], "members": []}),
    )
)
"""Names and bodies."""
