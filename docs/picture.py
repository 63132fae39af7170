"""Takes the picture of the README: Qiao with the chosen model, in the sandbox, in a real browser.

usage: .venv/bin/python docs/picture.py [FILE]      (needs `make install-dev` and Chromium)
"""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.async_api import async_playwright

from bot.app import in_sandbox
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

CHROMIUM = "/usr/bin/chromium"
TALK = (
    ("Amy", "Good morning everyone! What did you have for breakfast?"),
    ("小李", "我吃了鸡蛋和面包 😋"),
    ("Jake", "<@{小李}> I want to learn how to cook. Is it difficult?"),
    ("王芳", "不难！我可以教你。"),
    ("Amy", "Can I learn too?"),
    ("阿明", "當然可以！"),
)


async def take(file: Path) -> None:
    """Let the people of the sandbox talk, and photograph what they see."""
    settings = Settings.read(sandbox_port=0)
    opened: asyncio.Future[Sandbox] = asyncio.get_running_loop().create_future()
    running = asyncio.create_task(in_sandbox(settings, opened=opened.set_result, limited=False))
    sandbox = await opened
    world, channel = sandbox.world, sandbox.world.named("general")
    await sandbox.until(lambda: sandbox.gateways.connections(world.bot))
    ids = {user.name: user.id for user in world.users.values()}
    for name, text in TALK:
        message = await sandbox.say(channel.id, ids[name], text.format(**ids))
        await sandbox.until(lambda message=message: channel.last_message_id != message.id)
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = await browser.new_page(viewport={"width": 1280, "height": 900}, device_scale_factor=1.5)
        await page.goto(f"{sandbox.url}/#as={ids['Amy']}&channel={channel.id}")
        await page.get_by_text("當然可以").wait_for()
        await page.get_by_role("button", name="Got it").click()
        await page.mouse.move(0, 0)
        await page.wait_for_load_state("networkidle")
        await page.screenshot(path=file)
        await browser.close()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/sandbox.png")))
