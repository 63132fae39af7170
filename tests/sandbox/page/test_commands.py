"""Slash commands, context menus, components and forms, handled by a discord.py bot."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.sandbox.messages import post
from tests.sandbox.page.harness import PageHarness
from tests.sandbox.page.tea_bot import TeaBot, running
from tests.sandbox.page.test_chat import choose, row, say

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest_asyncio.fixture(loop_scope="package")
async def tea(harness: PageHarness, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TeaBot]:
    async with running(harness.sandbox.url, harness.sandbox.world.bot.token, monkeypatch) as bot:
        yield bot


async def type_command(page: Page, typed: str) -> None:
    await page.locator("textarea").press_sequentially(typed)
    await expect(page.get_by_role("listbox")).to_be_visible()


async def test_command_is_completed_filled_in_and_answered(harness: PageHarness, tea: TeaBot) -> None:
    alex, mei = (
        await harness.open_as(harness.user_speaking("en")),
        await harness.open_as(harness.user_speaking("zh-CN")),
    )
    await type_command(alex, "/gr")
    await expect(alex.get_by_role("option").first).to_contain_text("/greet")
    await alex.locator("textarea").press("Tab")
    await expect(alex.get_by_label("who")).to_be_focused()
    await alex.get_by_label("who").fill("everybody")
    await alex.get_by_label("tongue").select_option("Chinese")
    await alex.get_by_label("times").fill("1")
    await alex.get_by_label("times").press("Enter")
    answer = row(mei, "你好 everybody")
    await expect(answer.locator(".badge")).to_be_visible()
    await expect(answer.locator(".quoted")).to_contain_text(harness.user_speaking("en").name)
    await expect(alex.locator("textarea")).to_be_focused()


async def test_commands_are_localized(harness: PageHarness, tea: TeaBot) -> None:
    mei = await harness.open_as(harness.user_speaking("zh-CN"))
    await type_command(mei, "/问")
    await expect(mei.get_by_role("option")).to_have_text(["/问候向某人问好谁*"])
    await mei.get_by_role("option").first.click()
    await expect(mei.locator(".option .label").first).to_have_text("谁 *")
    await mei.keyboard.press("Escape")
    await expect(mei.locator("textarea")).to_be_focused()


async def test_required_option_is_validated_before_sending(harness: PageHarness, tea: TeaBot) -> None:
    alex = await harness.open_as(harness.user_speaking("en"))
    await type_command(alex, "/greet")
    await alex.locator("textarea").press("Enter")
    await alex.get_by_role("button", name="Run").click()
    assert await alex.get_by_label("who").evaluate("(field) => field.validity.valueMissing")
    await alex.get_by_label("who").fill("x")
    await alex.get_by_label("times").fill("9")
    await alex.get_by_role("button", name="Run").click()
    assert await alex.get_by_label("times").evaluate("(field) => field.validity.rangeOverflow")
    assert harness.sandbox.world.history(harness.channel.id) == []


async def test_subcommand_option_is_autocompleted(harness: PageHarness, tea: TeaBot) -> None:
    alex = await harness.open_as(harness.user_speaking("en"))
    await type_command(alex, "/glossary")
    await alex.get_by_role("option", name="/glossary add").click()
    await expect(alex.get_by_label("term")).to_be_focused()
    await expect(alex.locator("datalist option")).to_have_count(3)
    await alex.get_by_label("term").press_sequentially("oo")
    await expect(alex.locator("datalist option")).to_have_count(1)
    await expect(alex.locator("datalist option")).to_have_attribute("value", "Tea: oolong")
    await alex.get_by_label("term").fill("Tea: oolong")
    await alex.get_by_label("silent").select_option("True")
    await alex.get_by_role("button", name="Run").click()
    await expect(row(alex, "Added oolong silent=True")).to_be_visible()


async def test_context_menu_shows_thinking_then_an_ephemeral_response(harness: PageHarness, tea: TeaBot) -> None:
    alex, mei = (
        await harness.open_as(harness.user_speaking("en")),
        await harness.open_as(harness.user_speaking("zh-CN")),
    )
    await say(alex, "spill the tea")
    await choose(mei, "spill the tea", "Translate")
    await expect(mei.locator(".thinking")).to_be_visible()
    tea.go.set()
    answer = row(mei, "In Chinese: spill the tea")
    await expect(answer).to_contain_text("只有你能看到")
    await expect(mei.locator(".thinking")).to_have_count(0)
    await say(mei, "谢谢")
    await expect(row(alex, "谢谢")).to_be_visible()
    await expect(row(alex, "In Chinese")).to_have_count(0)
    await answer.get_by_role("button", name="关闭此消息").click()
    await expect(answer).to_have_count(0)


async def test_button_opens_a_form_that_is_answered(harness: PageHarness, tea: TeaBot) -> None:
    alex = await harness.open_as(harness.user_speaking("en"))
    await type_command(alex, "/panel")
    await alex.locator("textarea").press("Enter")
    await alex.get_by_role("button", name="Improve").click()
    form = alex.get_by_role("dialog", name="A better translation")
    await expect(form.get_by_label("Better")).to_be_focused()
    await form.get_by_label("Better").fill("更好")
    await form.get_by_role("button", name="Submit").click()
    await expect(form).to_have_count(0)
    await expect(row(alex, "Thanks for: 更好")).to_contain_text("Only you can see this")


async def test_selects_update_the_message_for_everyone(harness: PageHarness, tea: TeaBot) -> None:
    alex, mei = (
        await harness.open_as(harness.user_speaking("en")),
        await harness.open_as(harness.user_speaking("zh-CN")),
    )
    await type_command(alex, "/panel")
    await alex.locator("textarea").press("Enter")
    await alex.get_by_label("Language").select_option("中文")
    await expect(row(mei, "Speaking zh")).to_be_visible()
    await mei.get_by_label("Where").select_option(f"#{harness.channel.name}")
    await expect(row(alex, "In ").locator(".content .pill")).to_have_text(f"#{harness.channel.name}")


async def test_unresponsive_app_is_reported(harness: PageHarness, tea: TeaBot) -> None:
    alex = await harness.open_as(harness.user_speaking("en"))
    await type_command(alex, "/panel")
    await tea.close()
    await alex.locator("textarea").press("Enter")
    await expect(alex.locator(".toast")).to_be_visible()
    harness.console_errors.clear()


async def test_answer_to_a_command_is_scrolled_to(harness: PageHarness, tea: TeaBot) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    for number in range(60):
        post(harness.sandbox.world, harness.channel, harness.user_speaking("zh-CN"), {"content": f"message {number}"})
    await expect(row(page, "message 59")).to_be_in_viewport()
    await page.locator(".timeline").evaluate("list => { list.scrollTop = 0; }")
    await expect(page.locator(".jumper")).to_be_visible()
    await page.locator("textarea").fill("/glossary add term:puer")
    await page.locator("textarea").press("Escape")
    await page.locator("textarea").press("Enter")
    await expect(row(page, "Added puer")).to_be_in_viewport()
    await expect(page.locator(".jumper")).to_be_hidden()
