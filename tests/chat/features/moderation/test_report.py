"""The message menu's 'Report to moderators'."""

import pytest

from bot.chat.features.moderation.report import LONGEST_REASON, REPORTS_PER_MINUTE
from bot.chat.relay.message import Message as Facts
from bot.chat.relay.post import Post
from bot.errors import EngineError
from bot.sandbox.interactions import Interaction
from bot.sandbox.interactions.components import flatten
from bot.sandbox.model import Message
from bot.storage.mutes import Mute
from bot.storage.types.links import PostKind
from bot.storage.types.preferences import GuildPreferences, MemberPreferences
from tests.chat.harness import BotHarness, response_text

MENU = "Report to moderators"
TEXT, CHINESE = "You are all fools, my friends.", "你们都是傻瓜，我的朋友们。"


@pytest.fixture
async def harness(harness: BotHarness) -> BotHarness:
    await harness.stores.guilds.set(GuildPreferences(guild_id(harness), moderation_channel_id=desk(harness)))
    return harness


def desk(harness: BotHarness) -> int:
    return harness.world.named("food").id


def guild_id(harness: BotHarness) -> int:
    return harness.world.channel(harness.channel).guild_id or 0


async def menu(harness: BotHarness, message: Message, who: str = "Jake") -> Interaction:
    return await harness.sandbox.invoke_message(harness.world.person(who).id, message.channel_id, message.id, MENU)


async def reported(harness: BotHarness, message: Message, reason: str = "", who: str = "Jake") -> str:
    opened = await harness.ended(menu(harness, message, who))
    answer = await (await harness.sandbox.submit(opened, {"reason": reason})).response()
    assert answer.ephemeral
    return answer.content


async def card(harness: BotHarness, *parts: str) -> Message:
    def find() -> Message | None:
        return next(
            (post for post in harness.posts(desk(harness)) if all(part in text_of(post) for part in parts)), None
        )

    return await harness.sandbox.until(find)


def text_of(post: Message) -> str:
    return "\n".join(str(one.get("content", "")) for one in flatten(post.components))


async def test_a_report_shows_the_moderators_both_texts_the_reason_and_who_reported(harness: BotHarness) -> None:
    harness.model.enqueue(CHINESE)
    message = await harness.say(TEXT, channel=harness.world.named("quiet").id)
    jake = harness.world.person("Jake").id
    assert "The moderators will look at it" in await reported(
        harness, message, "He insults us [here](https://a.example)"
    )
    shown = await card(harness, TEXT, CHINESE, f"<@{jake}>: `` He insults us [here](https://a.example) ``", "举报")
    assert f"/{message.id})" in text_of(shown)
    assert [one["custom_id"].split(":")[2] for one in flatten(shown.components) if "custom_id" in one] == [
        "delete", "timeout", "dismiss",
    ]  # fmt: skip
    elsewhere = [
        post for channel in harness.world.channels if channel != desk(harness) for post in harness.posts(channel)
    ]
    assert [post for post in elsewhere if str(jake) in post.content] == []
    assert [ping for ping in harness.world.pings if ping.author_id == harness.world.bot.id] == []


async def test_a_message_that_was_not_translated_yet_is_translated_for_the_card(harness: BotHarness) -> None:
    message = await harness.say(TEXT, channel=harness.world.named("quiet").id)
    harness.model.enqueue(CHINESE)
    await reported(harness, message)
    await card(harness, TEXT, CHINESE)


async def test_more_reports_of_a_message_are_counted_on_its_card(harness: BotHarness) -> None:
    message = await harness.say(TEXT)
    await reported(harness, message, "one")
    await card(harness, "× 1")
    await reported(harness, message, "two", "小李")
    await reported(harness, message, "three", "小李")
    shown = await card(harness, "× 2", "`` one ``", "`` three ``")
    assert "`` two ``" not in text_of(shown)
    assert len(harness.posts(desk(harness))) == 1


async def test_reporting_a_translation_reports_its_original(harness: BotHarness) -> None:
    harness.model.enqueue(CHINESE, CHINESE)
    message = await harness.say(TEXT)
    await reported(harness, await harness.known_answer_to(message))
    await card(harness, TEXT, CHINESE, f"/{message.id})", f"<@{message.author.id}>")


