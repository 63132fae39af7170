"""Every type of channel, as members create and change it, and as a bot sees it."""

from datetime import timedelta
from typing import Any

import aiohttp
import discord
import pytest

from bot.sandbox.model import Channel
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from tests.sandbox.http_client import HttpClient
from tests.sandbox.recorder import Recorder

TYPES = "{0, 2, 4, 5, 13, 15, 16}"


@pytest.mark.parametrize(
    ("kind", "given", "expected", "known_as"),
    [
        (0, {"topic": "t", "rate_limit_per_user": 5}, {"topic": "t", "rate_limit_per_user": 5}, discord.TextChannel),
        (2, {"bitrate": 8000}, {"bitrate": 8000, "user_limit": 0, "rtc_region": None}, discord.VoiceChannel),
        (4, {}, {"parent_id": None}, discord.CategoryChannel),
        (5, {"default_auto_archive_duration": 60}, {"default_auto_archive_duration": 60}, discord.TextChannel),
        (13, {"user_limit": 5000}, {"bitrate": 64000, "user_limit": 5000}, discord.StageChannel),
        (
            15,
            {"available_tags": [{"name": "help"}], "default_forum_layout": 1},
            {"default_forum_layout": 1, "default_sort_order": None},
            discord.ForumChannel,
        ),
        (16, {"default_sort_order": 1}, {"available_tags": [], "default_sort_order": 1}, discord.ForumChannel),
    ],
)
async def test_every_type_of_channel_can_be_created(
    bot: Recorder,
    general: Channel,
    wangfang: HttpClient,
    *,
    kind: int,
    given: dict[str, Any],
    expected: dict[str, Any],
    known_as: type[discord.abc.GuildChannel],
) -> None:
    path = f"/guilds/{general.guild_id}/channels"
    before = len(await bot.guilds[0].fetch_channels())
    status, made = await wangfang.post(path, {"name": "Tea Room", "type": kind, **given})
    assert (status, made["type"]) == (201, kind)
    assert {key: made[key] for key in expected} == expected
    seen = await bot.next_event("guild_channel_create")
    assert isinstance(seen, known_as)
    # Chats have lower-case names without spaces.
    assert seen.name == ("Tea Room" if kind in {2, 4, 13} else "tea-room")
    assert (await wangfang.get(f"/channels/{made['id']}"))[1]["type"] == kind
    assert len(await bot.guilds[0].fetch_channels()) == before + 1


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"type": 99}, "type", "BASE_TYPE_CHOICES"),
        ({"type": 1}, "type", "BASE_TYPE_CHOICES"),
        ({"type": 11}, "type", "BASE_TYPE_CHOICES"),
        ({"type": "voice"}, "type", "NUMBER_TYPE_COERCE"),
        ({"type": []}, "type", "NUMBER_TYPE_COERCE"),
        ({"name": None}, "name", "BASE_TYPE_BAD_LENGTH"),
        ({"name": "  "}, "name", "BASE_TYPE_BAD_LENGTH"),
        ({"name": "x" * 101}, "name", "BASE_TYPE_MAX_LENGTH"),
        ({"name": {"a": 1}}, "name", "STRING_TYPE_CONVERT"),
        ({"topic": "x" * 1025}, "topic", "BASE_TYPE_MAX_LENGTH"),
        ({"topic": 5}, "topic", "STRING_TYPE_CONVERT"),
        ({"rate_limit_per_user": 21601}, "rate_limit_per_user", "NUMBER_TYPE_MAX"),
        ({"rate_limit_per_user": "slow"}, "rate_limit_per_user", "NUMBER_TYPE_COERCE"),
        ({"position": -1}, "position", "NUMBER_TYPE_MIN"),
        ({"nsfw": "yes"}, "nsfw", "BOOLEAN_TYPE_CONVERT"),
        ({"parent_id": "5"}, "parent_id", "CHANNEL_PARENT_INVALID"),
        ({"type": 2, "bitrate": 1}, "bitrate", "NUMBER_TYPE_MIN"),
        ({"type": 2, "bitrate": 96001}, "bitrate", "NUMBER_TYPE_MAX"),
        ({"type": 2, "user_limit": 100}, "user_limit", "NUMBER_TYPE_MAX"),
        ({"type": 2, "video_quality_mode": 3}, "video_quality_mode", "BASE_TYPE_CHOICES"),
        ({"type": 15, "available_tags": "help"}, "available_tags", "LIST_TYPE_CONVERT"),
        ({"type": 15, "default_reaction_emoji": "x"}, "default_reaction_emoji", "MODEL_TYPE_CONVERT"),
        ({"type": 15, "default_forum_layout": 9}, "default_forum_layout", "BASE_TYPE_CHOICES"),
        ({"permission_overwrites": {}}, "permission_overwrites", "LIST_TYPE_CONVERT"),
    ],
)
async def test_an_invalid_field_is_named_and_nothing_is_created(
    bot: Recorder,
    sandbox: Sandbox,
    general: Channel,
    wangfang: HttpClient,
    *,
    body: dict[str, Any],
    field: str,
    code: str,
) -> None:
    before = set(sandbox.world.channels)
    status, answer = await wangfang.post(f"/guilds/{general.guild_id}/channels", {"name": "tea", **body})
    assert (status, answer["code"], answer["message"]) == (400, 50035, "Invalid Form Body")
    assert answer["errors"][field]["_errors"][0]["code"] == code
    assert set(sandbox.world.channels) == before
    assert bot.is_ready()


