"""Gateway events that discord.py cannot parse: the bad part is left out, and everything else goes on."""

from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.sandbox import payloads
from bot.sandbox.model import Json, Message
from bot.sandbox.server import Sandbox
from tests.chat.harness import BotHarness

ENGLISH = "How are you doing today, my friend?"
SCHEDULED_EVENT: Json = {
    "id": "1000",
    "guild_id": "1",
    "channel_id": None,
    "name": "Tea",
    "scheduled_start_time": "2026-09-01T10:00:00+00:00",
    "scheduled_end_time": None,
    "privacy_level": 2,
    "status": 1,
    "entity_type": 3,
    "entity_id": None,
    "entity_metadata": {"location": "here"},
}


def without(data: Json, key: str) -> Json:
    return {name: value for name, value in data.items() if name != key}


def told(logs: list[Any]) -> list[Any]:
    return [entry for entry in logs if entry["event"] == "gateway event not understood"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("GUILD_SCHEDULED_EVENT_CREATE", None),
        ("GUILD_SCHEDULED_EVENT_CREATE", {}),
        ("MESSAGE_CREATE", {}),
        ("MESSAGE_CREATE", None),
        ("MESSAGE_CREATE", []),
        ("MESSAGE_UPDATE", {"id": None, "channel_id": None}),
        ("MESSAGE_DELETE", {"id": "not a number"}),
        ("MESSAGE_REACTION_ADD", {"emoji": None}),
        ("GUILD_UPDATE", {"id": None}),
        ("GUILD_CREATE", {"id": None}),
        ("CHANNEL_CREATE", {}),
        ("CHANNEL_UPDATE", {"type": None}),
        ("THREAD_LIST_SYNC", {"guild_id": None}),
        ("INTERACTION_CREATE", {"id": "1"}),
        ("GUILD_MEMBERS_CHUNK", {}),
    ],
)
async def test_a_malformed_event_is_logged_once_and_counted(harness: BotHarness, name: str, data: Any) -> None:
    with capture_logs() as logs:
        for _ in range(3):
            harness.sandbox.gateways.send(name, data)
        await harness.answer_to(await harness.say(ENGLISH))
    [entry] = told(logs)
    assert entry["event_type"] == name
    assert entry["result"] == "skipped"
    assert entry["error"]
    assert harness.client.parsing.failures == {"skipped": 3}
    assert harness.running
    assert not harness.running.done()


async def test_an_unknown_event_is_ignored(harness: BotHarness) -> None:
    harness.sandbox.gateways.send("SOMETHING_NEW", {"id": None})
    await harness.answer_to(await harness.say(ENGLISH))
    assert not harness.client.parsing.failures


@pytest.mark.parametrize(
    ("key", "entries", "good"),
    [
        ("guild_scheduled_events", [without(SCHEDULED_EVENT, "entity_type")], 0),
        ("guild_scheduled_events", [SCHEDULED_EVENT, {}, {**SCHEDULED_EVENT, "id": "1001"}], 2),
        ("stage_instances", [{"id": "5"}], 0),
        ("threads", [{"id": "6", "type": 11}], 0),
        ("voice_states", [{"user_id": "7"}], 0),
        ("members", [{"nick": None}], 0),
        ("presences", None, 0),
        ("soundboard_sounds", {"a": 1}, 0),
        ("premium_subscription_count", None, 0),
        ("owner_id", "nobody", 0),
        ("verification_level", 99, 0),
    ],
)
async def test_a_server_with_a_bad_part_still_loads(
    sandbox: Sandbox, tmp_path: Path, key: str, entries: Any, good: int
) -> None:
    sandbox.faults.spoiled["GUILD_CREATE"] = {key: entries}
    harness = BotHarness(sandbox, tmp_path)
    with capture_logs() as logs:
        await harness.open()
        await sandbox.gateways.close_sockets(4009)  # the session is over: Discord tells the servers again
        reply = await harness.answer_to(await harness.say(ENGLISH))
    assert reply
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    guild = harness.client.get_guild(guild_id)
    assert guild
    assert guild.get_channel(harness.channel)
    assert guild.me or key == "members"
    assert len(guild.scheduled_events) == good
    for entry in told(logs):
        assert (entry["event_type"], entry["result"], entry["removed"]) == ("GUILD_CREATE", "repaired", [key])
    assert len(told(logs)) <= 1
    await harness.close()


