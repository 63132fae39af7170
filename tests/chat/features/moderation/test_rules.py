"""`/rules` as readers see it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.features.moderation.rules import MOST, PAGES, PER_MINUTE
from bot.chat.strings import say
from bot.errors import OverloadedError
from bot.nmt.types import BACKGROUND, Hypothesis
from bot.sandbox.interactions import Interaction
from bot.sandbox.model import Guild, Message, MessageFlag
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from bot.storage.types.moderation import Topic
from bot.text.limits import MESSAGE, length
from tests.chat.harness import BotHarness

BE_KIND = "Please be kind to everyone in every channel."
KIND = "请在每个频道友善对待每个人。"
MELONS = Topic(
    0, 0, "melons", "网络上的西瓜", "Let's keep melons for the kitchen.", "西瓜的事，咱们到厨房再聊。", enabled=True
)


@pytest.fixture
async def harness(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[BotHarness]:
    """The bot on a server whose rules are in the channel `food`."""
    guild(sandbox).rules_channel_id = sandbox.world.named("food").id
    async with opened(sandbox, tmp_path) as harness:
        yield harness


@asynccontextmanager
async def opened(sandbox: Sandbox, folder: Path) -> AsyncIterator[BotHarness]:
    harness = BotHarness(sandbox, folder)
    await harness.open()
    try:
        yield harness
    finally:
        await harness.close()


def guild(sandbox: Sandbox) -> Guild:
    return next(iter(sandbox.world.guilds.values()))


def rules_channel(harness: BotHarness) -> int:
    return harness.world.named("food").id


def head(harness: BotHarness, locale: str = "en") -> str:
    return say(locale, "rules.head", channel=f"<#{rules_channel(harness)}>")


async def post_rule(harness: BotHarness, text: str, who: str = "Jake", **more: object) -> Message:
    return await harness.say(text, who, rules_channel(harness), **more)


async def avoid(harness: BotHarness, topic: Topic = MELONS, guild_id: int = 0) -> None:
    """Have a server, the one of the tests if none is named, prefer not to discuss a topic."""
    await harness.stores.topics.add(replace(topic, guild_id=guild_id or guild(harness.sandbox).id))


async def ask(harness: BotHarness, who: str) -> Interaction:
    return await harness.sandbox.invoke(harness.world.person(who).id, harness.channel, "rules", {})


async def read(harness: BotHarness, who: str = "Amy") -> list[str]:
    """The parts of an answer in one post, which nobody else sees."""
    used = await ask(harness, who)
    post = await used.response()
    assert post.flags & MessageFlag.EPHEMERAL
    assert used.followups == []
    return post.content.split("\n\n")


async def test_rules_are_shown_in_the_readers_language_the_oldest_first(harness: BotHarness) -> None:
    await post_rule(harness, BE_KIND)
    await post_rule(harness, "不要刷屏，也不要发广告。")
    harness.model.enqueue(KIND)
    assert await read(harness, "小李") == [head(harness, "zh-CN"), KIND, "不要刷屏，也不要发广告。"]
    harness.model.enqueue("Do not spam and do not advertise.")
    assert await read(harness, "Amy") == [head(harness), BE_KIND, "Do not spam and do not advertise."]
    assert harness.posts() == harness.posts(rules_channel(harness)) == []


async def test_live_messages_take_precedence(harness: BotHarness) -> None:
    await post_rule(harness, BE_KIND)
    await read(harness, "小李")
    assert {call.tenant for call in harness.model.history} == {BACKGROUND}


async def test_a_bilingual_reader_reads_the_originals(harness: BotHarness) -> None:
    await harness.use("Amy", "language set", language="en", second="zh")
    for text in (BE_KIND, KIND):
        await post_rule(harness, text)
    assert await read(harness) == [head(harness), BE_KIND, KIND]
    assert harness.model.history == []


async def test_embeds_of_bots_are_read_and_own_posts_are_not(harness: BotHarness) -> None:
    bot = harness.world.add_user("Kuma", bot=True, guilds=[guild(harness.sandbox)])
    await post_rule(harness, "", bot.name, embeds=[{"title": "First rule", "description": BE_KIND}])
    await harness.client.publisher.notify(rules_channel(harness), guild(harness.sandbox).id, "a translation of rules")
    assert await read(harness) == [head(harness), f"**First rule**\n{BE_KIND}"]


async def test_an_unsure_translation_is_marked(harness: BotHarness) -> None:
    await post_rule(harness, BE_KIND)
    harness.model.enqueue(*[Hypothesis(KIND, -3.0, 8)] * 2)
    assert (await read(harness, "小李"))[1] == f"{KIND} ≈"


async def test_what_cannot_be_translated_is_shown_as_it_is_with_a_note(harness: BotHarness) -> None:
    await post_rule(harness, "Будьте добры ко всем в каждом канале, пожалуйста.")
    assert (await read(harness))[1].split("\n")[1] == say("en", "rules.original")


async def test_what_is_not_translated_in_time_is_shown_as_it_is_with_a_note(harness: BotHarness) -> None:
    await post_rule(harness, BE_KIND)
    harness.model.enqueue(OverloadedError("full"))
    assert (await read(harness, "小李"))[1] == f"{BE_KIND}\n{say('zh-CN', 'rules.late')}"


async def test_rules_of_someone_who_opted_out_stay_as_they_are(harness: BotHarness) -> None:
    await post_rule(harness, BE_KIND)
    await harness.use("Jake", "ignore-me on")
    assert (await read(harness, "小李"))[1] == BE_KIND
    assert harness.model.history == []


async def test_topics_follow_by_name_with_their_notice(harness: BotHarness) -> None:
    await post_rule(harness, BE_KIND)
    await avoid(harness)
    await avoid(harness, replace(MELONS, name_en="pears *and* plums", notice_en=""))
    await avoid(harness, replace(MELONS, enabled=False))
    assert (await read(harness))[2].split("\n") == [
        "**What this server prefers not to discuss:**",
        "- **melons**: Let's keep melons for the kitchen.",
        r"- **pears \*and\* plums**: We prefer not to talk about that here.",
    ]


async def test_topics_are_shown_in_the_readers_language_and_script(harness: BotHarness) -> None:
    await avoid(harness)
    assert (await read(harness, "小李"))[0].split("\n")[1] == "- **网络上的西瓜**：西瓜的事，咱们到厨房再聊。"
    assert (await read(harness, "阿明"))[0].split("\n")[1] == "- **網路上的西瓜**：西瓜的事，咱們到廚房再聊。"


async def test_another_servers_topics_are_not_shown(harness: BotHarness) -> None:
    await avoid(harness, guild_id=7)
    assert await read(harness) == [say("en", "rules.nothing")]


async def test_without_rules_and_topics_there_is_a_sentence(harness: BotHarness) -> None:
    assert await read(harness) == [say("en", "rules.nothing")]
    assert await read(harness, "小李") == [say("zh-CN", "rules.nothing")]


async def test_a_server_without_a_rules_channel_may_have_topics(sandbox: Sandbox, tmp_path: Path) -> None:
    async with opened(sandbox, tmp_path) as harness:
        assert await read(harness) == [say("en", "rules.nothing")]
        await avoid(harness)
        assert len(await read(harness)) == 1


async def test_rules_in_a_channel_that_the_reader_cannot_read_stay_there(sandbox: Sandbox, tmp_path: Path) -> None:
    channel = sandbox.world.named("food")
    guild(sandbox).rules_channel_id = channel.id
    sandbox.world.overwrite(channel, sandbox.world.person("Amy"), deny=Permission.VIEW_CHANNEL)
    async with opened(sandbox, tmp_path) as harness:
        await post_rule(harness, KIND)
        await avoid(harness)
        told, topics = await read(harness)
        assert told == say("en", "rules.hidden")
        assert "melons" in topics
        assert (await read(harness, "王芳"))[:2] == [head(harness, "zh-CN"), KIND]


async def test_rules_that_qiao_cannot_read_are_named(sandbox: Sandbox, tmp_path: Path) -> None:
    channel = sandbox.world.named("food")
    guild(sandbox).rules_channel_id = channel.id
    sandbox.world.overwrite(channel, sandbox.world.bot, deny=Permission.READ_MESSAGE_HISTORY)
    async with opened(sandbox, tmp_path) as harness:
        await post_rule(harness, BE_KIND)
        assert await read(harness) == [say("en", "rules.unreadable", channel=f"<#{channel.id}>")]


@pytest.mark.parametrize("status", [403, 404])
async def test_a_channel_that_discord_refuses_is_named(harness: BotHarness, status: int) -> None:
    harness.sandbox.faults.add(rf"/channels/{rules_channel(harness)}/messages$", method="GET", status=status)
    assert await read(harness) == [say("en", "rules.unreadable", channel=f"<#{rules_channel(harness)}>")]


async def test_without_the_intent_the_channel_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.faults.intents_refused = True
    guild(sandbox).rules_channel_id = sandbox.world.named("food").id
    async with opened(sandbox, tmp_path) as harness:
        assert await read(harness) == [say("en", "rules.no_intent", channel=f"<#{rules_channel(harness)}>")]


async def test_long_rules_are_cut_to_a_few_posts_and_the_latest_are_read(harness: BotHarness) -> None:
    for number in range(MOST + 2):
        await post_rule(harness, f"{number}: please be kind to everyone in every channel. " * 25)
    used = await ask(harness, "Amy")
    posts = [await used.response()]
    while "There's more in" not in posts[-1].content:
        posts.append(await used.followup(len(posts) - 1))
    assert len(posts) <= PAGES
    assert all(length(post.content) <= MESSAGE for post in posts)
    assert posts[0].content.split("\n\n")[1].startswith("2: ")


async def test_nothing_pings(harness: BotHarness) -> None:
    await post_rule(harness, f"Ask <@{harness.world.person('Jake').id}> or @everyone before you post.", "Amy")
    before = len(harness.world.pings)
    await read(harness)
    assert len(harness.world.pings) == before


async def test_someone_who_asks_all_the_time_is_told_to_wait(harness: BotHarness) -> None:
    for _ in range(PER_MINUTE):
        await read(harness)
    assert await read(harness) == [say("en", "rules.often")]
    assert await read(harness, "Jake") == [say("en", "rules.nothing")]
