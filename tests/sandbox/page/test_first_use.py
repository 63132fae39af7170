"""What a first-time visitor finds: their language, a tour, people with roles, sentences that come out right."""

import json
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.sandbox.archive import Archive
from bot.sandbox.default_world import default_world
from bot.sandbox.messages import post
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World
from bot.settings import Settings
from bot.translation.types import Target, Translation
from bot.translators import open_translator
from tests.sandbox.page.harness import PageHarness
from tests.sandbox.page.tea_bot import running
from tests.sandbox.page.test_chat import create_thread, row, say

pytestmark = pytest.mark.asyncio(loop_scope="package")

# The browser's language, the first speaker, and the texts of the list of channels and of the tour.
LANGUAGES = (
    ("en-GB", "Amy", "Channels", "You play 5 people."),
    ("zh-CN", "小李", "频道", "你可以扮演 5 个人。"),
    ("zh-Hans-SG", "小李", "频道", "右键点击消息"),
    ("zh-TW", "阿明", "頻道", "在訊息上按右鍵"),
    ("zh-HK", "阿明", "頻道", "輸入 /"),
    ("fr-FR", "Amy", "Channels", "Type / for"),
)


@pytest.mark.parametrize(("locale", "speaker", "channels", "tour"), LANGUAGES)
async def test_page_and_speaker_follow_the_browser(
    harness: PageHarness, locale: str, speaker: str, channels: str, tour: str
) -> None:
    page = await harness.visit(locale)
    await expect(page.get_by_role("radio", checked=True)).to_have_accessible_name(re.compile(f"^{speaker}"))
    await expect(page.locator(".channels h2")).to_have_text(channels)
    await expect(page.locator(".tour")).to_contain_text(tour)
    await expect(page.locator("html")).to_have_attribute("lang", harness.sandbox.world.person(speaker).locale)


async def test_notice_without_a_server_follows_the_browser_and_goes_away(harness: PageHarness) -> None:
    page = await harness.new_page(await harness.browsers.window("light", 0, phone=False, locale="zh-TW"))
    reachable = False
    await page.route("**/sandbox/state", lambda route: route.continue_() if reachable else route.fulfill(status=502))
    await page.goto(harness.sandbox.url)
    await expect(page.get_by_role("alert").filter(has_text="Qiao 的沙盒沒有回應")).to_be_visible()
    reachable = True
    await expect(page.locator(".beginning")).to_be_visible()
    harness.console_errors.clear()


async def test_tour_ends_when_every_step_is_done_and_stays_away(harness: PageHarness) -> None:
    page = await harness.visit("en-US")
    steps = page.locator(".tour li")
    await expect(steps).to_have_count(3)
    await page.get_by_role("radio", name="Jake").click()
    await say(page, "hello there")
    await row(page, "hello there").click(button="right")
    await expect(page.locator(".tour li.done")).to_have_count(2)
    await page.keyboard.press("Escape")
    await page.locator("textarea").press_sequentially("/")
    await expect(page.locator(".tour")).to_be_hidden()
    await page.reload()
    await expect(row(page, "hello there")).to_be_visible()
    await expect(page.locator(".tour")).to_be_hidden()


async def test_tour_can_be_closed_and_names_the_long_press_on_a_phone(harness: PageHarness) -> None:
    page = await harness.visit("en-US", phone=True)
    await expect(page.locator(".tour")).to_contain_text("Press and hold")
    await page.get_by_role("button", name="Got it").tap()
    await expect(page.locator(".tour")).to_be_hidden()
    await page.reload()
    await expect(page.locator(".beginning")).to_be_visible()
    await expect(page.locator(".tour")).to_be_hidden()


