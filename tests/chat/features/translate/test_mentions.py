"""Requests with mentions, with and without the message-content intent."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from bot.chat.features.translate.requests import REQUESTS_PER_MINUTE
from bot.chat.strings import say
from bot.errors import EngineError, OverloadedError
from bot.sandbox import messages
from bot.sandbox.model import Message, MessageFlag
from bot.sandbox.server import Sandbox
from bot.storage.types.preferences import MemberPreferences
from tests.chat.harness import BotHarness

ENGLISH = "The software inside is dear"
CHINESE = "里面的软件"


@pytest.fixture(params=["with the intent", "without it"])
async def harness(sandbox: Sandbox, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[BotHarness]:
    sandbox.faults.intents_refused = request.param == "without it"
    harness = BotHarness(sandbox, tmp_path)
    await harness.open()
    yield harness
    await harness.close()


@pytest.fixture
def quiet(harness: BotHarness) -> int:
    return harness.world.named("quiet").id


async def ask(harness: BotHarness, about: Message, text: str = "", who: str = "Jake") -> Message:
    return await harness.say(f"<@{harness.world.bot.id}> {text}", who, about.channel_id, reply_to=about.id)


async def test_the_message_replied_to_is_translated_below_the_request(harness: BotHarness, quiet: int) -> None:
    message = await harness.say("你们晚饭去哪里吃？", "小李", channel=quiet)
    harness.model.enqueue("Where are you going for dinner?")
    reply = await harness.answer_to(await ask(harness, message))
    assert reply.content == "Where are you going for dinner?"
    assert reply.flags & MessageFlag.SUPPRESS_NOTIFICATIONS
    assert not reply.pinged


async def test_the_request_itself_is_not_translated(harness: BotHarness) -> None:
    message = await harness.say("gg")
    request = await ask(harness, message, "could you translate this for me please?")
    await harness.answer_to(request)
    assert len(harness.posts()) == 1


async def test_the_answer_is_in_the_chosen_language(harness: BotHarness, quiet: int) -> None:
    await harness.stores.members.set(MemberPreferences(harness.world.person("Jake").id, "zh-HK"))
    message = await harness.say(ENGLISH, channel=quiet)
    harness.model.enqueue(CHINESE)
    assert (await harness.answer_to(await ask(harness, message))).content == "裏面的軟件"


async def test_text_in_the_chosen_language_is_translated_into_the_other(harness: BotHarness, quiet: int) -> None:
    await harness.stores.members.set(MemberPreferences(harness.world.person("Jake").id, "en"))
    message = await harness.say(ENGLISH, channel=quiet)
    harness.model.enqueue(CHINESE)
    assert (await harness.answer_to(await ask(harness, message))).content == CHINESE


async def test_a_deleted_message_is_reported(harness: BotHarness, quiet: int) -> None:
    message = await harness.say(ENGLISH, channel=quiet)
    listeners, harness.world.listeners = harness.world.listeners, []
    request = await ask(harness, message)
    harness.world.listeners = listeners
    await harness.sandbox.delete(quiet, message.id)
    messages.announce(harness.world, "MESSAGE_CREATE", request)
    reply = await harness.answer_to(request)
    assert reply.content == "That message is gone, or I can't see it.\n那条消息已被删除，或者我看不到它。"


async def test_a_message_that_cannot_be_fetched_is_reported_in_the_chosen_language(
    harness: BotHarness, quiet: int
) -> None:
    await harness.stores.members.set(MemberPreferences(harness.world.person("Jake").id, "zh"))
    message = await harness.say("", channel=quiet, poll={"question": {"text": "?"}, "answers": [{"poll_media": {}}]})
    message.extra = {}
    harness.sandbox.faults.add(rf"/channels/{quiet}/messages/{message.id}", method="GET", status=404)
    reply = await harness.answer_to(await ask(harness, message))
    assert reply.content == "那条消息已被删除，或者我看不到它。"


async def test_an_outage_is_not_taken_for_a_deleted_message(harness: BotHarness, quiet: int) -> None:
    message = await harness.say("", channel=quiet, poll={"question": {"text": "?"}, "answers": [{"poll_media": {}}]})
    message.extra = {}
    harness.sandbox.faults.add(rf"/channels/{quiet}/messages/{message.id}", method="GET", status=503)
    reply = await harness.answer_to(await ask(harness, message))
    assert say("en", "error.discord") in reply.content


async def test_a_repeated_event_is_answered_once(harness: BotHarness, quiet: int) -> None:
    request = await ask(harness, await harness.say(ENGLISH, channel=quiet))
    messages.announce(harness.world, "MESSAGE_CREATE", request)
    await harness.answer_to(request)
    await harness.answer_to(await ask(harness, await harness.say(ENGLISH, channel=quiet)))
    assert len(harness.posts(quiet)) == 2


async def test_a_message_without_words_is_reported_in_both_languages(harness: BotHarness, quiet: int) -> None:
    message = await harness.say("🔥🔥🔥", channel=quiet)
    reply = await harness.answer_to(await ask(harness, message))
    assert reply.content == "There are no words to translate.\n没有可以翻译的词语。"


@pytest.mark.parametrize(
    ("error", "told"),
    [(OverloadedError("full"), "I'm overloaded"), (EngineError("broken"), "Something went wrong on my end")],
)
async def test_failures_are_reported(
    harness: BotHarness, quiet: int, error: OverloadedError | EngineError, told: str
) -> None:
    message = await harness.say(ENGLISH, channel=quiet)
    harness.model.enqueue(error)
    assert (await harness.answer_to(await ask(harness, message))).content.startswith(told)


async def test_the_ping_of_a_reply_is_not_a_request(harness: BotHarness, quiet: int) -> None:
    first = await harness.answer_to(await ask(harness, await harness.say(ENGLISH, channel=quiet)))
    await harness.say("Thanks a lot for that, dear bot.", "Jake", quiet, reply_to=first.id)
    await harness.answer_to(await ask(harness, await harness.say(ENGLISH, channel=quiet)))
    assert len(harness.posts(quiet)) == 2


async def test_a_message_with_a_mention_is_translated_in_disabled_channels(harness: BotHarness, quiet: int) -> None:
    message = await harness.say(f"<@{harness.world.bot.id}> how are you doing today, my friend?", channel=quiet)
    assert str(harness.world.bot.id) in (await harness.answer_to(message)).content
    assert len(harness.posts(quiet)) == 1


async def test_mentions_add_nothing_to_automatic_translations(harness: BotHarness) -> None:
    message = await harness.say(f"<@{harness.world.bot.id}> how are you doing today, my friend?")
    await harness.answer_to(message)
    await harness.settled(1)
    assert len(harness.posts()) == 1


async def test_a_mention_without_text_is_ignored(harness: BotHarness, quiet: int) -> None:
    await harness.say(f"<@{harness.world.bot.id}>", channel=quiet)
    await harness.answer_to(await ask(harness, await harness.say(ENGLISH, channel=quiet)))
    assert len(harness.posts(quiet)) == 1


async def test_requests_are_limited_per_person(harness: BotHarness, quiet: int) -> None:
    message = await harness.say(ENGLISH, channel=quiet)
    requests = [await ask(harness, message) for _ in range(REQUESTS_PER_MINUTE + 3)]
    last = await ask(harness, message, who="小李")
    await harness.answer_to(last)
    await harness.sandbox.until(lambda: len(harness.posts(quiet)) == REQUESTS_PER_MINUTE + 1)
    assert all(harness.reply(request) is None for request in requests[REQUESTS_PER_MINUTE:])


async def test_an_answer_that_an_edit_removed_returns_below_the_request(sandbox: Sandbox, tmp_path: Path) -> None:
    harness = BotHarness(sandbox, tmp_path)
    await harness.open()
    message = await harness.say(ENGLISH, channel=harness.world.named("quiet").id)
    request = await ask(harness, message)
    await harness.answer_to(request)
    await harness.sandbox.edit(message.channel_id, message.id, "🔥🔥🔥")
    await harness.sandbox.until(lambda: not harness.posts(message.channel_id))
    harness.model.enqueue(CHINESE)
    await harness.sandbox.edit(message.channel_id, message.id, ENGLISH)
    assert (await harness.answer_to(request)).content == CHINESE
    await harness.close()


async def test_direct_messages_are_translated(harness: BotHarness) -> None:
    direct = harness.world.dm(harness.world.person("小李"), harness.world.bot)
    harness.model.enqueue("Where are you going for dinner?")
    message = await harness.say("你们晚饭去哪里吃？", "小李", channel=direct.id)
    assert (await harness.answer_to(message)).content == "Where are you going for dinner?"


async def test_a_missing_intent_is_logged_once(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.faults.intents_refused = True
    with structlog.testing.capture_logs() as logs:
        harness = BotHarness(sandbox, tmp_path)
        await harness.open()
        await harness.say(ENGLISH)
        await harness.answer_to(await ask(harness, await harness.say(ENGLISH)))
        await harness.close()
    assert [log["log_level"] for log in logs if "Message Content" in log["event"]] == ["warning"]


async def test_a_message_hidden_from_the_bot_is_reported(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.faults.intents_refused = True
    harness = BotHarness(sandbox, tmp_path)
    await harness.open()
    message = await harness.say(ENGLISH, channel=harness.world.named("quiet").id)
    message.content = ""  # as Discord's REST API shows it to an application without the intent
    reply = await harness.answer_to(await ask(harness, message))
    await harness.close()
    assert "without the Message Content intent" in reply.content


async def test_a_reply_to_a_message_that_has_a_translation_is_answered(harness: BotHarness) -> None:
    message = await harness.say("How are you doing today, my friend?")
    if harness.client.content:
        await harness.answer_to(message)
    await harness.answer_to(await ask(harness, message))


async def test_a_mention_of_our_role_is_a_request(sandbox: Sandbox, tmp_path: Path) -> None:
    harness = BotHarness(sandbox, tmp_path)
    await harness.open()
    message = await harness.say(ENGLISH, channel=harness.world.named("quiet").id)
    guild = harness.world.guilds[harness.world.channel(message.channel_id).guild_id or 0]
    [role] = guild.members[harness.world.bot.id].roles
    request = await harness.say(f"<@&{role}>", "Jake", message.channel_id, reply_to=message.id)
    await harness.answer_to(request)
    other = guild.roles[next(iter(guild.members[harness.world.person("王芳").id].roles))]
    await harness.say(f"<@&{other.id}>", "Jake", message.channel_id, reply_to=message.id)
    await harness.answer_to(await ask(harness, message))
    assert len(harness.posts(message.channel_id)) == 2
    await harness.close()
