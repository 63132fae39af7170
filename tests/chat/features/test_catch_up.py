"""`/catch-up` as readers see it."""

from pathlib import Path

import pytest

from bot.chat.features.catch_up import DEFAULT, MOST, PAGES, PER_MINUTE
from bot.chat.strings import say
from bot.errors import OverloadedError
from bot.nmt.types import BACKGROUND, Hypothesis
from bot.sandbox import threads
from bot.sandbox.interactions import Interaction
from bot.sandbox.model import ChannelType, Message, MessageFlag
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from bot.storage.types.bridges import BridgedChannel
from bot.text.limits import MESSAGE, length
from tests.chat.harness import BotHarness, HeldRequest

CHINESE = "你们晚饭去哪里吃？"
ENGLISH = "Where are you going for dinner?"
HEAD = "**The last {} messages here:**"


@pytest.fixture
def quiet(harness: BotHarness) -> int:
    """A channel in which Qiao is not turned on."""
    return harness.world.named("quiet").id


async def ask(harness: BotHarness, who: str, channel: int, **options: object) -> Interaction:
    return await harness.sandbox.invoke(harness.world.person(who).id, channel, "catch-up", options)


async def caught_up(harness: BotHarness, who: str, channel: int, **options: object) -> list[str]:
    """The lines of an answer in one post, which nobody else sees."""
    used = await ask(harness, who, channel, **options)
    post = await used.response()
    assert post.flags & MessageFlag.EPHEMERAL
    assert used.followups == []
    return post.content.split("\n")


def line(message: Message, text: str) -> str:
    """The line of a message in an answer."""
    world_link = f"https://discord.com/channels/{{}}/{message.channel_id}/{message.id}"
    return f"**{message.author.name}** [↗](<{world_link}>): {text}"


def on(harness: BotHarness, *lines: str) -> list[str]:
    """Lines with links to the server of the tests."""
    guild_id = harness.world.channel(harness.channel).guild_id
    return [text.replace("{}", str(guild_id)) for text in lines]


async def test_the_last_messages_are_shown_in_order_in_the_readers_language(harness: BotHarness, quiet: int) -> None:
    said = [await harness.say(CHINESE, "小李", quiet), await harness.say("Somewhere with dumplings.", "Jake", quiet)]
    harness.model.enqueue(ENGLISH)
    assert await caught_up(harness, "Amy", quiet) == [
        HEAD.format(2),
        *on(harness, line(said[0], ENGLISH), line(said[1], "Somewhere with dumplings.")),
    ]
    assert harness.posts(quiet) == []
    assert [call.segments for call in harness.model.history] == [(CHINESE,)]


async def test_live_messages_take_precedence(harness: BotHarness, quiet: int) -> None:
    await harness.say(CHINESE, "小李", quiet)
    await caught_up(harness, "Amy", quiet)
    assert {(call.tenant, call.room) for call in harness.model.history} == {
        (BACKGROUND, harness.world.person("Amy").id)
    }


async def test_only_as_many_messages_as_asked_for_are_shown(harness: BotHarness, quiet: int) -> None:
    said = [await harness.say(f"The message with number {number}", "Jake", quiet) for number in range(30)]
    lines = await caught_up(harness, "Amy", quiet, count=2)
    assert lines == [HEAD.format(2), *on(harness, *(line(each, each.content) for each in said[-2:]))]
    assert (await caught_up(harness, "Amy", quiet))[0] == HEAD.format(DEFAULT)


async def test_what_a_bilingual_reader_reads_is_shown_as_it_is(harness: BotHarness, quiet: int) -> None:
    await harness.use("Amy", "language set", language="en", second="zh")
    said = [await harness.say(text, "小李", quiet) for text in (CHINESE, ENGLISH)]
    lines = await caught_up(harness, "Amy", quiet)
    assert lines[1:] == on(harness, *(line(each, each.content) for each in said))
    assert harness.model.history == []


