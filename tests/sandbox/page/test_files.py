"""Files: chosen, pasted, dropped, in commands; pictures, limits."""

import base64
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import FilePayload, Page, expect

from bot.sandbox.messages.attachments import MAX_BYTES
from tests.sandbox.page.harness import PageHarness
from tests.sandbox.page.tea_bot import TeaBot, running
from tests.sandbox.page.test_chat import row

pytestmark = pytest.mark.asyncio(loop_scope="package")

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
NOTES = FilePayload(name="笔记.txt", mimeType="text/plain", buffer="记一下".encode())
PICTURE = FilePayload(name="dot.png", mimeType="image/png", buffer=PIXEL)


@pytest_asyncio.fixture(loop_scope="package")
async def tea(harness: PageHarness, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TeaBot]:
    async with running(harness.sandbox.url, harness.sandbox.world.bot.token, monkeypatch) as bot:
        yield bot


async def give(page: Page, event: str, target: str) -> None:
    """Paste or drop a file, as the browser would."""
    script = """([event, target]) => {
        const files = new DataTransfer();
        files.items.add(new File(["some notes"], "notes.txt", { type: "text/plain" }));
        const init = { bubbles: true, cancelable: true, dataTransfer: files, clipboardData: files };
        const made = event === "paste" ? new ClipboardEvent(event, init) : new DragEvent(event, init);
        document.querySelector(target).dispatchEvent(made);
    }"""
    await page.evaluate(script, [event, target])


async def test_files_are_sent_with_a_text(harness: PageHarness) -> None:
    alex = await harness.open_as(harness.user_speaking("en"))
    mei = await harness.open_as(harness.user_speaking("zh-CN"))
    await alex.get_by_role("button", name="Attach files").wait_for()
    await alex.locator("input[type=file]").set_input_files([NOTES, PICTURE])
    await expect(alex.locator(".files li")).to_have_count(2)
    await expect(alex.locator(".files img")).to_have_js_property("naturalWidth", 1)
    await alex.locator("textarea").fill("look at these")
    await alex.locator("textarea").press("Enter")
    message = row(mei, "look at these")
    await expect(message.locator(".file a")).to_have_text("笔记.txt")
    await expect(message.locator(".picture")).to_have_js_property("naturalWidth", 1)
    await expect(alex.locator(".files")).to_be_hidden()
    [posted] = harness.sandbox.world.history(harness.channel.id)
    notes, picture = (posted.extra or {})["attachments"]
    assert harness.sandbox.world.files[int(notes["id"])] == ("笔记.txt", "记一下".encode())
    assert harness.sandbox.world.files[int(picture["id"])] == ("dot.png", PIXEL)


async def test_file_without_a_text_and_a_removed_one(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    await page.locator("input[type=file]").set_input_files([NOTES, PICTURE])
    await page.get_by_role("button", name="Remove dot.png").click()
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("li.row .file a")).to_have_text("笔记.txt")
    await expect(page.locator("li.row .picture")).to_have_count(0)


async def test_files_are_pasted_and_dropped(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    await give(page, "paste", "textarea")
    await expect(page.locator(".files li")).to_have_count(1)
    await give(page, "drop", ".timeline")
    await expect(page.locator(".files li")).to_have_count(2)


async def test_limits_are_explained(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    large = FilePayload(name="large.bin", mimeType="application/octet-stream", buffer=bytes(MAX_BYTES + 1))
    await page.locator("input[type=file]").set_input_files([large])
    await expect(page.locator(".toast")).to_contain_text("large.bin is larger than 10.0 MB")
    await expect(page.locator(".files")).to_be_hidden()
    await page.locator("input[type=file]").set_input_files([NOTES] * 11)
    await expect(page.locator(".toast").last).to_contain_text("At most 10 files")
    await expect(page.locator(".files li")).to_have_count(10)


async def test_refused_files_stay(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    harness.sandbox.faults.add("/channels/.*/messages", status=413, body={"code": 40005, "message": "Too large"})
    await page.locator("input[type=file]").set_input_files([NOTES])
    await page.locator("textarea").fill("here")
    await page.locator("textarea").press("Enter")
    await expect(page.locator(".toast")).to_contain_text("Too large")
    await expect(page.locator(".files li")).to_have_count(1)
    await expect(page.locator("textarea")).to_have_value("here")
    harness.console_errors.clear()


async def test_command_takes_a_file_from_its_form(harness: PageHarness, tea: TeaBot) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    await page.locator("textarea").press_sequentially("/read")
    await page.get_by_role("option", name="/read").click()
    await page.get_by_role("button", name="Run").click()
    field = page.get_by_label("file", exact=True)
    assert await field.evaluate("(field) => field.validity.valueMissing")
    await field.set_input_files([NOTES])
    await page.get_by_label("title").fill("T ")
    await page.get_by_role("button", name="Run").click()
    await expect(row(page, "T 笔记.txt: 记一下")).to_be_visible()


async def test_typed_command_takes_the_attached_file(harness: PageHarness, tea: TeaBot) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    await page.locator("input[type=file]").set_input_files([NOTES])
    await page.locator("textarea").fill("/read title:X")
    await page.locator("textarea").press("Escape")
    await page.locator("textarea").press("Enter")
    await expect(row(page, "X笔记.txt: 记一下")).to_be_visible()
    await expect(page.locator(".files")).to_be_hidden()
