import asyncio
from collections.abc import Callable

import discord
import pytest

from bot.chat.features.moderation.automod import AutoModRules
from bot.chat.incoming import places_of, standing
from bot.errors import DeadlineError
from bot.moderation.automod import RuleSet
from bot.sandbox import automod, payloads
from bot.sandbox.events import Event
from bot.sandbox.faults import Fault
from bot.sandbox.membership import remove_member
from bot.sandbox.model import Guild, Json
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from tests.chat.harness import PATIENCE, BotHarness, HeldRequest

PATH = "/guilds/.*/auto-moderation/rules"
REQUEST = "GET /guilds/{guild_id}/auto-moderation/rules"


class Server:
    """The server that the bot is on, whose moderators change its rules."""

    def __init__(self, harness: BotHarness) -> None:
        self.world, self.client = harness.world, harness.client
        self.guild: Guild = self.world.guilds[self.world.channel(harness.channel).guild_id or 0]
        self.moderator = self.world.person("王芳")
        self.role = next(role for role in self.guild.roles.values() if role.bot_id)
        found = self.client.get_cog("AutoModRules")
        assert isinstance(found, AutoModRules)
        self.rules = found

    @property
    def requests(self) -> int:
        """How often the rules were asked for."""
        return self.world.metrics[REQUEST]

    async def read(self) -> RuleSet:
        return await self.rules.of(self.guild.id)

    async def names(self) -> list[str]:
        """The names of the rules that the bot applies."""
        return [rule.name for rule in (await self.read()).rules]

    def add(self, name: str, **fields: object) -> Json:
        body = {
            "name": name,
            "event_type": 1,
            "trigger_type": 1,
            "trigger_metadata": {"keyword_filter": ["cat"]},
            "actions": [{"type": 1, "metadata": {}}],
            "enabled": True,
            **fields,
        }
        return automod.create(self.world, self.guild, self.moderator, body)

    async def heard(self, event: str, cause: Callable[[], object]) -> None:
        """Cause something, and wait until the bot has heard of it."""
        heard = asyncio.ensure_future(self.client.wait_for(event, timeout=PATIENCE))
        await asyncio.sleep(0)
        cause()
        await heard

    async def allow(self, permissions: int) -> None:
        """Change the permissions of the bot's role, and wait until the bot has heard of it."""

        def change() -> None:
            self.role.permissions = permissions
            data = {"guild_id": str(self.guild.id), "role": payloads.role(self.role)}
            self.world.emit(Event("GUILD_ROLE_UPDATE", data, self.guild.id))

        await self.heard("guild_role_update", change)


@pytest.fixture
async def server(harness: BotHarness) -> Server:
    """A server on which the bot has Manage Server."""
    server = Server(harness)
    await server.allow(server.role.permissions | Permission.MANAGE_GUILD)
    return server


async def test_rules_are_read_as_the_moderators_made_them(server: Server) -> None:
    metadata = {"keyword_filter": ["cat*"], "regex_patterns": ["b[ai]rd", "["], "allow_list": ["catalog"]}
    made = server.add(
        "animals",
        trigger_metadata=metadata,
        actions=[{"type": 1, "metadata": {}}, {"type": 2, "metadata": {"channel_id": "7"}}],
        exempt_roles=["5"],
        exempt_channels=["6"],
    )
    server.add(
        "swearing",
        trigger_type=4,
        trigger_metadata={"presets": [1, 3]},
        actions=[{"type": 2, "metadata": {"channel_id": "8"}}],
    )
    server.add("pings", trigger_type=5, trigger_metadata={"mention_total_limit": 4})
    server.add("spam", trigger_type=3, trigger_metadata={})
    server.add("names", trigger_type=6, event_type=2)
    server.add("off", enabled=False)
    found = await server.read()
    animals, swearing, pings = found.rules
    assert animals.id == int(made["id"])
    assert (animals.keywords, animals.patterns, animals.allowed) == (("cat*",), ("b[ai]rd", "["), ("catalog",))
    assert (*animals.exempt_role_ids, *animals.exempt_channel_ids) == (5, 6)
    assert (animals.blocks, animals.alert_channel_id) == (True, 7)
    assert (sorted(swearing.presets), swearing.blocks, swearing.alert_channel_id) == ([1, 3], False, 8)
    assert (pings.mention_limit, pings.alert_channel_id) == (4, None)
    assert (found.readable, found.unsupported, found.unchecked) == (True, (("animals", 2),), ("spam",))
    assert await server.rules.status(server.guild.id) is found


async def test_rules_are_read_once_however_many_messages_need_them(harness: BotHarness, server: Server) -> None:
    await server.heard("automod_rule_create", lambda: server.add("cats"))
    held = HeldRequest(PATH, "GET")
    harness.sandbox.faults.rest.append(held)
    reading = [asyncio.create_task(server.read()) for _ in range(20)]
    await held.arrived.wait()
    reading[0].cancel()
    held.released.set()
    found = await asyncio.gather(*reading[1:])
    assert {rule.name for rules in found for rule in rules.rules} == {"cats"}
    assert await server.names() == ["cats"]
    assert server.requests == 1


