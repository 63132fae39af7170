"""The page on a phone: nothing is wider than the screen, and fingers do what they mean."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import CDPSession, Locator, Page, ViewportSize, expect

from bot.sandbox.messages import Upload, post
from tests.sandbox.page.harness import PHONE, PageHarness
from tests.sandbox.page.tea_bot import TeaBot, running
from tests.sandbox.page.test_chat import row

pytestmark = pytest.mark.asyncio(loop_scope="package")

LONG = "x" * 300
WIDE: tuple[dict[str, Any], ...] = (
    {"content": LONG},
    {"content": "長" * 300},
    {"content": f"https://example.com/{LONG}"},
    {"content": f"[{LONG}](https://example.com/{LONG})"},
    {"content": f"```\n{LONG}\n```"},
    {"content": f"`{LONG}` <:{'tea' * 10}:123456789012345678> </{'a' * 32}:123456789012345678>"},
    {"content": "| a | b |\n|---|---|\n" + "| " + " | ".join(["cell"] * 60) + " |"},
    {"content": f"# {LONG}\n> {LONG}\n- {LONG}\n-# {LONG}"},
    {"content": "||" + LONG + "||"},
    {"embeds": [{"title": LONG[:256], "url": "https://example.com/", "author": {"name": LONG[:256]}}]},
    {"embeds": [{"description": LONG, "fields": [{"name": LONG[:256], "value": LONG, "inline": True}] * 3}]},
    {"embeds": [{"footer": {"text": LONG}, "provider": {"name": LONG}, "image": {"url": f"https://e.com/{LONG}"}}]},
    {"poll": {"question": {"text": LONG}, "answers": [{"poll_media": {"text": LONG[:55]}}], "duration": 1}},
)


@pytest_asyncio.fixture(loop_scope="package")
async def tea(harness: PageHarness, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TeaBot]:
    async with running(harness.sandbox.url, harness.sandbox.world.bot.token, monkeypatch) as bot:
        yield bot


async def too_wide(page: Page) -> list[str]:
    """What sticks out of the window, except inside of what scrolls by itself."""
    found: list[str] = await page.evaluate("""() => {
        const out = (element) => {
            const { left, right, width } = element.getBoundingClientRect();
            return width > 0 && (right > innerWidth + 1 || left < -1);
        };
        const scrollers = ".people, .samples, .files, pre, .unseen, .sidebar, option";
        const all = [...document.querySelectorAll("body *")].filter((one) => !one.closest(scrollers) && out(one));
        const scrolling = "html, body, .timeline, .options, .dialog, .popover, .completion";
        const wide = [...document.querySelectorAll(scrolling)].filter((one) => one.scrollWidth > one.clientWidth + 1);
        return [...all, ...wide].map((one) => one.outerHTML.slice(0, 120));
    }""")
    return found


async def test_no_message_is_wider_than_the_screen(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"), phone=True)
    world, author = harness.sandbox.world, harness.user_speaking("zh-CN")
    for body in WIDE:
        message = post(world, harness.channel, author, body)
        await expect(page.locator(f"[data-id='{message.id}']")).to_be_visible()
        assert await too_wide(page) == [], body
    message = post(world, harness.channel, author, {}, [Upload(0, f"{LONG}.txt", b"")])
    post(world, harness.channel, author, {"content": "a reply", "message_reference": {"message_id": str(message.id)}})
    await expect(row(page, "a reply")).to_be_visible()
    assert await too_wide(page) == []


async def test_no_name_is_wider_than_the_screen(harness: PageHarness) -> None:
    author = harness.user_speaking("zh-CN")
    author.name = "N" * 32
    channel = await harness.sandbox.create_channel(next(iter(harness.sandbox.world.guilds.values())), "c" * 100)
    post(harness.sandbox.world, channel, author, {"content": "hello"})
    page = await harness.open_as(author, phone=True, channel=channel)
    await expect(row(page, "hello")).to_be_visible()
    await page.locator("textarea").fill("@NNN")
    await expect(page.get_by_role("listbox")).to_be_visible()
    assert await too_wide(page) == []


@pytest.mark.parametrize("height", [PHONE["height"], 420])  # with the keyboard closed and open
async def test_form_of_a_command_fits_and_can_be_run(harness: PageHarness, tea: TeaBot, height: int) -> None:
    page = await harness.open_as(harness.user_speaking("en"), phone=True)
    await page.set_viewport_size(ViewportSize(width=PHONE["width"], height=height))
    await page.locator("textarea").press_sequentially("/")
    await expect(page.get_by_role("listbox")).to_be_visible()
    assert await too_wide(page) == []
    await page.locator("textarea").press_sequentially("plan")
    await page.get_by_role("option", name="/plan").tap()
    await page.get_by_label("tea", exact=True).select_option(index=1)
    assert await too_wide(page) == []
    await page.get_by_label("first").select_option(f"#{harness.channel.name}")
    await expect(page.get_by_role("button", name="Run")).to_be_in_viewport(ratio=1)
    await page.get_by_role("button", name="Run").tap()
    await expect(row(page, "Planned in")).to_be_visible()
    await page.set_viewport_size(PHONE)


async def test_dialogs_fit(harness: PageHarness, tea: TeaBot) -> None:
    page = await harness.open_as(harness.user_speaking("zh-TW"), phone=True)
    await page.locator(".drawer-open-button").tap()
    await page.locator(".invite").tap()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await too_wide(page) == []
    await page.keyboard.press("Escape")
    await page.locator(".drawer-close").tap()
    await page.locator("textarea").fill("/panel")
    await page.locator("textarea").press("Escape")
    await page.locator("textarea").press("Enter")
    await page.get_by_role("button", name="Improve").tap()
    await expect(page.get_by_role("dialog", name="A better translation")).to_be_in_viewport(ratio=1)
    assert await too_wide(page) == []


class Finger:
    """Touches the screen as a finger does, so that the browser recognizes gestures."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session

    async def down(self, target: Locator) -> None:
        box = await target.bounding_box()
        assert box
        point = {"x": box["x"] + 20, "y": box["y"] + box["height"] / 2}
        await self._session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})

    async def up(self) -> None:
        await self._session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