async def test_the_error_of_an_unknown_type_is_discords(general: Channel, wangfang: HttpClient) -> None:
    _, answer = await wangfang.post(f"/guilds/{general.guild_id}/channels", {"name": "tea", "type": 99})
    assert answer == {
        "message": "Invalid Form Body",
        "code": 50035,
        "errors": {"type": {"_errors": [{"code": "BASE_TYPE_CHOICES", "message": f"Value must be one of {TYPES}."}]}},
    }


async def test_a_deleted_category_leaves_its_channels(general: Channel, wangfang: HttpClient) -> None:
    path = f"/guilds/{general.guild_id}/channels"
    _, category = await wangfang.post(path, {"name": "Rooms", "type": 4})
    _, inside = await wangfang.post(path, {"name": "tea", "parent_id": category["id"]})
    assert inside["parent_id"] == category["id"]
    _, nested = await wangfang.post(path, {"name": "More", "type": 4, "parent_id": category["id"]})
    assert nested["errors"]["parent_id"]["_errors"][0]["code"] == "CHANNEL_PARENT_INVALID_TYPE"
    await wangfang.request("DELETE", f"/channels/{category['id']}")
    assert (await wangfang.get(f"/channels/{inside['id']}"))[1]["parent_id"] is None


async def test_a_text_channel_becomes_an_announcement_channel(
    bot: Recorder, general: Channel, wangfang: HttpClient
) -> None:
    assert (await wangfang.request("PATCH", f"/channels/{general.id}", {"type": 5}))[1]["type"] == 5
    await bot.next_event("guild_channel_update")
    assert bot.text_channel(general.id).is_news()
    assert (await wangfang.request("PATCH", f"/channels/{general.id}", {"type": 2}))[0] == 400


async def test_categories_and_forums_have_no_messages(general: Channel, wangfang: HttpClient) -> None:
    for kind in (4, 15, 16):
        _, made = await wangfang.post(f"/guilds/{general.guild_id}/channels", {"name": "tea", "type": kind})
        status, answer = await wangfang.post(f"/channels/{made['id']}/messages", {"content": "hi"})
        assert (status, answer["code"]) == (400, 50008)