async def test_changes_are_in_force_once_discord_announces_them(server: Server) -> None:
    assert await server.names() == []
    await server.heard("automod_rule_create", lambda: server.add("cats"))
    assert await server.names() == ["cats"]
    [rule_id] = server.guild.automod
    await server.heard(
        "automod_rule_update", lambda: automod.modify(server.world, server.guild, rule_id, {"name": "dogs"})
    )
    assert await server.names() == ["dogs"]
    await server.heard("automod_rule_delete", lambda: automod.remove(server.world, server.guild, rule_id))
    assert await server.names() == []
    assert server.requests == 4


async def test_a_change_while_rules_are_read_is_not_missed(harness: BotHarness, server: Server) -> None:
    held = HeldRequest(PATH, "GET")
    harness.sandbox.faults.rest.append(held)
    reading = asyncio.create_task(server.read())
    await held.arrived.wait()
    await server.heard("automod_rule_create", lambda: server.add("cats"))
    held.released.set()
    assert [rule.name for rule in (await reading).rules] == ["cats"]
    assert server.requests == 2


async def test_a_new_session_reads_the_rules_again(server: Server) -> None:
    await server.heard("automod_rule_create", lambda: server.add("cats"))
    assert await server.names() == ["cats"]
    [rule] = server.guild.automod.values()
    rule["name"] = "dogs"  # while the bot was not connected
    assert await server.names() == ["cats"]
    await server.heard("ready", lambda: server.client.dispatch("ready"))
    assert await server.names() == ["dogs"]


async def test_without_manage_server_nothing_is_asked_until_it_is_granted(harness: BotHarness) -> None:
    server = Server(harness)
    server.add("cats")
    found = await server.read()
    assert (found.readable, found.rules, server.requests) == (False, (), 0)
    await server.allow(server.role.permissions | Permission.MANAGE_GUILD)
    assert await server.names() == ["cats"]
    await server.allow(server.role.permissions & ~Permission.MANAGE_GUILD)
    assert not (await server.read()).readable
    assert server.requests == 1


async def test_a_refusal_is_not_provoked_again_soon(harness: BotHarness, server: Server) -> None:
    now = 0.0
    rules = AutoModRules(server.client, server.client.outages, clock=lambda: now)
    server.add("cats")
    harness.sandbox.faults.rest.append(Fault(PATH, "GET", status=403))
    assert not (await rules.of(server.guild.id)).readable
    now = 599.0
    assert not (await rules.of(server.guild.id)).readable
    now = 601.0
    assert [rule.name for rule in (await rules.of(server.guild.id)).rules] == ["cats"]
    assert server.requests == 2


async def test_known_rules_stay_in_force_while_discord_is_down(harness: BotHarness, server: Server) -> None:
    now = 0.0
    rules = AutoModRules(server.client, server.client.outages, clock=lambda: now)
    server.add("cats")
    known = await rules.of(server.guild.id)
    server.add("dogs")
    now = 3_601.0
    harness.sandbox.faults.rest.append(Fault(PATH, "GET", status=400))
    assert await rules.of(server.guild.id) is known
    assert await rules.of(server.guild.id) is known
    now += 61
    assert [rule.name for rule in (await rules.of(server.guild.id)).rules] == ["cats", "dogs"]
    assert server.requests == 3


async def test_without_known_rules_nothing_passes_while_discord_is_down(harness: BotHarness, server: Server) -> None:
    harness.sandbox.faults.rest.append(Fault(PATH, "GET", status=400, times=2))
    with pytest.raises(DeadlineError, match="AutoMod"):
        await server.read()
    assert await server.rules.status(server.guild.id) is None
    assert (await server.read()).readable


async def test_servers_that_the_bot_is_not_on_have_no_rules(harness: BotHarness, server: Server) -> None:
    server.add("cats")
    assert (await server.rules.of(None)).rules == ()
    assert (await server.rules.of(1)).rules == ()
    assert await server.names() == ["cats"]
    await server.heard("guild_remove", lambda: remove_member(harness.world, server.guild, harness.world.bot))
    assert await server.names() == []


async def test_places_and_standing_are_those_of_discord(harness: BotHarness, server: Server, sandbox: Sandbox) -> None:
    message = await harness.say("hello")
    thread = harness.start_thread(message)
    await harness.until(lambda: server.client.get_channel(thread.id))
    found = server.client.get_channel(thread.id)
    assert isinstance(found, discord.Thread)
    assert places_of(found) == {thread.id, harness.channel}
    guild = server.client.get_guild(server.guild.id)
    assert guild
    moderator = await guild.fetch_member(server.moderator.id)
    amy = await guild.fetch_member(harness.world.person("Amy").id)
    roles, manages = standing(moderator)
    assert manages
    assert set(server.guild.members[server.moderator.id].roles) <= roles
    assert standing(amy) == (frozenset({server.guild.id}), False)
    assert standing(await server.client.fetch_user(amy.id)) == (frozenset(), False)
