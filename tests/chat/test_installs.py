"""Commands that people install for themselves."""

import pytest

from tests.chat.house import House, said

ENGLISH = "The software inside is dear"


@pytest.mark.parametrize(
    "name",
    [
        "translate",
        "Translate",
        "Explain",
        "pinyin",
        "language",
        "help",
        "privacy",
        "ignore-me",
        "forget-me",
    ],
)
async def test_commands_can_be_installed_by_people(house: House, name: str) -> None:
    commands = {command["name"]: command for command in house.world.commands[0].values()}
    assert commands[name]["integration_types"] == [0, 1]
    assert commands[name]["contexts"] == [0, 1, 2]


async def test_channel_settings_are_only_for_servers(house: House) -> None:
    commands = {command["name"]: command for command in house.world.commands[0].values()}
    assert commands["channel"]["contexts"] == [0]


async def test_they_work_on_a_server_where_the_bot_is_not(house: House) -> None:
    amy, jake = house.world.person("Amy"), house.world.person("Jake")
    guild = house.world.add_guild("Elsewhere", owner=amy, bot=False)
    house.world.join(guild, jake)
    channel = house.world.add_channel(guild, "lobby")
    message = await house.say("你们晚饭去哪里吃？", "Jake", channel=channel.id)
    house.model.enqueue("Where are you going for dinner?", "里面的软件")
    used = await house.sandbox.invoke_message(amy.id, channel.id, message.id, "Translate")
    assert await said(used) == "Where are you going for dinner?"
    used = await house.sandbox.invoke(amy.id, channel.id, "translate", {"text": ENGLISH})
    assert await said(used) == "里面的软件"


async def test_they_work_in_direct_messages(house: House) -> None:
    amy = house.world.person("Amy")
    direct = house.world.dm(amy, house.world.bot)
    house.model.enqueue("里面的软件")
    assert await said(await house.sandbox.invoke(amy.id, direct.id, "translate", {"text": ENGLISH})) == "里面的软件"
    chosen = await said(await house.sandbox.invoke(amy.id, direct.id, "language set", {"language": "zh-HK"}))
    assert "香港繁體" in chosen


async def test_they_work_in_direct_messages_of_two_people(house: House) -> None:
    amy, jake = house.world.person("Amy"), house.world.person("Jake")
    private = house.world.dm(amy, jake)
    message = await house.say("你们晚饭去哪里吃？", "Jake", channel=private.id)
    house.model.enqueue("Where are you going for dinner?")
    used = await house.sandbox.invoke_message(amy.id, private.id, message.id, "Translate")
    assert await said(used) == "Where are you going for dinner?"
