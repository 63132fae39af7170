"""`/preview` as writers see it, next to what readers see once the message is sent."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.chat.strings import say
from bot.errors import OverloadedError
from bot.nmt.types import Hypothesis
from bot.sandbox.model import MessageFlag
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from bot.storage.types.bridges import BridgedChannel
from bot.storage.types.preferences import ChannelPreferences, Mode
from bot.storage.types.terms import GlossaryTerm
from bot.text.limits import MESSAGE, length
from bot.translation.service import Translator
from tests.chat.harness import PATIENCE, BotHarness

ENGLISH = "Where are you going for dinner?"
CHINESE = "你们晚饭去哪里吃？"
PRIVATE = "-# Only you see this. Nothing was posted."
BACK = "**Translated back, it says:**"


async def preview(harness: BotHarness, text: str, who: str = "Amy", channel: int | None = None) -> list[str]:
    """The lines of a preview in one post, which nobody else sees."""
    there = channel or harness.channel
    used = await harness.sandbox.invoke(harness.world.person(who).id, there, "preview", {"text": text})
    post = await used.response()
    assert post.flags & MessageFlag.EPHEMERAL
    assert harness.posts(there) == []
    return post.content.split("\n")


async def choose(harness: BotHarness, **preferences: Any) -> None:
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    await harness.stores.channels.set(ChannelPreferences(harness.channel, guild_id, enabled=True, **preferences))


async def test_the_writer_sees_what_readers_will_see_and_what_it_says_when_translated_back(harness: BotHarness) -> None:
    harness.model.enqueue(CHINESE, "Where will you go to eat tonight?")
    reply = f"**Readers in <#{harness.channel}> will see this reply:**"
    assert await preview(harness, ENGLISH) == [reply, CHINESE, BACK, "Where will you go to eat tonight?", PRIVATE]
    assert harness.ledger.outcomes.total() == 0
    harness.model.enqueue(CHINESE)
    assert (await harness.answer_to(await harness.say(ENGLISH))).content == CHINESE


async def test_mentions_emoji_and_markdown_are_as_in_the_post(harness: BotHarness) -> None:
    text = f"**Come over** <@{harness.world.person('Jake').id}> <:party:123456789012345678> tonight, my dear friends"
    lines = await preview(harness, text)
    posted = await harness.answer_to(await harness.say(text))
    assert "\n".join(lines).split(f"\n{BACK}")[0].partition("\n")[2] == posted.content


async def test_the_glossary_and_approved_suggestions_apply(harness: BotHarness) -> None:
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    await harness.stores.glossary.add(
        GlossaryTerm(guild_id, "en", ENGLISH, "晚上去哪儿吃呀？", exact=True, author_id=1, created_at=1)
    )
    assert (await preview(harness, ENGLISH))[1] == "晚上去哪儿吃呀？"


@pytest.mark.parametrize(
    ("mode", "heading"),
    [(Mode.WEBHOOK, "will see this under your name:**"), (Mode.THREAD, "**Readers of the translations thread in")],
)
async def test_the_mode_of_the_channel_is_told(harness: BotHarness, mode: Mode, heading: str) -> None:
    await choose(harness, mode=mode)
    assert heading in (await preview(harness, ENGLISH))[0]


async def test_footnotes_are_shown_and_still_count_as_new(harness: BotHarness) -> None:
    await choose(harness, footnotes=True)
    text = "这个真的绝绝子，太好看了"
    lines = await preview(harness, text, "小李")
    [note] = [line for line in lines if line.startswith("-# **绝绝子**")]
    assert note in (await harness.answer_to(await harness.say(text, "小李"))).content


async def test_the_mark_of_an_unsure_translation_is_shown(harness: BotHarness) -> None:
    harness.model.enqueue(Hypothesis(CHINESE, -3.0, 8), Hypothesis(CHINESE, -3.0, 8))
    assert say("zh", "unsure.note", sign="≈") in await preview(harness, ENGLISH)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("オラ、元気ですか、みなさん", "skip.other_language"),
        ("<@123456789012345678> https://example.com", "skip.no_words"),
        ("Good morning everyone! 大家早上好！", "skip.both_languages"),
    ],
)
async def test_what_is_not_translated_is_told_with_the_reason(harness: BotHarness, text: str, reason: str) -> None:
    told = f"**Readers will see no translation.** {say('en', reason)}"
    assert await preview(harness, text) == [told, PRIVATE]


async def test_a_channel_that_is_off_translates_on_request_only(harness: BotHarness) -> None:
    harness.model.enqueue(CHINESE)
    lines = await preview(harness, ENGLISH, channel=harness.world.named("quiet").id)
    assert lines[:3] == [say("en", "preview.off"), say("en", "preview.answer"), CHINESE]


async def test_a_writer_who_opted_out_sees_no_translation(harness: BotHarness) -> None:
    await harness.use("Amy", "ignore-me on")
    assert await preview(harness, ENGLISH) == [say("en", "preview.ignored")]
    assert harness.model.history == []


async def test_a_missing_permission_is_named(harness: BotHarness) -> None:
    harness.world.withheld[harness.channel] = Permission.SEND_MESSAGES
    assert (await preview(harness, ENGLISH))[0] == say("en", "preview.missing", permissions="Send Messages")


async def test_in_a_thread_the_permission_for_threads_counts(harness: BotHarness) -> None:
    thread = harness.start_thread(await harness.say("gg"))
    harness.world.withheld[harness.channel] = Permission.SEND_MESSAGES
    assert "will see this reply" in (await preview(harness, ENGLISH, channel=thread.id))[0]
    harness.world.withheld[harness.channel] = Permission.SEND_MESSAGES_IN_THREADS
    assert "Send Messages in Threads" in (await preview(harness, ENGLISH, channel=thread.id))[0]


async def test_the_copies_of_a_bridge_are_shown(harness: BotHarness) -> None:
    here, there = harness.world.channel(harness.channel), harness.world.named("quiet")
    rows = [
        BridgedChannel(here.id, here.guild_id or 0, here.id, "en"),
        BridgedChannel(there.id, here.guild_id or 0, here.id, "zh"),
    ]
    await harness.stores.bridges.add(rows)
    harness.model.enqueue(CHINESE)
    lines = await preview(harness, ENGLISH)
    assert lines[:3] == [
        f"**Readers will see no translation.** {say('en', 'preview.same_language')}",
        f"**Readers in <#{there.id}> will see:**",
        CHINESE,
    ]


async def test_a_copy_that_needs_no_translation_is_shown_as_it_is(harness: BotHarness) -> None:
    here, there = harness.world.channel(harness.channel), harness.world.named("quiet")
    rows = [
        BridgedChannel(here.id, here.guild_id or 0, here.id, "zh"),
        BridgedChannel(there.id, here.guild_id or 0, here.id, "en"),
    ]
    await harness.stores.bridges.add(rows)
    lines = await preview(harness, ENGLISH)
    assert f"**Readers in <#{there.id}> will see:**\n{ENGLISH}" in "\n".join(lines)
    assert lines.count(BACK) == 1


async def test_direct_messages_to_the_bot_are_previewed(harness: BotHarness) -> None:
    direct = harness.world.dm(harness.world.person("Amy"), harness.world.bot)
    harness.model.enqueue(CHINESE)
    lines = await preview(harness, ENGLISH, channel=direct.id)
    assert lines[:2] == [say("en", "preview.direct"), CHINESE]


async def test_someone_who_installed_the_bot_for_themselves_is_told_that_it_is_not_here(harness: BotHarness) -> None:
    others = harness.world.dm(harness.world.person("Amy"), harness.world.person("小李"))
    harness.model.enqueue(CHINESE)
    lines = await preview(harness, ENGLISH, channel=others.id)
    assert lines[:3] == [say("en", "preview.absent"), say("en", "preview.answer"), CHINESE]


async def test_a_server_that_the_bot_is_not_on_is_told_the_same(harness: BotHarness) -> None:
    guild = harness.world.guilds[harness.world.channel(harness.channel).guild_id or 0]
    removed = harness.client.wait_for("guild_remove", timeout=PATIENCE)
    await harness.sandbox.leave(guild, harness.world.bot)
    await removed
    assert (await preview(harness, ENGLISH))[0] == say("en", "preview.absent")


async def test_an_overloaded_bot_says_so(harness: BotHarness) -> None:
    harness.model.enqueue(OverloadedError("full"))
    assert await preview(harness, ENGLISH) == [say("en", "error.busy"), PRIVATE]


async def test_a_long_message_fits_into_several_posts(harness: BotHarness) -> None:
    text = " ".join(["Where are you going for dinner tonight, my friends?"] * 38)[:MESSAGE]
    used = await harness.sandbox.invoke(harness.world.person("Amy").id, harness.channel, "preview", {"text": text})
    posts = [await used.response()]
    while PRIVATE not in posts[-1].content:
        posts.append(await used.followup(len(posts) - 1))
    assert all(length(post.content) <= MESSAGE for post in posts)


async def test_the_option_has_the_length_of_a_message(harness: BotHarness) -> None:
    [command] = [each for each in harness.world.commands[0].values() if each["name"] == "preview"]
    assert command["options"][0]["max_length"] == MESSAGE
    assert command["name_localizations"]["zh-CN"] == "预览"


@pytest.fixture
async def strict(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[BotHarness]:
    """A bot that knows very unsure translations, and prefixes of other bots."""
    harness = BotHarness(sandbox, tmp_path, prefixes=("!",))
    await harness.open(translator=Translator(harness.model, unsure_below=0.25, very_unsure_below=0.05))
    yield harness
    await harness.close()


async def test_a_translation_that_is_held_back_is_shown_as_such(strict: BotHarness) -> None:
    await choose(strict, hold_unsure=True)
    strict.model.enqueue(*[Hypothesis(CHINESE, -4.0, 8)] * 2)
    lines = await preview(strict, ENGLISH)
    assert lines[1] == CHINESE
    assert say("en", "preview.held") in lines


async def test_a_command_for_another_bot_is_left_alone(strict: BotHarness) -> None:
    assert (await preview(strict, "!play despacito"))[0] == say("en", "preview.command")


@pytest.mark.parametrize(("text", "reason"), [("!play despacito", "preview.command"), ("!p", "preview.command")])
async def test_a_command_that_cannot_be_translated_has_one_explanation(
    strict: BotHarness, text: str, reason: str
) -> None:
    assert await preview(strict, text) == [say("en", reason), say("en", "preview.private")]


@pytest.mark.parametrize("text", ["🔥🔥🔥", "https://example.com"])
async def test_where_translation_is_off_a_message_without_words_has_one_explanation(
    harness: BotHarness, text: str
) -> None:
    reason = say("en", "preview.nothing", reason=say("en", "skip.no_words"))
    quiet = harness.world.named("quiet").id
    assert await preview(harness, text, channel=quiet) == [reason, say("en", "preview.private")]


async def test_without_the_intent_only_requests_are_translated(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.faults.intents_refused = True
    harness = BotHarness(sandbox, tmp_path)
    await harness.open()
    try:
        assert (await preview(harness, ENGLISH))[0] == say("en", "preview.no_intent")
    finally:
        await harness.close()
