"""The names of recent speakers, from what Discord tells to what the model sees."""

import pytest

from bot.chat.incoming import read
from bot.chat.relay.speakers import SPEAKERS, Speakers
from bot.nmt.types import Hypothesis
from bot.sandbox.model import User
from bot.storage.types import BridgedChannel, MemberPreferences
from tests.chat.house import House, said
from tests.chat.test_asking import react

HELLO = "Good morning to all of you!"


def join(house: House, name: str) -> User:
    guild = house.world.guilds[house.world.channel(house.channel).guild_id or 0]
    return house.world.add_user(name, guilds=[guild])


async def speaks(house: House, name: str, channel: int | None = None) -> User:
    """Somebody new says something that is translated."""
    person = join(house, name)
    message = await house.sandbox.say(channel or house.channel, person.id, HELLO)
    if channel is None:
        await house.answer_to(message)
    return person


async def test_a_speakers_name_stays_what_it_is(house: House) -> None:
    await speaks(house, "🌸Qingqing🌸")
    house.model.enqueue("我在车站遇见了⟦0⟧")
    reply = await house.answer_to(await house.say("I met Qingqing at the station"))
    assert reply.content == "我在车站遇见了Qingqing"
    assert house.model.asked[-1] == "I met ⟦0⟧ at the station"


async def test_so_does_a_chinese_one_in_either_script(house: House) -> None:
    await speaks(house, "墨染 | 上海")
    house.model.enqueue("⟦0⟧ is not here today")
    reply = await house.answer_to(await house.say("墨染今天没有来", "小李"))
    assert reply.content == "墨染 is not here today"
    await speaks(house, "张伟")
    house.model.enqueue("Where is ⟦0⟧ going for dinner?")
    reply = await house.answer_to(await house.say("張偉晚飯去哪裡吃？", "阿明"))
    assert reply.content == "Where is 張偉 going for dinner?"


async def test_a_word_is_translated_though_somebody_is_called_so(house: House) -> None:
    for name in ("明天", "Summer", "Will", "shadow"):
        await speaks(house, name)
    for text in ("明天你们想一起去吃面条吗？", "Summer is here at last, my friends", "Will you come with your shadow?"):
        await house.answer_to(await house.say(text))
        assert text in house.model.asked
    await house.answer_to(await house.say("I met Summer at the station"))
    assert house.model.asked[-1] == "I met ⟦0⟧ at the station"


async def test_who_is_mentioned_is_known_at_once(house: House) -> None:
    person = join(house, "Qingqing")
    await house.answer_to(await house.say(f"<@{person.id}> hello, I told them that Qingqing is the best"))
    assert house.model.asked[-1] == "⟦0⟧ hello, I told them that ⟦1⟧ is the best"


async def test_a_nickname_counts_and_so_does_the_name_behind_it(house: House) -> None:
    person = join(house, "Qingqing")
    guild_id = house.world.channel(house.channel).guild_id or 0
    house.world.guilds[guild_id].members[person.id].nick = "Lanlan"
    await house.answer_to(await house.sandbox.say(house.channel, person.id, HELLO))
    await house.answer_to(await house.say("I think Lanlan and Qingqing are the same person"))
    assert house.model.asked[-1] == "I think ⟦0⟧ and ⟦1⟧ are the same person"


async def test_a_new_name_takes_the_place_of_the_old_one(house: House) -> None:
    person = await speaks(house, "zorbo")
    person.name = "mirzo"
    await house.answer_to(await house.sandbox.say(house.channel, person.id, HELLO))
    await house.answer_to(await house.say("I think mirzo is not zorbo any more"))
    assert house.model.asked[-1] == "I think ⟦0⟧ is not zorbo any more"


async def test_another_channel_does_not_know_them(house: House) -> None:
    await speaks(house, "zorbo")
    quiet = house.world.named("quiet").id
    message = await house.say("I met zorbo at the station", channel=quiet)
    react(house, message, "🌐")
    await house.answer_to(message)
    assert house.model.asked[-1] == "I met zorbo at the station"