@pytest.mark.parametrize("key", ["channels", "roles"])
async def test_only_the_bad_channel_or_role_of_a_server_is_left_out(sandbox: Sandbox, tmp_path: Path, key: str) -> None:
    from bot.sandbox import payloads

    guild = next(iter(sandbox.world.guilds.values()))
    whole = payloads.full_guild(guild, sandbox.world, sandbox.world.bot, all_members=False)
    sandbox.faults.spoiled["GUILD_CREATE"] = {key: [{"id": "5", "type": 0}, *whole[key], {"type": 2}]}
    harness = BotHarness(sandbox, tmp_path)
    await harness.open()
    loaded = harness.client.get_guild(guild.id)
    assert loaded
    assert len(loaded.channels if key == "channels" else loaded.roles) == len(whole[key])
    await harness.answer_to(await harness.say(ENGLISH))
    await harness.close()


async def test_a_channel_with_a_bad_field_is_kept_without_it(sandbox: Sandbox, tmp_path: Path) -> None:
    from bot.sandbox import payloads

    guild = next(iter(sandbox.world.guilds.values()))
    whole = payloads.full_guild(guild, sandbox.world, sandbox.world.bot, all_members=False)
    channels = [{**channel, "permission_overwrites": None} for channel in whole["channels"]]
    sandbox.faults.spoiled["GUILD_CREATE"] = {"channels": channels}
    harness = BotHarness(sandbox, tmp_path)
    await harness.open()
    loaded = harness.client.get_guild(guild.id)
    assert loaded
    assert len(loaded.channels) == len(channels)
    await harness.answer_to(await harness.say(ENGLISH))
    await harness.close()


@pytest.mark.parametrize(
    "bad",
    [
        {"embeds": [{"type": "rich", "fields": [{}], "timestamp": "now"}]},
        {"embeds": None},
        {"attachments": [{"id": "1"}]},
        {"attachments": None},
        {"mentions": None},
        {"mention_roles": None},
        {"sticker_items": [{"name": "no id"}]},
        {"sticker_items": [{"id": "1", "name": "new", "format_type": 99}]},
        {"components": [{"type": 99, "custom_id": "new"}]},
        {"components": [{"type": 1, "components": [{"type": 2}]}]},
        {"components": [{"type": 1}]},
        {"components": None},
        {"reactions": [{"count": 1}]},
        {"poll": {"question": {}}},
        {"poll": None},
        {"thread": {"id": None}},
        {"interaction_metadata": {}},
        {"interaction": None},
        {"application": {}},
        {"role_subscription_data": {}},
        {"purchase_notification": {"type": 99}},
        {"call": {}},
        {"activity": {"type": 99}},
        {"message_snapshots": [{"message": {}}]},
        {"message_reference": {"message_id": "x"}, "referenced_message": {"id": "1"}},
        {"flags": 1 << 40},
        {"flags": None},
        {"type": None},
        {"webhook_id": "x"},
        {"edited_timestamp": "yesterday"},
        {"member": None},
        {"member": {"roles": None}},
        {"nonce": {}},
        {"position": None},
    ],
)
async def test_a_message_with_a_bad_part_is_translated(harness: BotHarness, bad: Json) -> None:
    harness.sandbox.faults.spoiled["MESSAGE_CREATE"] = bad
    message: Message = await harness.say(ENGLISH)
    await harness.answer_to(message)
    assert not harness.client.parsing.failures["skipped"]


@pytest.mark.parametrize(
    "bad",
    [
        {"entitlements": [{}]},
        {"entitlements": None},
        {"channel": {"id": "x"}},
        {"channel": {"id": "5", "type": 99}},
        {"locale": None},
        {"locale": "xx"},
        {"context": 99},
        {"authorizing_integration_owners": None},
        {"app_permissions": None},
        {"something_new": {"a": 1}},
    ],
)
async def test_an_interaction_with_a_bad_part_is_answered(harness: BotHarness, bad: Json) -> None:
    harness.sandbox.faults.spoiled["INTERACTION_CREATE"] = bad
    assert await harness.use("Amy", "help")


