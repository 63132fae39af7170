"""Qiao as people meet it: the unmodified client against a server that plays Discord."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import ConfigurationError, EngineError
from bot.sandbox.model import MessageFlag
from bot.sandbox.server import Sandbox
from bot.storage.types import ChannelPreferences, GuildPreferences, MemberPreferences
from bot.text.limits import MESSAGE, length
from tests.chat.fakes import GatedSegments
from tests.chat.house import House, said
from tests.translation.fakes import FakeSegments

ENGLISH = "How are you doing today, my friend?"


async def test_a_message_gets_a_silent_reply(house: House) -> None:
    house.model.enqueue("朋友，你今天过得怎么样？")
    message = await house.say(ENGLISH)
    reply = await house.answer_to(message)
    assert reply.content == "朋友，你今天过得怎么样？"
    assert reply.flags & MessageFlag.SUPPRESS_NOTIFICATIONS
    assert not reply.pinged


async def test_each_speaker_is_answered_in_the_other_language(house: House) -> None:
    house.model.enqueue("What are you playing tonight?")
    reply = await house.answer_to(await house.say("你们今晚玩什么游戏？", "小李"))
    assert reply.content == "What are you playing tonight?"


async def test_nothing_pings_on_send_or_edit(house: House) -> None:
    text = "hey @everyone and <@{}>, how are you doing today?".format(house.world.person("小李").id)
    message = await house.say(text)
    reply = await house.answer_to(message)
    assert str(house.world.person("小李").id) in reply.content
    assert "@everyone" in reply.content
    await house.sandbox.edit(house.channel, message.id, text + " I am fine.")
    await house.sandbox.until(lambda: reply.edited)
    own = [ping for ping in house.world.pings if ping.author_id == house.world.bot.id]
    assert own == []


async def test_bots_webhooks_and_quiet_channels_are_left_alone(house: House) -> None:
    quiet = house.world.named("quiet").id
    await house.say(ENGLISH, channel=quiet)
    await house.sandbox.say(house.channel, house.world.bot.id, ENGLISH)
    reply = await house.answer_to(await house.say(ENGLISH))
    assert house.posts(quiet) == []
    assert [post.id for post in house.posts() if post.content != ENGLISH] == [reply.id]


async def test_posts_keep_the_order_of_the_chat(sandbox: Sandbox, tmp_path: Path) -> None:
    fruit = {"apples": "苹果", "pears": "梨", "grapes": "葡萄", "peaches": "桃子", "lemons": "柠檬", "mangoes": "芒果"}
    house = House(sandbox, tmp_path)
    house.model = FakeSegments(lambda text, _: f"我喜欢吃新鲜的{fruit[text.split()[-1]]}")
    await house.open()
    for english in fruit:
        await house.say(f"I like to eat fresh {english}")
    await house.settled(len(fruit))
    lines = [line for post in house.posts() for line in post.content.split("\n")]
    assert [line[line.index("鲜的") + 2 :].split(" ")[0] for line in lines] == list(fruit.values())
    assert all(length(post.content) <= MESSAGE for post in house.posts())
    assert house.ledger.open == 0
    await house.close()


async def test_a_burst_becomes_a_digest_whose_lines_can_be_edited_and_deleted(sandbox: Sandbox, tmp_path: Path) -> None:
    house, model, gate = House(sandbox, tmp_path), GatedSegments(), asyncio.Event()
    model.gates = [gate] * 3
    house.model = model
    await house.open()
    messages = [await house.say(f"This is sentence number {n} of many.", who) for n, who in enumerate(["Amy", "Jake"])]
    messages.append(await house.say("这是第三个人说的话。", "小李"))
    await model.until_called(3)
    gate.set()
    digest = await sandbox.until(lambda: next((post for post in house.posts() if "**小李**" in post.content), None))
    assert [line.split(" ")[0] for line in digest.content.split("\n")] == ["**Amy**", "**Jake**", "**小李**"]
    assert f"/{house.channel}/{messages[0].id}>" in digest.content

    model.enqueue("这一行改过了")
    await sandbox.edit(house.channel, messages[1].id, "This line has been changed now.")
    await sandbox.until(lambda: "改过了" in digest.content)
    assert digest.content.split("\n")[1].startswith("**Jake**")
    assert digest.content.split("\n")[1].endswith(": 这一行改过了")

    await sandbox.delete(house.channel, messages[0].id)
    await sandbox.until(lambda: "**Amy**" not in digest.content)
    model.enqueue("The third line was changed too.")
    await sandbox.edit(house.channel, messages[2].id, "第三行也改了。")
    await sandbox.until(lambda: "changed too" in digest.content)
    assert [line.split(": ")[1] for line in digest.content.split("\n")] == [
        "这一行改过了",
        "The third line was changed too.",
    ]

    await sandbox.delete_many(house.channel, [messages[1].id, messages[2].id])
    await sandbox.until(lambda: digest.id not in house.world.channel(house.channel).messages)
    await house.close()


async def test_an_edit_changes_the_reply_and_a_deletion_removes_it(house: House) -> None:
    message = await house.say(ENGLISH)
    reply = await house.answer_to(message)
    house.model.enqueue("我今天很累")
    await house.sandbox.edit(house.channel, message.id, "I am very tired today.")
    await house.sandbox.until(lambda: reply.content == "我今天很累")
    await house.sandbox.delete(house.channel, message.id)
    await house.sandbox.until(lambda: not house.posts())


async def test_a_bulk_deletion_removes_all_replies(house: House) -> None:
    messages = [await house.say(ENGLISH) for _ in range(3)]
    await house.settled(3)
    assert house.posts()
    await house.sandbox.delete_many(house.channel, [message.id for message in messages])
    await house.sandbox.until(lambda: not house.posts())


async def test_a_restart_follows_what_was_posted_before(sandbox: Sandbox, tmp_path: Path) -> None:
    before = House(sandbox, tmp_path)
    await before.open()
    message = await before.say(ENGLISH)
    reply = await before.answer_to(message)
    await before.close()
    after = House(sandbox, tmp_path)
    await after.open()
    try:
        after.model.enqueue("我今天很累")
        await sandbox.edit(after.channel, message.id, "I am very tired today.")
        await sandbox.until(lambda: reply.content == "我今天很累")
        assert len(after.posts()) == 1
    finally:
        await after.close()


async def test_a_dropped_gateway_loses_nothing_and_doubles_nothing(house: House) -> None:
    await house.answer_to(await house.say(ENGLISH))
    await house.sandbox.gateways.break_sockets()
    message = await house.say("I said this while the line was cut.")
    await house.answer_to(message)
    assert len(house.posts()) == 2


async def test_a_long_translation_is_carried_by_several_posts_that_follow_edits(house: House) -> None:
    chinese = (
        "我和朋友们今天早上一起去了海边的那个小镇，在那里看到了许多很漂亮的老房子，也吃到了非常新鲜的海鱼，"
        "大家都说下个月还想再去一次，只是车票实在太贵了。"
    )
    english = (
        "My friends and I went together to that small town by the sea this morning, saw many beautiful old houses "
        "there, ate very fresh fish, and everyone said they want to go again next month, but tickets are too dear."
    )
    house.model.enqueue(*[english] * 12)
    message = await house.say("\n".join([chinese] * 12))
    await house.settled(1)
    posts = house.posts()
    assert len(posts) > 1
    assert all(length(post.content) <= MESSAGE for post in posts)
    house.model.enqueue("It is short now.")
    await house.sandbox.edit(house.channel, message.id, "现在变短了。")
    await house.sandbox.until(lambda: [post.content for post in house.posts()] == ["It is short now."])
    await house.sandbox.delete(house.channel, message.id)
    await house.sandbox.until(lambda: not house.posts())


async def test_threads_follow_their_channel(house: House) -> None:
    message = await house.say("gg")
    thread = house.start_thread(message)
    reply = await house.answer_to(await house.say(ENGLISH, channel=thread.id))
    assert reply.channel_id == thread.id


async def test_traditional_where_the_server_wants_it(house: House) -> None:
    guild_id = house.world.channel(house.channel).guild_id
    await house.stores.guilds.set(GuildPreferences(guild_id or 0, "zh-Hant"))
    house.model.enqueue("这个游戏真好玩")
    reply = await house.answer_to(await house.say("This game is really fun."))
    assert reply.content == "這個遊戲真好玩"


async def test_forwarded_text_is_translated(house: House) -> None:
    source = await house.say("A sentence to be forwarded.", channel=house.world.named("quiet").id)
    forward = await house.say(
        "",
        message_reference={"type": 1, "message_id": str(source.id), "channel_id": str(source.channel_id)},
    )
    await house.answer_to(forward)
    assert house.model.asked == ["A sentence to be forwarded."]


async def test_a_channel_is_switched_on_and_off_by_a_moderator(house: House) -> None:
    assert f"<#{house.channel}>" in await house.asked("王芳", "channel status")
    answer = await house.asked("王芳", "channel disable")
    assert f"<#{house.channel}>" in answer
    await house.say(ENGLISH)
    answer = await house.asked("王芳", "channel enable")
    await house.answer_to(await house.say(ENGLISH))
    assert len(house.posts()) == 1


async def test_who_may_not_manage_channels_is_not_offered_the_command(house: House) -> None:
    with pytest.raises(Exception, match="nknown"):
        await house.asked("Amy", "channel disable")


async def test_enabling_names_the_permissions_that_are_missing(house: House) -> None:
    house.world.withheld[house.channel] = 1 << 11
    answer = await house.asked("王芳", "channel enable")
    assert "发送消息" in answer


async def test_a_refusing_channel_is_told_of_once_and_left_alone(sandbox: Sandbox, tmp_path: Path) -> None:
    house = House(sandbox, tmp_path)
    owner = house.world.person("王芳").id
    house.world.guilds[house.world.channel(house.channel).guild_id or 0].owner_id = owner
    await house.open()
    refused = house.sandbox.faults.add(
        rf"/channels/{house.channel}/messages",
        method="POST",
        status=403,
        times=10,
        body={"code": 50013, "message": "no"},
    )
    for count in range(1, 4):
        await house.say(ENGLISH)
        await house.settled(count)
    assert refused.times == 9
    assert house.ledger.outcomes == {"failed": 3}
    told = [
        message
        for channel in house.world.channels.values()
        if owner in channel.recipients
        for message in channel.messages.values()
    ]
    assert len(told) == 1
    assert "Send Messages" in told[0].content
    assert "发送消息" in told[0].content
    await house.close()


async def test_discords_hiccups_are_survived(house: House) -> None:
    house.sandbox.faults.add(rf"/channels/{house.channel}/messages", method="POST", status=502)
    await house.answer_to(await house.say(ENGLISH))


async def test_an_answer_that_is_lost_on_the_way_does_not_double_the_post(house: House) -> None:
    house.sandbox.faults.add(rf"/channels/{house.channel}/messages", method="POST", status=502, served=True)
    await house.say(ENGLISH)
    await house.settled(1)
    assert len(house.posts()) == 1


async def test_the_message_menu_translates_for_the_reader_alone(house: House) -> None:
    quiet = house.world.named("quiet").id
    message = await house.say("你们中午吃了什么？", "小李", channel=quiet)
    house.model.enqueue("What did you eat for lunch?")
    used = await house.sandbox.invoke_message(house.world.person("Amy").id, quiet, message.id, "Translate")
    answer = await used.response()
    assert answer.content == "What did you eat for lunch?"
    assert answer.flags & MessageFlag.EPHEMERAL
    assert house.posts(quiet) == []


async def test_the_menu_answers_in_the_script_of_the_reader(house: House) -> None:
    message = await house.say("This game is really fun.", channel=house.world.named("quiet").id)
    house.model.enqueue("这个游戏真好玩")
    used = await house.sandbox.invoke_message(
        house.world.person("阿明").id, message.channel_id, message.id, "Translate"
    )
    assert await said(used) == "這個遊戲真好玩"


async def test_who_asks_for_his_own_language_gets_the_other(house: House) -> None:
    house.model.enqueue("我在回家的路上")
    assert await house.asked("Amy", "translate", text="I am on my way home") == "我在回家的路上"


async def test_translate_into_a_language_that_is_named(house: House) -> None:
    house.model.enqueue("这个游戏真好玩")
    assert await house.asked("Amy", "translate", text="This game is really fun.", to="zh-Hant") == "這個遊戲真好玩"


async def test_what_cannot_be_translated_is_explained(house: House) -> None:
    assert "neither English nor Chinese" in await house.asked("Amy", "translate", text="オラ、元気ですか、みなさん")
    assert "既不是英文" in await house.asked("小李", "translate", text="オラ、元気ですか、みなさん")


async def test_a_language_that_is_set_is_remembered_and_used(house: House) -> None:
    assert "台灣繁體" in await house.asked("Amy", "language set", language="zh-Hant")
    assert (await house.stores.members.get(house.world.person("Amy").id)) == MemberPreferences(
        house.world.person("Amy").id, "zh-Hant"
    )
    assert "台灣繁體" in await house.asked("Amy", "language show")
    house.model.enqueue("这个游戏真好玩")
    assert await house.asked("Amy", "translate", text="This game is really fun.") == "這個遊戲真好玩"


async def test_help_speaks_the_readers_language(house: House) -> None:
    assert "translates between English and Chinese" in await house.asked("Amy", "help")
    assert "翻译" in await house.asked("小李", "help")
    assert "翻譯" in await house.asked("阿明", "help")


async def test_a_failing_command_is_a_sentence_and_the_log_knows(house: House) -> None:
    house.model.enqueue(EngineError("broken"))
    assert "went wrong" in await house.asked("Amy", "translate", text="This game is really fun.")


async def test_without_the_intent_on_demand_still_works(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.faults.intents_refused = True
    house = House(sandbox, tmp_path)
    await house.open()
    try:
        message = await house.say("你们中午吃了什么？", "小李")
        house.model.enqueue("What did you eat for lunch?")
        used = await sandbox.invoke_message(house.world.person("Amy").id, house.channel, message.id, "Translate")
        assert await said(used) == "What did you eat for lunch?"
        assert house.posts() == []
        assert "Message Content intent" in await house.asked("Amy", "help")
        assert "Message Content" in await house.asked("王芳", "channel enable")
    finally:
        await house.close()


async def test_a_wrong_token_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    from bot.app import stores
    from bot.chat.client import Options
    from bot.chat.connect import connect
    from bot.translation.service import Translator
    from tests.translation.fakes import FakeSegments

    async with stores(f"sqlite+aiosqlite:///{tmp_path}/qiao.db") as remembered:
        options = Options(api=sandbox.api, gateway=sandbox.gateway)
        with pytest.raises(ConfigurationError, match="DISCORD_TOKEN") as caught:
            await connect(Translator(FakeSegments()), remembered, options, token="wrong")
    assert "wrong" not in str(caught.value)


async def test_commands_are_localised(house: House) -> None:
    commands = {command["name"]: command for command in house.world.commands[0].values()}
    assert commands["translate"]["name_localizations"] == {"zh-CN": "翻译", "zh-TW": "翻譯"}
    assert commands["Translate"]["name_localizations"]["zh-TW"] == "翻譯"
    assert commands["channel"]["options"][0]["description_localizations"]["zh-CN"]
    assert commands["channel"]["default_member_permissions"] in {1 << 4, str(1 << 4)}


async def test_a_channel_row_of_a_thread_wins_over_its_parent(house: House) -> None:
    message = await house.say("gg")
    thread = house.start_thread(message)
    await house.stores.channels.set(ChannelPreferences(thread.id, thread.guild_id or 0, enabled=False))
    await house.say(ENGLISH, channel=thread.id)
    await house.answer_to(await house.say(ENGLISH))
    assert house.posts(thread.id) == []