@pytest.mark.parametrize("text", ["ok", "OK", "gg", "yyds", "Where are you going for dinner?"])
@pytest.mark.parametrize("writer", ["Amy", "小李"])
async def test_what_the_reader_wrote_is_shown_as_it_is(harness: BotHarness, quiet: int, text: str, writer: str) -> None:
    said = await harness.say(text, writer, quiet)
    assert (await caught_up(harness, writer, quiet))[1:] == on(harness, line(said, text))


async def test_words_that_are_the_same_in_the_readers_language_keep_their_capitals(
    harness: BotHarness, quiet: int
) -> None:
    said = await harness.say("ok", "Jake", quiet)
    assert (await caught_up(harness, "Amy", quiet))[1:] == on(harness, line(said, "ok"))


async def test_bots_translations_and_commands_are_left_out(sandbox: Sandbox, tmp_path: Path) -> None:
    harness = BotHarness(sandbox, tmp_path, prefixes=("!",))
    await harness.open()
    try:
        message = await harness.say(ENGLISH)
        await harness.answer_to(message)
        await harness.say("!play despacito", "Jake")
        lines = await caught_up(harness, "Jake", harness.channel)
        assert lines == [say("en", "catch_up.head", count=1), *on(harness, line(message, ENGLISH))]
    finally:
        await harness.close()


async def test_other_bots_are_left_out_unless_they_are_translated_like_people(sandbox: Sandbox, tmp_path: Path) -> None:
    guild = next(iter(sandbox.world.guilds.values()))
    ignored, named = (sandbox.world.add_user(name, bot=True, guilds=[guild]) for name in ("Dyno", "Kuma"))
    harness = BotHarness(sandbox, tmp_path, bots=frozenset({named.id}))
    await harness.open()
    try:
        quiet = harness.world.named("quiet").id
        await harness.say("The server restarts in five minutes.", ignored.name, quiet)
        message = await harness.say("Someone is at the door.", named.name, quiet)
        lines = await caught_up(harness, "Amy", quiet)
        assert lines[1:] == on(harness, line(message, message.content))
    finally:
        await harness.close()


async def test_people_who_opted_out_are_left_out_and_counted(harness: BotHarness, quiet: int) -> None:
    await harness.use("Jake", "ignore-me on")
    own = await harness.say("And where are you going?", "Jake", quiet)
    message = await harness.say(ENGLISH, "Amy", quiet)
    told = say("en", "catch_up.opted_out", count=1)
    assert (await caught_up(harness, "Amy", quiet))[1:] == [*on(harness, line(message, ENGLISH)), told]
    assert (await caught_up(harness, "Jake", quiet))[1:] == on(harness, line(own, own.content), line(message, ENGLISH))


async def test_files_stickers_and_polls_are_named(harness: BotHarness, quiet: int) -> None:
    poll = {"question": {"text": "Where should we eat?"}, "answers": [{"poll_media": {"text": "at home"}}]}
    await harness.say("", "Jake", quiet, poll=poll)
    lines = await caught_up(harness, "Amy", quiet)
    assert "**Where should we eat?**" in lines[1]
    assert "at home" in lines[1]


async def test_an_unsure_translation_is_marked(harness: BotHarness, quiet: int) -> None:
    await harness.say(CHINESE, "小李", quiet)
    harness.model.enqueue(*[Hypothesis(ENGLISH, -3.0, 8)] * 2)
    assert (await caught_up(harness, "Amy", quiet))[1].endswith(f"{ENGLISH} ≈")


async def test_what_could_not_be_translated_in_time_is_shown_as_it_is(harness: BotHarness, quiet: int) -> None:
    message = await harness.say(CHINESE, "小李", quiet)
    harness.model.enqueue(OverloadedError("full"))
    lines = await caught_up(harness, "Amy", quiet)
    assert lines[1:] == [*on(harness, line(message, CHINESE)), say("en", "catch_up.late", count=1)]


