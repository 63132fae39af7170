"""`/moderation watch` as moderators use it."""

from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.chat.features.moderation.starter import StarterList, StarterListError
from bot.chat.features.moderation.word_list import MAX_TERMS
from bot.chat.strings import say
from bot.chat.ui.files import MAX_BYTES
from bot.sandbox.errors import ApiError
from bot.sandbox.interactions import Interaction
from bot.sandbox.interactions.components import flatten
from bot.sandbox.model import Message
from bot.sandbox.server import Sandbox
from bot.storage.types.moderation import Action, WatchedTerm
from bot.storage.types.preferences import GuildPreferences
from bot.storage.types.terms import GlossaryTerm
from bot.text.language import Language
from tests.chat.harness import BotHarness, response_text

MODERATOR = "王芳"
pytestmark = pytest.mark.usefixtures("dictionaries")


@pytest.fixture
async def harness(harness: BotHarness) -> BotHarness:
    harness.world.person(MODERATOR).locale = "en-US"
    return harness


def guild_id(harness: BotHarness) -> int:
    return harness.world.channel(harness.channel).guild_id or 0


async def watched(harness: BotHarness) -> dict[str, tuple[str, Action, bool]]:
    terms = await harness.stores.watch.of_guild(guild_id(harness))
    return {each.term: (each.language, each.action, each.exception) for each in terms}


async def watch(harness: BotHarness, *terms: str, action: Action = Action.NOTIFY, language: str = "en") -> None:
    await harness.stores.watch.add_many(
        [WatchedTerm(guild_id(harness), language, term, action, 1, 1) for term in terms]
    )


async def use(harness: BotHarness, name: str, **options: object) -> Interaction:
    moderator = harness.world.person(MODERATOR).id
    return await harness.ended(harness.sandbox.invoke(moderator, harness.channel, f"moderation watch {name}", options))


async def answer(harness: BotHarness, name: str, **options: object) -> str:
    return await response_text(await use(harness, name, **options))


async def press(harness: BotHarness, message: Message, button: str, *values: str, who: str = MODERATOR) -> None:
    await harness.sandbox.press(harness.world.person(who).id, message, button, values)


def options_of(message: Message) -> list[str]:
    return [option["value"] for one in flatten(message.components) for option in one.get("options", ())]


def meanings_of(message: Message) -> dict[str, str]:
    options = [option for one in flatten(message.components) for option in one.get("options", ())]
    return {option["value"]: option.get("description") or "" for option in options}


def buttons(message: Message) -> list[str]:
    return [one["custom_id"] for one in flatten(message.components) if "custom_id" in one]


async def load(harness: BotHarness, data: str | bytes, name: str = "words.txt", **options: object) -> str:
    content = data.encode() if isinstance(data, str) else data
    return await answer(harness, "load", file=harness.sandbox.upload(name, content), **options)


async def test_nothing_is_watched_for_until_the_moderator_ticks_what_fits(harness: BotHarness) -> None:
    await harness.stores.glossary.add(GlossaryTerm(guild_id(harness), "en", "raid boss", "团本首领", False, 1, 1))
    question = await (await use(harness, "add", term="raid boss", action="hold")).response()
    assert "**Nothing was added yet.** These may be translations of ||raid boss||." in question.content
    assert question.ephemeral
    assert options_of(question)[:2] == ["raid boss", "团本首领"]
    assert await watched(harness) == {}
    await press(harness, question, "qiao:watch:choose:hold", "团本首领", "raid boss")
    await harness.sandbox.until(lambda: "Added 2 terms" in question.content)
    assert question.content.split("\n")[1:] == [
        "- `English` ||raid boss|| holds back the translation",
        "- `Chinese` ||团本首领|| holds back the translation",
    ]
    assert await watched(harness) == {
        "raid boss": ("en", Action.HOLD, False),
        "团本首领": ("zh", Action.HOLD, False),
    }
    assert buttons(question) == []


async def test_each_proposal_says_what_it_means(harness: BotHarness) -> None:
    await harness.stores.glossary.add(GlossaryTerm(guild_id(harness), "en", "idiot", "二百五选手", False, 1, 1))
    harness.model.enqueue("白痴", "two-fifty player")
    question = await (await use(harness, "add", term="idiot")).response()
    meanings = meanings_of(question)
    assert meanings["白痴"].startswith("báichī · idiocy")
    assert meanings["二百五选手"] == "two-fifty player"


