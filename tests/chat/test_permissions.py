import discord

from bot.chat.ui.permissions import in_words, lacking, needed


def test_permissions_have_the_names_of_discords_settings() -> None:
    assert in_words("en-US", ["manage_guild", "manage_webhooks"]) == "Manage Server, Manage Webhooks"
    assert in_words("zh-CN", ["manage_guild"]) == "管理服务器"
    assert in_words("zh-TW", ["manage_guild"]) == "管理伺服器"


def test_what_has_no_name_with_us_is_english() -> None:
    assert in_words("zh-CN", ["view_channel", "use_soundboard"]) == "查看频道, Use Soundboard"


def test_what_is_needed_depends_on_the_way_of_posting() -> None:
    assert needed() == ("view_channel", "send_messages", "read_message_history")
    assert needed(thread=True) == ("view_channel", "send_messages_in_threads", "read_message_history")
    assert set(needed("webhook")) - set(needed()) == {"manage_webhooks"}
    assert set(needed("thread")) - set(needed()) == {"create_public_threads", "send_messages_in_threads"}


def test_every_permission_that_may_be_needed_is_one_of_discords() -> None:
    names = {
        name
        for mode in ("reply", "webhook", "thread")
        for thread in (False, True)
        for name in needed(mode, thread=thread)
    }
    assert lacking(discord.Permissions.none(), sorted(names)) == sorted(names)
    assert lacking(discord.Permissions.all(), sorted(names)) == []
