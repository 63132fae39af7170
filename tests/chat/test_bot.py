"""The bot as users see it: the unmodified client against the sandbox."""

from pathlib import Path

import pytest

from bot.errors import ConfigurationError, EngineError
from bot.sandbox.model import MessageFlag
from bot.sandbox.server import Sandbox
from bot.storage.types.preferences import ChannelPreferences, GuildPreferences, MemberPreferences
from bot.text.limits import MESSAGE, length
from tests.chat.harness import BotHarness, response_text
from tests.translation.fakes import FakeSegments

ENGLISH = "How are you doing today, my friend?"


async def test_a_message_gets_a_silent_reply(harness: BotHarness) -> None:
    harness.model.enqueue("朋友，你今天过得怎么样？")
    message = await harness.say(ENGLISH)
    reply = await harness.answer_to(message)
    assert reply.content == "朋友，你今天过得怎么样？"
    assert reply.flags & MessageFlag.SUPPRESS_NOTIFICATIONS
    assert not reply.pinged


async def test_each_message_is_translated_into_the_other_language(harness: BotHarness) -> None:
    harness.model.enqueue("What are you playing tonight?")
    reply = await harness.answer_to(await harness.say("你们今晚玩什么游戏？", "小李"))
    assert reply.content == "What are you playing tonight?"


async def test_nothing_pings_on_send_or_edit(harness: BotHarness) -> None:
    text = "hey @everyone and <@{}>, how are you doing today?".format(harness.world.person("小李").id)
    message = await harness.say(text)
    reply = await harness.answer_to(message)
    assert str(harness.world.person("小李").id) in reply.content
    assert "@everyone" in reply.content
    await harness.sandbox.edit(harness.channel, message.id, text + " I am fine.")
    await harness.sandbox.until(lambda: reply.edited)
    own = [ping for ping in harness.world.pings if ping.author_id == harness.world.bot.id]
    assert own == []


async def test_bots_webhooks_and_disabled_channels_are_ignored(harness: BotHarness) -> None:
    quiet = harness.world.named("quiet").id
    await harness.say(ENGLISH, channel=quiet)
    await harness.sandbox.say(harness.channel, harness.world.bot.id, ENGLISH)
    reply = await harness.answer_to(await harness.say(ENGLISH))
    assert harness.posts(quiet) == []
    assert [post.id for post in harness.posts() if post.content != ENGLISH] == [reply.id]


async def test_posts_keep_the_order_of_the_chat(sandbox: Sandbox, tmp_path: Path) -> None:
    fruit = {"apples": "苹果", "pears": "梨", "grapes": "葡萄", "peaches": "桃子", "lemons": "柠檬", "mangoes": "芒果"}
    harness = BotHarness(sandbox, tmp_path)
    harness.model = FakeSegments(lambda text, _: f"我喜欢吃新鲜的{fruit[text.split()[-1]]}")
    await harness.open()
    for english in fruit:
        await harness.say(f"I like to eat fresh {english}")
    await harness.settled(len(fruit))
    lines = [line for post in harness.posts() for line in post.content.split("\n")]
    assert [line[line.index("鲜的") + 2 :].split(" ")[0] for line in lines] == list(fruit.values())
    assert all(length(post.content) <= MESSAGE for post in harness.posts())
    assert harness.ledger.open == 0
    await harness.close()


async def test_a_burst_becomes_a_digest_whose_lines_can_be_edited_and_deleted(harness: BotHarness) -> None:
    sandbox, model = harness.sandbox, harness.model
    # What is ready during a post shares the next one; without a post in flight, whichever is ready first goes at once.
    async with harness.held_post(rf"/channels/{harness.channel}/messages", ENGLISH, ready=3):
        messages = [
            await harness.say(f"This is sentence number {n} of many.", who) for n, who in enumerate(["Amy", "Jake"])
        ]
        messages.append(await harness.say("这是第三个人说的话。", "小李"))
    await harness.settled(4)
    _, digest = harness.posts()
    assert [line.split(" ")[0] for line in digest.content.split("\n")] == ["**Amy**", "**Jake**", "**小李**"]
    assert f"/{harness.channel}/{messages[0].id}>" in digest.content

    model.enqueue("这一行改过了")
    await sandbox.edit(harness.channel, messages[1].id, "This line has been changed now.")
    await sandbox.until(lambda: "改过了" in digest.content)
    assert digest.content.split("\n")[1].startswith("**Jake**")
    assert digest.content.split("\n")[1].endswith(": 这一行改过了")

    await sandbox.delete(harness.channel, messages[0].id)
    await sandbox.until(lambda: "**Amy**" not in digest.content)
    model.enqueue("The third line was changed too.")
    await sandbox.edit(harness.channel, messages[2].id, "第三行也改了。")
    await sandbox.until(lambda: "changed too" in digest.content)
    assert [line.split(": ")[1] for line in digest.content.split("\n")] == [
        "这一行改过了",
        "The third line was changed too.",
    ]

    await sandbox.delete_many(harness.channel, [messages[1].id, messages[2].id])
    await sandbox.until(lambda: digest.id not in harness.world.channel(harness.channel).messages)


