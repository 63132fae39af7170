"""Names of recent speakers, from Discord's events to the model's input."""

import pytest

from bot.chat.incoming import read
from bot.chat.relay.speakers import SPEAKERS, Speakers
from bot.nmt.types import Hypothesis
from bot.sandbox.model import User
from bot.storage.types.bridges import BridgedChannel
from bot.storage.types.preferences import MemberPreferences
from tests.chat.harness import BotHarness, response_text

HELLO = "Good morning to all of you!"


def join(harness: BotHarness, name: str) -> User:
    guild = harness.world.guilds[harness.world.channel(harness.channel).guild_id or 0]
    return harness.world.add_user(name, guilds=[guild])


async def speaks(harness: BotHarness, name: str, channel: int | None = None) -> User:
    """Add a user and post a message as them that is translated."""
    person = join(harness, name)
    message = await harness.sandbox.say(channel or harness.channel, person.id, HELLO)
    if channel is None:
        await harness.answer_to(message)
    return person


async def test_the_name_of_a_speaker_is_not_translated(harness: BotHarness) -> None:
    await speaks(harness, "🌸Qingqing🌸")
    harness.model.enqueue("我在车站遇见了⟦0⟧")
    reply = await harness.answer_to(await harness.say("I met Qingqing at the station"))
    assert reply.content == "我在车站遇见了Qingqing"
    assert harness.model.asked[-1] == "I met ⟦0⟧ at the station"


async def test_chinese_names_are_kept_in_both_scripts(harness: BotHarness) -> None:
    await speaks(harness, "墨染 | 上海")
    harness.model.enqueue("⟦0⟧ is not here today")
    reply = await harness.answer_to(await harness.say("墨染今天没有来", "小李"))
    assert reply.content == "墨染 is not here today"
    await speaks(harness, "张伟")
    harness.model.enqueue("Where is ⟦0⟧ going for dinner?")
    reply = await harness.answer_to(await harness.say("張偉晚飯去哪裡吃？", "阿明"))
    assert reply.content == "Where is 張偉 going for dinner?"


async def test_a_word_that_is_also_a_name_is_translated(harness: BotHarness) -> None:
    for name in ("明天", "Summer", "Will", "shadow"):
        await speaks(harness, name)
    for text in ("明天你们想一起去吃面条吗？", "Summer is here at last, my friends", "Will you come with your shadow?"):
        await harness.answer_to(await harness.say(text))
        assert text in harness.model.asked
    await harness.answer_to(await harness.say("I met Summer at the station"))
    assert harness.model.asked[-1] == "I met ⟦0⟧ at the station"


async def test_names_of_mentioned_people_are_known_immediately(harness: BotHarness) -> None:
    person = join(harness, "Qingqing")
    await harness.answer_to(await harness.say(f"<@{person.id}> hello, I told them that Qingqing is the best"))
    assert harness.model.asked[-1] == "⟦0⟧ hello, I told them that ⟦1⟧ is the best"


async def test_nicknames_and_global_names_are_known(harness: BotHarness) -> None:
    person = join(harness, "Qingqing")
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    harness.world.guilds[guild_id].members[person.id].nick = "Lanlan"
    await harness.answer_to(await harness.sandbox.say(harness.channel, person.id, HELLO))
    await harness.answer_to(await harness.say("I think Lanlan and Qingqing are the same person"))
    assert harness.model.asked[-1] == "I think ⟦0⟧ and ⟦1⟧ are the same person"


async def test_a_new_name_replaces_the_old_one(harness: BotHarness) -> None:
    person = await speaks(harness, "zorbo")
    person.name = "mirzo"
    await harness.answer_to(await harness.sandbox.say(harness.channel, person.id, HELLO))
    await harness.answer_to(await harness.say("I think mirzo is not zorbo any more"))
    assert harness.model.asked[-1] == "I think ⟦0⟧ is not zorbo any more"


async def test_other_channels_do_not_know_them(harness: BotHarness) -> None:
    await speaks(harness, "zorbo")
    quiet = harness.world.named("quiet").id
    message = await harness.say("I met zorbo at the station", channel=quiet)
    harness.react(message, "🌐")
    await harness.answer_to(message)
    assert harness.model.asked[-1] == "I met zorbo at the station"


