"""The browser and the stage; one browser serves a module."""

import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from bot.sandbox.server import Sandbox
from tests.sandbox.page.stage import Stage

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
async def chromium() -> AsyncIterator[Browser]:
    """One browser for a module; without Chromium its tests are skipped."""
    if CHROMIUM is None:
        pytest.skip("the page is tested in Chromium, and there is none: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def stage(chromium: Browser) -> AsyncIterator[Stage]:
    """A fresh sandbox; at the end no page may have complained."""
    async with Sandbox() as sandbox:
        stage = Stage(chromium, sandbox)
        yield stage
        for context in stage.contexts:
            await context.close()
    assert stage.complaints == []
