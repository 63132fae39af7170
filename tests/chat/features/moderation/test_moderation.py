"""`/moderation channel` and `/moderation status`."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat.strings import say
from bot.sandbox import automod
from bot.sandbox.errors import ApiError
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from bot.storage.types.moderation import Action, Topic, WatchedTerm
from bot.storage.types.preferences import GuildPreferences
from tests.chat.harness import BotHarness

MODERATOR = "王芳"


@pytest.fixture
async def harness(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[BotHarness]:
    """A bot on a server with a channel for moderators only, and one where it may not embed links."""
    harness = BotHarness(sandbox, tmp_path)
    world = harness.world
    guild = world.guilds[guild_id(harness)]
    room = world.add_channel(guild, "moderators")
    world.overwrite(room, guild.roles[guild.id], deny=Permission.VIEW_CHANNEL)
    world.overwrite(room, world.bot, allow=Permission.VIEW_CHANNEL)
    world.overwrite(world.add_channel(guild, "locked"), world.bot, deny=Permission.EMBED_LINKS)
    world.person(MODERATOR).locale = "en-US"
    await harness.open()
    yield harness
    await harness.close()


def guild_id(harness: BotHarness) -> int:
    return harness.world.channel(harness.channel).guild_id or 0


async def choose(harness: BotHarness, name: str | None) -> str:
    options = {"channel": harness.world.named(name).id} if name else {}
    return await harness.use(MODERATOR, "moderation channel", **options)


async def chosen(harness: BotHarness) -> int | None:
    return (await harness.stores.guilds.get(guild_id(harness))).moderation_channel_id


async def test_the_channel_is_chosen_and_turned_off_again(harness: BotHarness) -> None:
    room = harness.world.named("moderators").id
    assert await choose(harness, "moderators") == say("en", "moderation.set", channel=f"<#{room}>")
    assert await chosen(harness) == room
    assert await choose(harness, None) == say("en", "moderation.off")
    assert await chosen(harness) is None


async def test_whoever_chose_the_channel_is_told_when_it_refuses(harness: BotHarness) -> None:
    await choose(harness, "moderators")
    moderator = harness.world.person(MODERATOR)
    await harness.client.audit.turn_off(guild_id(harness), harness.world.named("moderators").id)
    direct = harness.world.dm(harness.world.bot, moderator)
    told = await harness.sandbox.until(lambda: next(iter(direct.messages.values()), None))
    assert "/moderation channel" in told.content


async def test_a_channel_that_everyone_can_read_is_warned_about(harness: BotHarness) -> None:
    quiet = harness.world.named("quiet").id
    assert say("en", "moderation.open", channel=f"<#{quiet}>") in await choose(harness, "quiet")
    assert await chosen(harness) == quiet
    assert say("en", "moderation.open", channel=f"<#{quiet}>") in await harness.use(MODERATOR, "moderation status")


async def test_a_channel_in_which_nothing_could_be_shown_is_refused(harness: BotHarness) -> None:
    await choose(harness, "moderators")
    text = await choose(harness, "locked")
    assert "missing permissions there: Embed Links." in text
    assert await chosen(harness) == harness.world.named("moderators").id


async def test_a_channel_that_the_bot_does_not_know_is_named_as_the_reason(harness: BotHarness) -> None:
    guild = harness.world.guilds[guild_id(harness)]
    hidden = harness.world.add_channel(guild, "hidden")
    harness.world.overwrite(hidden, harness.world.bot, deny=Permission.VIEW_CHANNEL)
    assert await choose(harness, "hidden") == say("en", "error.unseen")
    assert await chosen(harness) is None


async def test_only_changes_are_reported(harness: BotHarness) -> None:
    log = harness.world.named("food").id
    await harness.stores.guilds.set(GuildPreferences(guild_id(harness), log_channel_id=log))
    for name in ("moderators", "moderators"):
        await choose(harness, name)
    await harness.posted(1, log)
    await choose(harness, None)
    posts = await harness.posted(2, log)
    assert [("chose" in post.content, "turned off" in post.content) for post in posts] == [(True, False), (False, True)]


async def test_the_channel_needs_the_permission_to_manage_the_server(harness: BotHarness) -> None:
    guild = harness.world.guilds[guild_id(harness)]
    [role] = [role for role in guild.roles.values() if role.name.startswith("Moderators")]
    role.permissions &= ~Permission.MANAGE_GUILD
    assert "missing permissions for that: Manage Server" in await choose(harness, "moderators")
    assert await chosen(harness) is None


async def test_the_status_says_what_is_set_and_what_is_missing(harness: BotHarness) -> None:
    guild = guild_id(harness)
    await harness.stores.watch.add_many(
        [
            WatchedTerm(guild, "en", "raid", Action.NOTIFY, 1, 1),
            WatchedTerm(guild, "en", "boss", Action.HOLD, 1, 1),
            WatchedTerm(guild, "zh", "团本", Action.HOLD, 1, 1, exception=True),
            WatchedTerm(guild, "zh", "选举", Action.NOTICE, 1, 1, topic_id=1),
        ]
    )
    await harness.stores.topics.add(Topic(0, guild, "elections", "选举", enabled=True))
    await harness.stores.topics.add(Topic(0, guild, "food", "吃的"))
    assert (await harness.use(MODERATOR, "moderation status")).split("\n") == [
        say("en", "moderation.nowhere"),
        "- Watched words: 3",
        "  - English: 1 to tell the moderators, 1 to hold back the translation",
        "  - Chinese: 1 exception",
        "- Topics: 2, of which 1 are on",
        say("en", "moderation.without.moderate_members"),
        say("en", "moderation.without.manage_guild"),
    ]


async def test_the_status_says_which_automod_rules_apply(sandbox: Sandbox, tmp_path: Path) -> None:
    harness = BotHarness(sandbox, tmp_path)
    world = harness.world
    guild = world.guilds[guild_id(harness)]
    [own] = [role for role in guild.roles.values() if role.bot_id]
    own.permissions |= Permission.MANAGE_GUILD
    moderator = world.person(MODERATOR)
    moderator.locale = "en-US"
    block = {"event_type": 1, "actions": [{"type": 1, "metadata": {}}], "enabled": True}
    words = {"keyword_filter": ["cat"], "regex_patterns": ["["]}
    automod.create(world, guild, moderator, {**block, "name": "a_b", "trigger_type": 1, "trigger_metadata": words})
    automod.create(world, guild, moderator, {**block, "name": "spam", "trigger_type": 3, "trigger_metadata": {}})
    await harness.open()
    try:
        text = await harness.use(MODERATOR, "moderation status")
    finally:
        await harness.close()
    assert say("en", "moderation.automod.applied", count=1) in text
    assert say("en", "moderation.automod.unchecked", rules="spam") in text
    assert say("en", "moderation.automod.unsupported", rule="a\\_b", number=1) in text
    assert say("en", "moderation.without.manage_guild") not in text


async def test_the_status_says_that_the_channel_is_gone(harness: BotHarness) -> None:
    await harness.stores.guilds.set(GuildPreferences(guild_id(harness), moderation_channel_id=1))
    assert say("en", "moderation.gone") in await harness.use(MODERATOR, "moderation status")


async def test_members_are_not_offered_the_commands(harness: BotHarness) -> None:
    with pytest.raises(ApiError, match="nknown"):
        await harness.use("Amy", "moderation status")
