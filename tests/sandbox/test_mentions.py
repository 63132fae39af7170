from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.default_world import default_world
from bot.sandbox.messages import mentions
from bot.sandbox.model import Channel
from bot.sandbox.ratelimit import NO_LIMITS, Limits
from bot.sandbox.server import Sandbox
from tests.sandbox.http_client import HttpClient
from tests.sandbox.recorder import Recorder


@pytest.fixture
def limits() -> Limits:
    return NO_LIMITS


WORLD = default_world()
PIECES = st.sampled_from(
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


@given(st.lists(PIECES).map("".join))
def test_empty_allowed_mentions_ping_no_one(content: str) -> None:
    channel = WORLD.named("general")
    found = mentions.find(WORLD, channel, WORLD.bot, content, {"parse": []})
    assert found == mentions.NONE


def pinged(content: str, allowed: dict[str, Any] | None = None) -> set[str]:
    found = mentions.find(WORLD, WORLD.named("general"), WORLD.bot, content, allowed)
    return {WORLD.users[each].name for each in found.pinged}


def test_mention_pings_mentioned_users() -> None:
    amy, jake = WORLD.person("Amy"), WORLD.person("Jake")
    both = f"<@{amy.id}> and <@!{jake.id}>"
    assert pinged(both) == {"Amy", "Jake"}
    assert pinged(both, {"parse": ["users"]}) == {"Amy", "Jake"}
    assert pinged(both, {"parse": [], "users": [str(amy.id)]}) == {"Amy"}
    assert pinged(f"`{both}`") == set()
    assert pinged("```\n@everyone\n``` @here") == {"Amy", "Jake", "小李", "王芳", "阿明"}


def test_role_pings_its_members_if_allowed() -> None:
    (guild,) = WORLD.guilds.values()
    role = next(role for role in guild.roles.values() if role.name.startswith("Moderators"))
    assert pinged(f"<@&{role.id}>") == {"Jake", "王芳", "阿明"}
    assert pinged(f"<@&{role.id}>", {"parse": ["users", "everyone"]}) == set()


async def test_pings_of_replies_and_edits_are_recorded(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    said = await sandbox.say(general.id, amy.id, "hello")
    heard = await bot.next_event("message")
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


async def test_silent_message_records_silent_ping(
    sandbox: Sandbox, general: Channel, amy: HttpClient, bot: Recorder
) -> None:
    await bot.text_channel(general.id).send(f"<@{amy.id}>", silent=True)
    (ping,) = sandbox.world.pings
    assert ping.silent