async def test_many_long_messages_fit_into_a_few_posts(harness: BotHarness, quiet: int) -> None:
    for number in range(MOST):
        await harness.say(
            f"{number} is where we went for dinner with **all our friends** last night. " * 6, "Jake", quiet
        )
    used = await ask(harness, "Amy", quiet, count=MOST)
    posts = [await used.response()]
    while not any("49 is where" in post.content for post in posts):
        posts.append(await used.followup(len(posts) - 1))
    assert len(posts) <= PAGES
    assert all(length(post.content) <= MESSAGE for post in posts)
    whole = "\n".join(post.content for post in posts).split("\n")
    assert len(whole) == MOST + 1
    assert all(f": {number} is where" in text for number, text in enumerate(whole[1:]))


async def test_a_message_of_many_lines_becomes_one_line(harness: BotHarness, quiet: int) -> None:
    await harness.say("```py\nprint(1)\n```\nThat is all of my code.", "Jake", quiet)
    assert len(await caught_up(harness, "Amy", quiet)) == 2


async def test_nothing_pings(harness: BotHarness, quiet: int) -> None:
    jake = harness.world.person("Jake")
    await harness.say(f"<@{jake.id}> @everyone, where are you going for dinner?", "Amy", quiet)
    before = len(harness.world.pings)
    lines = await caught_up(harness, "小李", quiet)
    assert f"<@{jake.id}>" in lines[1]
    assert len(harness.world.pings) == before


async def test_an_empty_channel_is_answered_with_a_sentence(harness: BotHarness, quiet: int) -> None:
    assert await caught_up(harness, "Amy", quiet) == [say("en", "catch_up.nothing")]
    assert await caught_up(harness, "小李", quiet) == [say("zh-CN", "catch_up.nothing")]


async def test_a_thread_begins_with_the_message_that_it_is_about(harness: BotHarness, quiet: int) -> None:
    first = await harness.say(CHINESE, "小李", quiet)
    thread = harness.start_thread(first, "小李")
    second = await harness.say("Somewhere with dumplings.", "Jake", thread.id)
    harness.model.enqueue(ENGLISH)
    lines = await caught_up(harness, "Amy", thread.id)
    assert [text.rpartition(": ")[2] for text in lines[1:]] == [ENGLISH, second.content]


async def test_a_private_thread_is_read(harness: BotHarness, quiet: int) -> None:
    world = harness.world
    thread = threads.start(world, world.channel(quiet), world.person("Amy"), {"name": "between us"})
    for member in (world.bot, world.person("Amy")):
        threads.join(world, thread, member.id)
    message = await harness.say(ENGLISH, "Amy", thread.id)
    assert (await caught_up(harness, "Amy", thread.id))[1:] == on(harness, line(message, ENGLISH))


@pytest.mark.parametrize("reader", [True, False])
async def test_a_missing_permission_is_named(harness: BotHarness, quiet: int, *, reader: bool) -> None:
    world = harness.world
    await harness.say(ENGLISH, "Jake", quiet)
    world.overwrite(
        world.channel(quiet), world.person("Amy") if reader else world.bot, deny=Permission.READ_MESSAGE_HISTORY
    )
    who = "You're" if reader else "I'm"
    assert await caught_up(harness, "Amy", quiet) == [f"{who} missing permissions for that: Read Message History."]


@pytest.mark.parametrize("status", [403, 404])
async def test_a_channel_that_discord_refuses_is_explained(harness: BotHarness, quiet: int, status: int) -> None:
    harness.sandbox.faults.add(rf"/channels/{quiet}/messages$", method="GET", status=status)
    assert await caught_up(harness, "Amy", quiet) == [say("en", "catch_up.refused")]


async def test_a_bot_that_only_the_reader_has_installed_cannot_read(harness: BotHarness) -> None:
    others = harness.world.dm(harness.world.person("Amy"), harness.world.person("小李"))
    assert await caught_up(harness, "Amy", others.id) == [say("en", "catch_up.absent")]