async def test_a_moderator_is_told_that_there_is_no_translation_to_choose(harness: BotHarness) -> None:
    harness.model.enqueue("gank")
    text = await answer(harness, "add", term="gank")
    assert say("en", "watch.untranslated") in text
    assert say("en", "watch.untranslated") not in await answer(harness, "add", term="gankster", exception=True)


async def test_the_button_adds_only_the_term(harness: BotHarness) -> None:
    question = await (await use(harness, "add", term="垃圾")).response()
    assert "garbage" in options_of(question)
    assert len(options_of(question)) <= 25
    await press(harness, question, "qiao:watch:only:notify")
    await harness.sandbox.until(lambda: "Added 1 term" in question.content)
    assert await watched(harness) == {"垃圾": ("zh", Action.NOTIFY, False)}


async def test_a_question_can_be_answered_after_a_restart(sandbox: Sandbox, tmp_path: Path) -> None:
    before = BotHarness(sandbox, tmp_path)
    await before.open()
    question = await (await use(before, "add", term="垃圾")).response()
    await before.close()
    after = BotHarness(sandbox, tmp_path)
    await after.open()
    try:
        await press(after, question, "qiao:watch:choose:notify", "garbage")
        await sandbox.until(lambda: "garbage" in question.content)
        assert await watched(after) == {"garbage": ("en", Action.NOTIFY, False)}
    finally:
        await after.close()


async def test_an_old_question_adds_nothing(harness: BotHarness) -> None:
    question = await (await use(harness, "add", term="垃圾")).response()
    question.id -= 15 * 60 * 1000 << 22
    harness.world.channel(question.channel_id).messages[question.id] = question
    await press(harness, question, "qiao:watch:only:notify")
    await harness.sandbox.until(lambda: question.content == say("en", "watch.stale"))
    assert await watched(harness) == {}


async def test_a_moderator_who_lost_the_permission_adds_nothing(harness: BotHarness) -> None:
    question = await (await use(harness, "add", term="垃圾")).response()
    moderator = harness.world.person(MODERATOR)
    harness.world.guilds[guild_id(harness)].members[moderator.id].roles.clear()
    used = await harness.sandbox.press(moderator.id, question, "qiao:watch:only:notify")
    assert "missing permissions" in await response_text(used)
    assert await watched(harness) == {}


async def test_simplified_and_traditional_characters_are_the_same_term(harness: BotHarness) -> None:
    await watch(harness, "滚蛋", language="zh")
    assert "holds back" in await load(harness, "滾蛋", action="hold")
    assert await watched(harness) == {"滚蛋": ("zh", Action.HOLD, False)}
    assert "no longer watch" in await answer(harness, "remove", term="滾蛋")
    assert await watched(harness) == {}


async def test_an_exception_is_added_at_once(harness: BotHarness) -> None:
    text = await answer(harness, "add", term="垃圾分类", exception=True)
    assert "||垃圾分类|| is an exception" in text
    assert await watched(harness) == {"垃圾分类": ("zh", Action.NOTIFY, True)}


async def test_a_term_without_a_letter_is_refused_with_the_reason(harness: BotHarness) -> None:
    assert say("en", "watch.flaw.blank") in await answer(harness, "add", term="?!")
    assert await watched(harness) == {}


async def test_terms_are_removed_and_suggested_while_typing(harness: BotHarness) -> None:
    await watch(harness, "raid", "raider", "boss")
    moderator = harness.world.person(MODERATOR).id
    typed = await harness.sandbox.complete(
        moderator, harness.channel, "moderation watch remove", {"term": "RAI"}, "term"
    )
    await typed.callback_given()
    assert [choice["value"] for choice in typed.choices] == ["raid", "raider"]
    assert "no longer watch for ||Raid||" in await answer(harness, "remove", term="Raid")
    assert set(await watched(harness)) == {"raider", "boss"}
    assert "don't watch for ||raid|| here" in await answer(harness, "remove", term="raid")


async def test_the_list_has_pages(harness: BotHarness) -> None:
    assert "don't watch for any words" in await answer(harness, "list")
    await watch(harness, *(f"word{number:02}" for number in range(30)), action=Action.NOTICE)
    shown = await (await use(harness, "list")).response()
    assert "30 terms, page 1 of 2" in shown.content
    assert "||word00|| posts a gentle notice" in shown.content
    await press(harness, shown, "qiao:watch:list:1")
    await harness.sandbox.until(lambda: "page 2 of 2" in shown.content)
    assert "word20" in shown.content
    assert buttons(shown) == ["qiao:watch:list:0"]


