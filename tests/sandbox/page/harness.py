"""The page tests' harness: a sandbox, and pages opened as its people."""

from dataclasses import dataclass, field
from typing import Literal

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Page, ViewportSize

from bot.sandbox.model import Channel, User
from bot.sandbox.server import Sandbox

PATIENCE = 30_000  # milliseconds to wait for something to appear
WIDE = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)

Theme = Literal["light", "dark"]


@dataclass
class BrowserPool:
    """A browser and its windows, shared by tests because opening them takes most of a test's time.

    Each page has its own window: a page in the background of a window is not rendered.
    """

    browser: Browser
    windows: dict[tuple[Theme, bool, int, str], BrowserContext] = field(default_factory=dict)

    async def window(self, theme: Theme, nth: int, *, phone: bool, locale: str = "en-US") -> BrowserContext:
        """Return the nth window of a kind. Each test's sandbox has its own origin, so no state is shared."""
        if (theme, phone, nth, locale) not in self.windows:
            self.windows[theme, phone, nth, locale] = await self.browser.new_context(
                viewport=PHONE if phone else WIDE,
                locale=locale,
                color_scheme=theme,
                has_touch=phone,
                is_mobile=phone,
                reduced_motion="reduce",
            )
        return self.windows[theme, phone, nth, locale]


@dataclass
class PageHarness:
    """A sandbox and pages connected to it.

    Attributes:
        console_errors: errors logged by the pages; a test that expects some clears it.
        requested_urls: every URL that a page requested.
    """

    browsers: BrowserPool
    sandbox: Sandbox
    console_errors: list[str] = field(default_factory=list)
    requested_urls: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    @property
    def channel(self) -> Channel:
        """The channel that the tests use."""
        return next(iter(next(iter(self.sandbox.world.guilds.values())).channels.values()))

    def user_speaking(self, language: str, nth: int = 0) -> User:
        """Return the nth person whose locale starts with `language`."""
        people = [user for user in self.sandbox.world.users.values() if not user.bot and user.id in self.member_ids]
        return [user for user in people if user.locale.startswith(language)][nth]

    @property
    def member_ids(self) -> set[int]:
        """Ids of the members of the first guild."""
        return set(next(iter(self.sandbox.world.guilds.values())).members)

    async def open_as(
        self, user: User, *, theme: Theme = "light", phone: bool = False, channel: Channel | None = None
    ) -> Page:
        """Open the page as a person and wait until they are connected."""
        page = await self.new_page(await self.browsers.window(theme, len(self.pages), phone=phone))
        await self.open(page, user, channel or self.channel)
        return page

    async def visit(self, locale: str, *, phone: bool = False) -> Page:
        """Open the page as a first-time visitor whose browser has a language."""
        page = await self.new_page(await self.browsers.window("light", 0, phone=phone, locale=locale))
        await page.goto(self.sandbox.url)
        await page.locator(".beginning, li.row").first.wait_for()
        return page

    async def new_page(self, window: BrowserContext) -> Page:
        """Open an empty page whose errors and requests are recorded."""
        page = await window.new_page()
        page.set_default_timeout(PATIENCE)
        self.pages.append(page)
        page.on("pageerror", self._on_page_error)
        page.on("console", self._on_console)
        page.on("request", lambda request: self.requested_urls.append(request.url))
        return page

    async def open(self, page: Page, user: User, channel: Channel) -> None:
        """Load the page as a person in a channel."""
        before = len(self.sandbox.gateways.connections(user))
        await page.goto(f"{self.sandbox.url}/#as={user.id}&channel={channel.id}")
        await self.sandbox.world.until(lambda: len(self.sandbox.gateways.connections(user)) > before)
        await page.locator(".beginning, li.row").first.wait_for()

    def _on_page_error(self, error: Error) -> None:
        self.console_errors.append(str(error))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.console_errors.append(message.text)
