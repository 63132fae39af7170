import discord
import pytest

from bot.chat.ui.permissions import missing_permissions, permission_names, required_permissions
from bot.storage.types.preferences import Mode
from tests.chat.harness import BotHarness


def test_permissions_are_named_as_in_discords_settings() -> None:
    assert permission_names("en-US", ["manage_guild", "manage_webhooks"]) == "Manage Server, Manage Webhooks"
    assert permission_names("zh-CN", ["manage_guild"]) == "管理服务器"
    assert permission_names("zh-TW", ["manage_guild"]) == "管理伺服器"


def test_a_permission_without_a_translation_is_in_english() -> None:
    assert permission_names("zh-CN", ["view_channel", "use_soundboard"]) == "查看频道、Use Soundboard"


def test_required_permissions_depend_on_the_mode() -> None:
    assert required_permissions() == ("view_channel", "send_messages", "read_message_history")
    assert required_permissions(thread=True) == ("view_channel", "send_messages_in_threads", "read_message_history")
    assert set(required_permissions(Mode.WEBHOOK)) - set(required_permissions()) == {"manage_webhooks"}
    assert set(required_permissions(Mode.THREAD)) - set(required_permissions()) == {
        "create_public_threads",
        "send_messages_in_threads",
    }


def test_every_required_permission_is_known_to_discord() -> None:
    names = {name for mode in Mode for thread in (False, True) for name in required_permissions(mode, thread=thread)}
    assert missing_permissions(discord.Permissions.none(), sorted(names)) == sorted(names)
    assert missing_permissions(discord.Permissions.all(), sorted(names)) == []


@pytest.mark.parametrize(
    ("command", "permission"),
    [
        ("channel status", "Manage Channels"),
        ("bridge list", "Manage Channels"),
        ("glossary list", "Manage Messages"),
    ],
)
async def test_a_command_opened_to_everyone_still_needs_its_permission(
    harness: BotHarness, command: str, permission: str
) -> None:
    for registered in harness.world.commands[0].values():
        registered["default_member_permissions"] = None
    assert permission in await harness.use("Amy", command)
