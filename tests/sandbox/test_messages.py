import aiohttp
import discord
import pytest

from bot.sandbox import messages
from bot.sandbox.model import Channel, MessageType, Webhook
from bot.sandbox.ratelimit import NO_LIMITS, Limits
from bot.sandbox.server import Sandbox
from tests.sandbox.http_client import HttpClient
from tests.sandbox.recorder import Recorder


@pytest.fixture
def limits() -> Limits:
    return NO_LIMITS


@pytest.mark.parametrize("most", [2000, 4000])
async def test_bot_can_post_2000_characters_and_person_with_nitro_4000(
    amy: HttpClient, qiao: HttpClient, general: Channel, most: int
) -> None:
    speaker = qiao if most == 2000 else amy
    path = f"/channels/{general.id}/messages"
    assert (await speaker.post(path, {"content": "桥" * most}))[0] == 200
    status, body = await speaker.post(path, {"content": "桥" * (most + 1)})
    assert (status, body["code"]) == (400, 50035)
    assert body["errors"]["content"]["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH"


@pytest.mark.parametrize("body", [{}, {"content": "  \n "}, {"content": None, "embeds": []}])
async def test_empty_message_is_refused(amy: HttpClient, general: Channel, body: dict[str, object]) -> None:
    status, answer = await amy.post(f"/channels/{general.id}/messages", body)
    assert (status, answer["code"]) == (400, 50006)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"content": 7}, "content"),
        ({"embeds": "x"}, "embeds"),
        ({"content": "x", "flags": "many"}, "flags"),
        ({"content": "x", "nonce": "n" * 26}, "nonce"),
        ({"content": "x", "embeds": [{"title": "t" * 257}]}, "embeds"),
        ({"content": "x", "embeds": [{"description": "d" * 4000}] * 2}, "embeds"),
        ({"content": "x", "components": [{"type": 2}]}, "components"),
        ({"content": "x", "components": [{"type": 1, "components": [{"type": 2, "label": "no id"}]}]}, "components"),
        ({"content": "x", "message_reference": {"message_id": "?"}}, "message_reference"),
        ({"content": "x", "message_reference": {"message_id": "1"}}, "message_reference"),
        ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "allowed_mentions"),
        ({"content": "x", "allowed_mentions": {"parse": ["all"]}}, "allowed_mentions"),
        ({"poll": {"question": {"text": ""}, "answers": []}}, "poll"),
    ],
)
async def test_invalid_body_is_refused(amy: HttpClient, general: Channel, body: dict[str, object], field: str) -> None:
    status, answer = await amy.post(f"/channels/{general.id}/messages", body)
    assert (status, answer["code"]) == (400, 50035)
    assert list(answer["errors"]) == [field]


@pytest.mark.parametrize(
    "body",
    [
        {"embeds": ["x"]},
        {"components": [1]},
        {"content": "x", "allowed_mentions": {"users": 5}},
        {"poll": {"question": {"text": "?"}, "answers": ["a"]}},
        {"content": "x", "message_reference": [1]},
    ],
)
async def test_malformed_body_is_refused(amy: HttpClient, general: Channel, body: dict[str, object]) -> None:
    status, answer = await amy.post(f"/channels/{general.id}/messages", body)
    assert (status, answer["code"]) == (400, 50035)
    assert general.messages == {}


async def test_invalid_json_is_refused(amy: HttpClient, general: Channel) -> None:
    status, answer = await amy.request("POST", f"/channels/{general.id}/messages", data="{")
    assert (status, answer["code"]) == (400, 50109)


async def test_enforced_nonce_prevents_duplicates(qiao: HttpClient, general: Channel) -> None:
    body = {"content": "once", "nonce": "7", "enforce_nonce": True}
    ids = [(await qiao.post(f"/channels/{general.id}/messages", body))[1]["id"] for _ in range(3)]
    assert len(set(ids)) == len(general.messages) == 1
    await qiao.post(f"/channels/{general.id}/messages", {"content": "twice", "nonce": "7"})
    assert len(general.messages) == 2


