"""What the owner of the application decides about servers, and who can use the commands."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat.features.owner.admission import owner_ids
from bot.sandbox import membership, payloads
from bot.sandbox.events import Event
from bot.sandbox.interactions import Interaction
from bot.sandbox.interactions.components import flatten
from bot.sandbox.model import Guild, Message
from bot.sandbox.permissions import BOT, MODERATOR
from bot.sandbox.server import Sandbox
from bot.storage.types.preferences import ChannelPreferences
from tests.chat.harness import BotHarness

OWNER = "Amy"
"""The first person in the sandbox owns its application."""


@pytest.fixture
async def home(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[BotHarness]:
    """A bot whose owner owns the Teahouse too."""
    sandbox.world.guilds[teahouse(sandbox)].owner_id = sandbox.world.person(OWNER).id
    harness = BotHarness(sandbox, tmp_path)
    await harness.open()
    await sandbox.until(lambda: sandbox.world.commands.get(teahouse(sandbox)))
    yield harness
    await harness.close()


def teahouse(sandbox: Sandbox) -> int:
    return sandbox.world.named("general").guild_id or 0


async def use(harness: BotHarness, name: str, who: str = OWNER, **options: object) -> tuple[Interaction, str]:
    used = await harness.sandbox.invoke(harness.world.person(who).id, harness.channel, f"owner {name}", options)
    return used, (await used.response()).content


async def asked(harness: BotHarness, name: str, **options: object) -> tuple[Interaction, str]:
    """Use a command that asks a question with buttons."""
    owner = harness.world.person(OWNER).id
    used = await harness.ended(harness.sandbox.invoke(owner, harness.channel, f"owner {name}", options))
    return used, (await used.response()).content


async def press(harness: BotHarness, used: Interaction, button: str) -> Message:
    question = await used.response()
    await harness.sandbox.press(harness.world.person(OWNER).id, question, f"owner:{button}")
    return await harness.sandbox.until(lambda: question if not flatten(question.components) else None)


def is_there(harness: BotHarness, guild: Guild) -> bool:
    return harness.world.bot.id in guild.members


async def test_the_commands_are_registered_only_on_the_owners_server_and_only_for_administrators(
    home: BotHarness,
) -> None:
    await home.invited("Elsewhere", owner=home.world.person("Jake"))
    [command] = home.world.commands[teahouse(home.sandbox)].values()
    assert command["name"] == "owner"
    assert int(command["default_member_permissions"]) == 0
    assert [option["name"] for option in command["options"]] == ["servers", "leave", "allow", "limit"]
    assert "owner" not in {each["name"] for each in home.world.commands[0].values()}
    assert {guild_id for guild_id, there in home.world.commands.items() if there} == {0, teahouse(home.sandbox)}


async def test_a_server_that_the_owner_founds_later_gets_the_commands(harness: BotHarness) -> None:
    guild = await harness.invited("Headquarters", owner=harness.world.person(OWNER))
    await harness.sandbox.until(lambda: harness.world.commands.get(guild.id))


async def test_a_server_with_a_new_owner_loses_the_commands(home: BotHarness) -> None:
    guild = home.world.guilds[teahouse(home.sandbox)]
    for owner in ("Jake", OWNER):
        guild.owner_id = home.world.person(owner).id
        home.world.emit(Event("GUILD_UPDATE", payloads.guild(guild), guild.id))
        has_them = owner == OWNER
        await until_registered(home, guild.id, has_them=has_them)


async def until_registered(harness: BotHarness, guild_id: int, *, has_them: bool) -> None:
    await harness.sandbox.until(lambda: bool(harness.world.commands.get(guild_id)) is has_them)


async def test_administrators_who_do_not_own_the_application_are_refused(home: BotHarness) -> None:
    guild = home.world.guilds[teahouse(home.sandbox)]
    administrator = home.world.add_role(guild, "Admins", 1 << 3)
    guild.members[home.world.person("Jake").id].roles.append(administrator.id)
    for name, options in (
        ("servers", {}),
        ("leave", {"server": str(guild.id)}),
        ("allow", {"servers": "all"}),
        ("limit", {"server": str(guild.id), "messages": 1}),
    ):
        assert "Only the owner" in (await use(home, name, "Jake", **options))[1]
    assert is_there(home, guild)
    assert (await home.stores.hosting.get(guild.id)).per_minute is None


async def test_servers_are_listed_with_their_own_figures(home: BotHarness) -> None:
    there = await home.invited("Elsewhere *x*", owner=home.world.person("Jake"))
    lobby = home.world.named("lobby").id
    await home.stores.channels.set(ChannelPreferences(lobby, there.id, enabled=True))
    for text in ("Where are you going tomorrow?", "What did you eat for dinner?"):
        await home.answer_to(await home.say(text, "Jake", lobby))
    await home.answer_to(await home.say("How are you doing today, my friend?"))
    await home.settled(3)
    head, first, second = (await use(home, "servers"))[1].split("\n")
    assert "on 2 servers" in head
    assert "Elsewhere \\*x\\*" in first
    assert f"`{there.id}` · members: 2 · translated: 2 · skipped: 0 · in progress: 0 · limit: none" in first
    assert "Teahouse" in second
    assert "translated: 1" in second


async def test_a_server_is_left_with_a_polite_message_once_that_is_confirmed(home: BotHarness) -> None:
    there = await home.invited("Elsewhere", owner=home.world.person("Jake"))
    lobby = home.world.named("lobby").id
    used, question = await asked(home, "leave", server=str(there.id))
    assert "Leave **Elsewhere**" in question
    assert is_there(home, there)
    assert (await press(home, used, "no")).content == "Nothing was changed."
    used, _ = await asked(home, "leave", server="Elsewhere")
    assert (await press(home, used, "yes")).content == "I left: **Elsewhere**"
    assert not is_there(home, there)
    [*_, goodbye] = home.posts(lobby)
    assert "Thank you for having me" in goodbye.content
    assert "感谢大家的陪伴" in goodbye.content


async def test_a_server_that_qiao_is_not_on_cannot_be_left(home: BotHarness) -> None:
    assert "isn't on a server" in (await use(home, "leave", server="123456789012345678"))[1]


async def test_servers_that_are_not_allowed_are_left_now_and_when_they_invite_qiao_again(home: BotHarness) -> None:
    kept = await home.invited("Kept", owner=home.world.person("Jake"))
    gone = await home.invited("Gone", owner=home.world.person("Jake"))
    assert "Every server" in (await use(home, "allow"))[1]
    used, question = await asked(home, "allow", servers=f"{kept.id}，123456789012345678")
    assert "Leave 1 server" in question
    assert "Gone" in question
    assert "Kept" not in question
    assert await home.stores.hosting.allowed() == frozenset()
    answer = (await press(home, used, "yes")).content
    assert "Only these servers" in answer
    assert "I left: **Gone**" in answer
    # The owner's own server is always allowed.
    assert [is_there(home, guild) for guild in (kept, gone)] == [True, False]
    assert is_there(home, home.world.guilds[teahouse(home.sandbox)])
    membership.add_member(home.world, gone, home.world.bot, home.world.add_role(gone, "Qiao", BOT))
    await home.sandbox.until(lambda: not is_there(home, gone))
    assert f"`{kept.id}`" in (await use(home, "allow"))[1]
    assert "Every server" in (await use(home, "allow", servers="ALL"))[1]
    await home.invited("Welcome", owner=home.world.person("Jake"))
    assert await home.stores.hosting.allowed() == frozenset()


async def test_the_list_is_kept_over_a_restart(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.world.guilds[teahouse(sandbox)].owner_id = sandbox.world.person(OWNER).id
    before = BotHarness(sandbox, tmp_path)
    await before.open()
    await before.stores.hosting.allow_only([teahouse(sandbox)])
    await before.close()
    stranger = sandbox.world.add_guild("While away", owner=sandbox.world.person("Jake"))
    sandbox.world.add_channel(stranger, "lobby")
    after = BotHarness(sandbox, tmp_path)
    await after.open()
    try:
        await sandbox.until(lambda: sandbox.world.bot.id not in stranger.members)
        assert is_there(after, sandbox.world.guilds[teahouse(sandbox)])
    finally:
        await after.close()


@pytest.mark.parametrize("servers", ["Teahouse", "12", "123456789012345678 x", "-123456789012345678"])
async def test_what_is_not_an_id_is_refused(home: BotHarness, servers: str) -> None:
    assert "isn't a server's ID" in (await use(home, "allow", servers=servers))[1]
    assert await home.stores.hosting.allowed() == frozenset()


async def test_a_limit_is_set_and_left_to_the_host_again(home: BotHarness) -> None:
    server = str(teahouse(home.sandbox))
    assert "at most 2 messages per minute" in (await use(home, "limit", server=server, messages=2))[1]
    for number in range(4):
        await home.say(f"This is sentence number {number} of many.")
    await home.settled(4)
    notice = await home.sandbox.until(
        lambda: next((post for post in home.posts() if "used up its translations" in post.content), None)
    )
    assert "这一分钟的翻译已经用完" in notice.content
    status = await home.client.report(int(server))
    assert (status.translated, status.skipped, status.limit) == (2, 2, 2)
    assert "limit: 2 per minute" in (await use(home, "servers"))[1]
    assert "as many messages" in (await use(home, "limit", server=server, messages=0))[1]
    await home.answer_to(await home.say("And this one is translated again."))
    assert "applies to **Teahouse 茶馆** again: none" in (await use(home, "limit", server=server))[1]


async def test_servers_are_suggested_to_the_owner_and_nobody_else(home: BotHarness) -> None:
    there = await home.invited("Elsewhere", owner=home.world.person("Jake"))
    amy, jake = home.world.person(OWNER).id, home.world.person("Jake").id
    home.world.guilds[teahouse(home.sandbox)].members[jake].roles.append(
        home.world.add_role(home.world.guilds[teahouse(home.sandbox)], "Admins", MODERATOR | 1 << 3).id
    )
    for user_id, expected in ((amy, [str(there.id)]), (jake, [])):
        typed = await home.sandbox.complete(user_id, home.channel, "owner leave", {"server": "else"}, "server")
        await typed.callback_given()
        assert [choice["value"] for choice in typed.choices] == expected


async def test_an_application_of_a_team_belongs_to_the_members_who_accepted(sandbox: Sandbox, tmp_path: Path) -> None:
    world = sandbox.world
    amy, jake, li = (world.person(name) for name in ("Amy", "Jake", "小李"))
    world.team = {jake.id: 2, li.id: 1}
    harness = BotHarness(sandbox, tmp_path)
    await harness.open()
    try:
        assert owner_ids(harness.client.application) == {jake.id}
        guild = await harness.invited("Headquarters", owner=jake)
        await sandbox.until(lambda: world.commands.get(guild.id))
        assert amy.id not in owner_ids(harness.client.application)
    finally:
        await harness.close()


def test_nobody_owns_an_unknown_application() -> None:
    assert owner_ids(None) == frozenset()