async def test_requests_keep_names(harness: BotHarness) -> None:
    quiet = harness.world.named("quiet").id
    first = await harness.sandbox.say(quiet, join(harness, "Qingqing").id, HELLO)
    harness.react(first, "🌐")
    await harness.answer_to(first)
    message = await harness.say("I met Qingqing at the station", channel=quiet)
    harness.react(message, "🌐")
    await harness.answer_to(message)
    amy = harness.world.person("小李").id
    await response_text(await harness.sandbox.invoke_message(amy, quiet, message.id, "Translate"))
    assert harness.model.asked[-2:] == ["I met ⟦0⟧ at the station"] * 2


async def test_bridges_keep_names(harness: BotHarness) -> None:
    guild = harness.world.guilds[harness.world.channel(harness.channel).guild_id or 0]
    english, chinese = harness.world.add_channel(guild, "english"), harness.world.add_channel(guild, "中文")
    await harness.stores.bridges.add(
        [BridgedChannel(english.id, guild.id, 1, "en"), BridgedChannel(chinese.id, guild.id, 1, "zh")]
    )
    await speaks(harness, "Qingqing", english.id)
    await harness.sandbox.until(lambda: len(harness.posts(chinese.id)) == 1)
    harness.model.enqueue("我在车站遇见了⟦0⟧")
    await harness.say("I met Qingqing at the station", channel=english.id)
    await harness.sandbox.until(lambda: len(harness.posts(chinese.id)) == 2)
    assert harness.posts(chinese.id)[-1].content == "我在车站遇见了Qingqing"


async def test_the_glossary_and_slang_still_apply(harness: BotHarness) -> None:
    await speaks(harness, "Qingqing")
    await harness.use("王芳", "glossary add", source="raid", target="团本")
    harness.model.enqueue(Hypothesis("⟦0⟧今天想打⟦1⟧", -0.5, 6))
    reply = await harness.answer_to(await harness.say("I hear Qingqing wants to join the raid today"))
    assert reply.content == "Qingqing今天想打团本"


@pytest.mark.parametrize("command", ["ignore-me on", "forget"])
async def test_people_who_opt_out_are_forgotten(harness: BotHarness, command: str) -> None:
    await harness.sandbox.say(harness.channel, join(harness, "Qingqing").id, HELLO)
    await harness.settled(1)
    speakers = harness.client.speakers
    text = "I met Qingqing at the station"
    assert speakers.names(harness.channel, text) == {"Qingqing"}
    if command == "forget":
        person_id = harness.world.person("Qingqing").id
        asked = await (await harness.sandbox.invoke(person_id, harness.channel, "forget-me")).response()
        await harness.sandbox.press(person_id, asked, "forget:yes")
        await harness.sandbox.until(lambda: "no longer store" in asked.content)
    else:
        await harness.use("Qingqing", command)
    assert speakers.names(harness.channel, text) == frozenset()


async def test_people_who_opted_out_are_not_recorded(harness: BotHarness) -> None:
    person = join(harness, "zorbo")
    await harness.stores.members.set(MemberPreferences(person.id, ignored=True))
    await harness.sandbox.say(harness.channel, person.id, HELLO)
    await harness.answer_to(await harness.say(f"<@{person.id}> I met zorbo at the station"))
    assert harness.model.asked[-1] == "⟦0⟧ I met zorbo at the station"


async def test_only_the_latest_speakers_are_known(harness: BotHarness) -> None:
    speakers = Speakers(harness.stores.members)
    first = await speaks(harness, "Qingqing")
    channel = harness.client.get_partial_messageable(harness.channel)
    posts = {post.author.id: post.id for post in harness.world.channel(harness.channel).messages.values()}
    await speakers.record(read(await channel.fetch_message(posts[first.id])))
    assert speakers.names(harness.channel, "ask Qingqing") == {"Qingqing"}
    crowd = [join(harness, f"Lanlan{letter}") for letter in map(chr, range(ord("a"), ord("a") + SPEAKERS - 24))]
    crowd += [join(harness, f"Meimei{letter}") for letter in map(chr, range(ord("a"), ord("a") + 24))]
    for person in crowd:
        message = await harness.sandbox.say(harness.channel, person.id, "🔥")
        await speakers.record(read(await channel.fetch_message(message.id)))
    assert speakers.names(harness.channel, "ask Qingqing, Lanlana and Meimeix") == {"Lanlana", "Meimeix"}
