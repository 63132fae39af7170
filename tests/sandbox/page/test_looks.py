"""How the page looks and behaves: markdown, themes, phones, lost connections."""

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, WebSocketRoute, expect

from bot.sandbox import threads
from bot.sandbox.messages import Upload, add, announce, post
from bot.sandbox.model import Message
from tests.sandbox.page.harness import PHONE, PageHarness, Theme
from tests.sandbox.page.test_chat import choose
from tests.sandbox.page.test_files import PIXEL

pytestmark = pytest.mark.asyncio(loop_scope="package")

ATTACKS = (
    "<img src=x onerror='window.harm=1'><script>window.harm=1</script>",
    "[press](javascript:window.harm=1) <javascript:window.harm=1>",
    "**<b onmouseover='window.harm=1'>bold</b>** `<i>code</i>`",
    "```html\n<script>window.harm=1</script>\n```",
    "||<img src=x onerror=window.harm=1>|| > <svg onload=window.harm=1>",
    '[a](https://example.com/"onclick="window.harm=1)',
)
# Message content, selector, text of the selected element.
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


KINDS = {"news": 5, "voice": 2, "stage": 13, "forum": 15, "category": 4}
NOTICES = (
    (6, "", "Amy 釘選了一則訊息。"),
    (7, "", "Amy 加入了。"),
    (8, "", "Amy 加成了伺服器。"),
    (12, "Tea #news", "Amy 已將 Tea #news 加入此頻道。"),
    (46, "", "Amy 的投票已結束。"),
    (4, "新名字", "Amy：新名字"),
    (36, "", "關於 Amy 的系統訊息"),
)


def last(page: Page) -> Locator:
    return page.locator("li.row .content").last


async def post_message(harness: PageHarness, content: str, **more: Any) -> None:
    post(harness.sandbox.world, harness.channel, harness.user_speaking("zh-CN"), {"content": content, **more})


