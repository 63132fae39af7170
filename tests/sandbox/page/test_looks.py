"""How the page looks and behaves as a page: markdown, themes, phones, lost connections."""

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, WebSocketRoute, expect

from bot.sandbox.messages import post
from tests.sandbox.page.stage import PHONE, Stage, Theme
from tests.sandbox.page.test_chat import choose

pytestmark = pytest.mark.asyncio(loop_scope="module")

ATTACKS = (
    "<img src=x onerror='window.harm=1'><script>window.harm=1</script>",
    "[press](javascript:window.harm=1) <javascript:window.harm=1>",
    "**<b onmouseover='window.harm=1'>bold</b>** `<i>code</i>`",
    "```html\n<script>window.harm=1</script>\n```",
    "||<img src=x onerror=window.harm=1>|| > <svg onload=window.harm=1>",
    '[a](https://example.com/"onclick="window.harm=1)',
)
# What is written, where it shows, as what.
MARKDOWN = (
    ("**bold**", "strong", "bold"),
    ("*one* _two_", "em", "one"),
    ("__under__", "u", "under"),
    ("~~gone~~", "s", "gone"),
    ("***both***", "strong em", "both"),
    ("**bold *and* more**", "strong em", "and"),
    ("a `**code**` b", "code", "**code**"),
    ("```py\nprint('桥')\n```", "pre code", "print('桥')"),
    ("> quoted\nnot", "blockquote", "quoted"),
    (">>> all\nof it", "blockquote", "all\nof it"),
    ("# Title", ".heading-1", "Title"),
    ("-# small", ".subtext", "small"),
    ("- entry", ".bullet", "•entry"),
    ("3. third", ".bullet", "3.third"),
    ("[label](https://example.com/x)", "a", "label"),
    ("https://example.com/a_(b).", "a", "https://example.com/a_(b)"),
    ("看（https://example.com/a）吧", "a", "https://example.com/a"),
    ("<https://example.com/q>", "a", "https://example.com/q"),
    ("<:tea:123456789012345678>", ".pill", ":tea:"),
    ("</glossary add:123456789012345678>", ".pill", "/glossary add"),
    ("<t:0:D>", "time", "January 1, 1970"),
    ("\\*plain\\*", "p", "*plain*"),
    ("snake_case_name", "p", "snake_case_name"),
    ("2 * 3 * 4", "p", "2 * 3 * 4"),
)


def last(page: Page) -> Locator:
    return page.locator("li.row .content").last


async def wrote(stage: Stage, content: str, **more: Any) -> None:
    post(stage.sandbox.world, stage.channel, stage.speaking("zh-CN"), {"content": content, **more})


async def test_markup_in_a_message_stays_text(stage: Stage) -> None:
    page = await stage.enter(stage.speaking("en"))
    for attack in ATTACKS:
        await wrote(stage, attack)
    await expect(page.locator("li.row .content")).to_have_count(len(ATTACKS))
    said = page.locator("li.row .content")
    assert await said.locator("img, script, svg, b, i").count() == 0
    assert await page.evaluate("window.harm") is None
    for address in await said.locator("a").evaluate_all("(links) => links.map((link) => link.href)"):
        assert address.startswith("https://example.com/")


async def test_a_name_with_markup_stays_text(stage: Stage) -> None:
    stage.speaking("zh-CN").name = "<img src=x onerror=window.harm=1>"
    page = await stage.enter(stage.speaking("en"))
    await wrote(stage, "hello")
    await expect(page.locator(".name")).to_have_text("<img src=x onerror=window.harm=1>")
    assert await page.evaluate("window.harm") is None


async def test_discord_markdown(stage: Stage) -> None:
    page = await stage.enter(stage.speaking("en"))
    for content, _, _ in MARKDOWN:
        await wrote(stage, content)
    said = page.locator("li.row .content")
    await expect(said).to_have_count(len(MARKDOWN))
    for place, (_, selector, text) in enumerate(MARKDOWN):
        await expect(said.nth(place).locator(selector).first).to_have_text(text)