async def test_terms_of_topics_are_not_in_the_list(harness: BotHarness) -> None:
    await watch(harness, "raid")
    of_topic = WatchedTerm(guild_id(harness), "en", "election", Action.NOTICE, 1, 1, topic_id=7)
    await harness.stores.watch.add_many([of_topic])
    assert "election" not in await answer(harness, "list")
    assert "don't watch for ||election||" in await answer(harness, "remove", term="election")
    assert "election" in await watched(harness)


async def test_a_text_can_be_tried_out(harness: BotHarness) -> None:
    await watch(harness, "raid")
    await watch(harness, "垃圾", action=Action.HOLD, language="zh")
    assert await answer(harness, "test", text="good morning") == say("en", "watch.no_match")
    text = await answer(harness, "test", text="this R4ID is bad")
    assert "||R4ID|| matches:\n- `English` ||raid||" in text
    assert text.endswith(say("en", "watch.then.notify"))
    assert (await answer(harness, "test", text="你这個垃圾")).endswith(say("en", "watch.then.hold"))
    assert harness.posts() == []


async def test_a_list_of_lines_is_loaded(harness: BotHarness) -> None:
    text = await load(harness, "# my words\nraid\n\n團本\n?!\nRAID\n", action="notice")
    assert "Added 2 terms" in text
    assert f"Line 5 was skipped: {say('en', 'watch.flaw.blank')}" in text
    assert await watched(harness) == {
        "RAID": ("en", Action.NOTICE, False),
        "團本": ("zh", Action.NOTICE, False),
    }


