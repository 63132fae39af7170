"""The topics that a server prefers not to discuss, as its moderators manage them."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

import bot
from bot.chat.features.moderation.topic_words import parse_words
from bot.chat.features.moderation.topics import MOST_TOPICS, MOST_WORDS
from bot.chat.features.moderation.word_list import Word, parse_word
from bot.chat.strings import say
from bot.sandbox.errors import ApiError
from bot.sandbox.interactions import Interaction
from bot.storage import schema
from bot.storage.types.moderation import LONGEST_TERM, Action, Topic, WatchedTerm
from bot.storage.types.preferences import GuildPreferences
from tests.chat.harness import BotHarness, response_text

MODERATOR = "Jake"
FORM = {"name_en": "melons", "name_zh": "西瓜", "notice_en": "Not here, please.", "notice_zh": ""}


@pytest.fixture
def guild_id(harness: BotHarness) -> int:
    return harness.world.channel(harness.channel).guild_id or 0


async def run(harness: BotHarness, name: str, **options: object) -> Interaction:
    moderator = harness.world.person(MODERATOR).id
    return await harness.ended(harness.sandbox.invoke(moderator, harness.channel, f"moderation topic {name}", options))


async def use(harness: BotHarness, name: str, **options: object) -> str:
    return await response_text(await run(harness, name, **options))


async def open_form(harness: BotHarness, name: str = "add", **options: object) -> Interaction:
    return await run(harness, name, **options)


async def add(harness: BotHarness, minutes: int = 60, **changes: str) -> str:
    opened = await open_form(harness, minutes=minutes)
    return await response_text(await harness.sandbox.submit(opened, FORM | changes))


async def topics(harness: BotHarness, guild_id: int) -> list[Topic]:
    return list(await harness.stores.topics.of_guild(guild_id))


async def words(harness: BotHarness, guild_id: int) -> set[tuple[str, str]]:
    return {(each.language, each.term) for each in await harness.stores.watch.of_guild(guild_id)}


async def test_a_topic_is_off_until_it_has_words_and_a_moderator_turns_it_on(
    harness: BotHarness, guild_id: int
) -> None:
    assert "It's off." in await add(harness, minutes=5)
    [topic] = await topics(harness, guild_id)
    assert topic == Topic(topic.id, guild_id, "melons", "西瓜", "Not here, please.", "", minutes=5)
    assert "has no words" in await use(harness, "enable", topic="melons", on=True)
    assert not (await topics(harness, guild_id))[0].enabled
    told = await use(harness, "terms", topic=str(topic.id), add="Watermelon, honeydew、西瓜，哈密瓜")
    assert told.startswith("melons · 西瓜 has 4 words:")
    assert "The topic is off" in told
    assert await words(harness, guild_id) == {
        ("en", "Watermelon"), ("en", "honeydew"), ("zh", "西瓜"), ("zh", "哈密瓜"),
    }  # fmt: skip
    assert "at most once in 5 minutes" in await use(harness, "enable", topic="西瓜", on=True)
    assert (await topics(harness, guild_id))[0].enabled
    assert "are off" in await use(harness, "enable", topic="melons", on=False)
    assert not (await topics(harness, guild_id))[0].enabled


async def test_words_belong_to_their_topic_and_to_the_moderator_who_added_them(
    harness: BotHarness, guild_id: int
) -> None:
    await add(harness)
    await use(harness, "terms", topic="melons", add="watermelon")
    [topic], [term] = await topics(harness, guild_id), await harness.stores.watch.of_guild(guild_id)
    moderator = harness.world.person(MODERATOR).id
    assert term == WatchedTerm(
        guild_id, "en", "watermelon", Action.NOTICE, moderator, term.created_at, topic_id=topic.id
    )


async def test_words_of_one_language_are_pointed_out(harness: BotHarness) -> None:
    await add(harness)
    assert "all English" in await use(harness, "terms", topic="melons", add="watermelon")
    told = await use(harness, "terms", topic="melons", add="西瓜")
    assert "all" not in told
    assert "all Chinese" in await use(harness, "terms", topic="melons", remove="WATERMELON")


async def test_a_topic_without_words_is_turned_off(harness: BotHarness, guild_id: int) -> None:
    await add(harness)
    await use(harness, "terms", topic="melons", add="watermelon, 西瓜")
    await use(harness, "enable", topic="melons", on=True)
    assert "has 1 word:\n西瓜" in await use(harness, "terms", topic="melons", remove="watermelon, plums")
    assert (await topics(harness, guild_id))[0].enabled
    assert "it's off" in await use(harness, "terms", topic="melons", remove="西瓜")
    assert not (await topics(harness, guild_id))[0].enabled


async def test_words_are_shown_as_they_are(harness: BotHarness) -> None:
    await add(harness)
    await use(harness, "terms", topic="melons", add="**melon**")
    assert r"\*\*melon\*\*" in await use(harness, "terms", topic="melons")


@pytest.mark.parametrize("word", ["🍉", "…", "m" * (LONGEST_TERM + 1)])
async def test_what_cannot_be_looked_for_is_refused(harness: BotHarness, guild_id: int, word: str) -> None:
    await add(harness)
    assert "Nothing was changed" in await use(harness, "terms", topic="melons", add=f"melon, {word}")
    assert await words(harness, guild_id) == set()


async def test_there_are_bounds(harness: BotHarness, guild_id: int) -> None:
    for number in range(MOST_TOPICS - 1):
        await harness.stores.topics.add(Topic(0, guild_id, f"topic {number}", f"话题 {number}"))
    opened = await open_form(harness)
    await add(harness)
    assert "at most" in await response_text(await harness.sandbox.submit(opened, FORM | {"name_en": "pears"}))
    assert "at most" in await use(harness, "add")
    assert len(await topics(harness, guild_id)) == MOST_TOPICS
    many = ",".join(f"melon {number}" for number in range(MOST_WORDS))
    assert f"has {MOST_WORDS} words" in await use(harness, "terms", topic="melons", add=many)
    assert "at most" in await use(harness, "terms", topic="melons", add="pear")


async def test_the_form_of_a_topic_contains_what_there_is(harness: BotHarness, guild_id: int) -> None:
    await add(harness, minutes=5)
    [before] = await topics(harness, guild_id)
    opened = await open_form(harness, "edit", topic="melons")
    shown = json.dumps(opened.modal, ensure_ascii=False)
    assert all(text in shown for text in filter(None, FORM.values()))
    assert say("zh-CN", "topic.notice") in shown
    told = await response_text(
        await harness.sandbox.submit(opened, FORM | {"name_zh": "瓜", "notice_zh": "换个话题吧。"})
    )
    assert "换个话题吧。" in told
    [after] = await topics(harness, guild_id)
    assert after == Topic(before.id, guild_id, "melons", "瓜", "Not here, please.", "换个话题吧。", minutes=5)
    opened = await open_form(harness, "edit", topic="melons", minutes=30)
    await (await harness.sandbox.submit(opened, FORM)).response()
    assert (await topics(harness, guild_id))[0].minutes == 30


async def test_a_topic_that_is_removed_while_it_is_edited_stays_removed(harness: BotHarness, guild_id: int) -> None:
    await add(harness)
    opened = await open_form(harness, "edit", topic="melons")
    await use(harness, "remove", topic="melons")
    assert "no such topic" in await response_text(await harness.sandbox.submit(opened, FORM))
    assert await topics(harness, guild_id) == []


async def test_two_topics_have_different_names(harness: BotHarness, guild_id: int) -> None:
    await add(harness)
    assert "already has that name" in await add(harness, name_en="Melons", name_zh="瓜")
    await add(harness, name_en="pears", name_zh="梨")
    opened = await open_form(harness, "edit", topic="pears")
    assert "already has that name" in await response_text(await harness.sandbox.submit(opened, FORM))
    assert [topic.name_en for topic in await topics(harness, guild_id)] == ["melons", "pears"]


async def test_a_blank_name_is_refused(harness: BotHarness, guild_id: int) -> None:
    assert "Nothing was saved" in await add(harness, name_en="  ")
    assert await topics(harness, guild_id) == []


async def test_a_topic_goes_with_its_words(harness: BotHarness, guild_id: int) -> None:
    await add(harness)
    await use(harness, "terms", topic="melons", add="watermelon")
    assert "Removed: melons · 西瓜" in await use(harness, "remove", topic="melons")
    assert await topics(harness, guild_id) == []
    assert await words(harness, guild_id) == set()
    for name, options in (("remove", {}), ("terms", {}), ("enable", {"on": True}), ("edit", {})):
        assert "no such topic" in await use(harness, name, topic="melons", **options)


async def test_topics_are_listed(harness: BotHarness) -> None:
    assert "no topics" in await use(harness, "list")
    await add(harness, minutes=1)
    await use(harness, "terms", topic="melons", add="watermelon, 西瓜")
    assert (await use(harness, "list")).split("\n") == [
        "**1 topic this server prefers not to discuss:**",
        "- **melons · 西瓜** · off · at most once a minute",
        "  > Not here, please.",
        "  -# watermelon, 西瓜",
    ]


async def test_topics_are_offered_while_someone_types(harness: BotHarness, guild_id: int) -> None:
    await add(harness)
    await add(harness, name_en="pears", name_zh="梨")
    [_, pears] = await topics(harness, guild_id)
    for typed in ("PEA", "梨"):
        used = await harness.sandbox.complete(
            harness.world.person(MODERATOR).id, harness.channel, "moderation topic remove", {"topic": typed}, "topic"
        )
        offered = (await used.callback_given())["data"]["choices"]
        assert [(each["name"], each["value"]) for each in offered] == [("pears · 梨", str(pears.id))]


async def test_another_servers_topics_cannot_be_reached(harness: BotHarness) -> None:
    topic = await harness.stores.topics.add(Topic(0, 7, "plums", "李子"))
    for wanted in ("plums", str(topic.id)):
        assert "no such topic" in await use(harness, "remove", topic=wanted)
    assert await topics(harness, 7) == [topic]


async def test_changes_are_reported_in_the_log_channel(harness: BotHarness, guild_id: int) -> None:
    log = harness.world.named("food").id
    await harness.stores.guilds.set(GuildPreferences(guild_id, log_channel_id=log))
    await add(harness)
    await harness.posted(1, log)
    await use(harness, "terms", topic="melons", add="watermelon")
    await use(harness, "terms", topic="melons")
    await use(harness, "enable", topic="melons", on=True)
    await use(harness, "enable", topic="melons", on=True)
    opened = await open_form(harness, "edit", topic="melons")
    await (await harness.sandbox.submit(opened, FORM)).response()
    await harness.posted(4, log)
    await use(harness, "enable", topic="melons", on=False)
    await use(harness, "remove", topic="melons")
    posts = await harness.posted(6, log)
    verbs = ["added", "changed the words", "turned on", "changed the topic", "turned off", "removed"]
    assert all(verb in post.content for verb, post in zip(verbs, posts, strict=True))
    assert "watermelon" not in "".join(post.content for post in posts)


async def test_members_are_not_offered_the_commands(harness: BotHarness) -> None:
    with pytest.raises(ApiError, match="nknown"):
        await harness.use("Amy", "moderation topic list")


@given(st.text())
def test_words_are_read_in_one_way_only(text: str) -> None:
    found = parse_words(text)
    assert parse_words(",".join(found)) == found
    assert len({word.casefold() for word in found}) == len(found)
    for word in map(parse_word, found):
        if isinstance(word, Word):
            assert word.watched(7, Action.NOTICE, 1, 1, topic_id=2).topic_id == 2


async def test_a_new_server_has_no_topics_and_no_words(harness: BotHarness) -> None:
    await harness.invited("Elsewhere", owner=harness.world.person("Amy"))
    assert await harness.database.rows(select(schema.topics)) == []
    assert await harness.database.rows(select(schema.watched)) == []


def test_no_list_of_topics_or_of_their_words_ships() -> None:
    package = Path(bot.__file__).parent
    files = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert [path.name for path in files if "topic" in path.stem.lower() and path.suffix != ".py"] == []
    made = [call for path in files if path.suffix == ".py" for call in calls(path, {"Topic", "WatchedTerm"})]
    assert made
    assert {text for call in made for text in literals(call) if any(map(str.isalpha, text))} <= {"en", "zh"}


def calls(path: Path, names: set[str]) -> Iterator[ast.Call]:
    """The calls of functions or classes in a module."""
    code = path.read_text("utf-8")
    if not any(f"{name}(" in code for name in names):
        return
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def literals(call: ast.Call) -> Iterator[str]:
    """The texts that are written into a call."""
    for node in ast.walk(call):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