async def test_a_spoiler_shows_itself_when_pressed(stage: Stage) -> None:
    page = await stage.enter(stage.speaking("en"))
    await wrote(stage, "it was ||the gardener||")
    hidden = last(page).get_by_text("the gardener")
    await expect(hidden).to_be_hidden()
    await page.get_by_role("button", name="Spoiler").click()
    await expect(hidden).to_be_visible()


async def test_links_tell_the_other_side_nothing(stage: Stage) -> None:
    page = await stage.enter(stage.speaking("en"))
    await wrote(stage, "https://example.com")
    link = last(page).locator("a")
    await expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    await expect(link).to_have_attribute("target", "_blank")


async def test_long_hostile_markdown_is_read_quickly(stage: Stage) -> None:
    page = await stage.enter(stage.speaking("en"))
    parse = "(source) => import('/static/markdown.js').then(({ parse }) => JSON.stringify(parse(source)).length)"
    for piece in ("`", "*", "_*", "[", "||", "**a ", "https://(", "\\", "<", "```a", "> "):
        assert await page.evaluate(parse, (piece * 4000)[:4000]) > 0


async def test_embeds_and_polls_are_shown(stage: Stage) -> None:
    page = await stage.enter(stage.speaking("en"))
    fields = [{"name": "Mode", "value": "**reply**", "inline": True}]
    await wrote(stage, "", embeds=[{"title": "A title", "description": "[x](https://example.com)", "fields": fields}])
    await expect(page.locator(".embed-title")).to_have_text("A title")
    await expect(page.locator(".embed dd strong")).to_have_text("reply")
    answers = [{"poll_media": {"text": "Green"}}, {"poll_media": {"text": "Black"}}]
    await wrote(stage, "", poll={"question": {"text": "Which tea?"}, "answers": answers, "duration": 1})
    await expect(page.locator(".poll li")).to_have_count(2)


async def test_the_theme_follows_the_system_until_one_is_chosen(stage: Stage) -> None:
    seen = {}
    themes: tuple[Theme, ...] = ("light", "dark")
    for theme in themes:
        page = await stage.enter(stage.speaking("en"), theme=theme)
        seen[theme] = await page.locator(".room").evaluate("(room) => getComputedStyle(room).backgroundColor")
    assert seen["light"] != seen["dark"]
    await page.get_by_role("button", name="Light theme").click()
    await expect(page.locator(".room")).to_have_css("background-color", seen["light"])
    await page.reload()
    await expect(page.locator(".room")).to_have_css("background-color", seen["light"])


async def test_a_phone_has_no_sideways_scroll_a_drawer_and_large_targets(stage: Stage) -> None:
    page = await stage.enter(stage.speaking("zh-TW"), phone=True)
    await wrote(stage, "長" * 300 + " " + "x" * 300 + "\n```\n" + "y" * 300 + "\n```")
    await expect(last(page)).to_be_visible()
    width = await page.evaluate(
        "Math.max(document.documentElement.scrollWidth, document.querySelector('.timeline').scrollWidth)"
    )
    assert width <= PHONE["width"]
    assert await page.locator("textarea").evaluate("(box) => parseFloat(getComputedStyle(box).fontSize)") >= 16
    for target in await page.locator("button.icon-button:visible, .person:visible").all():
        box = await target.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    await expect(page.locator(".sidebar")).not_to_be_in_viewport()
    await page.locator(".drawer-open-button").tap()
    await expect(page.locator(".sidebar")).to_be_in_viewport(ratio=1)
    await page.locator(".channel").nth(1).tap()
    await expect(page.locator(".sidebar")).not_to_be_in_viewport()
    await expect(page.locator(".channel").nth(1)).to_have_attribute("aria-current", "page")


async def test_a_long_press_opens_the_menu_as_a_sheet(stage: Stage) -> None:
    page = await stage.enter(stage.speaking("en"), phone=True)
    await wrote(stage, "press me")
    press = {"bubbles": True, "pointerType": "touch", "clientX": 100, "clientY": 500}
    await last(page).dispatch_event("pointerdown", press)
    await expect(page.get_by_role("menuitem", name="Reply")).to_be_visible()
    box = await page.locator(".popover").bounding_box()
    assert box
    assert box["y"] + box["height"] == PHONE["height"]
    await page.keyboard.press("Escape")
    await expect(page.locator(".popover")).to_have_count(0)