async def test_a_post_in_a_forum_begins_with_its_message(
    bot: Recorder, sandbox: Sandbox, general: Channel, wangfang: HttpClient, amy: HttpClient
) -> None:
    _, forum = await wangfang.post(
        f"/guilds/{general.guild_id}/channels", {"name": "help", "type": 15, "available_tags": [{"name": "tea"}]}
    )
    path = f"/channels/{forum['id']}/threads"
    tag = forum["available_tags"][0]["id"]
    status, post = await amy.post(path, {"name": "My Tea", "message": {"content": "is cold"}, "applied_tags": [tag]})
    assert (status, post["name"], post["message"]["id"]) == (201, "My Tea", post["id"])
    assert (await bot.next_event("thread_create")).applied_tags[0].name == "tea"
    assert (await bot.next_event("message")).content == "is cold"
    assert (await amy.post(path, {"name": "no message"}))[1]["errors"]["message"]
    assert (await amy.post(path, {"name": "empty", "message": {}}))[1]["code"] == 50006
    assert (await amy.post(path, {"name": "x", "message": {"content": "x"}, "applied_tags": ["7"]}))[0] == 400
    assert len([each for each in sandbox.world.channels.values() if each.thread]) == 1


async def test_a_webhook_opens_posts_in_forums_only(bot: Recorder, general: Channel, wangfang: HttpClient) -> None:
    await wangfang.post(f"/guilds/{general.guild_id}/channels", {"name": "help", "type": 15})
    forum = await bot.next_event("guild_channel_create")
    hook = await forum.create_webhook(name="hook")
    sent = await hook.send("hi", username="Amy", thread_name="Tea", wait=True)
    assert (sent.channel.id, sent.author.name) == (sent.id, "Amy")
    with pytest.raises(discord.HTTPException) as refused:
        await hook.send("hi")
    assert refused.value.code == 220001
    hook = await bot.text_channel(general.id).create_webhook(name="hook")
    with pytest.raises(discord.HTTPException) as refused:
        await hook.send("hi", thread_name="Tea")
    assert refused.value.code == 220003


async def test_a_private_thread_is_for_its_members_and_moderators(
    session: aiohttp.ClientSession, sandbox: Sandbox, general: Channel, amy: HttpClient, wangfang: HttpClient
) -> None:
    everyone = sandbox.world.guilds[general.guild_id or 0].roles[general.guild_id or 0]
    everyone.permissions |= Permission.CREATE_PRIVATE_THREADS
    _, thread = await amy.post(f"/channels/{general.id}/threads", {"name": "secret", "type": 12})
    path = f"/channels/{thread['id']}/messages"
    assert (await wangfang.get(path))[0] == 200
    li = HttpClient(session, sandbox, sandbox.world.person("小李"))
    assert (await li.get(path))[1]["code"] == 50001
    await amy.request("PUT", f"/channels/{thread['id']}/thread-members/{li.id}")
    assert (await li.get(path))[0] == 200
    await amy.request("PATCH", f"/channels/{thread['id']}", {"archived": True})
    assert (await wangfang.get(f"/channels/{general.id}/threads/archived/public"))[1]["threads"] == []
    [found] = (await wangfang.get(f"/channels/{general.id}/threads/archived/private"))[1]["threads"]
    assert found["thread_metadata"]["archived"]


async def test_threads_of_announcement_channels_are_announcement_threads(
    bot: Recorder, general: Channel, wangfang: HttpClient, amy: HttpClient
) -> None:
    await wangfang.request("PATCH", f"/channels/{general.id}", {"type": 5})
    assert (await amy.post(f"/channels/{general.id}/threads", {"name": "tea", "type": 11}))[0] == 400
    status, made = await amy.post(f"/channels/{general.id}/threads", {"name": "tea", "type": 10})
    assert (status, made["type"]) == (201, 10)
    assert (await bot.next_event("thread_create")).is_news()


async def test_anyone_who_may_write_unarchives_a_thread_unless_it_is_locked(
    general: Channel, amy: HttpClient, wangfang: HttpClient
) -> None:
    _, made = await wangfang.post(f"/channels/{general.id}/threads", {"name": "tea", "type": 11})
    path = f"/channels/{made['id']}"
    await wangfang.request("PATCH", path, {"archived": True})
    assert (await wangfang.request("PATCH", path, {"name": "cold"}))[1]["code"] == 50083
    assert (await amy.request("PATCH", path, {"archived": False}))[0] == 200
    assert (await amy.request("PATCH", path, {"locked": True}))[0] == 403
    await wangfang.request("PATCH", path, {"archived": True, "locked": True})
    assert (await amy.request("PATCH", path, {"archived": False}))[0] == 403


