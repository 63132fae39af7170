"""The bot mentioned, with and without the message-content intent."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from bot.chat.features.translate.requests import REQUESTS
from bot.errors import EngineError, OverloadedError
from bot.sandbox import messages
from bot.sandbox.model import Message, MessageFlag
from bot.sandbox.server import Sandbox
from bot.storage.types import MemberPreferences
from tests.chat.house import House

ENGLISH = "The software inside is dear"
CHINESE = "里面的软件"


@pytest.fixture(params=["with the intent", "without it"])
async def house(sandbox: Sandbox, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    sandbox.faults.intents_refused = request.param == "without it"
    house = House(sandbox, tmp_path)
    await house.open()
    yield house
    await house.close()


@pytest.fixture
def quiet(house: House) -> int:
    return house.world.named("quiet").id


async def ask(house: House, about: Message, text: str = "", who: str = "Jake") -> Message:
    return await house.say(f"<@{house.world.bot.id}> {text}", who, about.channel_id, reply_to=about.id)


async def test_the_message_replied_to_is_translated_below_the_request(house: House, quiet: int) -> None:
    message = await house.say("你们晚饭去哪里吃？", "小李", channel=quiet)
    house.model.enqueue("Where are you going for dinner?")
    reply = await house.answer_to(await ask(house, message))
    assert reply.content == "Where are you going for dinner?"
    assert reply.flags & MessageFlag.SUPPRESS_NOTIFICATIONS
    assert not reply.pinged


async def test_the_request_itself_is_not_translated(house: House) -> None:
    message = await house.say("gg")
    request = await ask(house, message, "could you translate this for me please?")
    await house.answer_to(request)
    assert len(house.posts()) == 1


async def test_it_comes_in_the_language_that_the_person_chose(house: House, quiet: int) -> None:
    await house.stores.members.set(MemberPreferences(house.world.person("Jake").id, "zh-HK"))
    message = await house.say(ENGLISH, channel=quiet)
    house.model.enqueue(CHINESE)
    assert (await house.answer_to(await ask(house, message))).content == "裏面的軟件"


async def test_who_asks_for_his_own_language_gets_the_other(house: House, quiet: int) -> None:
    await house.stores.members.set(MemberPreferences(house.world.person("Jake").id, "en"))
    message = await house.say(ENGLISH, channel=quiet)
    house.model.enqueue(CHINESE)
    assert (await house.answer_to(await ask(house, message))).content == CHINESE


async def test_a_deleted_message_is_told(house: House, quiet: int) -> None:
    message = await house.say(ENGLISH, channel=quiet)
    listeners, house.world.listeners = house.world.listeners, []
    request = await ask(house, message)
    house.world.listeners = listeners
    await house.sandbox.delete(quiet, message.id)
    messages.announce(house.world, "MESSAGE_CREATE", request)
    reply = await house.answer_to(request)
    assert reply.content == "That message is gone, or I can't see it.\n那条消息已被删除，或者我看不到它。"


async def test_a_message_that_cannot_be_fetched_is_told_in_the_chosen_language(house: House, quiet: int) -> None:
    await house.stores.members.set(MemberPreferences(house.world.person("Jake").id, "zh"))
    message = await house.say("", channel=quiet, poll={"question": {"text": "?"}, "answers": [{"poll_media": {}}]})
    message.extra = {}
    house.sandbox.faults.add(rf"/channels/{quiet}/messages/{message.id}", method="GET", status=404)
    reply = await house.answer_to(await ask(house, message))
    assert reply.content == "那条消息已被删除，或者我看不到它。"


async def test_a_request_that_is_told_twice_is_answered_once(house: House, quiet: int) -> None:
    request = await ask(house, await house.say(ENGLISH, channel=quiet))
    messages.announce(house.world, "MESSAGE_CREATE", request)
    await house.answer_to(request)
    await house.answer_to(await ask(house, await house.say(ENGLISH, channel=quiet)))
    assert len(house.posts(quiet)) == 2


async def test_what_has_no_words_is_told_in_both_languages(house: House, quiet: int) -> None:
    message = await house.say("🔥🔥🔥", channel=quiet)
    reply = await house.answer_to(await ask(house, message))
    assert reply.content == "There are no words to translate.\n没有可以翻译的词语。"


@pytest.mark.parametrize(
    ("error", "told"),
    [(OverloadedError("full"), "I'm overloaded"), (EngineError("broken"), "Something went wrong on my end")],
)
async def test_failures_are_told(house: House, quiet: int, error: OverloadedError | EngineError, told: str) -> None:
    message = await house.say(ENGLISH, channel=quiet)
    house.model.enqueue(error)
    assert (await house.answer_to(await ask(house, message))).content.startswith(told)


async def test_a_ping_that_comes_with_a_reply_asks_nothing(house: House, quiet: int) -> None:
    first = await house.answer_to(await ask(house, await house.say(ENGLISH, channel=quiet)))
    await house.say("Thanks a lot for that, dear bot.", "Jake", quiet, reply_to=first.id)
    await house.answer_to(await ask(house, await house.say(ENGLISH, channel=quiet)))
    assert len(house.posts(quiet)) == 2


async def test_words_with_a_mention_are_translated_where_nothing_else_is(house: House, quiet: int) -> None:
    message = await house.say(f"<@{house.world.bot.id}> how are you doing today, my friend?", channel=quiet)
    assert str(house.world.bot.id) in (await house.answer_to(message)).content
    assert len(house.posts(quiet)) == 1


async def test_where_everything_is_translated_a_mention_adds_nothing(house: House) -> None:
    message = await house.say(f"<@{house.world.bot.id}> how are you doing today, my friend?")
    await house.answer_to(message)
    await house.settled(1)
    assert len(house.posts()) == 1


async def test_a_mention_alone_is_no_request(house: House, quiet: int) -> None:
    await house.say(f"<@{house.world.bot.id}>", channel=quiet)
    await house.answer_to(await ask(house, await house.say(ENGLISH, channel=quiet)))
    assert len(house.posts(quiet)) == 1


async def test_one_person_is_answered_so_often_a_minute(house: House, quiet: int) -> None:
    message = await house.say(ENGLISH, channel=quiet)
    requests = [await ask(house, message) for _ in range(REQUESTS + 3)]
    last = await ask(house, message, who="小李")
    await house.answer_to(last)
    await house.sandbox.until(lambda: len(house.posts(quiet)) == REQUESTS + 1)
    assert all(house.reply(request) is None for request in requests[REQUESTS:])


async def test_direct_messages_are_translated(house: House) -> None:
    direct = house.world.dm(house.world.person("小李"), house.world.bot)
    house.model.enqueue("Where are you going for dinner?")
    message = await house.say("你们晚饭去哪里吃？", "小李", channel=direct.id)
    assert (await house.answer_to(message)).content == "Where are you going for dinner?"


async def test_without_the_intent_the_log_says_so_once(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.faults.intents_refused = True
    with structlog.testing.capture_logs() as logs:
        house = House(sandbox, tmp_path)
        await house.open()
        await house.say(ENGLISH)
        await house.answer_to(await ask(house, await house.say(ENGLISH)))
        await house.close()
    assert [log["log_level"] for log in logs if "Message Content" in log["event"]] == ["warning"]


async def test_a_message_that_is_hidden_from_us_is_told(house: House, quiet: int) -> None:
    message = await house.say(ENGLISH, channel=quiet)
    message.content = ""  # as Discord hides it over REST too from an application without the intent
    house.client.get_cog("Events")._requests._content = False  # type: ignore[union-attr]
    reply = await house.answer_to(await ask(house, message))
    assert "without the Message Content intent" in reply.content