async def test_a_session_whose_list_of_servers_has_a_bad_entry_is_ready(sandbox: Sandbox, tmp_path: Path) -> None:
    guild = next(iter(sandbox.world.guilds.values()))
    sandbox.faults.spoiled["READY"] = {"guilds": [{}, {"id": str(guild.id), "unavailable": True}, None]}
    harness = BotHarness(sandbox, tmp_path)
    await harness.open()
    await harness.answer_to(await harness.say(ENGLISH))
    assert harness.client.parsing.failures == {"repaired": 1}
    await harness.close()


@pytest.mark.parametrize(
    "bad",
    [
        {"flags": None},
        {"poll": []},
        {"poll": {"question": None, "answers": []}},
        {"member": []},
        {"embeds": [{"type": "rich", "title": "Tea", "fields": None}]},
        {"embeds": [{"type": "rich", "fields": [{"name": None}, None]}]},
        {"attachments": [{"id": "1", "filename": None, "url": "", "proxy_url": "", "size": 1}]},
        {"components": [{"type": 10, "id": 1, "content": None}]},
        {"message_snapshots": [{"message": None}]},
    ],
)
async def test_a_message_with_a_part_that_cannot_be_read_is_translated(harness: BotHarness, bad: Json) -> None:
    harness.sandbox.faults.spoiled["MESSAGE_CREATE"] = bad
    await harness.answer_to(await harness.say(ENGLISH))
    assert not harness.client.parsing.failures["skipped"]
    assert not harness.client.failures


@pytest.mark.parametrize("member", [None, [], {}, {"roles": None}, {"roles": [], "joined_at": "x"}])
async def test_a_message_that_mentions_a_bad_member_is_translated(harness: BotHarness, member: Any) -> None:
    amy = {"id": str(harness.world.person("Amy").id), "username": "Amy", "discriminator": "0", "avatar": None}
    harness.sandbox.faults.spoiled["MESSAGE_CREATE"] = {"mentions": [{**amy, "member": member}]}
    await harness.answer_to(await harness.say(ENGLISH))
    assert not harness.client.parsing.failures["skipped"]


@pytest.mark.parametrize("bad", [{"member": {"roles": None}}, {"member": None}, {"type": None}, {"new": [{}]}])
async def test_a_flag_with_a_bad_part_is_answered(harness: BotHarness, bad: Json) -> None:
    quiet = harness.world.add_channel(next(iter(harness.world.guilds.values())), "quiet")
    message = await harness.say(ENGLISH, channel=quiet.id)
    harness.sandbox.faults.spoiled["MESSAGE_REACTION_ADD"] = bad
    harness.react(message, "🇨🇳")
    await harness.answer_to(message)


async def test_a_deletion_with_a_null_is_followed(harness: BotHarness) -> None:
    message = await harness.say(ENGLISH)
    await harness.answer_to(message)
    harness.sandbox.gateways.send(
        "MESSAGE_DELETE", {"id": str(message.id), "channel_id": str(message.channel_id), "guild_id": None}
    )
    await harness.sandbox.until(lambda: not harness.posts())


@pytest.mark.parametrize("key", ["name", "position", "permission_overwrites", "topic", "parent_id"])
@pytest.mark.parametrize("is_null", [True, False])
async def test_a_channel_without_a_field_is_known(harness: BotHarness, key: str, *, is_null: bool) -> None:
    guild = next(iter(harness.world.guilds.values()))
    data = payloads.channel(harness.world.channel(harness.channel), harness.world)
    data = {**data, "id": "5", "guild_id": str(guild.id), key: None}
    harness.sandbox.gateways.send("CHANNEL_CREATE", data if is_null else without(data, key))
    await harness.answer_to(await harness.say(ENGLISH))
    assert harness.client.get_channel(5)


@pytest.mark.parametrize("key", ["username", "discriminator", "avatar", "global_name"])
@pytest.mark.parametrize("is_null", [True, False])
async def test_people_without_a_field_are_translated_and_answered(
    harness: BotHarness, key: str, *, is_null: bool
) -> None:
    amy = payloads.user(harness.world.person("Amy"))
    bad = {**amy, key: None} if is_null else without(amy, key)
    spoiled = harness.sandbox.faults.spoiled
    spoiled["MESSAGE_CREATE"] = {"author": bad}
    await harness.answer_to(await harness.say(ENGLISH))
    spoiled["INTERACTION_CREATE"] = {"member": {"user": bad, "roles": [], "permissions": "0", "flags": 0}}
    assert await harness.use("Amy", "help")
    assert not harness.client.failures
