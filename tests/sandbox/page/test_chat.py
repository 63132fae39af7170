"""The group chat in real Chromium: what one person does, the others see."""

import re

import pytest
from playwright.async_api import Locator, Page, Route, expect

from bot.sandbox.model import User
from tests.sandbox.page.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="module")


def row(page: Page, text: str) -> Locator:
    return page.locator("li.row", has=page.locator(".content", has_text=text))


async def say(page: Page, text: str) -> None:
    await page.locator("textarea").fill(text)
    await page.locator("textarea").press("Enter")


async def choose(page: Page, message: str, item: str) -> None:
    """Take an item of a message's menu."""
    await row(page, message).click(button="right")
    await page.get_by_role("menuitem", name=item).click()


async def both(stage: Stage) -> tuple[Page, Page]:
    """An English speaker's page and a Chinese speaker's."""
    return await stage.enter(stage.speaking("en")), await stage.enter(stage.speaking("zh-CN"))


async def test_a_message_appears_live_for_the_others_under_its_name(stage: Stage) -> None:
    alex, mei = await both(stage)
    await alex.locator("textarea").fill("first line")
    await alex.locator("textarea").press("Shift+Enter")
    await alex.locator("textarea").type("second line")
    await alex.locator("textarea").press("Enter")
    message = row(mei, "second line")
    await expect(message).to_contain_text("first line")
    await expect(message.locator(".name")).to_have_text(stage.speaking("en").name)
    await expect(alex.locator("textarea")).to_have_value("")
    await expect(mei.locator("#announcer")).to_contain_text("second line")


async def test_a_reply_quotes_the_original_and_leads_to_it(stage: Stage) -> None:
    alex, mei = await both(stage)
    await say(alex, "who plays tonight?")
    await say(alex, "something between")
    await row(mei, "who plays").hover()
    await mei.get_by_role("button", name="回复").click()
    await expect(mei.locator(".composer-note")).to_contain_text("who plays tonight?")
    await say(mei, "我来")
    quote = row(alex, "我来").locator(".quoted")
    await expect(quote).to_contain_text("who plays tonight?")
    await quote.click()
    await expect(row(alex, "who plays").last).to_have_class(re.compile("flash"))
    await expect(row(alex, "who plays").last).to_be_focused()


async def test_arrow_up_edits_the_last_own_message(stage: Stage) -> None:
    alex, mei = await both(stage)
    await say(alex, "tpyo")
    await expect(row(alex, "tpyo")).to_be_visible()
    await alex.locator("textarea").press("ArrowUp")
    await expect(alex.locator("textarea")).to_have_value("tpyo")
    await say(alex, "typo")
    await expect(row(mei, "typo").locator(".edited")).to_have_text("（已编辑）")
    await expect(row(alex, "typo").locator(".edited")).to_have_text("(edited)")


async def test_escape_leaves_an_edit_alone(stage: Stage) -> None:
    alex = await stage.enter(stage.speaking("en"))
    await say(alex, "as it was")
    await choose(alex, "as it was", "Edit")
    await alex.locator("textarea").fill("changed")
    await alex.locator("textarea").press("Escape")
    await expect(alex.locator(".composer-note")).to_be_hidden()
    await expect(alex.locator("textarea")).to_have_value("")
    assert [message.content for message in stage.sandbox.world.history(stage.channel.id)][-1] == "as it was"


async def test_a_deleted_message_goes_everywhere_and_its_quote_says_so(stage: Stage) -> None:
    alex, mei = await both(stage)
    await say(alex, "regretted")
    await choose(mei, "regretted", "回复")
    await say(mei, "太晚了")
    await choose(alex, "regretted", "Delete")
    await expect(row(alex, "regretted")).to_have_count(0)
    await expect(row(mei, "regretted")).to_have_count(0)
    await expect(row(alex, "太晚了").locator(".quoted")).to_contain_text("gone")


async def test_others_messages_can_be_deleted_by_those_who_manage_alone(stage: Stage) -> None:
    manages: dict[int, bool] = {}
    page = await stage.enter(stage.speaking("en"))
    state = await page.evaluate("fetch('/sandbox/state').then((answer) => answer.json())")
    for user in state["users"]:
        manages[int(user["id"])] = user["can_manage"]
    bold = next(user for user in stage.sandbox.world.users.values() if manages.get(user.id))
    meek = next(user for user in stage.sandbox.world.users.values() if manages.get(user.id) is False)
    author = next(
        user for user in stage.sandbox.world.users.values() if user.id in manages and user not in (bold, meek)
    )
    await say(await stage.enter(author), "judge me")
    for user, count in ((meek, 0), (bold, 1)):
        page = await stage.enter(user)
        await row(page, "judge me").click(button="right")
        await expect(page.locator(".popover .item").first).to_be_visible()
        await expect(page.locator(".popover .danger")).to_have_count(count)


async def test_reactions_are_switches_that_everybody_sees(stage: Stage) -> None:
    alex, mei = await both(stage)
    await say(alex, "tea?")
    await row(mei, "tea?").hover()
    await mei.get_by_role("button", name="添加反应").click()
    await mei.locator(".popover").get_by_text("🇹🇼").click()
    hers = row(mei, "tea?").locator(".reaction", has_text="🇹🇼")
    his = row(alex, "tea?").locator(".reaction", has_text="🇹🇼")
    await expect(hers).to_have_attribute("aria-pressed", "true")
    await expect(his).to_have_attribute("aria-pressed", "false")
    await his.click()
    await expect(hers).to_have_text("🇹🇼2")
    await hers.click()
    await expect(his).to_have_text("🇹🇼1")
    await his.click()
    await expect(hers).to_have_count(0)