async def test_requests_know_them_too(house: House) -> None:
    quiet = house.world.named("quiet").id
    first = await house.sandbox.say(quiet, join(house, "Qingqing").id, HELLO)
    react(house, first, "🌐")
    await house.answer_to(first)
    message = await house.say("I met Qingqing at the station", channel=quiet)
    react(house, message, "🌐")
    await house.answer_to(message)
    amy = house.world.person("小李").id
    await said(await house.sandbox.invoke_message(amy, quiet, message.id, "Translate"))
    assert house.model.asked[-2:] == ["I met ⟦0⟧ at the station"] * 2


async def test_bridges_know_them_too(house: House) -> None:
    guild = house.world.guilds[house.world.channel(house.channel).guild_id or 0]
    english, chinese = house.world.add_channel(guild, "english"), house.world.add_channel(guild, "中文")
    await house.stores.bridges.add(
        [BridgedChannel(english.id, guild.id, 1, "en"), BridgedChannel(chinese.id, guild.id, 1, "zh")]
    )
    await speaks(house, "Qingqing", english.id)
    await house.sandbox.until(lambda: len(house.posts(chinese.id)) == 1)
    house.model.enqueue("我在车站遇见了⟦0⟧")
    await house.say("I met Qingqing at the station", channel=english.id)
    await house.sandbox.until(lambda: len(house.posts(chinese.id)) == 2)
    assert house.posts(chinese.id)[-1].content == "我在车站遇见了Qingqing"


async def test_the_glossary_and_slang_still_count(house: House) -> None:
    await speaks(house, "Qingqing")
    await house.asked("王芳", "glossary add", source="raid", target="团本")
    house.model.enqueue(Hypothesis("⟦0⟧今天想打⟦1⟧", -0.5, 6))
    reply = await house.answer_to(await house.say("I hear Qingqing wants to join the raid today"))
    assert reply.content == "Qingqing今天想打团本"


@pytest.mark.parametrize("command", ["ignore-me on", "forget"])
async def test_who_leaves_is_known_no_longer(house: House, command: str) -> None:
    await house.sandbox.say(house.channel, join(house, "Qingqing").id, HELLO)
    await house.settled(1)
    speakers = house.client.get_cog("Events")._relay._composer._speakers  # type: ignore[union-attr]
    text = "I met Qingqing at the station"
    assert speakers.names(house.channel, text) == {"Qingqing"}
    if command == "forget":
        await house.client.get_cog("ForgetMe")._erasure.erase(house.world.person("Qingqing").id)  # type: ignore[union-attr]
    else:
        await house.asked("Qingqing", command)
    assert speakers.names(house.channel, text) == frozenset()


async def test_who_wants_to_be_left_alone_is_not_noted(house: House) -> None:
    person = join(house, "zorbo")
    await house.stores.members.set(MemberPreferences(person.id, ignored=True))
    await house.sandbox.say(house.channel, person.id, HELLO)
    await house.answer_to(await house.say(f"<@{person.id}> I met zorbo at the station"))
    assert house.model.asked[-1] == "⟦0⟧ I met zorbo at the station"


async def test_only_the_latest_speakers_are_known(house: House) -> None:
    speakers = Speakers(house.stores.members)
    first = await speaks(house, "Qingqing")
    channel = house.client.get_partial_messageable(house.channel)
    posts = {post.author.id: post.id for post in house.world.channel(house.channel).messages.values()}
    await speakers.hear(read(await channel.fetch_message(posts[first.id])))
    assert speakers.names(house.channel, "ask Qingqing") == {"Qingqing"}
    crowd = [join(house, f"Lanlan{letter}") for letter in map(chr, range(ord("a"), ord("a") + SPEAKERS - 24))]
    crowd += [join(house, f"Meimei{letter}") for letter in map(chr, range(ord("a"), ord("a") + 24))]
    for person in crowd:
        message = await house.sandbox.say(house.channel, person.id, "🔥")
        await speakers.hear(read(await channel.fetch_message(message.id)))
    assert speakers.names(house.channel, "ask Qingqing, Lanlana and Meimeix") == {"Lanlana", "Meimeix"}
