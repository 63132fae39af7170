"""A resumed gateway tells events twice and out of order."""

import asyncio

import pytest

from bot.sandbox.model import Json, Message
from bot.storage.types import BridgedChannel
from tests.chat.harness import BotHarness
from tests.translation.fakes import FakeSegments

OLD, NEW = "I am at home right now.", "I am very tired today."


class Overtaken:
    """Events of a message, to be told in any order.

    Attributes:
        created: the payload of its creation.
        edited: the payload of its edit.
    """

    def __init__(self, harness: BotHarness, message: Message, created: Json, edited: Json) -> None:
        self.harness, self.message, self.created, self.edited = harness, message, created, edited

    def tell(self, *names: str) -> None:
        """Tell the bot `create`, `edit`, and `delete` events."""
        for name in names:
            send = self.harness.sandbox.gateways.send
            if name == "delete":
                place = {key: self.created[key] for key in ("id", "channel_id", "guild_id")}
                send("MESSAGE_DELETE", place)
            else:
                send(*{"create": ("MESSAGE_CREATE", self.created), "edit": ("MESSAGE_UPDATE", self.edited)}[name])


@pytest.fixture
async def overtaken(harness: BotHarness) -> Overtaken:
    """A message that the bot has not heard of yet, and which was edited."""
    world, listeners = harness.world, harness.world.listeners[:]
    events: dict[str, Json] = {}
    world.listeners[:] = [lambda event: events.update({event.name: dict(event.data)})]
    message = await harness.say(OLD)
    await harness.sandbox.edit(harness.channel, message.id, NEW)
    world.listeners[:] = listeners
    assert isinstance(harness.model, FakeSegments)
    return Overtaken(harness, message, events["MESSAGE_CREATE"], events["MESSAGE_UPDATE"])


async def settle(harness: BotHarness, count: int) -> None:
    """Handle everything told so far: the gateway's events arrive in order, so a later message is answered last."""
    await harness.answer_to(await harness.say("This is a later message of somebody.", "Jake"))
    await harness.settled(count + 1)


@pytest.mark.parametrize(
    "told",
    [
        ("edit", "create"),
        ("edit", "create", "edit", "create"),
        ("create", "edit"),
        ("create", "create", "edit", "edit"),
        ("create", "edit", "create"),
        ("edit",),
    ],
    ids=" ".join,
)
async def test_the_newest_text_is_posted_once(overtaken: Overtaken, told: tuple[str, ...]) -> None:
    harness = overtaken.harness
    overtaken.tell(*told)
    reply = await harness.answer_to(overtaken.message)
    await settle(harness, 1)
    await harness.sandbox.until(lambda: NEW in harness.model.asked)
    assert len([post for post in harness.posts() if post.reference == reply.reference]) == 1
    if told[0] == "edit":
        assert OLD not in harness.model.asked


@pytest.mark.parametrize(
    "told",
    [
        ("delete", "create"),
        ("delete", "edit"),
        ("delete", "edit", "create"),
        ("edit", "delete", "create"),
        ("delete", "delete", "create", "create"),
        ("create", "delete", "delete", "edit"),
    ],
    ids=" ".join,
)
async def test_a_deleted_message_is_not_brought_back(overtaken: Overtaken, told: tuple[str, ...]) -> None:
    harness = overtaken.harness
    overtaken.tell(*told)
    await harness.answer_to(await harness.say("This is a later message of somebody.", "Jake"))
    while harness.ledger.open:  # noqa: ASYNC110 - there is no event to wait for
        await asyncio.sleep(0)
    await harness.sandbox.until(lambda: len(harness.posts()) == 1)


async def test_an_overtaking_edit_crosses_bridges_once(overtaken: Overtaken) -> None:
    harness, world = overtaken.harness, overtaken.harness.world
    guild = next(iter(world.guilds.values()))
    other = world.add_channel(guild, "other")
    rows = [BridgedChannel(channel, guild.id, 1, None) for channel in (harness.channel, other.id)]
    await harness.stores.bridges.add(rows)
    overtaken.tell("edit", "create", "create")
    copy = await harness.sandbox.until(lambda: next(iter(harness.posts(other.id)), None))
    await settle(harness, 1)
    assert NEW in copy.content
    assert len([post for post in harness.posts(other.id) if NEW in post.content]) == 1