async def test_an_edit_changes_the_reply_and_a_deletion_removes_it(harness: BotHarness) -> None:
    message = await harness.say(ENGLISH)
    reply = await harness.answer_to(message)
    harness.model.enqueue("我今天很累")
    await harness.sandbox.edit(harness.channel, message.id, "I am very tired today.")
    await harness.sandbox.until(lambda: reply.content == "我今天很累")
    await harness.sandbox.delete(harness.channel, message.id)
    await harness.sandbox.until(lambda: not harness.posts())


async def test_a_bulk_deletion_removes_all_replies(harness: BotHarness) -> None:
    messages = [await harness.say(ENGLISH) for _ in range(3)]
    await harness.settled(3)
    assert harness.posts()
    await harness.sandbox.delete_many(harness.channel, [message.id for message in messages])
    await harness.sandbox.until(lambda: not harness.posts())


async def test_posts_from_before_a_restart_follow_their_messages(sandbox: Sandbox, tmp_path: Path) -> None:
    before = BotHarness(sandbox, tmp_path)
    await before.open()
    message = await before.say(ENGLISH)
    reply = await before.answer_to(message)
    await before.close()
    after = BotHarness(sandbox, tmp_path)
    await after.open()
    try:
        after.model.enqueue("我今天很累")
        await sandbox.edit(after.channel, message.id, "I am very tired today.")
        await sandbox.until(lambda: reply.content == "我今天很累")
        assert len(after.posts()) == 1
    finally:
        await after.close()


async def test_a_reconnect_loses_and_repeats_nothing(harness: BotHarness) -> None:
    await harness.answer_to(await harness.say(ENGLISH))
    await harness.sandbox.gateways.break_sockets()
    message = await harness.say("I said this while the line was cut.")
    await harness.answer_to(message)
    assert len(harness.posts()) == 2


async def test_a_long_translation_has_several_posts_that_follow_edits(harness: BotHarness) -> None:
    chinese = (
        "我和朋友们今天早上一起去了海边的那个小镇，在那里看到了许多很漂亮的老房子，也吃到了非常新鲜的海鱼，"
        "大家都说下个月还想再去一次，只是车票实在太贵了。"
    )
    english = (
        "My friends and I went together to that small town by the sea this morning, saw many beautiful old houses "
        "there, ate very fresh fish, and everyone said they want to go again next month, but tickets are too dear."
    )
    harness.model.enqueue(*[english] * 12)
    message = await harness.say("\n".join([chinese] * 12))
    await harness.settled(1)
    posts = harness.posts()
    assert len(posts) > 1
    assert all(length(post.content) <= MESSAGE for post in posts)
    harness.model.enqueue("It is short now.")
    await harness.sandbox.edit(harness.channel, message.id, "现在变短了。")
    await harness.sandbox.until(lambda: [post.content for post in harness.posts()] == ["It is short now."])
    await harness.sandbox.delete(harness.channel, message.id)
    await harness.sandbox.until(lambda: not harness.posts())


async def test_threads_inherit_from_their_channel(harness: BotHarness) -> None:
    message = await harness.say("gg")
    thread = harness.start_thread(message)
    reply = await harness.answer_to(await harness.say(ENGLISH, channel=thread.id))
    assert reply.channel_id == thread.id


async def test_a_server_can_choose_traditional(harness: BotHarness) -> None:
    guild_id = harness.world.channel(harness.channel).guild_id
    await harness.stores.guilds.set(GuildPreferences(guild_id or 0, "zh-Hant"))
    harness.model.enqueue("这个游戏真好玩")
    reply = await harness.answer_to(await harness.say("This game is really fun."))
    assert reply.content == "這個遊戲真好玩"


async def test_forwarded_text_is_translated(harness: BotHarness) -> None:
    source = await harness.say("A sentence to be forwarded.", channel=harness.world.named("quiet").id)
    forward = await harness.say(
        "",
        message_reference={"type": 1, "message_id": str(source.id), "channel_id": str(source.channel_id)},
    )
    await harness.answer_to(forward)
    assert harness.model.asked == ["A sentence to be forwarded."]


