"""PluralKit and the like: a proxy posts a person's message in another name, and deletes the person's."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox import messages
from bot.sandbox.messages import Upload
from bot.sandbox.messages.posting import Origin
from bot.sandbox.model import Channel, Message, Webhook
from bot.sandbox.server import Sandbox
from bot.storage.types import ChannelPreferences, MemberPreferences
from tests.chat.features.bridges.test_bridges import CHINESE, ENGLISH, BridgeHarness
from tests.chat.harness import BotHarness


class ProxyHarness(BridgeHarness):
    """A bridge with a proxy in `#english`."""

    def __init__(self, harness: BotHarness) -> None:
        super().__init__(harness)
        guild = self.world.guilds[self.guild_id]
        bot = self.world.add_user("PluralKit", bot=True, guilds=[guild])
        token = secrets.token_urlsafe(8)
        self.hook = Webhook(self.world.snowflake(), token, self.english.id, self.guild_id, "PluralKit Proxy", bot)
        self.hook.application_id = bot.id
        self.world.webhooks[self.hook.id] = self.hook

    def proxy(self, text: str, name: str = "Alice", channel: Channel | None = None, **more: Any) -> Message:
        files: list[Upload] = more.pop("files", [])
        body = {"content": text, "username": name, **more}
        origin = Origin(webhook=self.hook, permitted=True)
        return messages.post(self.world, channel or self.english, self.hook.user, body, files, origin=origin)


@pytest.fixture
async def bridge(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[ProxyHarness]:
    harness = BotHarness(sandbox, tmp_path)
    bridge = ProxyHarness(harness)
    await harness.open(enabled=False)
    await bridge.build()
    yield bridge
    await harness.close()


@pytest.mark.parametrize("typed", [f"A: {CHINESE}", f"{CHINESE} -a", CHINESE, f"[{CHINESE}]"])
async def test_a_proxied_message_crosses_in_the_proxys_name(bridge: ProxyHarness, typed: str) -> None:
    original = await bridge.say(typed)
    proxied = bridge.proxy(CHINESE)
    await bridge.sandbox.delete(bridge.english.id, original.id)
    await bridge.sandbox.until(lambda: [copy.name for copy in bridge.copies()] == ["Alice"])
    await bridge.harness.settled(bridge.harness.ledger.submitted)
    [copy] = bridge.copies()
    assert copy.content == CHINESE
    # Edits and deletions of the proxied message follow.
    messages.edit(bridge.world, proxied, bridge.hook.user, {"content": "我改了一次"})
    messages.announce(bridge.world, "MESSAGE_UPDATE", proxied)
    await bridge.sandbox.until(lambda: copy.content == "我改了一次")
    await bridge.sandbox.delete(bridge.english.id, proxied.id)
    await bridge.sandbox.until(lambda: not bridge.copies())


async def test_a_proxied_message_is_translated_in_its_channel(bridge: ProxyHarness) -> None:
    await bridge.harness.stores.channels.set(ChannelPreferences(bridge.english.id, bridge.guild_id, enabled=True))
    bridge.harness.model.enqueue("I am on my way home.", "I am on my way home.")
    original = await bridge.say(f"A: {CHINESE}")
    proxied = bridge.proxy(CHINESE)
    await bridge.sandbox.delete(bridge.english.id, original.id)
    await bridge.harness.answer_to(proxied)
    assert bridge.harness.reply(original) is None


async def test_a_proxied_reply_with_an_embed_crosses(bridge: ProxyHarness) -> None:
    original = await bridge.say(f"A: {CHINESE}")
    bridge.proxy(CHINESE, embeds=[{"description": "**[Reply to:](https://discord.com)** how are you"}])
    await bridge.sandbox.delete(bridge.english.id, original.id)
    await bridge.sandbox.until(lambda: [copy.name for copy in bridge.copies()] == ["Alice"])


async def test_a_proxied_file_crosses(bridge: ProxyHarness) -> None:
    original = bridge.upload(("cat.png", b"meow"))
    bridge.proxy("", files=[Upload(0, "cat.png", b"meow")])
    await bridge.sandbox.delete(bridge.english.id, original.id)
    await bridge.sandbox.until(lambda: [copy.name for copy in bridge.copies()] == ["Alice"])


async def test_other_posts_of_webhooks_stay(bridge: ProxyHarness) -> None:
    bridge.proxy("The build is green, everything passed.", "CI")
    await bridge.say(CHINESE)
    await bridge.arrived()
    bridge.proxy("我在回家的路上，但是别人说的", "CI")
    await bridge.say("太好了")
    await bridge.arrived(2)
    assert {copy.name for copy in bridge.copies()} == {"Amy"}


async def test_what_someone_who_opted_out_has_proxied_stays(bridge: ProxyHarness) -> None:
    await bridge.harness.stores.members.set(MemberPreferences(bridge.world.person("Jake").id, ignored=True))
    original = await bridge.say(f"A: {CHINESE}", "Jake")
    bridge.proxy(CHINESE)
    await bridge.sandbox.delete(bridge.english.id, original.id)
    await bridge.say(ENGLISH)
    await bridge.arrived()
    assert [copy.name for copy in bridge.copies()] == ["Amy"]


async def test_a_chosen_webhook_crosses_under_its_own_name(bridge: ProxyHarness) -> None:
    await bridge.harness.stores.bots.add(bridge.guild_id, bridge.english.id, bridge.hook.id)
    bridge.proxy(CHINESE, "CI")
    assert (await bridge.arrived()).name == "CI"
    assert bridge.copies(bridge.english) == []
