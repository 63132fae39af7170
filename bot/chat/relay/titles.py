"""Titles of forum and media posts: the first translation in a post says the title too."""

from dataclasses import replace

import structlog
from cachetools import LRUCache

from bot.chat.relay.message import Message
from bot.errors import QiaoError
from bot.translation.service import Translator
from bot.translation.types import Target, Translation

log = structlog.get_logger(__name__)

_REMEMBERED = 20_000


class Titles:
    """Translates the titles of posts, and remembers which messages say them.

    The message that starts a post has the title above its text, so it says the title in every language.
    """

    def __init__(self) -> None:
        self._said_by: LRUCache[tuple[int, Target | None], int] = LRUCache(_REMEMBERED)

    def start(self, message: Message) -> None:
        """Note that the message that starts a post is being translated."""
        self._said_by[message.channel_id, None] = message.id

    def stop(self, message: Message) -> None:
        """Note that the message that starts a post has no translation, so that the next one says the title."""
        self._said_by.pop((message.channel_id, None), None)

    async def add(
        self, message: Message, translation: Translation, translator: Translator, deadline: float, *, due: bool
    ) -> Translation:
        """Put the title of the post above the first translation into a language.

        Args:
            message: the message, which does not start the post.
            translation: its translation.
            translator: translates the title.
            deadline: see `Translator.translate`.
            due: whether no earlier translation in the post says the title, as far as is known.

        Returns:
            The translation, without the title if that could not be translated.
        """
        key = (message.channel_id, translation.target)
        started = (message.channel_id, None) in self._said_by
        if self._said_by.get(key, message.id if due and not started else None) != message.id:
            return translation
        self._said_by[key] = message.id
        try:
            title = await translator.translate(message.title, target=translation.target, deadline=deadline)
        except QiaoError as error:
            log.info("title not translated", post=message.channel_id, error=str(error))
            self._said_by.pop(key, None)  # so that the next translation says it
            return translation
        if not isinstance(title, Translation):
            return translation
        return replace(
            translation,
            text=f"**{title.text}**\n{translation.text}",
            unsure=translation.unsure or title.unsure,
            doubts=translation.doubts | title.doubts,
        )