async def test_a_moderator_turns_a_channel_on_and_off(harness: BotHarness) -> None:
    assert f"<#{harness.channel}>" in await harness.use("王芳", "channel status")
    answer = await harness.use("王芳", "channel disable")
    assert f"<#{harness.channel}>" in answer
    await harness.say(ENGLISH)
    answer = await harness.use("王芳", "channel enable")
    await harness.answer_to(await harness.say(ENGLISH))
    assert len(harness.posts()) == 1


async def test_members_without_manage_channels_are_not_offered_the_command(harness: BotHarness) -> None:
    with pytest.raises(Exception, match="nknown"):
        await harness.use("Amy", "channel disable")


async def test_enabling_names_missing_permissions(harness: BotHarness) -> None:
    harness.world.withheld[harness.channel] = 1 << 11
    answer = await harness.use("王芳", "channel enable")
    assert "发送消息" in answer


async def test_a_channel_that_refuses_posts_is_reported_once_and_paused(sandbox: Sandbox, tmp_path: Path) -> None:
    harness = BotHarness(sandbox, tmp_path)
    owner = harness.world.person("王芳").id
    harness.world.guilds[harness.world.channel(harness.channel).guild_id or 0].owner_id = owner
    await harness.open()
    refused = harness.sandbox.faults.add(
        rf"/channels/{harness.channel}/messages",
        method="POST",
        status=403,
        times=10,
        body={"code": 50013, "message": "no"},
    )
    for count in range(1, 4):
        await harness.say(ENGLISH)
        await harness.settled(count)
    assert refused.times == 9
    assert harness.ledger.outcomes == {"failed": 3}
    told = [
        message
        for channel in harness.world.channels.values()
        if owner in channel.recipients
        for message in channel.messages.values()
    ]
    assert len(told) == 1
    assert "Send Messages" in told[0].content
    assert "发送消息" in told[0].content
    await harness.close()


async def test_temporary_errors_of_discord_are_retried(harness: BotHarness) -> None:
    harness.sandbox.faults.add(rf"/channels/{harness.channel}/messages", method="POST", status=502)
    await harness.answer_to(await harness.say(ENGLISH))


async def test_a_lost_response_does_not_repeat_the_post(harness: BotHarness) -> None:
    harness.sandbox.faults.add(rf"/channels/{harness.channel}/messages", method="POST", status=502, served=True)
    await harness.say(ENGLISH)
    await harness.settled(1)
    assert len(harness.posts()) == 1


async def test_the_message_menu_translates_only_for_the_reader(harness: BotHarness) -> None:
    quiet = harness.world.named("quiet").id
    message = await harness.say("你们中午吃了什么？", "小李", channel=quiet)
    harness.model.enqueue("What did you eat for lunch?")
    used = await harness.sandbox.invoke_message(harness.world.person("Amy").id, quiet, message.id, "Translate")
    answer = await used.response()
    assert answer.content == "What did you eat for lunch?"
    assert answer.flags & MessageFlag.EPHEMERAL
    assert harness.posts(quiet) == []


async def test_the_menu_uses_the_script_of_the_reader(harness: BotHarness) -> None:
    message = await harness.say("This game is really fun.", channel=harness.world.named("quiet").id)
    harness.model.enqueue("这个游戏真好玩")
    used = await harness.sandbox.invoke_message(
        harness.world.person("阿明").id, message.channel_id, message.id, "Translate"
    )
    assert await response_text(used) == "這個遊戲真好玩"


async def test_text_in_the_readers_language_is_translated_into_the_other(harness: BotHarness) -> None:
    harness.model.enqueue("我在回家的路上")
    assert await harness.use("Amy", "translate", text="I am on my way home") == "我在回家的路上"


@pytest.mark.parametrize("text", ["你们中午吃了什么？", "你們中午吃了什麼？"])
@pytest.mark.parametrize("who", ["Amy", "小李", "阿明"])
async def test_the_menu_answers_the_same_whoever_asks(harness: BotHarness, text: str, who: str) -> None:
    message = await harness.say(text, "小李", channel=harness.world.named("quiet").id)
    harness.model.enqueue("What did you eat for lunch?")
    used = await harness.sandbox.invoke_message(
        harness.world.person(who).id, message.channel_id, message.id, "Translate"
    )
    assert await response_text(used) == "What did you eat for lunch?"


