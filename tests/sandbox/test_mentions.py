from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import mentions
from bot.sandbox.model import Channel
from bot.sandbox.ratelimit import NO_LIMITS, Limits
from bot.sandbox.server import Sandbox
from bot.sandbox.teahouse import furnish
from bot.sandbox.world import World
from tests.sandbox.person import Person
from tests.sandbox.recorder import Recorder


@pytest.fixture
def limits() -> Limits:
    return NO_LIMITS


def teahouse() -> World:
    world = World()
    furnish(world)
    return world


WORLD = teahouse()
PLACES = st.sampled_from(
    [
        *(f"<@{user.id}>" for user in WORLD.users.values()),
        *(f"<@&{role.id}>" for guild in WORLD.guilds.values() for role in guild.roles.values()),
        "@everyone",
        "@here",
        "`",
        "```",
        " text ",
    ]
)


@given(st.lists(PLACES).map("".join))
def test_whoever_allows_nothing_reaches_nobody(content: str) -> None:
    channel = WORLD.named("general")
    found = mentions.find(WORLD, channel, WORLD.bot, content, {"parse": []})
    assert found == mentions.NOBODY


def reached(content: str, allowed: dict[str, Any] | None = None) -> set[str]:
    found = mentions.find(WORLD, WORLD.named("general"), WORLD.bot, content, allowed)
    return {WORLD.users[each].name for each in found.reached}


def test_a_mention_reaches_whom_it_names() -> None:
    amy, jake = WORLD.person("Amy"), WORLD.person("Jake")
    both = f"<@{amy.id}> and <@!{jake.id}>"
    assert reached(both) == {"Amy", "Jake"}
    assert reached(both, {"parse": ["users"]}) == {"Amy", "Jake"}
    assert reached(both, {"parse": [], "users": [str(amy.id)]}) == {"Amy"}
    assert reached(f"`{both}`") == set()
    assert reached("```\n@everyone\n``` @here") == {"Amy", "Jake", "小李", "王芳", "阿明"}


def test_a_role_reaches_its_members_where_it_may_be_mentioned() -> None:
    (guild,) = WORLD.guilds.values()
    role = next(role for role in guild.roles.values() if role.name.startswith("Moderators"))
    assert reached(f"<@&{role.id}>") == {"王芳"}
    assert reached(f"<@&{role.id}>", {"parse": ["users", "everyone"]}) == set()


async def test_the_record_says_whom_a_reply_and_an_edit_pinged(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: Person
) -> None:
    said = await sandbox.say(general.id, amy.id, "hello")
    heard = await bot.heard("message")
    quiet = await heard.reply("@everyone", mention_author=False, allowed_mentions=discord.AllowedMentions.none())
    assert not sandbox.world.pings
    assert sandbox.world.message(general.id, quiet.id).pinged == frozenset()

    loud = await heard.reply("hello", mention_author=True)
    (ping,) = sandbox.world.pings
    assert (ping.message_id, ping.silent, ping.edit) == (loud.id, False, False)
    assert ping.users == {said.author.id}

    await quiet.edit(content="@everyone, again")
    assert sandbox.world.pings[-1].edit
    assert len(sandbox.world.pings[-1].users) == 5
    assert sandbox.world.message(general.id, quiet.id).mention_everyone


async def test_a_silent_message_pings_without_a_sound(
    sandbox: Sandbox, general: Channel, amy: Person, bot: Recorder
) -> None:
    await bot.text_channel(general.id).send(f"<@{amy.id}>", silent=True)
    (ping,) = sandbox.world.pings
    assert ping.silent
