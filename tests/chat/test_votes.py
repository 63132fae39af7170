"""👍 and 👎 below translations: one vote per user and post."""

from pathlib import Path

from bot.chat.features.votes import vote_buttons
from bot.sandbox.model import Message
from bot.sandbox.server import Sandbox
from bot.storage.types import ChannelPreferences, Link
from tests.chat.house import House, said


def guild_id(house: House) -> int:
    return house.world.channel(house.channel).guild_id or 0


async def posted(house: House) -> Message:
    """A translation with buttons, as in a channel with votes."""
    channel = house.client.get_partial_messageable(house.channel, guild_id=guild_id(house))
    post = await channel.send("译文", view=vote_buttons())
    await house.stores.links.record([Link(post.id - 1, house.channel, guild_id(house), 1, post.id, house.channel)])
    return house.world.message(house.channel, post.id)


async def vote(house: House, post: Message, word: str, who: str = "Amy") -> str:
    return await said(await house.sandbox.press(house.world.person(who).id, post, f"qiao:vote:{word}"))


async def test_channels_without_votes_have_no_buttons(house: House) -> None:
    reply = await house.answer_to(await house.say("How are you doing today, my friend?"))
    assert reply.components == []


async def test_a_user_has_one_vote_per_post_and_can_change_it(house: House) -> None:
    first, second = await posted(house), await posted(house)
    assert "was counted" in await vote(house, first, "for")
    await vote(house, first, "for")
    await vote(house, second, "for")
    await vote(house, first, "against", "小李")
    assert await house.stores.votes.count(guild_id(house)) == (2, 1)
    await vote(house, first, "against")
    assert await house.stores.votes.count(guild_id(house)) == (1, 2)


async def test_a_vote_on_an_unknown_translation_is_not_counted(house: House) -> None:
    post = await posted(house)
    await house.stores.links.remove_posts([post.id])
    assert "couldn't count" in await vote(house, post, "for")
    assert await house.stores.votes.count(guild_id(house)) == (0, 0)


async def test_buttons_work_after_a_restart(sandbox: Sandbox, tmp_path: Path) -> None:
    before = House(sandbox, tmp_path)
    await before.open()
    post = await posted(before)
    await before.close()
    after = House(sandbox, tmp_path)
    await after.open()
    try:
        assert "已计入" in await vote(after, post, "for", "小李")
        assert await after.stores.votes.count(guild_id(after)) == (1, 0)
    finally:
        await after.close()


async def test_channels_with_votes_have_buttons_below_translations(house: House) -> None:
    await house.stores.channels.set(ChannelPreferences(house.channel, guild_id(house), enabled=True, votes=True))
    reply = await house.answer_to(await house.say("How are you doing today, my friend?"))
    await vote(house, reply, "against", "小李")
    assert await house.stores.votes.count(guild_id(house)) == (0, 1)
    await house.stores.channels.set(ChannelPreferences(house.channel, guild_id(house), enabled=True))
    silent = await house.answer_to(await house.say("And how are you doing tomorrow?"))
    assert silent.components == []


async def test_a_thread_inherits_votes_from_its_channel(house: House) -> None:
    await house.stores.channels.set(ChannelPreferences(house.channel, guild_id(house), enabled=True, votes=True))
    thread = house.start_thread(await house.say("gg"))
    reply = await house.answer_to(await house.say("How are you doing today, my friend?", channel=thread.id))
    assert reply.components