async def test_a_line_of_a_digest_can_be_chosen(harness: BotHarness) -> None:
    quiet, amy = harness.world.named("quiet").id, harness.world.person("Amy").id
    said_there = [await harness.say(f"This is sentence number {n} of many.", channel=quiet) for n in range(2)]
    await harness.client.publisher.publish(
        [
            Post(Facts(one.id, quiet, guild_id(harness), amy, "Amy"), PostKind.TRANSLATION, quiet, f"第{number}句")
            for number, one in enumerate(said_there)
        ]
    )
    [digest] = harness.posts(quiet)
    asked = await (await harness.ended(menu(harness, digest))).response()
    [select] = [one for one in flatten(asked.components) if "options" in one]
    jake = harness.world.person("Jake").id
    opened = await harness.responded(harness.sandbox.press(jake, asked, select["custom_id"], [str(said_there[1].id)]))
    await (await harness.sandbox.submit(opened, {"reason": ""})).response()
    await card(harness, "This is sentence number 1 of many.", f"/{said_there[1].id})")


async def test_where_no_channel_is_set_members_are_told_who_can_set_it(harness: BotHarness) -> None:
    await harness.stores.guilds.set(GuildPreferences(guild_id(harness)))
    said = await response_text(await menu(harness, await harness.say(TEXT)))
    assert "Manage Server" in said
    assert "/moderation channel" in said


async def test_the_channel_may_be_turned_off_before_the_form_is_submitted(harness: BotHarness) -> None:
    opened = await harness.ended(menu(harness, await harness.say(TEXT)))
    await harness.stores.guilds.set(GuildPreferences(guild_id(harness)))
    assert "Manage Server" in await response_text(await harness.sandbox.submit(opened, {"reason": ""}))


async def test_a_person_cannot_flood_the_moderators(harness: BotHarness) -> None:
    message = await harness.say(TEXT)
    for _ in range(REPORTS_PER_MINUTE):
        assert "will look at it" in await reported(harness, message)
    assert "wait a minute" in await reported(harness, message)
    assert "管理员会查看" in await reported(harness, message, who="小李")


async def test_who_opted_out_can_be_reported_but_is_not_translated(harness: BotHarness) -> None:
    amy = harness.world.person("Amy").id
    await harness.stores.members.set(MemberPreferences(amy, ignored=True))
    message = await harness.say(TEXT)
    harness.model.history.clear()
    await reported(harness, message)
    await card(harness, TEXT, "asked me to ignore", "作者要求我忽略")
    assert harness.model.history == []


async def test_the_card_says_so_if_the_translation_fails(harness: BotHarness) -> None:
    message = await harness.say(TEXT, channel=harness.world.named("quiet").id)
    harness.model.enqueue(EngineError("no"))
    await reported(harness, message)
    await card(harness, TEXT, "couldn't be translated")


async def test_the_report_of_a_muted_member_is_not_lost(harness: BotHarness) -> None:
    await harness.stores.mutes.set(Mute(guild_id(harness), harness.world.person("小李").id, None))
    message = await harness.say(TEXT)
    await reported(harness, message, "please help", "小李")
    await card(harness, "please help")


async def test_a_post_of_ours_without_a_message_cannot_be_reported(harness: BotHarness) -> None:
    await reported(harness, await harness.say(TEXT))
    assert "no longer know" in await response_text(await menu(harness, await card(harness, TEXT)))


async def test_a_translation_whose_original_is_gone_cannot_be_reported(harness: BotHarness) -> None:
    message = await harness.say(TEXT)
    reply = await harness.known_answer_to(message)
    opened = await harness.ended(menu(harness, reply))
    await harness.sandbox.delete(harness.channel, message.id)
    assert "is gone" in await response_text(await harness.sandbox.submit(opened, {"reason": ""}))


async def test_a_long_reason_is_refused_by_the_form(harness: BotHarness) -> None:
    opened = await menu(harness, await harness.say(TEXT))
    await opened.callback_given()
    assert opened.modal is not None
    [field] = [one["component"] for one in opened.modal["components"] if "component" in one]
    assert (field["max_length"], field["required"]) == (LONGEST_REASON, False)


async def test_the_menu_is_localized_and_only_for_servers_and_there_are_not_too_many(harness: BotHarness) -> None:
    commands = list(harness.world.commands[0].values())
    [report] = [command for command in commands if command["name"] == MENU]
    assert report["contexts"] == [0]
    assert report["name_localizations"]["zh-CN"] == "举报给管理员"
    assert sum(command["type"] == 3 for command in commands) <= 15