async def test_releasing_a_long_press_chooses_nothing(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"), phone=True)
    await page.get_by_role("button", name="Got it").tap()
    message = post(harness.sandbox.world, harness.channel, harness.user_speaking("zh-CN"), {"content": "press me"})
    finger = Finger(await page.context.new_cdp_session(page))
    await finger.down(row(page, "press me").locator(".content"))
    await expect(page.get_by_role("menuitem", name="Reply")).to_be_visible()
    await finger.up()
    # What a browser does on release differs: some click what has appeared below the finger.
    await page.locator(".popover .emoji").first.dispatch_event("click")
    await expect(page.locator(".popover")).to_be_visible()
    assert message.reactions is None
    await page.locator(".popover").get_by_text("🍵").tap()
    await expect(row(page, "press me").locator(".reaction").first).to_have_text("🍵1")
    assert len(message.reactions or {}) == 1


async def test_toolbar_does_not_stay_on_a_message_that_was_pressed(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"), phone=True)
    await page.get_by_role("button", name="Got it").tap()
    post(harness.sandbox.world, harness.channel, harness.user_speaking("zh-CN"), {"content": "press me"})
    await row(page, "press me").locator(".content").tap()
    finger = Finger(await page.context.new_cdp_session(page))
    await finger.down(row(page, "press me").locator(".content"))
    reply = page.get_by_role("menuitem", name="Reply")
    await expect(reply).to_be_visible()
    await finger.up()
    await expect(page.locator(".bar")).to_have_count(0)
    await reply.tap()
    await expect(page.locator(".popover")).to_have_count(0)
    await expect(page.locator(".bar")).to_have_count(0)
    await page.keyboard.press("Shift+Tab")
    await row(page, "press me").focus()
    await expect(page.locator(".bar")).to_have_count(1)  # for people with a keyboard


async def test_samples_are_labeled(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"), phone=True)
    await expect(page.get_by_text("Try:", exact=True)).to_be_in_viewport(ratio=1)
    assert await too_wide(page) == []


@pytest.mark.parametrize("place", [0, -1])
async def test_sheet_does_not_cover_its_message(harness: PageHarness, place: int) -> None:
    world, author = harness.sandbox.world, harness.user_speaking("zh-CN")
    for number in range(30):
        post(world, harness.channel, author, {"content": f"message {number}"})
    page = await harness.open_as(harness.user_speaking("en"), phone=True)
    await expect(row(page, "message 29")).to_be_in_viewport()
    seen = [one for one in await page.locator("li.row").all() if await one.locator(".content").is_visible()]
    inside = [one for one in seen if (await one.bounding_box() or {"y": 0})["y"] > 60]
    pressed = inside[place]
    before = await pressed.bounding_box()
    await pressed.locator(".content").dispatch_event("contextmenu", {"clientX": 100, "clientY": 500, "bubbles": True})
    sheet = page.locator(".popover")
    await expect(sheet).to_be_visible()
    await page.wait_for_function(
        """([row, sheet]) => row.getBoundingClientRect().bottom <= sheet.getBoundingClientRect().top""",
        arg=[await pressed.element_handle(), await sheet.element_handle()],
    )
    assert await too_wide(page) == []
    await page.keyboard.press("Escape")
    await expect(sheet).to_have_count(0)
    assert await pressed.bounding_box() == before