async def test_a_broken_connection_is_resumed_and_nothing_is_missed(stage: Stage) -> None:
    user = stage.speaking("en")
    page = await stage.enter(user)
    await stage.sandbox.gateways.break_sockets(user)
    await expect(page.locator(".banner")).to_be_visible()
    await wrote(stage, "while you were away")
    await expect(last(page)).to_have_text("while you were away")
    await expect(page.locator(".banner")).to_be_hidden()


async def test_a_session_that_is_gone_is_begun_anew_without_losing_what_is_being_written(stage: Stage) -> None:
    user = stage.speaking("en")
    page = await stage.enter(user)
    await wrote(stage, "before")
    await expect(last(page)).to_have_text("before")
    await choose(page, "before", "Reply")
    await page.locator("textarea").fill("half written")
    stage.sandbox.gateways.invalidate(user)
    await expect(page.locator(".banner")).to_be_visible()
    await wrote(stage, "after")
    await expect(page.locator("li.row .content")).to_have_text(["before", "after"])
    await page.locator("textarea").press("Enter")
    await expect(page.locator("li.row").last.locator(".quoted")).to_contain_text("before")
    await expect(page.locator(".banner")).to_be_hidden()


async def test_an_unreachable_server_is_tried_again_until_it_is_back(stage: Stage) -> None:
    tries: asyncio.Queue[WebSocketRoute] = asyncio.Queue()
    reachable = True

    async def between(socket: WebSocketRoute) -> None:
        if reachable:
            socket.connect_to_server()
        else:
            await socket.close(code=1011)
        tries.put_nowait(socket)

    page = await stage.enter(stage.speaking("en"))
    await page.route_web_socket("**/gateway*", between)
    await page.reload()
    socket = await tries.get()
    await expect(page.locator(".beginning")).to_be_visible()
    reachable = False
    await socket.close(code=1011)
    await expect(page.locator(".banner")).to_be_visible()
    await tries.get()
    await tries.get()
    reachable = True
    await wrote(stage, "back again")
    await expect(last(page)).to_have_text("back again")
    await expect(page.locator(".banner")).to_be_hidden()


async def test_the_page_asks_nobody_else_for_anything(stage: Stage) -> None:
    page = await stage.enter(stage.speaking("en"))
    embed = {
        "title": "x",
        "image": {"url": "https://example.com/x.png"},
        "thumbnail": {"url": "https://example.com/y.png"},
    }
    await wrote(stage, "https://example.com/z.png", embeds=[embed])
    await expect(page.locator(".embed")).to_be_visible()
    assert stage.asked
    assert [address for address in stage.asked if not address.startswith((stage.sandbox.url, "data:"))] == []


async def test_the_way_to_a_real_server_is_explained_and_escape_closes_it(stage: Stage) -> None:
    page = await stage.enter(stage.speaking("en"))
    await page.get_by_role("button", name="Put Qiao in your server").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("DISCORD_TOKEN")
    await expect(dialog).to_contain_text("make run")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("button", name="Put Qiao in your server")).to_be_focused()


async def test_every_control_has_a_name_and_every_word_a_translation(stage: Stage) -> None:
    page = await stage.enter(stage.speaking("zh-CN"))
    await wrote(stage, "你好")
    await last(page).hover()
    nameless = await page.locator("button:visible, input:visible, textarea:visible, select:visible").evaluate_all(
        "(all) => all.filter((one) => !(one.ariaLabel || one.textContent.trim())).map((one) => one.outerHTML)"
    )
    assert nameless == []
    words = await page.evaluate("import('/static/words.js').then(({ WORDS }) => Object.entries(WORDS))")
    assert words
    for key, sayings in words:
        assert len(sayings) == 3, key
        assert all(sayings), key
        assert len({tuple(sorted(re.findall(r"\{\w+\}", saying))) for saying in sayings}) == 1, key
