"""One browser, and a page harness per test."""

import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from bot.sandbox.server import Sandbox
from tests.sandbox.page.harness import BrowserPool, PageHarness

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


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browsers() -> AsyncIterator[BrowserPool]:
    """A browser for all tests; without Chromium they are skipped."""
    if CHROMIUM is None:
        pytest.skip("the page is tested in Chromium, which is not installed: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield BrowserPool(browser)
        await browser.close()


@pytest_asyncio.fixture(loop_scope="package")
async def harness(browsers: BrowserPool) -> AsyncIterator[PageHarness]:
    """A fresh sandbox; at the end, no page may have logged an error."""
    async with Sandbox() as sandbox:
        harness = PageHarness(browsers, sandbox)
        yield harness
        for page in harness.pages:
            await page.close()
        await harness.sandbox.close()  # a test can have restarted it
    assert harness.console_errors == []
