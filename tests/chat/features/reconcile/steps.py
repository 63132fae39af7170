"""What tests of the reconciliation do again and again."""

import asyncio

from bot.chat.features.reconcile.lifecycle import Reconciliation
from bot.sandbox.model import Message
from bot.storage.types import BridgedChannel
from tests.chat.harness import BotHarness

ENGLISH = "How are you doing today, my friend?"
MISSED = ("I was at the beach this morning.", "你们今天吃了什么？", "We had noodles with beef.")


async def reconciled(harness: BotHarness) -> None:
    """Wait until Discord was compared with what is known."""
    reconciliation = harness.client.get_cog("Reconciliation")
    assert isinstance(reconciliation, Reconciliation)
    await reconciliation.drain()


async def passed_by(harness: BotHarness, message: Message) -> None:
    """Wait until there is nothing left to do for a message."""
    guild_id = harness.world.channel(message.channel_id).guild_id or 0
    while harness.stores.seen.of_guild(guild_id).get(message.channel_id, 0) < message.id:  # noqa: ASYNC110 - no event
        await asyncio.sleep(0)


def lines(post: Message) -> list[str]:
    return [line.split(": ", 1)[1] for line in post.content.split("\n")]


async def translated(harness: BotHarness, text: str = ENGLISH, who: str = "Amy", channel: int | None = None) -> Message:
    """A message, after it was translated; the bot's post is the reply to it."""
    before = harness.ledger.outcomes.total()
    message = await harness.say(text, who, channel)
    await harness.answer_to(message)
    await harness.settled(before + 1)
    return message


async def bridged(harness: BotHarness) -> int:
    """Bridge the channel with another, whose id is returned."""
    here, there = harness.world.channel(harness.channel), harness.world.named("quiet")
    channels = [
        BridgedChannel(here.id, here.guild_id or 0, 1, "en"),
        BridgedChannel(there.id, here.guild_id or 0, 1, "zh"),
    ]
    assert await harness.stores.bridges.add(channels)
    return there.id