async def test_each_language_has_a_moderator_who_is_marked(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    chips = page.get_by_role("radio", name=re.compile("moderator"))
    names = await chips.evaluate_all("(all) => all.map((one) => one.ariaLabel)")
    assert names == [
        "Jake, English, moderator",
        "王芳, 简体中文, moderator",
        "阿明, 繁體中文, moderator",
    ]
    await expect(chips.first.locator("svg")).to_be_visible()
    for name, count in (("Jake", 1), ("Amy", 0)):
        post(harness.sandbox.world, harness.channel, harness.sandbox.world.person(name), {"content": f"by {name}"})
        await expect(row(page, f"by {name}").get_by_label("moderator")).to_have_count(count)


async def test_there_are_two_channels_of_one_language_each(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    for name in ("english", "中文"):
        await page.locator(".channel", has_text=re.compile(f"^{name}$")).click()
        await expect(page.locator(".head h1")).to_have_text(name)
        await expect(page.locator(".topic")).to_contain_text("/")


async def samples(page: Page) -> list[tuple[str, list[str]]]:
    """The language of each person, and the sentences that the page suggests to them."""
    script = """async () => {
        const { samplesFor } = await import("/static/samples.js");
        const { users } = await (await fetch("/sandbox/state")).json();
        return users.map((user) => [user.locale, samplesFor(user, users).map(({ sent }) => sent)]);
    }"""
    return [(locale, sent) for locale, sent in await page.evaluate(script)]


async def test_suggested_sentences_are_translated_with_certainty_and_keep_what_is_not_language(
    harness: PageHarness,
) -> None:
    suggested = await samples(await harness.open_as(harness.user_speaking("en")))
    assert {locale for locale, _ in suggested} == {"en-US", "zh-CN", "zh-TW"}
    every = {words for _, sent in suggested for words in sent}
    kept = re.compile(r"<@\d+>|https?://\S+|[\U0001F300-\U0001FAFF]|\d+(?::\d+)?")
    for kind in ("<@", "https://", "😂", "7:30", "3月5日"):
        assert any(kind in words for words in every), kind
    async with open_translator(Settings.read()) as translator:
        for locale, sent in suggested:
            target = Target.ENGLISH if locale.startswith("zh") else Target.SIMPLIFIED
            for words in sent:
                outcome = await translator.translate(words, target=target)
                assert isinstance(outcome, Translation), words
                assert not outcome.unsure, words
                for part in kept.findall(words):
                    month = {"3": "March"}.get(part, part) if target is Target.ENGLISH else part
                    assert month in outcome.text, (words, outcome.text)


async def test_thread_shows_the_message_that_it_was_started_from(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    amy = harness.user_speaking("en")
    original = post(harness.sandbox.world, harness.channel, harness.user_speaking("zh-CN"), {"content": "**长**故事"})
    await create_thread(page, "长故事")
    await expect(page.locator(".head h1")).to_have_text("长故事")
    start = page.locator("li.row", has_text="Start of the thread")
    await expect(start.locator(".content strong")).to_have_text("长")
    await expect(start.locator(".name")).to_have_text(original.author.name)
    await say(page, "go on")
    await expect(row(page, "go on").locator(".name")).to_have_text(amy.name)
    await harness.sandbox.edit(harness.channel.id, original.id, "a short story")
    await expect(start.locator(".content")).to_contain_text("a short story")
    await start.click(button="right")
    await page.get_by_role("menuitem", name="Go to the original message").click()
    await expect(page.locator(".head h1")).to_have_text(harness.channel.name)
    await harness.sandbox.delete(harness.channel.id, original.id)
    await page.locator(".channel.sub").click()
    await expect(start).to_contain_text("no longer available")


async def test_name_of_a_thread_is_shown_to_the_next_speaker(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    await say(page, "a long story")
    await create_thread(page, "a long story")
    await expect(page.get_by_placeholder("Message “a long story”")).to_be_visible()
    await page.get_by_role("radio", name=harness.user_speaking("zh-TW").name).click()
    await expect(page.get_by_placeholder("在 「a long story」 傳送訊息")).to_be_visible()
    await expect(page.locator(".head h1")).to_have_text("a long story")


async def restarted(harness: PageHarness, world: World) -> Sandbox:
    """A new sandbox at the address of the old one."""
    port = int(harness.sandbox.url.rpartition(":")[2])
    await harness.sandbox.close()
    harness.sandbox = Sandbox(port=port, world=world)
    await harness.sandbox.start()
    return harness.sandbox


async def test_page_continues_a_kept_chat_after_a_restart(harness: PageHarness, tmp_path: Path) -> None:
    archive = Archive(tmp_path / "sandbox.db")
    archive.follow(harness.sandbox.world)
    page = await harness.open_as(harness.user_speaking("en"))
    await say(page, "before the restart")
    await expect(row(page, "before the restart")).to_be_visible()
    await page.locator("textarea").fill("half written")
    archive.close()
    archive = Archive(tmp_path / "sandbox.db")
    world = archive.restore()
    assert world
    await restarted(harness, world)
    post(world, world.named("general"), world.person("小李"), {"content": "after the restart"})
    await expect(row(page, "after the restart")).to_be_visible()
    await expect(row(page, "before the restart")).to_be_visible()
    await expect(page.locator("textarea")).to_have_value("half written")
    await expect(page.locator(".banner")).to_be_hidden()
    await expect(page.locator(".toast")).to_have_count(0)
    await page.locator("textarea").press("Enter")
    await expect(row(page, "half written")).to_be_visible()
    archive.close()
    harness.console_errors.clear()


async def test_options_in_a_form_survive_a_restart(harness: PageHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(harness.sandbox.url, harness.sandbox.world.bot.token, monkeypatch):
        page = await harness.open_as(harness.user_speaking("en"))
        await page.locator("textarea").press_sequentially("/meet")
        await page.get_by_role("option", name="/meet").click()
        await page.get_by_label("member").select_option("@小李")
        await page.get_by_label("hours").fill("2")
    await restarted(harness, default_world())
    await expect(page.locator("textarea")).to_have_value("/meet member:@小李 hours:2")
    harness.console_errors.clear()


async def test_page_reconnects_to_a_restarted_server_and_keeps_what_was_typed(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("zh-CN"))
    food = page.locator(".channel", has_text="food")
    await food.click()
    await say(page, "之前的话")
    await expect(row(page, "之前的话")).to_be_visible()
    await page.locator("textarea").press_sequentially("@Am")
    await page.locator("textarea").press("Tab")
    await page.locator("textarea").press_sequentially("写到一半")
    await page.locator("input[type=file]").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"some notes"}
    )
    sandbox = await restarted(harness, default_world())
    await expect(page.locator(".toast")).to_contain_text("--keep")
    await expect(page.locator("textarea")).to_have_value("@Amy 写到一半")
    await expect(page.locator(".files li")).to_contain_text("notes.txt")
    await expect(page.locator(".head h1")).to_have_text("food-美食")
    await expect(page.get_by_role("radio", checked=True)).to_have_accessible_name(re.compile("^小李"))
    await page.locator("textarea").press("Enter")
    await expect(row(page, "写到一半")).to_be_visible()
    [message] = sandbox.world.history(sandbox.world.named("food").id)
    assert message.content == f"<@{sandbox.world.person('Amy').id}> 写到一半"
    assert json.dumps(message.extra).count("notes.txt")
    harness.console_errors.clear()
