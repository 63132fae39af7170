"""Bots and webhooks that moderators choose to have translated, and those that are never translated."""

import secrets
from typing import Any

import pytest

from bot.sandbox import channels, following, messages
from bot.sandbox.messages.posting import Origin
from bot.sandbox.model import Channel, ChannelType, Message, MessageFlag, User, Webhook
from bot.sandbox.permissions import Permission
from tests.chat.features.settings.test_setup import Moderator
from tests.chat.harness import BotHarness, response_text

ENGLISH = "How are you doing today, my friend?"


@pytest.fixture
def town_crier(harness: BotHarness) -> User:
    """Another bot on the server."""
    guild = next(iter(harness.world.guilds.values()))
    return harness.world.add_user("Town Crier", bot=True, guilds=[guild])


@pytest.fixture
def hook(harness: BotHarness) -> Webhook:
    """A webhook of a person."""
    channel = harness.world.channel(harness.channel)
    person = harness.world.person("Jake")
    token = secrets.token_urlsafe(8)
    found = Webhook(harness.world.snowflake(), token, channel.id, channel.guild_id or 0, "GitHub", person)
    harness.world.webhooks[found.id] = found
    return found


def post(harness: BotHarness, hook: Webhook, text: str, channel: int | None = None, **body: Any) -> Message:
    """Post through a webhook."""
    where = harness.world.channel(channel or hook.channel_id)
    origin = Origin(webhook=hook, permitted=True)
    return messages.post(harness.world, where, hook.user, {"content": text, **body}, origin=origin)


async def translated(harness: BotHarness) -> list[int]:
    """The messages with translations, once a person's last message has one."""
    await harness.answer_to(await harness.say("Has everyone had their breakfast yet?"))
    return [int(each.reference["message_id"]) for each in harness.posts() if each.reference][:-1]


async def test_bots_and_webhooks_are_ignored_until_they_are_chosen(
    harness: BotHarness, town_crier: User, hook: Webhook
) -> None:
    await harness.sandbox.say(harness.channel, town_crier.id, ENGLISH)
    post(harness, hook, ENGLISH)
    assert await translated(harness) == []
    for name in ("Town Crier", "github"):
        assert "会像翻译大家的发言一样" in await harness.use("王芳", "channel add-bot", bot=name)
    said = await harness.sandbox.say(harness.channel, town_crier.id, ENGLISH)
    await harness.answer_to(said)
    await harness.answer_to(post(harness, hook, ENGLISH, username="octocat"))
    status = await harness.use("王芳", "channel status")
    assert "Town Crier" in status
    assert "GitHub" in status
    for name in ("Town Crier", "GitHub"):
        assert "不再翻译" in await harness.use("王芳", "channel remove-bot", bot=name)
    before = len(harness.posts())
    await harness.sandbox.say(harness.channel, town_crier.id, ENGLISH)
    post(harness, hook, ENGLISH)
    await translated(harness)
    assert len(harness.posts()) == before + 1


async def test_a_choice_counts_in_its_channel_and_its_threads(harness: BotHarness, town_crier: User) -> None:
    food = harness.world.named("food")
    await harness.use("王芳", "channel enable", channel=food.id)
    await harness.use("王芳", "channel add-bot", bot=f"<@{town_crier.id}>", channel=food.id)
    await harness.sandbox.say(harness.channel, town_crier.id, ENGLISH)
    await harness.answer_to(await harness.sandbox.say(food.id, town_crier.id, ENGLISH))
    thread = harness.start_thread(await harness.say("gg", channel=food.id))
    await harness.answer_to(await harness.sandbox.say(thread.id, town_crier.id, ENGLISH))
    assert await translated(harness) == []


async def test_edits_and_deletions_of_chosen_bots_are_followed(harness: BotHarness, town_crier: User) -> None:
    await harness.use("王芳", "channel add-bot", bot=str(town_crier.id))
    said = await harness.sandbox.say(harness.channel, town_crier.id, ENGLISH)
    answer = await harness.answer_to(said)
    await harness.sandbox.edit(harness.channel, said.id, "The weather is lovely today, isn't it?")
    await harness.sandbox.until(lambda: answer.edited)
    await harness.sandbox.delete(harness.channel, said.id)
    await harness.sandbox.until(lambda: not harness.reply(said))


async def test_crossposts_of_a_followed_channel_are_translated_where_a_moderator_chose_them(
    harness: BotHarness,
) -> None:
    world = harness.world
    guild = next(iter(world.guilds.values()))
    news = await harness.sandbox.create_channel(guild, "news", kind=ChannelType.NEWS)
    general = world.channel(harness.channel)
    hook = following.follow(world, news, general, world.person("王芳"))
    await harness.use("王芳", "channel add-bot", bot=hook.name)
    said = await harness.sandbox.say(news.id, world.person("王芳").id, "Version two of the game is out now!")
    following.crosspost(world, news, said)
    [crossposted] = [each for each in world.history(general.id) if each.flags & MessageFlag.IS_CROSSPOST]
    await harness.answer_to(crossposted)


@pytest.mark.parametrize("who", ["Qiao 桥", "id", "nobody", "Amy", "@Amy"])
async def test_qiao_people_and_unknown_bots_cannot_be_chosen(harness: BotHarness, who: str) -> None:
    await harness.answer_to(await harness.say(ENGLISH))
    amy = harness.world.person("Amy").id
    typed = {"id": str(harness.world.bot.id), "@Amy": f"<@{amy}>"}.get(who, who)
    assert "找不到" in await harness.use("王芳", "channel add-bot", bot=typed)
    assert await harness.stores.bots.of(harness.channel) == frozenset()