async def test_a_table_is_loaded_and_what_is_exported_can_be_loaded_again(harness: BotHarness) -> None:
    table = (
        "term,language,action,exception\nraid,en,hold,\n=团本,,,\nraid night,en,,yes\nboss,fr,,\nloot,,kick,\na,,,,b\n"
    )
    text = await load(harness, table, "words.csv")
    for flaw in ("language", "action", "columns"):
        assert say("en", f"watch.flaw.{flaw}") in text
    first = await watched(harness)
    assert first == {
        "raid": ("en", Action.HOLD, False),
        "=团本": ("zh", Action.NOTIFY, False),
        "raid night": ("en", Action.NOTIFY, True),
    }
    sent = await (await use(harness, "export")).response()
    [file] = (sent.extra or {})["attachments"]
    _, data = harness.world.files[int(file["id"])]
    assert "'=团本" in data.decode("utf-8-sig")  # no formula
    await harness.stores.watch.clear(guild_id(harness))
    assert "Added 3 terms" in await load(harness, data, "watch-list.csv")
    assert await watched(harness) == first


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xff\xff", "encoding"),
        (b"# nothing\n\n", "empty"),
        ("\n".join(f"word{number}" for number in range(MAX_TERMS + 1)).encode(), "rows"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_whole(harness: BotHarness, data: bytes, reason: str) -> None:
    text = await load(harness, data)
    assert text == say("en", f"file.{reason}", line=1, most=MAX_TERMS)
    assert await watched(harness) == {}


async def test_a_file_that_is_too_large_is_not_read(harness: BotHarness) -> None:
    assert await load(harness, b"a" * (MAX_BYTES + 1)) == say("en", "file.large")


async def test_a_server_can_watch_for_a_limited_number_of_terms(harness: BotHarness) -> None:
    await watch(harness, *(f"word{number}" for number in range(MAX_TERMS)))
    full = say("en", "watch.full", most=MAX_TERMS)
    assert await answer(harness, "add", term="one too many", exception=True) == full
    assert await load(harness, "one more\nand another\n") == full
    assert "Added 1 term" in await load(harness, "word7\n")


async def test_the_list_is_cleared_after_a_confirmation(harness: BotHarness) -> None:
    assert await answer(harness, "clear") == say("en", "watch.none")
    await watch(harness, "raid", "boss")
    question = await (await use(harness, "clear")).response()
    assert "all 2 terms" in question.content
    assert len(await watched(harness)) == 2
    await press(harness, question, "qiao:watch:clear")
    await harness.sandbox.until(lambda: question.content == "Removed 2 terms.")
    assert await watched(harness) == {}


async def test_changes_are_reported_with_the_words_hidden(harness: BotHarness) -> None:
    log = harness.world.named("food").id
    await harness.stores.guilds.set(GuildPreferences(guild_id(harness), log_channel_id=log))
    await answer(harness, "add", term="raid **boss**", exception=True)
    await answer(harness, "remove", term="raid **boss**")
    await load(harness, "\n".join(f"word{number}" for number in range(30)))
    posts = await harness.posted(3, log)
    actor = f"-# <@{harness.world.person(MODERATOR).id}>"
    assert [post.content.split("\n")[0] for post in posts] == [
        f"{actor} had Qiao watch for ||raid \\*\\*boss\\*\\*||.",
        f"{actor} had Qiao stop watching for ||raid \\*\\*boss\\*\\*||.",
        f"{actor} had Qiao watch for 30 terms.",
    ]


@pytest.mark.parametrize("name", ["list", "clear", "export", "load"])
async def test_members_are_not_offered_the_commands(harness: BotHarness, name: str) -> None:
    with pytest.raises(ApiError, match="nknown"):
        await harness.use("Amy", f"moderation watch {name}")


async def test_the_words_of_another_server_are_not_seen(harness: BotHarness) -> None:
    elsewhere = await harness.invited("Elsewhere", owner=harness.world.person("Amy"))
    await harness.stores.watch.add_many([WatchedTerm(elsewhere.id, "en", "raid", Action.NOTIFY, 1, 1)])
    assert await answer(harness, "list") == say("en", "watch.none")
    assert "don't watch" in await answer(harness, "remove", term="raid")
    assert len(await harness.stores.watch.of_guild(elsewhere.id)) == 1


class Shelf:
    """A server with the files of a starter list."""

    def __init__(self) -> None:
        self.files = {"en": b"raid\nboss\n", "zh": "团本\nyim\n".encode()}
        self.status = 200
        self.server = TestServer(web.Application())
        self.server.app.router.add_get("/{language}.txt", self._answer)

    async def _answer(self, request: web.Request) -> web.Response:
        if self.status != web.HTTPOk.status_code:
            return web.Response(status=self.status, headers={"Location": str(self.server.make_url("/other.txt"))})
        return web.Response(body=self.files[request.match_info["language"]])

    def urls(self) -> tuple[tuple[Language, str], ...]:
        languages = (Language.ENGLISH, Language.CHINESE)
        return tuple((language, str(self.server.make_url(f"/{language}.txt"))) for language in languages)


async def test_the_public_list_is_loaded_after_a_confirmation(sandbox: Sandbox, tmp_path: Path) -> None:
    shelf = Shelf()
    async with shelf.server:
        harness = BotHarness(sandbox, tmp_path, starter_files=shelf.urls())
        await harness.open()
        harness.world.person(MODERATOR).locale = "en-US"
        try:
            question = await (await use(harness, "load")).response()
            assert "2 English and 2 Chinese terms" in question.content
            assert await watched(harness) == {}
            await press(harness, question, "qiao:watch:starter:notify")
            await sandbox.until(lambda: "Added 4 terms" in question.content)
            assert await watched(harness) == {
                "raid": ("en", Action.NOTIFY, False),
                "boss": ("en", Action.NOTIFY, False),
                "团本": ("zh", Action.NOTIFY, False),
                "yim": ("zh", Action.NOTIFY, False),
            }
            shelf.status = 404
            text = await answer(harness, "load")
            assert text == say("en", "watch.unavailable", files="\n".join(f"<{url}>" for _, url in shelf.urls()))
        finally:
            await harness.close()


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_only_the_file_itself_is_taken(status: int) -> None:
    shelf = Shelf()
    async with shelf.server:
        shelf.status = status
        with pytest.raises(StarterListError):
            await StarterList(files=shelf.urls()).fetch()


@pytest.mark.parametrize("data", [b"a\n" * MAX_BYTES, b"\xff\xff\xff", b""])
async def test_a_file_that_is_no_list_is_refused(data: bytes) -> None:
    shelf = Shelf()
    async with shelf.server:
        shelf.files["zh"] = data
        with pytest.raises(StarterListError):
            await StarterList(files=shelf.urls()).fetch()


async def test_a_server_that_is_gone_is_reported(unused_tcp_port: int) -> None:
    with pytest.raises(StarterListError):
        await StarterList(files=((Language.ENGLISH, f"http://127.0.0.1:{unused_tcp_port}/en.txt"),)).fetch()


async def test_a_new_server_watches_for_nothing(harness: BotHarness) -> None:
    assert await harness.stores.watch.of_guild(guild_id(harness)) == ()
    assert await harness.stores.topics.of_guild(guild_id(harness)) == ()
