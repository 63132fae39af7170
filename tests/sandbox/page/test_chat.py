"""The group chat in real Chromium: what one person does, the others see."""

import re

import pytest
from playwright.async_api import Locator, Page, Route, expect

from bot.sandbox.messages import post
from bot.sandbox.model import User
from tests.sandbox.page.harness import PageHarness

pytestmark = pytest.mark.asyncio(loop_scope="package")


def row(page: Page, text: str) -> Locator:
    return page.locator("li.row", has=page.locator(".content", has_text=text))


async def say(page: Page, text: str) -> None:
    await page.locator("textarea").fill(text)
    await page.locator("textarea").press("Enter")


async def choose(page: Page, message: str, item: str) -> None:
    """Choose an item in a message's menu."""
    await row(page, message).click(button="right")
    await page.get_by_role("menuitem", name=item).click()


async def create_thread(page: Page, message: str) -> None:
    """Create a thread with the name that is suggested."""
    await choose(page, message, "Create thread")
    await page.get_by_role("dialog").get_by_role("button", name="Create thread").click()


async def open_two(harness: PageHarness) -> tuple[Page, Page]:
    """Open the page as an English speaker and as a Chinese speaker."""
    return await harness.open_as(harness.user_speaking("en")), await harness.open_as(harness.user_speaking("zh-CN"))


async def test_message_appears_live_for_others(harness: PageHarness) -> None:
    alex, mei = await open_two(harness)
    await alex.locator("textarea").fill("first line")
    await alex.locator("textarea").press("Shift+Enter")
    await alex.locator("textarea").type("second line")
    await alex.locator("textarea").press("Enter")
    message = row(mei, "second line")
    await expect(message).to_contain_text("first line")
    await expect(message.locator(".name")).to_have_text(harness.user_speaking("en").name)
    await expect(alex.locator("textarea")).to_have_value("")
    await expect(mei.locator("#announcer")).to_contain_text("second line")


async def test_reply_quotes_and_links_to_the_original(harness: PageHarness) -> None:
    alex, mei = await open_two(harness)
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


async def test_arrow_up_edits_own_last_message(harness: PageHarness) -> None:
    alex, mei = await open_two(harness)
    await say(alex, "tpyo")
    await expect(row(alex, "tpyo")).to_be_visible()
    await alex.locator("textarea").press("ArrowUp")
    await expect(alex.locator("textarea")).to_have_value("tpyo")
    await say(alex, "typo")
    await expect(row(mei, "typo").locator(".edited")).to_have_text("（已编辑）")
    await expect(row(alex, "typo").locator(".edited")).to_have_text("(edited)")


async def test_escape_cancels_an_edit(harness: PageHarness) -> None:
    alex = await harness.open_as(harness.user_speaking("en"))
    await say(alex, "as it was")
    await choose(alex, "as it was", "Edit")
    await alex.locator("textarea").fill("changed")
    await alex.locator("textarea").press("Escape")
    await expect(alex.locator(".composer-note")).to_be_hidden()
    await expect(alex.locator("textarea")).to_have_value("")
    assert [message.content for message in harness.sandbox.world.history(harness.channel.id)][-1] == "as it was"


async def test_deleted_message_disappears_and_its_quote_says_so(harness: PageHarness) -> None:
    alex, mei = await open_two(harness)
    await say(alex, "regretted")
    await choose(mei, "regretted", "回复")
    await say(mei, "太晚了")
    await choose(alex, "regretted", "Delete")
    await expect(row(alex, "regretted")).to_have_count(0)
    await expect(row(mei, "regretted")).to_have_count(0)
    await expect(row(alex, "太晚了").locator(".quoted")).to_contain_text("no longer available")


async def test_only_moderators_can_delete_others_messages(harness: PageHarness) -> None:
    manages: dict[int, bool] = {}
    page = await harness.open_as(harness.user_speaking("en"))
    state = await page.evaluate("fetch('/sandbox/state').then((answer) => answer.json())")
    for user in state["users"]:
        manages[int(user["id"])] = user["can_manage"]
    moderator = next(user for user in harness.sandbox.world.users.values() if manages.get(user.id))
    member = next(user for user in harness.sandbox.world.users.values() if manages.get(user.id) is False)
    author = next(
        user for user in harness.sandbox.world.users.values() if user.id in manages and user not in (moderator, member)
    )
    await say(await harness.open_as(author), "judge me")
    for user, count in ((member, 0), (moderator, 1)):
        page = await harness.open_as(user)
        await row(page, "judge me").click(button="right")
        await expect(page.locator(".popover .item").first).to_be_visible()
        await expect(page.locator(".popover .danger")).to_have_count(count)


async def test_reactions_toggle_and_are_visible_to_everyone(harness: PageHarness) -> None:
    alex, mei = await open_two(harness)
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


async def test_thread_is_listed_under_its_channel_with_unread_dot(harness: PageHarness) -> None:
    alex, mei = await open_two(harness)
    await say(alex, "a long story")
    await create_thread(alex, "a long story")
    await expect(alex.locator(".head h1")).to_have_text("a long story")
    await say(alex, "chapter one")
    entry = mei.locator(".channel.sub", has_text="a long story")
    await expect(entry.locator(".dot")).to_be_visible()
    await entry.click()
    await expect(row(mei, "chapter one")).to_be_visible()
    await expect(entry.locator(".dot")).to_have_count(0)
    await expect(entry).to_have_attribute("aria-current", "page")


