"""What was missed is handled as live messages are: threads of bridges, posts, bots, proxies, mutes, and components."""

from pathlib import Path
from typing import Any

import pytest

from bot.sandbox import messages, threads
from bot.sandbox.model import ChannelType, MessageFlag
from bot.sandbox.server import Sandbox
from bot.storage.mutes import Mute
from bot.storage.types.preferences import ChannelPreferences
from tests.chat.features.bridges.test_bridges import CHINESE
from tests.chat.features.bridges.test_proxies import ProxyHarness
from tests.chat.features.bridges.test_threads import ThreadHarness
from tests.chat.features.reconcile.steps import ENGLISH, MISSED, passed_by
from tests.chat.harness import BotHarness


class Town(ThreadHarness, ProxyHarness):
    """A bridge with threads and a proxy, whose bot restarts."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self._folder = folder
        super().__init__(BotHarness(sandbox, folder))

    async def start(self) -> None:
        """Start the bot, with what it knew before."""
        if not hasattr(self.harness, "client"):
            await self.harness.open(enabled=False)
            await self.build()
            await passed_by(self.harness, await self.say("👍", channel=self.world.named("quiet")))
            return
        self.harness = BotHarness(self.sandbox, self._folder)
        await self.harness.open(enabled=False)


@pytest.fixture
async def town(sandbox: Sandbox, tmp_path: Path) -> Any:
    town = Town(sandbox, tmp_path)
    await town.start()
    yield town
    if not town.harness.client.is_closed():
        await town.harness.close()


async def test_messages_missed_in_a_thread_of_a_bridge_go_into_its_counterpart(town: Town) -> None:
    thread = town.open("茶")
    await town.say(CHINESE, channel=thread)
    await town.copied(1)
    await town.harness.close()
    for text in MISSED:
        await town.say(text, channel=thread)
    await town.start()
    digest = await town.copied(2)
    assert len(digest.content.split("\n")) == 3
    assert len(town.below(town.chinese)) == 1


async def test_a_thread_that_was_started_meanwhile_gets_a_counterpart(town: Town) -> None:
    await town.harness.close()
    thread = town.open("茶")
    for text in MISSED:
        await town.say(text, channel=thread)
    await town.start()
    assert len((await town.copied(1)).content.split("\n")) == 3
    assert len(town.below(town.chinese)) == 1


async def test_a_copy_in_a_counterpart_whose_link_is_lost_is_not_posted_again(town: Town) -> None:
    thread = town.open("茶")
    await town.say(CHINESE, channel=thread)
    await town.copied(1)
    await town.harness.close()
    [there] = town.below(town.chinese)
    await town.say(ENGLISH, channel=thread)
    # The bot crashed after Discord accepted the copy, and before it stored the link.
    earlier = town.copies(there)[-1]
    body = {"content": "朋友，你今天过得怎么样？", "username": earlier.name}
    hook = town.world.webhooks[earlier.webhook_id or 0]
    messages.post(town.world, there, hook.user, body, [], origin=messages.posting.Origin(webhook=hook, permitted=True))
    before = [post.content for post in there.messages.values()]
    await town.start()
    await town.say("太好了", channel=thread)
    await town.sandbox.until(lambda: [*there.messages.values()][-1].content == "太好了")
    assert [post.content for post in there.messages.values()] == [*before, "太好了"]


async def test_missed_messages_of_muted_members_are_left_alone(town: Town) -> None:
    await town.harness.stores.mutes.set(Mute(town.guild_id, town.world.person("Jake").id))
    await town.harness.close()
    await town.say(CHINESE, "Jake")
    await town.say(CHINESE)
    await town.start()
    await town.arrived()
    assert [copy.name for copy in town.copies()] == ["Amy"]


async def test_missed_messages_of_a_chosen_webhook_are_copied_with_their_components(town: Town) -> None:
    await town.harness.stores.bots.add(town.guild_id, town.english.id, town.hook.id)
    await town.harness.close()
    text = {"type": 10, "content": CHINESE}
    town.proxy("", "CI", flags=1 << 15, components=[{"type": 17, "components": [text]}])
    await town.start()
    assert CHINESE in (await town.arrived()).content


async def test_what_a_proxy_posted_meanwhile_is_the_persons_if_the_name_is_known(town: Town) -> None:
    original = await town.say(f"A: {CHINESE}", "Jake")
    town.proxy(CHINESE)
    await town.sandbox.delete(town.english.id, original.id)
    await town.arrived()
    await town.harness.close()
    known = town.proxy(CHINESE)
    unknown = town.proxy("构建已经完成，大家可以试试", "CI")
    await town.start()
    await town.arrived(2)
    await passed_by(town.harness, unknown)
    [link] = await town.harness.stores.links.of_original(known.id)
    assert link.author_id == town.world.person("Jake").id
    assert await town.harness.stores.links.of_original(unknown.id) == []


async def test_a_forum_post_that_was_started_meanwhile_has_its_title_translated(town: Town) -> None:
    forum = await town.sandbox.create_channel(town.world.guilds[town.guild_id], "help", kind=ChannelType.FORUM)
    await town.harness.stores.channels.set(ChannelPreferences(forum.id, town.guild_id, enabled=True))
    await town.harness.close()
    body = {"name": "My tea is cold now"}
    post = threads.open_post(town.world, forum, town.world.person("Amy"), body, starter={"content": ENGLISH})
    await town.start()
    await town.harness.settled(1)
    assert any("My tea is cold now" in asked for asked in town.harness.model.asked)
    assert len(town.copies(post)) == 1


async def test_a_published_message_whose_original_was_deleted_meanwhile_loses_its_copy(town: Town) -> None:
    message = await town.say(CHINESE)
    await town.arrived()
    await town.harness.close()
    message.flags |= MessageFlag.SOURCE_MESSAGE_DELETED
    await town.start()
    await town.sandbox.until(lambda: not town.copies())
