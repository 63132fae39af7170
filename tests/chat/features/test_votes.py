"""👍 and 👎 below translations: one vote per user and post."""

from functools import partial
from pathlib import Path

import pytest

from bot.chat.features.votes import vote_buttons
from bot.sandbox.model import Message
from bot.sandbox.server import Sandbox
from bot.storage.types.links import Link
from bot.storage.types.preferences import ChannelPreferences, Mode
from tests.chat.harness import BotHarness, response_text


def guild_id(harness: BotHarness) -> int:
    return harness.world.channel(harness.channel).guild_id or 0


async def posted(harness: BotHarness) -> Message:
    """A translation with buttons, as in a channel with votes."""
    channel = harness.client.get_partial_messageable(harness.channel, guild_id=guild_id(harness))
    post = await channel.send("译文", view=vote_buttons())
    await harness.stores.links.record(
        [Link(post.id - 1, harness.channel, guild_id(harness), 1, post.id, harness.channel)]
    )
    return harness.world.message(harness.channel, post.id)


async def vote(harness: BotHarness, post: Message, word: str, who: str = "Amy") -> str:
    return await response_text(await harness.sandbox.press(harness.world.person(who).id, post, f"qiao:vote:{word}"))


async def test_channels_without_votes_have_no_buttons(harness: BotHarness) -> None:
    reply = await harness.answer_to(await harness.say("How are you doing today, my friend?"))
    assert reply.components == []


async def test_a_user_has_one_vote_per_post_and_can_change_it(harness: BotHarness) -> None:
    first, second = await posted(harness), await posted(harness)
    assert "was counted" in await vote(harness, first, "for")
    await vote(harness, first, "for")
    await vote(harness, second, "for")
    await vote(harness, first, "against", "小李")
    assert await harness.stores.votes.count(guild_id(harness)) == (2, 1)
    await vote(harness, first, "against")
    assert await harness.stores.votes.count(guild_id(harness)) == (1, 2)


async def test_a_vote_on_an_unknown_translation_is_not_counted(harness: BotHarness) -> None:
    post = await posted(harness)
    await harness.stores.links.remove_posts([post.id])
    assert "couldn't count" in await vote(harness, post, "for")
    assert await harness.stores.votes.count(guild_id(harness)) == (0, 0)


async def test_buttons_work_after_a_restart(sandbox: Sandbox, tmp_path: Path) -> None:
    before = BotHarness(sandbox, tmp_path)
    await before.open()
    post = await posted(before)
    await before.close()
    after = BotHarness(sandbox, tmp_path)
    await after.open()
    try:
        assert "已计入" in await vote(after, post, "for", "小李")
        assert await after.stores.votes.count(guild_id(after)) == (1, 0)
    finally:
        await after.close()


async def test_channels_with_votes_have_buttons_below_translations(harness: BotHarness) -> None:
    await harness.stores.channels.set(ChannelPreferences(harness.channel, guild_id(harness), enabled=True, votes=True))
    reply = await harness.known_answer_to(await harness.say("How are you doing today, my friend?"))
    await vote(harness, reply, "against", "小李")
    assert await harness.stores.votes.count(guild_id(harness)) == (0, 1)
    await harness.stores.channels.set(ChannelPreferences(harness.channel, guild_id(harness), enabled=True))
    silent = await harness.answer_to(await harness.say("And how are you doing tomorrow?"))
    assert silent.components == []


async def test_a_thread_inherits_votes_from_its_channel(harness: BotHarness) -> None:
    await harness.stores.channels.set(ChannelPreferences(harness.channel, guild_id(harness), enabled=True, votes=True))
    thread = harness.start_thread(await harness.say("gg"))
    reply = await harness.answer_to(await harness.say("How are you doing today, my friend?", channel=thread.id))
    assert reply.components


@pytest.mark.parametrize("mode", [Mode.REPLY, Mode.WEBHOOK])
async def test_the_buttons_stay_below_the_last_page_when_their_number_changes(harness: BotHarness, mode: Mode) -> None:
    await harness.stores.channels.set(
        ChannelPreferences(harness.channel, guild_id(harness), enabled=True, votes=True, mode=mode)
    )
    short, long = "How are you doing today, my friend?", "我今天很想和我的朋友一起去公园散步。" * 115
    message = await harness.say(short)
    await harness.settled(1)
    for text, pages in ((long, [False, True]), (short, [True])):
        await harness.sandbox.edit(harness.channel, message.id, text)
        await harness.sandbox.until(partial(shows, harness, pages))


def shows(harness: BotHarness, pages: list[bool]) -> bool:
    """Whether the posts have buttons where they should."""
    return [bool(post.components) for post in harness.posts()] == pages
