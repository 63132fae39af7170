"""Slash commands that are typed in one go, as on Discord, and why some of them do not run."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.sandbox.page.harness import PageHarness
from tests.sandbox.page.tea_bot import TeaBot, running
from tests.sandbox.page.test_chat import row

pytestmark = pytest.mark.asyncio(loop_scope="package")

# What Amy types, and the bot's answer.
RUN = (
    ("/greet everybody here", "Hello everybody here"),
    ("/greet who:everybody", "Hello everybody"),
    ("/greet who: everybody  times: 2", "Hello everybodyHello everybody"),
    ("/greet times:2 tongue:chinese who:you", "你好 you你好 you"),
    ("/greet tongue:你好 who:you", "你好 you"),
    ("/greet tongue:中文 who:you", "你好 you"),
    ("/greet tongue:ch who:you", "你好 you"),
    ("/greet tongue:台灣話 who:you", "Lí hó you"),
    ("/greet tongue:taiwanese of who:you", "Lí hó you"),
    ("/plan food-美食 tea with a 2", "Planned in #food-美食"),
    ("/greet tongue:taish who:you", "Nei ho you"),
    ("/GREET who:Case", "Hello Case"),
    ("/greet who：全角", "Hello 全角"),
    ('/greet who:"tongue: tied" times:1', "Hello tongue: tied"),
    ("/greet “two words”", "Hello two words"),
    ("/greet 他说“你好”", "Hello 他说“你好”"),
    ("/greet PS: see you at 7:30, https://example.com/a", "Hello PS: see you at 7:30, https://example.com/a"),
    ("/greet line one\nline two", "line two"),
    ("/glossary add term:a puer", "Added a puer silent=False"),
    ("/glossary add a puer silent:yes", "Added a puer silent=True"),
    ("/glossary  add term:x silent:否", "Added x silent=False"),
    ("/glossary add term:Tea: oolong", "Added oolong silent=False"),
    ("/meet member:@小李 place:#food-美食", "@小李 in #food-美食 for 1.0 loud=False"),
    ("/meet 小李 food-美食 hours:1.5 loud:true", "@小李 in #food-美食 for 1.5 loud=True"),
    ("/meet @小李 #food-美食 ２ on", "@小李 in #food-美食 for 2.0 loud=True"),
)

# What Amy types, and parts of what the page says instead of running it.
PROBLEMS = (
    ("/greet who:you times:9", ("times", "9", "between 1 and 3")),
    ("/greet who:you times:many", ("times", "many", "a whole number")),
    ("/greet who:you tongue:Klingon", ("tongue", "Klingon", "one of: Chinese")),
    ("/greet who:you tongue:Tai", ("tongue", "Tai", "one of: Chinese")),
    ("/greet who:you mood:happy", ("/greet", "mood", "who, tongue, times", "quotes")),
    ("/greet mood:happy", ("/greet", "mood", "who, tongue, times")),
    ("/greet whoo:you", ("/greet", "whoo", "Did you mean who:")),
    ("/glossary add x silent:perhaps", ("silent", "perhaps", "true or false")),
    ("/glossary", ("/glossary add",)),
    ("/panel now", ("/panel takes no options",)),
    ("/meet member:nobody place:#food-美食", ("member", "nobody", "a member")),
    ("/meet 小李 #nowhere", ("place", "#nowhere", "a channel")),
    ("/meet 小李 #food-美食 hours:long", ("hours", "long", "a number")),
    ("/meet 小李 #food-美食 1 true again", ("again", "member, place, hours, loud")),
    ("/sweep", ("Amy can't use /sweep", "Manage Channels")),
    ("/gret you", ("There is no command /gret", "/greet")),
)

# Texts that start with a slash but are no commands.
TEXTS = ("/etc/hosts is a file", "/shrug whatever", "/ greet", "//greet you")


@pytest_asyncio.fixture(loop_scope="package")
async def tea(harness: PageHarness, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TeaBot]:
    async with running(harness.sandbox.url, harness.sandbox.world.bot.token, monkeypatch) as bot:
        yield bot


async def enter(page: Page, typed: str) -> None:
    """Paste a text and press Enter; a list of suggestions would take the key."""
    box = page.locator("textarea")
    await box.fill(typed)
    await box.press("Escape")
    await box.press("Enter")


async def test_typed_commands_run(harness: PageHarness, tea: TeaBot) -> None:
    page = await harness.open_as(harness.sandbox.world.person("Amy"))
    for count, (typed, answer) in enumerate(RUN, 1):
        await enter(page, typed)
        last = page.locator("li.row").nth(count - 1).locator(".content")
        await expect(last).to_contain_text(answer)
        await expect(page.locator("textarea")).to_have_value("")
    authors = {message.author for message in harness.sandbox.world.history(harness.channel.id)}
    assert authors == {harness.sandbox.world.bot}


async def test_problems_are_explained_in_place(harness: PageHarness, tea: TeaBot) -> None:
    page = await harness.open_as(harness.sandbox.world.person("Amy"))
    problem = page.locator(".composer-problem")
    for typed, parts in PROBLEMS:
        await enter(page, typed)
        for part in parts:
            await expect(problem).to_contain_text(part)
        await expect(page.locator("textarea")).to_have_value(typed)
        await page.locator("textarea").fill("")
        await expect(problem).to_be_hidden()
    assert harness.sandbox.world.history(harness.channel.id) == []


async def test_other_texts_with_a_slash_are_messages(harness: PageHarness, tea: TeaBot) -> None:
    page = await harness.open_as(harness.sandbox.world.person("Amy"))
    for text in TEXTS:
        await enter(page, text)
        await page.locator("textarea").press("Enter")  # an impatient person sends it only once
        await expect(row(page, text)).to_be_visible()
    posted = [message.content for message in harness.sandbox.world.history(harness.channel.id)]
    assert posted == list(TEXTS)


async def test_misspelled_command_can_be_sent_as_a_message(harness: PageHarness, tea: TeaBot) -> None:
    page = await harness.open_as(harness.sandbox.world.person("Amy"))
    await enter(page, "/gret you")
    await page.get_by_role("button", name="Send as a message").click()
    await expect(row(page, "/gret you")).to_be_visible()
    await expect(page.locator("textarea")).to_have_value("")


async def test_names_and_problems_are_in_the_language_of_the_person(harness: PageHarness, tea: TeaBot) -> None:
    page = await harness.open_as(harness.sandbox.world.person("小李"))
    await enter(page, "/问候 谁:大家")
    answer = row(page, "Hello 大家")
    await expect(answer.locator(".quoted")).to_contain_text("使用了 /问候")
    await enter(page, "/greet 大家好")
    await expect(row(page, "Hello 大家好")).to_be_visible()
    await enter(page, "/问候 谁:你 times:很多")
    await expect(page.locator(".composer-problem")).to_have_text("times：“很多”不是整数。")
    await enter(page, "/sweep")
    await expect(page.locator(".composer-problem")).to_contain_text("小李 不能用 /sweep：需要“管理频道”权限。")


async def test_refused_command_can_be_run_as_a_moderator(harness: PageHarness, tea: TeaBot) -> None:
    page = await harness.open_as(harness.sandbox.world.person("Amy"))
    await enter(page, "/sweep")
    await page.get_by_role("button", name="Chat as Jake").click()
    await expect(page.locator("textarea")).to_have_value("/sweep")
    await enter(page, "/sweep")
    await expect(row(page, "Swept").locator(".quoted")).to_contain_text("Jake")


async def test_missing_options_are_asked_for_and_the_others_are_filled_in(harness: PageHarness, tea: TeaBot) -> None:
    page = await harness.open_as(harness.sandbox.world.person("Amy"))
    await enter(page, "/meet place:#food-美食 loud:true hours:2")
    form = page.get_by_role("form", name="/meet")
    await expect(form.get_by_role("alert")).to_have_text("Fill in: member.")
    await expect(form.get_by_label("member")).to_be_focused()
    await form.get_by_label("member").select_option("@小李")
    await form.get_by_label("member").press("Tab")
    await page.get_by_role("button", name="Run").click()
    await expect(row(page, "@小李 in #food-美食 for 2.0 loud=True")).to_be_visible()


async def test_completed_mentions_and_channels_are_values(harness: PageHarness, tea: TeaBot) -> None:
    page = await harness.open_as(harness.sandbox.world.person("Amy"))
    box = page.locator("textarea")
    await box.press_sequentially("/meet @小")
    await expect(page.get_by_role("option", name="@小李")).to_be_visible()
    await box.press("Tab")
    await box.press_sequentially("#food")
    await expect(page.get_by_role("option", name="#food")).to_be_visible()
    await box.press("Tab")
    await expect(box).to_have_value("/meet @小李 #food-美食 ")
    await box.press("Enter")
    await expect(row(page, "@小李 in #food-美食")).to_be_visible()


async def test_commands_work_in_a_reply(harness: PageHarness, tea: TeaBot) -> None:
    page = await harness.open_as(harness.sandbox.world.person("Amy"))
    await enter(page, "/greet who:first")
    await row(page, "Hello first").hover()
    await page.get_by_role("button", name="Reply").click()
    await enter(page, "/greet who:second")
    await expect(row(page, "Hello second")).to_be_visible()
    await expect(page.locator(".composer-note")).to_be_hidden()