async def test_markup_in_a_message_stays_text(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    for attack in ATTACKS:
        await post_message(harness, attack)
    await expect(page.locator("li.row .content")).to_have_count(len(ATTACKS))
    said = page.locator("li.row .content")
    assert await said.locator("img, script, svg, b, i").count() == 0
    assert await page.evaluate("window.harm") is None
    for address in await said.locator("a").evaluate_all("(links) => links.map((link) => link.href)"):
        assert address.startswith("https://example.com/")


async def test_markup_in_a_name_stays_text(harness: PageHarness) -> None:
    harness.user_speaking("zh-CN").name = "<img src=x onerror=window.harm=1>"
    page = await harness.open_as(harness.user_speaking("en"))
    await post_message(harness, "hello")
    await expect(page.locator(".name")).to_have_text("<img src=x onerror=window.harm=1>")
    assert await page.evaluate("window.harm") is None


async def test_discord_markdown(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    for content, _, _ in MARKDOWN:
        await post_message(harness, content)
    said = page.locator("li.row .content")
    await expect(said).to_have_count(len(MARKDOWN))
    for place, (_, selector, text) in enumerate(MARKDOWN):
        await expect(said.nth(place).locator(selector).first).to_have_text(text)


async def test_spoiler_is_revealed_on_click(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    await post_message(harness, "it was ||the gardener||")
    hidden = last(page).get_by_text("the gardener")
    await expect(hidden).to_be_hidden()
    await page.get_by_role("button", name="Spoiler").click()
    await expect(hidden).to_be_visible()


async def test_links_do_not_leak_a_referrer(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    await post_message(harness, "https://example.com")
    link = last(page).locator("a")
    await expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    await expect(link).to_have_attribute("target", "_blank")


async def test_hostile_markdown_is_parsed_quickly(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    parse = "(source) => import('/static/markdown.js').then(({ parse }) => JSON.stringify(parse(source)).length)"
    for piece in ("`", "*", "_*", "[", "||", "**a ", "https://(", "\\", "<", "```a", "> "):
        assert await page.evaluate(parse, (piece * 4000)[:4000]) > 0


async def test_embeds_and_polls_are_shown(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    fields = [{"name": "Mode", "value": "**reply**", "inline": True}]
    await post_message(
        harness, "", embeds=[{"title": "A title", "description": "[x](https://example.com)", "fields": fields}]
    )
    await expect(page.locator(".embed-title")).to_have_text("A title")
    await expect(page.locator(".embed dd strong")).to_have_text("reply")
    answers = [{"poll_media": {"text": "Green"}}, {"poll_media": {"text": "Black"}}]
    await post_message(harness, "", poll={"question": {"text": "Which tea?"}, "answers": answers, "duration": 1})
    await expect(page.locator(".poll li")).to_have_count(2)


async def test_media_of_components_and_hidden_files_are_shown(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    world, author = harness.sandbox.world, harness.user_speaking("zh-CN")
    file_id = harness.sandbox.upload("dot.png", PIXEL)
    media = {"url": f"{world.url}/sandbox/files/{file_id}/dot.png", "content_type": "image/png"}
    gallery = {"type": 12, "items": [{"media": media}, {"media": media, "spoiler": True}]}
    message = post(world, harness.channel, author, {"content": "look"})
    message.extra = {"components": [gallery, {"type": 13, "file": {"url": "https://example.com/a.txt"}}]}
    announce(world, "MESSAGE_UPDATE", message)
    pictures = page.locator("li.row .picture")
    await expect(pictures).to_have_count(2)
    await expect(pictures.first).to_have_js_property("naturalWidth", 1)
    await expect(pictures.nth(1)).to_be_hidden()
    await page.locator("summary", has_text="Spoiler").click()
    await expect(pictures.nth(1)).to_be_visible()
    await expect(page.locator(".file a")).to_have_attribute("href", "https://example.com/a.txt")
    post(world, harness.channel, author, {}, [Upload(0, "SPOILER_dot.png", PIXEL)])
    await expect(pictures).to_have_count(3)
    await expect(pictures.nth(2)).to_be_hidden()


async def test_channels_of_every_type_are_listed_with_their_threads(harness: PageHarness) -> None:
    world = harness.sandbox.world
    guild = next(iter(world.guilds.values()))
    made = {name: world.add_channel(guild, name, kind=kind) for name, kind in KINDS.items()}
    forum, author = made["forum"], harness.user_speaking("zh-CN")
    threads.open_post(world, forum, author, {"name": "a post"}, starter={"content": "inside the post"})
    page = await harness.open_as(harness.user_speaking("en"))
    listed = await page.locator(".channel-name").all_text_contents()
    assert listed[-5:] == ["news", "voice", "stage", "forum", "a post"]
    await page.locator(".channel", has_text="voice").click()
    await expect(page.locator(".head h1")).to_have_text("voice")
    await page.locator(".channel", has_text="a post").click()
    await expect(last(page)).to_have_text("inside the post")
    await expect(page.locator("button.channel", has_text=re.compile("^forum$"))).to_have_count(0)


async def test_notices_of_discord_are_sentences(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("zh-TW"))
    author = harness.sandbox.world.person("Amy")
    for kind, content, shown in NOTICES:
        message = Message(harness.sandbox.world.snowflake(), harness.channel.id, author, content, kind)
        add(harness.sandbox.world, harness.channel, message)
        await expect(page.locator(f"[data-id='{message.id}']")).to_contain_text(shown)


async def test_theme_follows_the_system_until_chosen(harness: PageHarness) -> None:
    seen = {}
    themes: tuple[Theme, ...] = ("light", "dark")
    for theme in themes:
        page = await harness.open_as(harness.user_speaking("en"), theme=theme)
        seen[theme] = await page.locator(".room").evaluate("(room) => getComputedStyle(room).backgroundColor")
    assert seen["light"] != seen["dark"]
    await page.get_by_role("button", name="Light theme").click()
    await expect(page.locator(".room")).to_have_css("background-color", seen["light"])
    await page.reload()
    await expect(page.locator(".room")).to_have_css("background-color", seen["light"])


async def test_phone_layout_has_a_drawer_large_targets_and_no_horizontal_scroll(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("zh-TW"), phone=True)
    await post_message(harness, "長" * 300 + " " + "x" * 300 + "\n```\n" + "y" * 300 + "\n```")
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


async def test_long_press_opens_the_menu_as_a_sheet(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"), phone=True)
    await post_message(harness, "press me")
    press = {"bubbles": True, "pointerType": "touch", "clientX": 100, "clientY": 500}
    await last(page).dispatch_event("pointerdown", press)
    await expect(page.get_by_role("menuitem", name="Reply")).to_be_visible()
    box = await page.locator(".popover").bounding_box()
    assert box
    assert box["y"] + box["height"] == PHONE["height"]
    await page.keyboard.press("Escape")
    await expect(page.locator(".popover")).to_have_count(0)


async def test_broken_connection_is_resumed_without_losing_messages(harness: PageHarness) -> None:
    user = harness.user_speaking("en")
    page = await harness.open_as(user)
    await harness.sandbox.gateways.break_sockets(user)
    await expect(page.locator(".banner")).to_be_visible()
    await post_message(harness, "while you were away")
    await expect(last(page)).to_have_text("while you were away")
    await expect(page.locator(".banner")).to_be_hidden()


async def test_invalid_session_is_restarted_and_the_draft_is_kept(harness: PageHarness) -> None:
    user = harness.user_speaking("en")
    page = await harness.open_as(user)
    await post_message(harness, "before")
    await expect(last(page)).to_have_text("before")
    await choose(page, "before", "Reply")
    await page.locator("textarea").fill("half written")
    harness.sandbox.gateways.invalidate(user)
    await expect(page.locator(".banner")).to_be_visible()
    await post_message(harness, "after")
    await expect(page.locator("li.row .content")).to_have_text(["before", "after"])
    await page.locator("textarea").press("Enter")
    await expect(page.locator("li.row").last.locator(".quoted")).to_contain_text("before")
    await expect(page.locator(".banner")).to_be_hidden()


async def test_page_reconnects_until_the_server_is_back(harness: PageHarness) -> None:
    tries: asyncio.Queue[WebSocketRoute] = asyncio.Queue()
    reachable = True

    async def between(socket: WebSocketRoute) -> None:
        if reachable:
            socket.connect_to_server()
        else:
            await socket.close(code=1011)
        tries.put_nowait(socket)

    page = await harness.open_as(harness.user_speaking("en"))
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
    await post_message(harness, "back again")
    await expect(last(page)).to_have_text("back again")
    await expect(page.locator(".banner")).to_be_hidden()


async def test_page_makes_no_third_party_requests(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    embed = {
        "title": "x",
        "image": {"url": "https://example.com/x.png"},
        "thumbnail": {"url": "https://example.com/y.png"},
    }
    await post_message(harness, "https://example.com/z.png", embeds=[embed])
    await expect(page.locator(".embed")).to_be_visible()
    assert harness.requested_urls
    assert [
        address for address in harness.requested_urls if not address.startswith((harness.sandbox.url, "data:"))
    ] == []


async def test_setup_dialog_opens_and_closes_on_escape(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("en"))
    await page.get_by_role("button", name="Add Qiao to your server").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("DISCORD_TOKEN")
    await expect(dialog).to_contain_text("make run")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("button", name="Add Qiao to your server")).to_be_focused()


async def test_controls_have_names_and_texts_have_translations(harness: PageHarness) -> None:
    page = await harness.open_as(harness.user_speaking("zh-CN"))
    await post_message(harness, "你好")
    await last(page).hover()
    nameless = await page.locator("button:visible, input:visible, textarea:visible, select:visible").evaluate_all(
        "(all) => all.filter((one) => !(one.ariaLabel || one.textContent.trim())).map((one) => one.outerHTML)"
    )
    assert nameless == []
    words = await page.evaluate("import('/static/texts.js').then(({ TEXTS }) => Object.entries(TEXTS))")
    assert words
    for key, sayings in words:
        assert len(sayings) == 3, key
        assert all(sayings), key
        assert len({tuple(sorted(re.findall(r"\{\w+\}", saying))) for saying in sayings}) == 1, key