async def test_the_foreign_part_of_a_message_is_still_translated(harness: BotHarness) -> None:
    message = await harness.say(
        "我今天很开心。I ate at the new restaurant near my house.", channel=harness.world.named("quiet").id
    )
    harness.model.enqueue("我在家附近的新餐馆吃了饭。")
    used = await harness.sandbox.invoke_message(
        harness.world.person("小李").id, message.channel_id, message.id, "Translate"
    )
    assert "新餐馆" in await response_text(used)


@pytest.mark.parametrize("who", ["Amy", "小李"])
async def test_slang_that_is_no_language_is_explained_to_everyone(harness: BotHarness, who: str) -> None:
    message = await harness.say("ok lol", channel=harness.world.named("quiet").id)
    used = await harness.sandbox.invoke_message(
        harness.world.person(who).id, message.channel_id, message.id, "Translate"
    )
    assert await response_text(used) == "好的，哈哈哈"


async def test_translate_accepts_a_language(harness: BotHarness) -> None:
    harness.model.enqueue("这个游戏真好玩")
    assert await harness.use("Amy", "translate", text="This game is really fun.", to="zh-Hant") == "這個遊戲真好玩"


async def test_what_cannot_be_translated_is_explained(harness: BotHarness) -> None:
    assert "neither English nor Chinese" in await harness.use("Amy", "translate", text="オラ、元気ですか、みなさん")
    assert "既不是英文" in await harness.use("小李", "translate", text="オラ、元気ですか、みなさん")


async def test_a_chosen_language_is_stored_and_used(harness: BotHarness) -> None:
    assert "台灣繁體" in await harness.use("Amy", "language set", language="zh-Hant")
    assert (await harness.stores.members.get(harness.world.person("Amy").id)) == MemberPreferences(
        harness.world.person("Amy").id, "zh-Hant"
    )
    assert "台灣繁體" in await harness.use("Amy", "language show")
    harness.model.enqueue("这个游戏真好玩")
    assert await harness.use("Amy", "translate", text="This game is really fun.") == "這個遊戲真好玩"


async def test_help_is_in_the_readers_language(harness: BotHarness) -> None:
    assert "translates between English and Chinese" in await harness.use("Amy", "help")
    assert "翻译" in await harness.use("小李", "help")
    assert "翻譯" in await harness.use("阿明", "help")


async def test_a_failed_command_is_explained(harness: BotHarness) -> None:
    harness.model.enqueue(EngineError("broken"))
    assert "went wrong" in await harness.use("Amy", "translate", text="This game is really fun.")


async def test_requests_work_without_the_message_content_intent(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.faults.intents_refused = True
    harness = BotHarness(sandbox, tmp_path)
    await harness.open()
    try:
        message = await harness.say("你们中午吃了什么？", "小李")
        harness.model.enqueue("What did you eat for lunch?")
        used = await sandbox.invoke_message(harness.world.person("Amy").id, harness.channel, message.id, "Translate")
        assert await response_text(used) == "What did you eat for lunch?"
        assert harness.posts() == []
        assert "Message Content intent" in await harness.use("Amy", "help")
        assert "Message Content" in await harness.use("王芳", "channel enable")
    finally:
        await harness.close()


async def test_an_invalid_token_is_reported(sandbox: Sandbox, tmp_path: Path) -> None:
    from bot.app import open_stores
    from bot.chat.client import Options
    from bot.chat.connect import connect
    from bot.translation.service import Translator
    from tests.translation.fakes import FakeSegments

    async with open_stores(f"sqlite+aiosqlite:///{tmp_path}/qiao.db") as remembered:
        options = Options(api=sandbox.api, gateway=sandbox.gateway)
        with pytest.raises(ConfigurationError, match="DISCORD_TOKEN") as caught:
            await connect(Translator(FakeSegments()), remembered, options, token="wrong")
    assert "wrong" not in str(caught.value)


async def test_commands_are_localized(harness: BotHarness) -> None:
    commands = {command["name"]: command for command in harness.world.commands[0].values()}
    assert commands["translate"]["name_localizations"] == {"zh-CN": "翻译", "zh-TW": "翻譯"}
    assert commands["Translate"]["name_localizations"]["zh-TW"] == "翻譯"
    assert commands["channel"]["options"][0]["description_localizations"]["zh-CN"]
    assert commands["channel"]["default_member_permissions"] in {1 << 4, str(1 << 4)}


async def test_settings_of_a_thread_override_its_channel(harness: BotHarness) -> None:
    message = await harness.say("gg")
    thread = harness.start_thread(message)
    await harness.stores.channels.set(ChannelPreferences(thread.id, thread.guild_id or 0, enabled=False))
    await harness.say(ENGLISH, channel=thread.id)
    await harness.answer_to(await harness.say(ENGLISH))
    assert harness.posts(thread.id) == []
