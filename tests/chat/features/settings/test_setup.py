"""`/qiao setup`, its controls and the log channel."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.chat.features.settings.setup import LIFETIME
from bot.chat.posting.audit import Phrase
from bot.chat.strings import keys, say
from bot.sandbox import channels
from bot.sandbox.interactions import Interaction
from bot.sandbox.interactions.components import flatten
from bot.sandbox.model import Channel, Message, MessageFlag
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from bot.storage.types.preferences import ChannelPreferences, GuildPreferences
from tests.chat.harness import BotHarness, response_text

MODERATOR = "王芳"
ENGLISH = "How are you doing today, my friend?"


class Moderator:
    """Uses the panel."""

    def __init__(self, harness: BotHarness, who: str = MODERATOR) -> None:
        self.harness, self.id = harness, harness.world.person(who).id
        self.guild_id = harness.world.channel(harness.channel).guild_id or 0
        self.panel: Message

    async def open(self) -> Message:
        used = await self.harness.sandbox.invoke(self.id, self.harness.channel, "qiao setup")
        self.panel = await used.response()
        return self.panel

    async def use(self, name: str, *values: object) -> Interaction:
        """Use a control and wait until it is answered."""
        texts = [str(value) for value in values]
        used = await self.harness.sandbox.press(self.id, self.panel, f"setup:{name}", texts)
        await used.callback_given()
        return used

    def control(self, name: str) -> dict[str, Any]:
        return next(each for each in flatten(self.panel.components) if each.get("custom_id") == f"setup:{name}")

    def chosen(self, name: str) -> list[str]:
        """What a menu shows as selected."""
        control = self.control(name)
        if "options" in control:
            return [option["value"] for option in control["options"] if option.get("default")]
        return [str(value["id"]) for value in control.get("default_values") or []]

    async def rows(self) -> dict[int, ChannelPreferences]:
        return {row.channel_id: row for row in await self.harness.stores.channels.of_guild(self.guild_id)}

    async def guild(self) -> GuildPreferences:
        return await self.harness.stores.guilds.get(self.guild_id)

    async def log_to(self, channel: Channel) -> None:
        await self.open()
        await self.use("more")
        await self.use("log", channel.id)


@pytest.fixture
def moderator(harness: BotHarness) -> Moderator:
    return Moderator(harness)


@pytest.fixture
def gaming(harness: BotHarness) -> Channel:
    return harness.world.named("gaming")


@pytest.fixture
def logs(harness: BotHarness) -> Channel:
    return harness.world.named("quiet")


def reports(harness: BotHarness, channel: Channel) -> list[str]:
    return [post.content for post in harness.posts(channel.id)]


async def test_the_panel_shows_the_settings_only_to_the_moderator(harness: BotHarness, moderator: Moderator) -> None:
    panel = await moderator.open()
    assert panel.flags & MessageFlag.EPHEMERAL
    assert f"自动翻译的频道：<#{harness.channel}>" in panel.content
    assert "静音回复" in panel.content
    assert moderator.chosen("channels") == [str(harness.channel)]
    assert moderator.chosen("mode") == ["reply"]
    assert moderator.chosen("script") == ["zh"]
    assert moderator.chosen("patience") == ["host"]
    assert moderator.control("unsure")["style"] == discord.ButtonStyle.success.value


async def test_channels_are_turned_on_and_off_at_once(
    harness: BotHarness, moderator: Moderator, gaming: Channel
) -> None:
    await moderator.open()
    await moderator.use("channels", gaming.id)
    assert {number: row.enabled for number, row in (await moderator.rows()).items()} == {
        harness.channel: False,
        gaming.id: True,
    }
    assert f"<#{gaming.id}>" in moderator.panel.content
    assert moderator.chosen("channels") == [str(gaming.id)]
    await harness.say(ENGLISH)
    await harness.answer_to(await harness.say(ENGLISH, channel=gaming.id))
    assert harness.posts() == []
    await moderator.use("channels")
    assert "还没有" in moderator.panel.content
    assert moderator.control("mode")["disabled"]


async def test_channels_turned_on_by_another_moderator_stay_on(
    harness: BotHarness, moderator: Moderator, gaming: Channel
) -> None:
    await moderator.open()
    food = harness.world.named("food")
    await harness.stores.channels.set(ChannelPreferences(food.id, moderator.guild_id, enabled=True))
    await moderator.use("channels", harness.channel, gaming.id)
    assert all(row.enabled for row in (await moderator.rows()).values())
    assert set(moderator.chosen("channels")) == {str(harness.channel), str(gaming.id), str(food.id)}


async def test_a_deleted_channel_is_not_in_the_menu(harness: BotHarness, moderator: Moderator) -> None:
    await harness.stores.channels.set(ChannelPreferences(12345, moderator.guild_id, enabled=True))
    await moderator.open()
    assert moderator.chosen("channels") == [str(harness.channel)]


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("mode", "webhook", "mode", "webhook"),
        ("mode", "thread", "mode", "thread"),
        ("patience", "15", "patience", 15),
        ("patience", "300", "patience", 300),
    ],
)
async def test_a_menu_sets_all_channels_that_are_on(
    *, harness: BotHarness, moderator: Moderator, gaming: Channel, name: str, value: str, field: str, expected: object
) -> None:
    before = ChannelPreferences(gaming.id, moderator.guild_id, enabled=True, votes=True)
    await harness.stores.channels.set(before)
    off = ChannelPreferences(harness.world.named("food").id, moderator.guild_id)
    await harness.stores.channels.set(off)
    await moderator.open()
    await moderator.use(name, value)
    rows = await moderator.rows()
    assert rows.pop(off.channel_id) == off
    assert [getattr(row, field) for row in rows.values()] == [expected, expected]
    assert rows[gaming.id].votes
    assert moderator.chosen(name) == [value]


async def test_the_patience_can_be_left_to_the_host_again(
    harness: BotHarness, moderator: Moderator, logs: Channel
) -> None:
    await moderator.log_to(logs)
    await moderator.use("back")
    await moderator.use("patience", "15")
    await harness.posted(2, logs.id)
    await moderator.use("patience", "host")
    assert (await moderator.rows())[harness.channel].patience is None
    assert moderator.chosen("patience") == ["host"]
    assert "最多等待：默认，由部署者决定" in moderator.panel.content
    await harness.sandbox.until(lambda: len(reports(harness, logs)) == 3)
    assert "longest wait for a message: default, set by Qiao's host." in reports(harness, logs)[2]


async def test_the_webhook_mode_comes_with_a_warning(harness: BotHarness, moderator: Moderator) -> None:
    panel = await moderator.open()
    assert "⚠️" not in panel.content
    [option] = [each for each in moderator.control("mode")["options"] if each["value"] == "webhook"]
    assert "无法屏蔽" in option["description"]
    await moderator.use("mode", "webhook")
    assert "⚠️" in panel.content


async def test_the_script_applies_to_the_server_and_all_its_channels(harness: BotHarness, moderator: Moderator) -> None:
    await harness.stores.channels.set(
        ChannelPreferences(harness.channel, moderator.guild_id, enabled=True, script="zh-HK")
    )
    await moderator.open()
    assert moderator.chosen("script") == []
    await moderator.use("script", "zh-Hant")
    assert (await moderator.guild()).script == "zh-Hant"
    assert (await moderator.rows())[harness.channel].script is None
    harness.model.enqueue("这个游戏真好玩")
    assert (await harness.answer_to(await harness.say("This game is really fun."))).content == "這個遊戲真好玩"


@pytest.mark.parametrize("name", ["unsure", "hold_unsure", "votes", "footnotes"])
async def test_a_switch_toggles_and_turns_on_where_channels_differ(
    harness: BotHarness, moderator: Moderator, gaming: Channel, name: str
) -> None:
    off = ChannelPreferences(gaming.id, moderator.guild_id, enabled=True, unsure=False)
    await harness.stores.channels.set(off)
    on: dict[str, Any] = {name: True}
    await harness.stores.channels.set(ChannelPreferences(harness.channel, moderator.guild_id, enabled=True, **on))
    panel = await moderator.open()
    assert "各频道不同" in panel.content
    for expected in (True, False, True):
        await moderator.use(name)
        assert {getattr(row, name) for row in (await moderator.rows()).values()} == {expected}
        style = discord.ButtonStyle.success if expected else discord.ButtonStyle.secondary
        assert moderator.control(name)["style"] == style.value


async def test_holding_back_doubtful_translations_is_off_by_default(harness: BotHarness, moderator: Moderator) -> None:
    panel = await moderator.open()
    assert "🌐 反应提示：关" in panel.content
    await moderator.use("hold_unsure")
    assert (await moderator.rows())[harness.channel].hold_unsure
    assert "🌐 反应提示：开" in moderator.panel.content
    assert "offered with a 🌐 reaction: {hold_unsure}" in say("en", "setup.summary")


async def test_the_log_channel_has_its_own_page(harness: BotHarness, moderator: Moderator, logs: Channel) -> None:
    await moderator.log_to(logs)
    assert (await moderator.guild()).log_channel_id == logs.id
    assert moderator.chosen("log") == [str(logs.id)]
    await moderator.use("back")
    assert moderator.control("mode")
    await moderator.use("more")
    await moderator.use("log")
    assert (await moderator.guild()).log_channel_id is None
    await harness.sandbox.until(lambda: len(reports(harness, logs)) == 2)
    assert "turned off the log channel" in reports(harness, logs)[1]


async def test_the_previous_log_channel_gets_a_report_about_the_new_one(
    harness: BotHarness, moderator: Moderator, logs: Channel, gaming: Channel
) -> None:
    await moderator.log_to(logs)
    await harness.posted(1, logs.id)
    await moderator.use("log", gaming.id)
    await harness.sandbox.until(lambda: len(reports(harness, logs)) == 2 and reports(harness, gaming))
    assert reports(harness, logs)[1] == reports(harness, gaming)[0]


async def test_missing_permissions_are_named(harness: BotHarness, moderator: Moderator) -> None:
    guild = harness.world.guilds[moderator.guild_id]
    role = next(guild.roles[number] for number in guild.members[harness.world.bot.id].roles)
    role.permissions &= ~Permission.MANAGE_WEBHOOKS
    channel = harness.client.get_channel(harness.channel)
    assert isinstance(channel, discord.TextChannel)
    own = channel.guild.get_role(role.id)
    assert own
    own._permissions = role.permissions
    await moderator.open()
    await moderator.use("mode", "webhook")
    assert "管理 Webhook" in moderator.panel.content


async def test_every_step_needs_the_permission_to_manage_the_server(harness: BotHarness, moderator: Moderator) -> None:
    with pytest.raises(Exception, match="nknown"):
        await Moderator(harness, "Amy").open()
    await moderator.open()
    guild = harness.world.guilds[moderator.guild_id]
    guild.members[moderator.id].roles.clear()
    for name, values in (("mode", ["thread"]), ("channels", []), ("votes", []), ("more", [])):
        used = await moderator.use(name, *values)
        assert "管理服务器" in await response_text(used)
    assert (await moderator.rows())[harness.channel] == ChannelPreferences(
        harness.channel, moderator.guild_id, enabled=True
    )


async def test_a_command_opened_to_everyone_still_needs_the_permission(harness: BotHarness) -> None:
    for command in harness.world.commands[0].values():
        command["default_member_permissions"] = None
    assert "Manage Server" in await harness.use("Amy", "qiao setup")
    assert "Running for" in await harness.use("Amy", "qiao status")


async def test_an_expired_panel_says_to_open_a_new_one(harness: BotHarness, moderator: Moderator) -> None:
    await moderator.open()
    panel = harness.world.ephemeral.pop(moderator.panel.id)
    panel.id = discord.utils.time_snowflake(discord.utils.utcnow() - LIFETIME - timedelta(seconds=1))
    harness.world.ephemeral[panel.id] = panel
    await moderator.use("mode", "thread")
    assert "/qiao 设置" in moderator.panel.content
    assert moderator.panel.components == []
    assert (await moderator.rows())[harness.channel].mode is None


async def test_a_panel_works_after_a_restart(sandbox: Sandbox, tmp_path: Path) -> None:
    before = BotHarness(sandbox, tmp_path)
    await before.open()
    moderator = Moderator(before)
    await moderator.open()
    await before.close()
    after = BotHarness(sandbox, tmp_path)
    await after.open(enabled=False)
    try:
        moderator.harness = after
        await moderator.use("mode", "thread")
        assert (await moderator.rows())[after.channel].mode == "thread"
        assert moderator.chosen("mode") == ["thread"]
    finally:
        await after.close()


async def test_the_client_does_not_keep_panels(harness: BotHarness, moderator: Moderator) -> None:
    kept = harness.client._connection._view_store
    before = set(kept._views)
    await moderator.open()
    await moderator.use("mode", "thread")
    assert set(kept._views) == before


async def test_the_status_contains_no_text_of_messages(harness: BotHarness) -> None:
    await harness.answer_to(await harness.say(ENGLISH))
    await harness.settled(1)
    status = await harness.use(MODERATOR, "qiao status")
    assert "1" in status
    assert ENGLISH not in status
    assert "Amy" not in status


async def test_changes_are_reported_silently_in_both_languages(
    harness: BotHarness, moderator: Moderator, logs: Channel
) -> None:
    await moderator.log_to(logs)
    await moderator.use("back")
    await moderator.use("mode", "thread")
    await harness.posted(2, logs.id)
    await harness.use(MODERATOR, "channel disable")
    first, second, third = await harness.posted(3, logs.id)
    who = f"<@{moderator.id}>"
    assert first.content.startswith(f"-# {who} set <#{logs.id}>")
    assert "In a separate thread" in second.content
    assert "发到单独的子区" in second.content
    assert f"{who} turned off automatic translation in <#{harness.channel}>" in third.content
    assert all(post.flags & MessageFlag.SUPPRESS_NOTIFICATIONS for post in (first, second, third))
    assert not any(post.pinged for post in (first, second, third))


async def test_choices_without_effect_are_not_reported(
    harness: BotHarness, moderator: Moderator, logs: Channel
) -> None:
    await moderator.log_to(logs)
    await moderator.use("log", logs.id)
    await moderator.use("back")
    await moderator.use("mode", "reply")
    await moderator.use("channels", harness.channel)
    await moderator.use("votes")
    await harness.sandbox.until(lambda: len(reports(harness, logs)) == 2)
    assert "“Votes”: on" in reports(harness, logs)[1]


async def test_a_deleted_log_channel_is_turned_off_and_its_chooser_is_told(
    harness: BotHarness, moderator: Moderator, logs: Channel
) -> None:
    await moderator.log_to(logs)
    channels.remove(harness.world, logs)
    await harness.use(MODERATOR, "channel disable")
    assert f"<#{logs.id}>" in await direct_message_to(harness, moderator.id)
    assert (await moderator.guild()).log_channel_id is None


async def test_after_a_restart_the_owner_is_told_about_a_refusing_log_channel(sandbox: Sandbox, tmp_path: Path) -> None:
    harness = BotHarness(sandbox, tmp_path)
    guild = harness.world.guilds[harness.world.channel(harness.channel).guild_id or 0]
    guild.owner_id = harness.world.person("Jake").id
    await harness.open()
    try:
        logs = harness.world.named("quiet")
        await harness.stores.guilds.set(GuildPreferences(guild.id, log_channel_id=logs.id))
        harness.world.withheld[logs.id] = Permission.SEND_MESSAGES
        await harness.use(MODERATOR, "channel disable")
        assert f"<#{logs.id}>" in await direct_message_to(harness, guild.owner_id)
        assert (await harness.stores.guilds.get(guild.id)).log_channel_id is None
    finally:
        await harness.close()


async def direct_message_to(harness: BotHarness, person: int) -> str:
    """The first direct message to a person."""
    direct = harness.world.dm(harness.world.users[person], harness.world.bot)
    return (await harness.sandbox.until(lambda: harness.posts(direct.id)))[0].content


async def test_a_temporary_error_keeps_the_log_channel(
    harness: BotHarness, moderator: Moderator, logs: Channel
) -> None:
    await moderator.log_to(logs)
    harness.sandbox.faults.add(rf"/channels/{logs.id}/messages", method="POST", status=400)
    await harness.client.audit.note(moderator.guild_id, moderator.id, "audit.enabled", channel="#a")
    assert (await moderator.guild()).log_channel_id == logs.id


async def test_without_a_log_channel_nothing_is_reported(harness: BotHarness, moderator: Moderator) -> None:
    await harness.client.audit.note(moderator.guild_id, moderator.id, "audit.mode", mode=Phrase("setup.mode.reply"))
    assert all(not harness.posts(channel) for channel in harness.world.guilds[moderator.guild_id].channels)


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_every_report_names_who_made_the_change(locale: str) -> None:
    entries = [key for key in keys(locale) if key.startswith("audit.")]
    assert all("{actor}" in say(locale, key) for key in entries if key != "audit.switched_off")


async def test_changes_of_the_glossary_are_reported(harness: BotHarness, moderator: Moderator, logs: Channel) -> None:
    await moderator.log_to(logs)
    await harness.use(MODERATOR, "glossary add", source="**raid**", target="团本")
    await harness.use(MODERATOR, "glossary remove", source="**raid**")
    await harness.use(MODERATOR, "glossary add", source="raid", target="团本")
    await harness.posted(2, logs.id)
    await harness.use(MODERATOR, "glossary remove", source="raid")
    await harness.use(MODERATOR, "glossary remove", source="raid")
    await harness.sandbox.until(lambda: len(reports(harness, logs)) == 3)
    assert [text.split("\n")[0] for text in reports(harness, logs)[1:]] == [
        f"-# <@{moderator.id}> updated the glossary: raid.",
        f"-# <@{moderator.id}> removed from the glossary: raid.",
    ]