async def test_the_chat_of_a_voice_channel_needs_connect(
    sandbox: Sandbox, general: Channel, amy: HttpClient, wangfang: HttpClient
) -> None:
    _, made = await wangfang.post(f"/guilds/{general.guild_id}/channels", {"name": "Tea", "type": 2})
    path = f"/channels/{made['id']}/messages"
    assert (await amy.post(path, {"content": "hi"}))[0] == 200
    sandbox.world.overwrite(sandbox.world.channel(int(made["id"])), amy.user, deny=Permission.CONNECT)
    assert (await amy.post(path, {"content": "hi"}))[1]["code"] == 50013


async def test_published_announcements_appear_in_channels_that_follow(
    bot: Recorder, sandbox: Sandbox, general: Channel, wangfang: HttpClient
) -> None:
    food = sandbox.world.named("food")
    assert (await wangfang.post(f"/channels/{general.id}/followers", {"webhook_channel_id": food.id}))[0] == 400
    await wangfang.request("PATCH", f"/channels/{general.id}", {"type": 5})
    _, followed = await wangfang.post(f"/channels/{general.id}/followers", {"webhook_channel_id": str(food.id)})
    said = await sandbox.say(general.id, wangfang.id, "Version 2 is out!")
    path = f"/channels/{general.id}/messages/{said.id}/crosspost"
    assert (await wangfang.post(path))[1]["flags"] == 1
    assert (await wangfang.post(path))[1]["code"] == 40033
    while (heard := await bot.next_event("message")).channel.id != food.id or heard.is_system():
        pass
    assert (heard.content, heard.webhook_id, heard.flags.is_crossposted) == (
        "Version 2 is out!",
        int(followed["webhook_id"]),
        True,
    )
    assert heard.reference.message_id == said.id
    [hook] = await bot.text_channel(food.id).webhooks()
    assert hook.type is discord.WebhookType.channel_follower


@pytest.mark.parametrize(("position", "bits"), [(9, 0), (1, Permission.ADMINISTRATOR)])
async def test_nobody_times_out_who_ranks_higher_or_is_an_administrator(
    sandbox: Sandbox, general: Channel, wangfang: HttpClient, position: int, bits: int
) -> None:
    guild, amy = sandbox.world.guilds[general.guild_id or 0], sandbox.world.person("Amy")
    role = sandbox.world.add_role(guild, "high", bits)
    role.position = position
    guild.members[amy.id].roles.append(role.id)
    until = {"communication_disabled_until": (discord.utils.utcnow() + timedelta(1)).isoformat()}
    assert (await wangfang.request("PATCH", f"/guilds/{guild.id}/members/{amy.id}", until))[0] == 403
    guild.members[amy.id].roles.remove(role.id)
    assert (await wangfang.request("PATCH", f"/guilds/{guild.id}/members/{amy.id}", until))[0] == 200


async def test_a_member_who_is_timed_out_only_reads(
    bot: Recorder, sandbox: Sandbox, general: Channel, wangfang: HttpClient, amy: HttpClient
) -> None:
    path = f"/guilds/{general.guild_id}/members/{sandbox.world.bot.id}"
    until = {"communication_disabled_until": (discord.utils.utcnow() + timedelta(1)).isoformat()}
    assert (await amy.request("PATCH", path, until))[0] == 403
    assert (await wangfang.request("PATCH", path, {"communication_disabled_until": "soon"}))[0] == 400
    assert (await wangfang.request("PATCH", path, until))[0] == 200
    await sandbox.say(general.id, amy.id, "hi")
    await bot.next_event("message")
    assert bot.guilds[0].me.is_timed_out()
    with pytest.raises(discord.Forbidden):
        await bot.text_channel(general.id).send("may I?")
    await wangfang.request("PATCH", path, {"communication_disabled_until": None})
    await bot.text_channel(general.id).send("now I may")