async def test_own_webhooks_are_never_translated_even_if_chosen(harness: BotHarness) -> None:
    await harness.use("王芳", "channel mode", mode="webhook")
    await harness.say(ENGLISH)
    [copy] = await harness.sandbox.until(harness.posts)
    assert "找不到" in await harness.use("王芳", "channel add-bot", bot=str(copy.webhook_id))
    await harness.stores.bots.add(
        harness.world.channel(harness.channel).guild_id or 0, harness.channel, copy.webhook_id or 0
    )
    await harness.say(ENGLISH)
    await harness.sandbox.until(lambda: len(harness.posts()) == 2)
    await harness.settled(2)
    assert len(harness.posts()) == 2


async def test_two_translators_do_not_answer_each_other(harness: BotHarness, town_crier: User, hook: Webhook) -> None:
    """Everything that Qiao posts is silent, and silent posts of bots are not translated, not even chosen ones."""
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    for source in (town_crier.id, hook.id):
        await harness.stores.bots.add(guild_id, harness.channel, source)
    silent = int(MessageFlag.SUPPRESS_NOTIFICATIONS)
    said = await harness.say(ENGLISH)
    answer = await harness.answer_to(said)
    assert answer.silent
    await harness.sandbox.say(harness.channel, town_crier.id, ENGLISH, reply_to=said.id, flags=silent)
    post(harness, hook, ENGLISH, flags=silent, username="Amy")
    await harness.sandbox.say(harness.channel, town_crier.id, ENGLISH, reply_to=answer.id)
    assert await translated(harness) == [said.id]


class TestSetup:
    async def test_bots_are_chosen_in_the_channel_of_the_panel(
        self, harness: BotHarness, town_crier: User, hook: Webhook
    ) -> None:
        await harness.sandbox.say(harness.channel, town_crier.id, ENGLISH)
        moderator = Moderator(harness)
        await moderator.open()
        await moderator.use("more")
        options = {option["label"]: option["value"] for option in moderator.control("bots")["options"]}
        assert options == {"GitHub": str(hook.id), "Town Crier": str(town_crier.id)}
        await moderator.use("bots", town_crier.id)
        assert moderator.chosen("bots") == [str(town_crier.id)]
        await harness.answer_to(await harness.sandbox.say(harness.channel, town_crier.id, ENGLISH))
        await moderator.use("bots", hook.id)
        assert await harness.stores.bots.of(harness.channel) == {hook.id}
        await moderator.use("bots")
        assert await harness.stores.bots.of(harness.channel) == frozenset()

    async def test_an_empty_menu_says_so(self, harness: BotHarness) -> None:
        moderator = Moderator(harness)
        await moderator.open()
        await moderator.use("more")
        assert moderator.control("bots")["disabled"]
        assert [option["label"] for option in moderator.control("bots")["options"]] == [
            "还没有机器人或 Webhook 在此频道发言"
        ]

    async def test_without_permissions_bots_that_are_chosen_are_still_shown(
        self, harness: BotHarness, town_crier: User
    ) -> None:
        guild_id = harness.world.channel(harness.channel).guild_id or 0
        await harness.stores.bots.add(guild_id, harness.channel, town_crier.id)
        lost = Permission.MANAGE_WEBHOOKS | Permission.READ_MESSAGE_HISTORY
        harness.world.withheld[harness.channel] = int(lost)
        moderator = Moderator(harness)
        await moderator.open()
        await moderator.use("more")
        assert moderator.chosen("bots") == [str(town_crier.id)]


async def suggestions(harness: BotHarness, command: str, typed: str) -> list[str]:
    used = await harness.sandbox.complete(
        harness.world.person("王芳").id, harness.channel, command, {"bot": typed}, "bot"
    )
    answer = await used.callback_given()
    return [choice["name"] for choice in answer["data"]["choices"]]


async def test_bots_are_suggested_by_name(harness: BotHarness, town_crier: User, hook: Webhook) -> None:
    await harness.sandbox.say(harness.channel, town_crier.id, ENGLISH)
    assert await suggestions(harness, "channel add-bot", "") == ["GitHub", "Town Crier"]
    assert await suggestions(harness, "channel add-bot", "git") == ["GitHub"]
    await harness.use("王芳", "channel add-bot", bot=str(hook.id))
    assert await suggestions(harness, "channel add-bot", "") == ["Town Crier"]
    assert await suggestions(harness, "channel remove-bot", "") == ["GitHub"]


async def test_changes_are_reported_in_the_log_channel(harness: BotHarness, town_crier: User) -> None:
    quiet = harness.world.named("quiet")
    moderator = Moderator(harness)
    await moderator.open()
    await moderator.use("more")
    await moderator.use("log", quiet.id)
    await harness.sandbox.until(lambda: harness.posts(quiet.id))
    await harness.use("王芳", "channel add-bot", bot=str(town_crier.id))
    await harness.sandbox.until(lambda: "Town Crier" in harness.posts(quiet.id)[-1].content)


async def test_the_status_names_archived_threads(harness: BotHarness) -> None:
    thread: Channel = harness.start_thread(await harness.say("gg"))
    used = await harness.sandbox.invoke(harness.world.person("王芳").id, thread.id, "channel disable")
    await response_text(used)
    channels.change(thread, {"archived": True})
    channels.announce(harness.world, "THREAD_UPDATE", thread)
    assert f"<#{thread.id}>（a thread，已归档）" in await harness.use("王芳", "channel status")
