"""Commands that users install for themselves."""

import pytest

from tests.chat.harness import BotHarness, response_text

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
async def test_commands_can_be_installed_by_users(harness: BotHarness, name: str) -> None:
    commands = {command["name"]: command for command in harness.world.commands[0].values()}
    assert commands[name]["integration_types"] == [0, 1]
    assert commands[name]["contexts"] == [0, 1, 2]


async def test_channel_settings_are_available_only_on_servers(harness: BotHarness) -> None:
    commands = {command["name"]: command for command in harness.world.commands[0].values()}
    assert commands["channel"]["contexts"] == [0]


async def test_they_work_on_servers_without_the_bot(harness: BotHarness) -> None:
    amy, jake = harness.world.person("Amy"), harness.world.person("Jake")
    guild = harness.world.add_guild("Elsewhere", owner=amy, bot=False)
    harness.world.join(guild, jake)
    channel = harness.world.add_channel(guild, "lobby")
    message = await harness.say("你们晚饭去哪里吃？", "Jake", channel=channel.id)
    harness.model.enqueue("Where are you going for dinner?", "里面的软件")
    used = await harness.sandbox.invoke_message(amy.id, channel.id, message.id, "Translate")
    assert await response_text(used) == "Where are you going for dinner?"
    used = await harness.sandbox.invoke(amy.id, channel.id, "translate", {"text": ENGLISH})
    assert await response_text(used) == "里面的软件"


async def test_they_work_in_direct_messages(harness: BotHarness) -> None:
    amy = harness.world.person("Amy")
    direct = harness.world.dm(amy, harness.world.bot)
    harness.model.enqueue("里面的软件")
    assert (
        await response_text(await harness.sandbox.invoke(amy.id, direct.id, "translate", {"text": ENGLISH}))
        == "里面的软件"
    )
    chosen = await response_text(await harness.sandbox.invoke(amy.id, direct.id, "language set", {"language": "zh-HK"}))
    assert "香港繁體" in chosen


async def test_they_work_in_direct_messages_between_users(harness: BotHarness) -> None:
    amy, jake = harness.world.person("Amy"), harness.world.person("Jake")
    private = harness.world.dm(amy, jake)
    message = await harness.say("你们晚饭去哪里吃？", "Jake", channel=private.id)
    harness.model.enqueue("Where are you going for dinner?")
    used = await harness.sandbox.invoke_message(amy.id, private.id, message.id, "Translate")
    assert await response_text(used) == "Where are you going for dinner?"
