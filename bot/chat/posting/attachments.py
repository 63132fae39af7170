"""Downloads files of a message, to upload them again."""

from collections.abc import Sequence
from io import BytesIO

import aiohttp
import discord
import structlog

from bot.chat.relay.message import File

log = structlog.get_logger(__name__)


async def download(client: discord.Client, files: Sequence[File]) -> tuple[list[discord.File], frozenset[File]]:
    """Download files from Discord's servers.

    Returns:
        Files that can be uploaded, and the files that could not be downloaded.
    """
    ready: list[discord.File] = []
    missing: set[File] = set()
    for file in files:
        try:
            data = await client.http.get_from_cdn(file.url)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.info("attachment not downloaded", attachment=file.id, error=type(error).__name__)
            missing.add(file)
        else:
            ready.append(
                discord.File(BytesIO(data), filename=file.name, spoiler=file.spoiler, description=file.description)
            )
    return ready, frozenset(missing)
