"""Slash commands, context menus, components and forms, used on the page and answered by a discord.py bot."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.sandbox.page.stage import Stage
from tests.sandbox.page.tea_bot import TeaBot, running
from tests.sandbox.page.test_chat import choose, row, say

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def tea(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TeaBot]:
    async with running(stage.sandbox.url, stage.sandbox.world.bot.token, monkeypatch) as bot:
        yield bot


async def begin(page: Page, typed: str) -> None:
    await page.locator("textarea").press_sequentially(typed)
    await expect(page.get_by_role("listbox")).to_be_visible()


async def test_a_command_is_completed_filled_in_and_answered_for_all(stage: Stage, tea: TeaBot) -> None:
    alex, mei = await stage.enter(stage.speaking("en")), await stage.enter(stage.speaking("zh-CN"))
    await begin(alex, "/gr")
    await expect(alex.get_by_role("option").first).to_contain_text("/greet")
    await alex.locator("textarea").press("Tab")
    await expect(alex.get_by_label("who")).to_be_focused()
    await alex.get_by_label("who").fill("everybody")
    await alex.get_by_label("tongue").select_option("Chinese")
    await alex.get_by_label("times").fill("1")
    await alex.get_by_label("times").press("Enter")
    answer = row(mei, "你好 everybody")
    await expect(answer.locator(".badge")).to_be_visible()
    await expect(answer.locator(".quoted")).to_contain_text(stage.speaking("en").name)
    await expect(alex.locator("textarea")).to_be_focused()


async def test_commands_are_named_in_the_speakers_language(stage: Stage, tea: TeaBot) -> None:
    mei = await stage.enter(stage.speaking("zh-CN"))
    await begin(mei, "/问")
    await expect(mei.get_by_role("option")).to_contain_text(["/问候向某人问好"])
    await mei.get_by_role("option").first.click()
    await expect(mei.locator(".option .label").first).to_have_text("谁 *")
    await mei.keyboard.press("Escape")
    await expect(mei.locator("textarea")).to_be_focused()


async def test_a_required_option_is_asked_for_before_anything_is_sent(stage: Stage, tea: TeaBot) -> None:
    alex = await stage.enter(stage.speaking("en"))
    await begin(alex, "/greet")
    await alex.locator("textarea").press("Enter")
    await alex.get_by_role("button", name="Run").click()
    assert await alex.get_by_label("who").evaluate("(field) => field.validity.valueMissing")
    await alex.get_by_label("who").fill("x")
    await alex.get_by_label("times").fill("9")
    await alex.get_by_role("button", name="Run").click()
    assert await alex.get_by_label("times").evaluate("(field) => field.validity.rangeOverflow")
    assert stage.sandbox.world.history(stage.channel.id) == []


async def test_the_app_completes_an_option_of_a_subcommand(stage: Stage, tea: TeaBot) -> None:
    alex = await stage.enter(stage.speaking("en"))
    await begin(alex, "/glossary")
    await alex.get_by_role("option", name="/glossary add").click()
    await alex.get_by_label("term").press_sequentially("oo")
    await expect(alex.locator("datalist option")).to_have_count(1)
    await expect(alex.locator("datalist option")).to_have_attribute("value", "Tea: oolong")
    await alex.get_by_label("term").fill("Tea: oolong")
    await alex.get_by_label("silent").select_option("True")
    await alex.get_by_role("button", name="Run").click()
    await expect(row(alex, "Added oolong silent=True")).to_be_visible()


async def test_a_context_menu_answers_one_person_alone_who_sees_it_being_worked_on(stage: Stage, tea: TeaBot) -> None:
    alex, mei = await stage.enter(stage.speaking("en")), await stage.enter(stage.speaking("zh-CN"))
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


async def test_a_button_opens_a_form_whose_answer_comes_back(stage: Stage, tea: TeaBot) -> None:
    alex = await stage.enter(stage.speaking("en"))
    await begin(alex, "/panel")
    await alex.locator("textarea").press("Enter")
    await alex.get_by_role("button", name="Improve").click()
    form = alex.get_by_role("dialog", name="A better translation")
    await expect(form.get_by_label("Better")).to_be_focused()
    await form.get_by_label("Better").fill("更好")
    await form.get_by_role("button", name="Submit").click()
    await expect(form).to_have_count(0)
    await expect(row(alex, "Thanks for: 更好")).to_contain_text("Only you can see this")


async def test_selects_change_the_message_for_everybody(stage: Stage, tea: TeaBot) -> None:
    alex, mei = await stage.enter(stage.speaking("en")), await stage.enter(stage.speaking("zh-CN"))
    await begin(alex, "/panel")
    await alex.locator("textarea").press("Enter")
    await alex.get_by_label("Language").select_option("中文")
    await expect(row(mei, "Speaking zh")).to_be_visible()
    await mei.get_by_label("Where").select_option(f"#{stage.channel.name}")
    await expect(row(alex, "In ").locator(".content .pill")).to_have_text(f"#{stage.channel.name}")


async def test_a_dead_app_is_reported(stage: Stage, tea: TeaBot) -> None:
    alex = await stage.enter(stage.speaking("en"))
    await begin(alex, "/panel")
    await tea.close()
    await alex.locator("textarea").press("Enter")
    await expect(alex.locator(".toast")).to_be_visible()
    stage.complaints.clear()
