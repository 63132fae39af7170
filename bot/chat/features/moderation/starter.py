"""The optional starter list: LDNOOBWV2, in the public domain (CC0), fetched when a moderator asks for it."""

from collections.abc import Iterable
from http import HTTPStatus

import aiohttp
import structlog

from bot.chat.features.moderation.word_list import Word, parse_list
from bot.chat.ui.files import MAX_BYTES
from bot.log import describe
from bot.proxy import Proxy
from bot.text.language import Language
from bot.text.tables import SheetError

log = structlog.get_logger(__name__)

_HOME = "https://raw.githubusercontent.com/LDNOOBWV2/List-of-Dirty-Naughty-Obscene-and-Otherwise-Bad-Words_V2"
STARTER_FILES = (
    (Language.ENGLISH, f"{_HOME}/9cc4029681aaf1a22a45b352c36c146bd2e73361/data/en.txt"),
    (Language.CHINESE, f"{_HOME}/13e175eedb7df4b44800ac54de4b55de26248d81/data/zh.txt"),
)
"""The files of the list by language, each of a fixed version, so that nobody can change what servers load."""

_SECONDS = 20.0


class StarterListError(Exception):
    """The list cannot be fetched or read."""


class StarterList:
    """Fetches the starter list; Qiao comes with no list of words.

    Args:
        proxy: to fetch it through; None to connect directly.
        files: a file for each language, one term a line.
    """

    def __init__(self, proxy: Proxy | None = None, files: Iterable[tuple[Language, str]] = STARTER_FILES) -> None:
        self._proxy = proxy
        self.files = tuple(files)

    async def fetch(self) -> list[Word]:
        """Fetch the list.

        Raises:
            StarterListError: a file cannot be fetched, is too large, or is no list.
        """
        words: list[Word] = []
        try:
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_SECONDS)) as session:
                for language, url in self.files:
                    words += parse_list(await self._read(session, url), table=False, language=language).words
        except (aiohttp.ClientError, OSError, SheetError) as error:  # a timeout is an OSError
            log.warning("starter list not fetched", error=describe(error))
            raise StarterListError from error
        return words

    async def _read(self, session: aiohttp.ClientSession, url: str) -> bytes:
        proxy = self._proxy.full_url if self._proxy else None
        # No redirects: the list comes from where it is expected, or not at all.
        async with session.get(url, proxy=proxy, allow_redirects=False) as response:
            if response.status != HTTPStatus.OK:
                log.warning("starter list not fetched", status=response.status)
                raise StarterListError
            data = b""
            async for chunk in response.content.iter_any():
                data += chunk
                if len(data) > MAX_BYTES:
                    raise StarterListError
            return data