@pytest.mark.parametrize(
    ("content", "suggested"),
    [
        ("The mountains are calling and I really must go now", "The mountains are calling and I really"),
        ("山" * 50, "山" * 40),
        ("> what someone else said\nMy answer", "My answer"),
        ("-# ↪ Jake: what he said\nMy answer", "My answer"),
        ("> only a quote", ""),
    ],
)
async def test_thread_is_named_before_it_is_created(harness: PageHarness, content: str, suggested: str) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    post(harness.sandbox.world, harness.channel, harness.user_speaking("zh-CN"), {"content": content})
    await choose(page, content.partition("\n")[2] or content.removeprefix("> "), "Create thread")
    name = page.get_by_label("Thread name")
    await expect(name).to_have_value(suggested)
    await expect(name).to_be_focused()
    await name.fill("Tea and mountains")
    await name.press("Enter")
    await expect(page.locator(".head h1")).to_have_text("Tea and mountains")
    await expect(page.locator("textarea")).to_be_focused()


async def test_one_tap_switches_user_and_page_language(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    mei = harness.user_speaking("zh-CN")
    await page.get_by_role("radio", name=mei.name).click()
    await expect(page.locator(".channels h2")).to_have_text("频道")
    await say(page, "换我说话")
    await expect(row(page, "换我说话").locator(".name")).to_have_text(mei.name)
    await page.get_by_role("radio", name=harness.user_speaking("zh-TW").name).click()
    await expect(page.locator(".channels h2")).to_have_text("頻道")
    await expect(row(page, "换我说话")).to_be_visible()


async def test_two_speakers_side_by_side(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    await page.get_by_role("button", name="Show two people side by side").click()
    left, right = page.locator(".pane").nth(0), page.locator(".pane").nth(1)
    await left.locator("textarea").fill("over there")
    await left.locator("textarea").press("Enter")
    await expect(right.locator(".content", has_text="over there")).to_be_visible()
    assert await right.get_attribute("lang") != await left.get_attribute("lang")


async def test_sample_is_posted_with_one_click_and_dismissed_hint_stays_hidden(
    harness: PageHarness,
) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    await page.get_by_role("button", name="can you help me tonight?").click()
    reader = harness.user_speaking("zh-CN").name
    await expect(row(page, "can you help me tonight?").locator(".pill")).to_have_text(f"@{reader}")
    await page.get_by_role("button", name="Hide these suggestions").click()
    await page.reload()
    await expect(row(page, "can you help me tonight?")).to_be_visible()
    await expect(page.locator(".hint")).to_be_hidden()


async def test_mention_is_completed_and_sent(harness: PageHarness) -> None:
    alex, mei = await open_two(harness)
    name = harness.user_speaking("zh-CN").name
    await alex.locator("textarea").press_sequentially(f"hi @{name[:2]}")
    await alex.locator("textarea").press("Tab")
    await alex.locator("textarea").press("Enter")
    message = row(mei, f"@{name}")
    await expect(message.locator(".pill")).to_have_text(f"@{name}")
    await expect(message).to_have_class(re.compile("mentioned"))


async def test_scrolling_up_loads_history_and_keeps_the_document_small(harness: PageHarness) -> None:
    await post_numbered(harness, harness.user_speaking("en"), 400)
    page = await harness.open_as(harness.user_speaking("zh-CN"))
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


async def test_new_messages_do_not_move_the_scroll_position(harness: PageHarness) -> None:
    # Less than a page of history, so that no older messages are loaded above.
    await post_numbered(harness, harness.user_speaking("en"), 40)
    page = await harness.open_as(harness.user_speaking("zh-CN"))
    await page.locator(".timeline").evaluate("(list) => { list.scrollTop = 300; }")
    await expect(page.locator(".jumper")).to_be_visible()
    before = await page.locator(".timeline").evaluate("(list) => list.scrollTop")
    await post_numbered(harness, harness.user_speaking("en"), 3)
    await expect(page.locator(".jumper")).to_contain_text("3")
    assert await page.locator(".timeline").evaluate("(list) => list.scrollTop") == before


async def test_refusal_is_shown_and_the_draft_is_kept(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))

    async def refuse(route: Route) -> None:
        await route.fulfill(status=403, json={"code": 50013, "message": "Missing Permissions"})

    await page.route(re.compile(r"/messages$"), refuse)
    await say(page, "precious words")
    await expect(page.locator(".toast")).to_contain_text("Missing Permissions")
    await expect(page.locator("textarea")).to_have_value("precious words")
    harness.console_errors.clear()


async def test_more_than_4000_characters_cannot_be_sent(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    await page.locator("textarea").fill("汉" * 4001)
    await expect(page.locator(".count")).to_have_text("-1")
    await expect(page.get_by_role("button", name="Send")).to_be_disabled()


async def post_numbered(harness: PageHarness, author: User, count: int) -> None:
    """Post `count` numbered messages."""
    from bot.sandbox.messages import post

    for number in range(count):
        post(harness.sandbox.world, harness.channel, author, {"content": f"number {number}"})
