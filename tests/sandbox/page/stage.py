"""What the tests of the page stand on: a sandbox, and pages opened as its people."""

from dataclasses import dataclass, field
from typing import Literal

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Page, ViewportSize

from bot.sandbox.model import Channel, User
from bot.sandbox.server import Sandbox

PATIENCE = 30_000  # milliseconds until a thing that never shows fails a test
WIDE = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)

Theme = Literal["light", "dark"]


@dataclass
class House:
    """A browser and its windows, kept from test to test, since opening them takes most of a test's time.

    Each page has a window to itself: what lies behind another page in one window is not drawn.
    """

    browser: Browser
    windows: dict[tuple[Theme, bool, int], BrowserContext] = field(default_factory=dict)

    async def window(self, theme: Theme, nth: int, *, phone: bool) -> BrowserContext:
        """Return the nth window of a kind. Each test's sandbox is an origin of its own, so nothing is left over."""
        if (theme, phone, nth) not in self.windows:
            self.windows[theme, phone, nth] = await self.browser.new_context(
                viewport=PHONE if phone else WIDE,
                color_scheme=theme,
                has_touch=phone,
                is_mobile=phone,
                reduced_motion="reduce",
            )
        return self.windows[theme, phone, nth]


@dataclass
class Stage:
    """A sandbox and the pages that look at it.

    Attributes:
        complaints: what the pages' consoles said in anger; a test that expects some clears it.
        asked: every address that a page asked for.
    """

    house: House
    sandbox: Sandbox
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    @property
    def channel(self) -> Channel:
        """The channel in which the tests talk."""
        return next(iter(next(iter(self.sandbox.world.guilds.values())).channels.values()))

    def speaking(self, language: str, nth: int = 0) -> User:
        """Return the nth person of the sandbox with such a locale."""
        people = [user for user in self.sandbox.world.users.values() if not user.bot and user.id in self.seated]
        return [user for user in people if user.locale.startswith(language)][nth]

    @property
    def seated(self) -> set[int]:
        """Who is in the first server."""
        return set(next(iter(self.sandbox.world.guilds.values())).members)

    async def enter(
        self, user: User, *, theme: Theme = "light", phone: bool = False, channel: Channel | None = None
    ) -> Page:
        """Open the page as a person and wait until he is connected."""
        page = await (await self.house.window(theme, len(self.pages), phone=phone)).new_page()
        page.set_default_timeout(PATIENCE)
        self.pages.append(page)
        page.on("pageerror", self._failed)
        page.on("console", self._said)
        page.on("request", lambda request: self.asked.append(request.url))
        await self.open(page, user, channel or self.channel)
        return page

    async def open(self, page: Page, user: User, channel: Channel) -> None:
        """Load the page as a person in a channel."""
        before = len(self.sandbox.gateways.connections(user))
        await page.goto(f"{self.sandbox.url}/#as={user.id}&channel={channel.id}")
        await self.sandbox.world.until(lambda: len(self.sandbox.gateways.connections(user)) > before)
        await page.locator(".beginning, li.row").first.wait_for()

    def _failed(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)