async def test_a_thread_is_a_channel_beneath_its_channel_and_shows_what_is_unread(stage: Stage) -> None:
    alex, mei = await both(stage)
    await say(alex, "a long story")
    await choose(alex, "a long story", "Create thread")
    await expect(alex.locator(".head h1")).to_have_text("a long story")
    await say(alex, "chapter one")
    entry = mei.locator(".channel.sub", has_text="a long story")
    await expect(entry.locator(".dot")).to_be_visible()
    await entry.click()
    await expect(row(mei, "chapter one")).to_be_visible()
    await expect(entry.locator(".dot")).to_have_count(0)
    await expect(entry).to_have_attribute("aria-current", "page")


async def test_one_tap_changes_who_speaks_and_the_language_of_the_page(stage: Stage) -> None:
    page = await stage.enter(stage.speaking("en"))
    mei = stage.speaking("zh-CN")
    await page.get_by_role("radio", name=mei.name).click()
    await expect(page.locator(".channels h2")).to_have_text("频道")
    await say(page, "换我说话")
    await expect(row(page, "换我说话").locator(".name")).to_have_text(mei.name)
    await page.get_by_role("radio", name=stage.speaking("zh-TW").name).click()
    await expect(page.locator(".channels h2")).to_have_text("頻道")
    await expect(row(page, "换我说话")).to_be_visible()


async def test_two_speakers_side_by_side(stage: Stage) -> None:
    page = await stage.enter(stage.speaking("en"))
    await page.get_by_role("button", name="Two speakers side by side").click()
    left, right = page.locator(".pane").nth(0), page.locator(".pane").nth(1)
    await left.locator("textarea").fill("over there")
    await left.locator("textarea").press("Enter")
    await expect(right.locator(".content", has_text="over there")).to_be_visible()
    assert await right.get_attribute("lang") != await left.get_attribute("lang")


async def test_a_sample_sentence_is_said_with_one_click_and_the_hint_stays_away_once_closed(stage: Stage) -> None:
    page = await stage.enter(stage.speaking("en"))
    await page.get_by_role("button", name="What should I eat in Chengdu?").click()
    await expect(row(page, "What should I eat in Chengdu?")).to_be_visible()
    await page.get_by_role("button", name="Hide these suggestions").click()
    await page.reload()
    await expect(row(page, "What should I eat in Chengdu?")).to_be_visible()
    await expect(page.locator(".hint")).to_be_hidden()


async def test_a_mention_is_completed_and_sent_as_one(stage: Stage) -> None:
    alex, mei = await both(stage)
    name = stage.speaking("zh-CN").name
    await alex.locator("textarea").press_sequentially(f"hi @{name[:2]}")
    await alex.locator("textarea").press("Tab")
    await alex.locator("textarea").press("Enter")
    message = row(mei, f"@{name}")
    await expect(message.locator(".pill")).to_have_text(f"@{name}")
    await expect(message).to_have_class(re.compile("mentioned"))


async def test_the_older_history_comes_on_scrolling_up_and_the_document_stays_small(stage: Stage) -> None:
    await fill(stage, stage.speaking("en"), 400)
    page = await stage.enter(stage.speaking("zh-CN"))
    await expect(row(page, "number 399")).to_be_in_viewport()
    await expect(row(page, "number 349")).to_have_count(0)
    upwards = """() => {
        const list = document.querySelector(".timeline");
        list.scrollTop = 0;
        window.most = Math.max(window.most ?? 0, list.childElementCount);
        return list.querySelector(".beginning");
    }"""
    await page.wait_for_function(upwards)
    await expect(row(page, "number 0").first).to_be_visible()
    assert await page.evaluate("window.most") <= 200
    await page.locator(".jumper").click()
    await expect(row(page, "number 399")).to_be_in_viewport()


async def test_a_reader_of_old_messages_is_not_moved_by_new_ones(stage: Stage) -> None:
    # Fewer than a page of history, so that no older messages are put above what is read.
    await fill(stage, stage.speaking("en"), 40)
    page = await stage.enter(stage.speaking("zh-CN"))
    await page.locator(".timeline").evaluate("(list) => { list.scrollTop = 300; }")
    await expect(page.locator(".jumper")).to_be_visible()
    before = await page.locator(".timeline").evaluate("(list) => list.scrollTop")
    await fill(stage, stage.speaking("en"), 3)
    await expect(page.locator(".jumper")).to_contain_text("3")
    assert await page.locator(".timeline").evaluate("(list) => list.scrollTop") == before


async def test_what_the_server_refuses_is_said_and_nothing_written_is_lost(stage: Stage) -> None:
    page = await stage.enter(stage.speaking("en"))

    async def refuse(route: Route) -> None:
        await route.fulfill(status=403, json={"code": 50013, "message": "Missing Permissions"})

    await page.route(re.compile(r"/messages$"), refuse)
    await say(page, "precious words")
    await expect(page.locator(".toast")).to_contain_text("Missing Permissions")
    await expect(page.locator("textarea")).to_have_value("precious words")
    stage.complaints.clear()


async def test_more_than_4000_characters_cannot_be_sent(stage: Stage) -> None:
    page = await stage.enter(stage.speaking("en"))
    await page.locator("textarea").fill("汉" * 4001)
    await expect(page.locator(".count")).to_have_text("-1")
    await expect(page.get_by_role("button", name="Send")).to_be_disabled()


async def fill(stage: Stage, author: User, count: int) -> None:
    """Write `count` numbered messages as fast as the server takes them."""
    from bot.sandbox.messages import post

    for number in range(count):
        post(stage.sandbox.world, stage.channel, author, {"content": f"number {number}"})