async def test_client_sends_embeds_components_and_files(
    bot: Recorder, general: Channel, session: aiohttp.ClientSession
) -> None:
    channel = bot.text_channel(general.id)
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Original", custom_id="original"))
    file = discord.File(__file__, filename="桥.txt", description="a file")
    sent = await channel.send("all", embed=discord.Embed(title="标题"), view=view, file=file, silent=True)
    assert sent.flags.suppress_notifications
    assert sent.embeds[0].title == "标题"
    assert sent.attachments[0].description == "a file"
    async with session.get(sent.attachments[0].url) as response:
        assert (await response.read()).startswith(b"import aiohttp")
        assert response.headers["Content-Disposition"] == "attachment"
    kept = await sent.edit(content="fewer", embeds=[], view=None)
    assert (kept.content, kept.embeds, kept.components) == ("fewer", [], [])
    assert len(kept.attachments) == 1
    await sent.delete()
    assert general.messages == {}


async def test_only_changed_content_counts_as_edited(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient, wangfang: HttpClient
) -> None:
    message = await sandbox.say(general.id, amy.id, "one")
    path = f"/channels/{general.id}/messages/{message.id}"
    assert (await amy.request("PATCH", path, {"content": "one"}))[1]["edited_timestamp"] is None
    assert (await wangfang.request("PUT", f"/channels/{general.id}/messages/pins/{message.id}"))[0] == 204
    assert (await amy.request("PATCH", path, {"content": "two"}))[1]["edited_timestamp"] is not None
    edits = [await bot.next_event("raw_message_edit") for _ in range(3)]
    assert [edit.message.edited_at is None for edit in edits] == [True, True, False]
    assert [edit.message.pinned for edit in edits] == [False, True, True]
    assert [pin.id async for pin in bot.text_channel(general.id).pins()] == [message.id]


async def test_only_the_author_edits_content(
    amy: HttpClient, wangfang: HttpClient, sandbox: Sandbox, general: Channel
) -> None:
    message = await sandbox.say(general.id, amy.id, "mine")
    path = f"/channels/{general.id}/messages/{message.id}"
    status, body = await wangfang.request("PATCH", path, {"content": "yours"})
    assert (status, body["code"]) == (403, 50005)
    assert (await wangfang.request("PATCH", path, {"flags": 4}))[1]["flags"] == 4
    jake = sandbox.world.person("Jake")
    other = await sandbox.say(general.id, jake.id, "Jake's")
    status, body = await amy.request("DELETE", f"/channels/{general.id}/messages/{other.id}")
    assert (status, body["code"]) == (403, 50013)
    assert (await wangfang.request("DELETE", f"/channels/{general.id}/messages/{other.id}"))[0] == 204
    status, body = await amy.request("DELETE", f"/channels/{general.id}/messages/{other.id}")
    assert (status, body["code"]) == (404, 10008)


async def test_single_and_bulk_deletions_are_announced(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient, wangfang: HttpClient
) -> None:
    ids = [(await sandbox.say(general.id, amy.id, str(number))).id for number in range(4)]
    await sandbox.delete(general.id, ids[0])
    assert (await bot.next_event("raw_message_delete")).message_id == ids[0]
    path = f"/channels/{general.id}/messages/bulk-delete"
    assert (await wangfang.post(path, {"messages": [str(each) for each in ids]}))[0] == 204
    assert (await bot.next_event("raw_bulk_message_delete")).message_ids == set(ids[1:])
    status, body = await wangfang.post(path, {"messages": ["1"]})
    assert (status, body["code"]) == (400, 50016)