async def test_direct_messages_with_the_bot_are_read(harness: BotHarness) -> None:
    direct = harness.world.dm(harness.world.person("Amy"), harness.world.bot)
    message = await harness.say(ENGLISH, channel=direct.id)
    await harness.answer_to(message)
    assert (await caught_up(harness, "Amy", direct.id))[1:] == [line(message, ENGLISH).replace("{}", "@me")]


async def test_the_copies_of_a_bridge_are_part_of_the_conversation(harness: BotHarness, quiet: int) -> None:
    guild_id = harness.world.channel(quiet).guild_id or 0
    there = harness.world.channel(harness.channel)
    await harness.stores.bridges.add(
        [BridgedChannel(quiet, guild_id, quiet, "en"), BridgedChannel(there.id, guild_id, quiet, "zh")]
    )
    harness.model.enqueue(ENGLISH)
    await harness.say(CHINESE, "小李", there.id)
    await harness.sandbox.until(lambda: harness.world.channel(quiet).messages)
    await harness.say("Somewhere with dumplings.", "Jake", quiet)
    lines = await caught_up(harness, "Amy", quiet)
    assert [text.partition(" [")[0] for text in lines[1:]] == ["**小李**", "**Jake**"]
    assert lines[1].endswith(ENGLISH)


async def test_someone_who_catches_up_all_the_time_is_told_to_wait(harness: BotHarness, quiet: int) -> None:
    for _ in range(PER_MINUTE):
        await caught_up(harness, "Amy", quiet)
    assert await caught_up(harness, "Amy", quiet) == [say("en", "catch_up.often")]
    assert await caught_up(harness, "Jake", quiet) == [say("en", "catch_up.nothing")]


async def test_without_the_intent_the_reader_is_told(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.faults.intents_refused = True
    harness = BotHarness(sandbox, tmp_path)
    await harness.open()
    try:
        quiet = harness.world.named("quiet").id
        assert await caught_up(harness, "Amy", quiet) == [say("en", "catch_up.no_intent")]
    finally:
        await harness.close()


async def test_the_answer_is_deferred_before_the_channel_is_read(harness: BotHarness, quiet: int) -> None:
    held = HeldRequest(rf"/channels/{quiet}/messages$")
    held.method = "GET"
    harness.sandbox.faults.rest.append(held)
    used = await ask(harness, "Amy", quiet)
    await held.arrived.wait()
    assert used.original
    assert used.original.flags & MessageFlag.LOADING
    held.released.set()
    assert (await used.response()).content == say("en", "catch_up.nothing")


async def test_a_webhook_that_moderators_chose_is_shown_like_people(harness: BotHarness, quiet: int) -> None:
    guild_id = harness.world.channel(quiet).guild_id or 0
    bot = harness.world.add_user("Kuma", bot=True, guilds=[harness.world.guilds[guild_id]])
    message = await harness.say("Someone is at the door.", bot.name, quiet)
    assert await caught_up(harness, "Amy", quiet) == [say("en", "catch_up.nothing")]
    await harness.stores.bots.add(guild_id, quiet, bot.id)
    assert (await caught_up(harness, "Amy", quiet))[1:] == on(harness, line(message, message.content))


async def test_the_chat_of_a_voice_channel_is_shown(harness: BotHarness) -> None:
    guild = harness.world.guilds[harness.world.channel(harness.channel).guild_id or 0]
    voice = harness.world.add_channel(guild, "Lounge", kind=ChannelType.VOICE)
    message = await harness.say(CHINESE, "小李", voice.id)
    harness.model.enqueue(ENGLISH)
    assert (await caught_up(harness, "Amy", voice.id))[1:] == on(harness, line(message, ENGLISH))
    harness.world.withheld[voice.id] = Permission.CONNECT
    [answer] = await caught_up(harness, "Amy", voice.id)
    assert say("en", "permission.connect") in answer
