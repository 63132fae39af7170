import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import permissions
from bot.sandbox.default_world import allow_moderation, default_world
from bot.sandbox.events import Event
from bot.sandbox.permissions import Permission, in_guild
from bot.sandbox.snowflake import Snowflakes, timestamp
from bot.sandbox.world import World

BITS = st.integers(0, permissions.ALL)


def test_ids_increase_and_encode_time() -> None:
    snowflake = Snowflakes()
    ids = [snowflake() for _ in range(1000)]
    assert ids == sorted(set(ids))
    assert timestamp(175928847299117063) == "2016-04-30T11:18:25.796000+00:00"


async def test_until_wakes_on_changes() -> None:
    world = World()
    seen: list[str] = []
    world.listeners.append(lambda event: seen.append(event.name))

    async def wait() -> list[str]:
        return await world.until(lambda: seen)

    waiting = wait()
    world.emit(Event("HAPPENED", {}))
    assert await waiting == ["HAPPENED"]


async def test_failing_predicate_raises_in_its_waiter() -> None:
    world = World()
    world.users.clear()
    with pytest.raises(KeyError):
        await world.until(lambda: world.person("nobody"))
    with pytest.raises(TimeoutError):
        await world.until(lambda: False, within=0.01)


@given(everyone=BITS, deny=BITS, allow=BITS, own_allow=BITS, own_deny=BITS)
def test_member_overwrite_takes_precedence(everyone: int, deny: int, allow: int, own_allow: int, own_deny: int) -> None:
    world = World()
    guild = world.add_guild("Guild")
    channel = world.add_channel(guild, "channel")
    amy = world.add_user("Amy", guilds=[guild])
    guild.roles[guild.id].permissions = everyone & ~Permission.ADMINISTRATOR
    world.overwrite(channel, guild.roles[guild.id], allow=allow, deny=deny)
    world.overwrite(channel, amy, allow=own_allow, deny=own_deny)
    bits = world.permissions_for(amy, channel)
    if bits:
        assert bits & Permission.VIEW_CHANNEL
        assert bits & own_allow == own_allow
        assert not bits & own_deny & ~own_allow
    guild.roles[guild.id].permissions = Permission.ADMINISTRATOR
    assert world.permissions_for(amy, channel) == permissions.ALL


def test_non_member_has_no_permissions() -> None:
    world = World()
    channel = world.add_channel(world.add_guild("Guild"), "channel")
    assert world.permissions_for(world.add_user("Stranger"), channel) == 0


def test_the_bot_may_do_what_moderation_needs_once_it_is_allowed() -> None:
    world = default_world()
    [guild] = world.guilds.values()
    wanted = Permission.MANAGE_GUILD | Permission.MODERATE_MEMBERS
    assert not in_guild(guild, guild.members[world.bot.id]) & wanted
    allow_moderation(world)
    assert in_guild(guild, guild.members[world.bot.id]) & wanted == wanted