async def test_history_is_read_in_every_direction(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    said = [await sandbox.say(general.id, amy.id, str(number)) for number in range(10)]
    middle = discord.Object(said[5].id)
    channel = bot.text_channel(general.id)
    assert [each.content async for each in channel.history(limit=3)] == ["9", "8", "7"]
    assert [each.content async for each in channel.history(limit=2, before=middle)] == ["4", "3"]
    assert [each.content async for each in channel.history(limit=2, after=middle)] == ["6", "7"]
    assert [each.content async for each in channel.history(limit=3, around=middle)] == ["6", "5", "4"]
    assert (await channel.fetch_message(said[2].id)).content == "2"
    status, body = await amy.get(f"/channels/{general.id}/messages?limit=101")
    assert (status, body["code"]) == (400, 50035)


async def test_channel_keeps_at_most_the_configured_messages(
    sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    sandbox.world.keep = 3
    for number in range(10):
        await sandbox.say(general.id, amy.id, str(number))
    assert [each.content for each in sandbox.world.history(general.id)] == ["7", "8", "9"]


async def test_forward_carries_a_snapshot(bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient) -> None:
    original = await sandbox.say(general.id, amy.id, "look")
    food = sandbox.world.named("food")
    reference = {"type": 1, "message_id": str(original.id), "channel_id": str(general.id)}
    status, _ = await amy.post(f"/channels/{food.id}/messages", {"message_reference": reference})
    assert status == 200
    await bot.next_event("message")
    forwarded = await bot.next_event("message")
    assert forwarded.content == ""
    assert forwarded.message_snapshots[0].content == "look"
    assert forwarded.flags.forwarded


async def test_reply_to_deleted_message_can_be_allowed(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    original = await sandbox.say(general.id, amy.id, "gone soon")
    heard = await bot.next_event("message")
    await sandbox.delete(general.id, original.id)
    with pytest.raises(discord.HTTPException) as refused:
        await heard.reply("too late")
    assert refused.value.code == 50035
    reference = heard.to_reference(fail_if_not_exists=False)
    assert (await heard.channel.send("anyway", reference=reference)).reference is None


async def test_polls_and_stickers_are_delivered(bot: Recorder, general: Channel, amy: HttpClient) -> None:
    answers = [{"poll_media": {"text": text}} for text in ("茶", "coffee")]
    body = {"poll": {"question": {"text": "What to drink?"}, "answers": answers, "duration": 1}}
    await amy.post(f"/channels/{general.id}/messages", body)
    poll = (await bot.next_event("message")).poll
    assert poll.question == "What to drink?"
    assert [answer.text for answer in poll.answers] == ["茶", "coffee"]
    await amy.post(f"/channels/{general.id}/messages", {"sticker_ids": ["749054660769218631"]})
    assert len((await bot.next_event("message")).stickers) == 1


async def test_typing_is_announced(bot: Recorder, general: Channel, amy: HttpClient) -> None:
    gateway = await amy.connect()
    await gateway.event("GUILD_CREATE")
    await bot.text_channel(general.id).typing()
    assert (await gateway.event("TYPING_START"))["user_id"] == str(bot.application_id)


async def test_direct_messages_work_both_ways(bot: Recorder, sandbox: Sandbox, amy: HttpClient) -> None:
    gateway = await amy.connect()
    status, channel = await amy.post("/users/@me/channels", {"recipient_id": str(sandbox.world.bot.id)})
    assert status == 200
    assert [each["id"] for each in channel["recipients"]] == [str(sandbox.world.bot.id)]
    await amy.post(f"/channels/{channel['id']}/messages", {"content": "psst"})
    heard = await bot.next_event("message")
    assert (heard.content, heard.guild) == ("psst", None)
    await heard.author.send("yes?")
    await gateway.event("MESSAGE_CREATE")
    assert (await gateway.event("MESSAGE_CREATE"))["content"] == "yes?"


V2 = 1 << 15
TEXT = {"type": 10, "content": "text"}
MEDIA = {"url": "https://example.com/a.png"}


@pytest.mark.parametrize(
    "component",
    [
        {"type": 10},
        {"type": 10, "content": "x" * 4001},
        {"type": 4, "custom_id": "x"},
        {"type": 9, "components": [TEXT]},
        {"type": 9, "components": [TEXT] * 4, "accessory": {"type": 11, "media": MEDIA}},
        {"type": 9, "components": [TEXT], "accessory": TEXT},
        {"type": 9, "components": [{"type": 14}], "accessory": {"type": 11, "media": MEDIA}},
        {"type": 9, "components": [TEXT], "accessory": {"type": 2, "label": "no id"}},
        {"type": 12, "items": []},
        {"type": 12, "items": [{"media": MEDIA, "description": "x" * 1025}]},
        {"type": 12, "items": [{"description": "nothing"}]},
        {"type": 13, "file": MEDIA},
        {"type": 17, "components": [{"type": 17, "components": []}]},
        {"type": 17, "components": [TEXT] * 40},
    ],
)
async def test_invalid_components_are_refused(qiao: HttpClient, general: Channel, component: dict[str, object]) -> None:
    body = {"flags": V2, "components": [component]}
    status, answer = await qiao.post(f"/channels/{general.id}/messages", body)
    assert (status, answer["code"]) == (400, 50035)
    assert general.messages == {}


async def test_components_are_numbered_and_show_uploaded_files(bot: Recorder, general: Channel) -> None:
    view = discord.ui.LayoutView(timeout=None)
    row: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow(discord.ui.Button(custom_id="b", label="b"))
    thumbnail: discord.ui.Thumbnail[discord.ui.LayoutView] = discord.ui.Thumbnail("https://example.com/a.png")
    section = discord.ui.Section("text", accessory=thumbnail)
    view.add_item(discord.ui.Container(section, row))
    view.add_item(discord.ui.File("attachment://a.txt"))
    file = discord.File(__file__, filename="a.txt")
    sent = await bot.text_channel(general.id).send(view=view, file=file)
    assert (sent.flags.value, sent.content, sent.attachments) == (V2, "", [])
    container, shown = sent.components
    assert isinstance(container, discord.Container)
    assert isinstance(shown, discord.FileComponent)
    assert (shown.name, shown.media.url.endswith("/a.txt")) == ("a.txt", True)
    everything = [*sent.components, *container.children]
    assert len({each.id for each in everything}) == len(everything)  # type: ignore[attr-defined]
    edited = await sent.edit(view=discord.ui.LayoutView().add_item(discord.ui.TextDisplay("new")))
    assert edited.flags.value == V2
    assert edited.edited_at


async def test_a_closed_poll_is_announced_with_its_winner(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    answers = [{"poll_media": {"text": "tea", "emoji": {"id": None, "name": "🍵"}}}, {"poll_media": {"text": "coffee"}}]
    message = await sandbox.say(general.id, amy.id, "", poll={"question": {"text": "?"}, "answers": answers})
    await bot.next_event("message")
    messages.close_poll(sandbox.world, message, {1: 3, 2: 1})
    result = await bot.next_event("message")
    assert result.type is discord.MessageType.poll_result
    assert result.reference
    assert result.reference.message_id == message.id
    assert {field.name: field.value for field in result.embeds[0].fields} == {
        "poll_question_text": "?",
        "victor_answer_votes": "3",
        "total_votes": "4",
        "victor_answer_id": "1",
        "victor_answer_text": "tea",
        "victor_answer_emoji_name": "🍵",
    }
    messages.close_poll(sandbox.world, message, {1: 2, 2: 2})
    tied = await bot.next_event("message")
    assert "victor_answer_id" not in {field.name for field in tied.embeds[0].fields}


async def test_an_announcement_is_published_by_a_webhook(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    food = sandbox.world.named("food")
    hook = Webhook(1, "token", food.id, food.guild_id or 0, "Teahouse #news", sandbox.world.person("Amy"))
    message = await sandbox.say(general.id, amy.id, "news")
    await bot.next_event("message")
    copy = messages.publish(sandbox.world, message, food, hook)
    assert (await bot.next_event("raw_message_edit")).message.flags.crossposted
    heard = await bot.next_event("message")
    assert (heard.webhook_id, heard.flags.is_crossposted, heard.author.display_name) == (1, True, "Teahouse #news")
    assert heard.reference
    assert heard.reference.message_id == message.id
    messages.withdraw(sandbox.world, copy)
    assert (await bot.next_event("raw_message_edit")).message.flags.source_message_deleted


async def test_changed_embeds_count_as_an_edit(qiao: HttpClient, general: Channel) -> None:
    _, sent = await qiao.post(f"/channels/{general.id}/messages", {"embeds": [{"title": "one"}]})
    path = f"/channels/{general.id}/messages/{sent['id']}"
    assert (await qiao.request("PATCH", path, {"embeds": [{"title": "one"}]}))[1]["edited_timestamp"] is None
    assert (await qiao.request("PATCH", path, {"embeds": [{"title": "two"}]}))[1]["edited_timestamp"] is not None


async def test_notices_cannot_be_replied_to(sandbox: Sandbox, general: Channel, amy: HttpClient) -> None:
    world = sandbox.world
    notice = messages.notice(world, general, world.person("Amy"), MessageType.USER_JOIN)
    body = {"content": "welcome", "message_reference": {"message_id": str(notice.id)}}
    status, answer = await amy.post(f"/channels/{general.id}/messages", body)
    assert (status, answer["code"]) == (400, 50035)
