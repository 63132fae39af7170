"""The page without a mouse, for screen readers, and for people who avoid motion."""

import pytest
from playwright.async_api import expect

from bot.sandbox.messages import post
from tests.sandbox.page.harness import PageHarness
from tests.sandbox.page.test_chat import row, say

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_everything_is_reached_with_the_tab_key_and_shows_the_focus(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    post(harness.sandbox.world, harness.channel, harness.user_speaking("zh-CN"), {"content": "hello"})
    await expect(row(page, "hello")).to_be_visible()
    await page.evaluate("document.activeElement.blur()")
    seen = []
    for _ in range(40):
        await page.keyboard.press("Tab")
        name, ring = await page.evaluate("""() => {
            const focused = document.activeElement;
            const style = getComputedStyle(focused.closest(".composer") && focused.matches("textarea")
                ? focused.closest(".composer") : focused);
            return [focused.ariaLabel ?? focused.textContent, style.outlineStyle !== "none" || style.borderColor];
        }""")
        if name in seen:
            break
        assert ring, name
        seen.append(name)
    for part in (
        "general",
        "Add Qiao",
        "Messages",
        "Got it",
        "What do you want",
        "Amy, English",
        "Attach",
        "Message #",
    ):
        assert any(part in name for name in seen), (part, seen)


async def test_a_message_is_translated_and_answered_with_the_keyboard(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    post(harness.sandbox.world, harness.channel, harness.user_speaking("zh-CN"), {"content": "hello"})
    await expect(row(page, "hello")).to_be_visible()
    await page.get_by_role("list", name="Messages").focus()
    await page.keyboard.press("ArrowUp")
    await expect(row(page, "hello")).to_be_focused()
    await row(page, "hello").dispatch_event("contextmenu", {"bubbles": True, "cancelable": True})
    menu = page.get_by_role("menu", name="Message actions")
    await expect(menu.get_by_role("menuitem").first).to_be_focused()
    await menu.get_by_role("menuitem", name="Reply").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("textarea")).to_be_focused()
    await page.keyboard.type("hi")
    await page.keyboard.press("Enter")
    await expect(row(page, "hi").locator(".quoted")).to_contain_text("hello")


async def test_focus_is_not_lost_when_hints_close(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    for name in ("Got it", "Hide these suggestions"):
        await page.get_by_role("button", name=name).focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("textarea")).to_be_focused()


async def test_drawer_keeps_the_focus_until_it_closes(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"), phone=True)
    await page.get_by_role("button", name="Channels").tap()
    await expect(page.locator(".channel[aria-current]")).to_be_focused()
    await expect(page.locator(".room")).to_have_attribute("inert", "")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Channels")).to_be_focused()
    await expect(page.locator(".room")).not_to_have_attribute("inert", "")


async def test_nothing_moves_for_people_who_avoid_motion(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    await say(page, "hello")
    await row(page, "hello").click(button="right")
    await expect(page.get_by_role("menu")).to_be_visible()
    longest = await page.evaluate("""() => Math.max(...[...document.querySelectorAll("*")].flatMap((one) => {
        const { animationDuration, transitionDuration } = getComputedStyle(one);
        return [animationDuration, transitionDuration].map((time) => parseFloat(time));
    }))""")
    assert longest <= 0.01


async def test_roles_of_screen_readers(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("zh-CN"))
    for role, name in (
        ("navigation", "频道"),
        ("main", None),
        ("list", "消息"),
        ("radiogroup", "发言身份"),
        ("region", "使用方法"),
        ("combobox", "在 #general-大厅 发消息"),
    ):
        await expect(page.get_by_role(role, name=name).first).to_be_visible()  # type: ignore[arg-type]
    unlabeled = await page.locator("[role], button, input, textarea, select, nav, section").evaluate_all("""(all) => all
        .filter((one) => one.checkVisibility() && !["status", "alert", "group", "option"].includes(one.role))
        .filter((one) => !(one.ariaLabel || one.getAttribute("aria-hidden") || one.textContent.trim()))
        .map((one) => one.outerHTML.slice(0, 100))""")
    assert unlabeled == []
