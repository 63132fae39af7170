"""The browser and the stage; one browser serves a module."""

import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from bot.sandbox.server import Sandbox
from tests.sandbox.page.stage import House, Stage

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house() -> AsyncIterator[House]:
    """One browser for a module; without Chromium its tests are skipped."""
    if CHROMIUM is None:
        pytest.skip("the page is tested in Chromium, and there is none: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield House(browser)
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def stage(house: House) -> AsyncIterator[Stage]:
    """A fresh sandbox; at the end no page may have complained."""
    async with Sandbox() as sandbox:
        stage = Stage(house, sandbox)
        yield stage
        for page in stage.pages:
            await page.close()
    assert stage.complaints == []
