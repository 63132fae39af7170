"""A message and a route in, a post out: translated, marked where it may be wrong, with what it carries."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from cachetools import LRUCache

from bot.chat.relay.attachments import Attachments
from bot.chat.relay.digest import SIGN
from bot.chat.relay.footnotes import Footnotes
from bot.chat.relay.message import Message
from bot.chat.relay.post import Post
from bot.chat.relay.routes import Route
from bot.chat.relay.speakers import Speakers
from bot.chat.strings import say
from bot.errors import QiaoError
from bot.storage.types import PostKind
from bot.text.language import Language
from bot.translation.service import Translator
from bot.translation.types import Skip, Translation

log = structlog.get_logger(__name__)

Quote = Callable[[Message, int], Awaitable[str]]
"""The line above a message's copy in a channel, given its id, that shows what the message replies to."""

_PEOPLE = 20_000
_LONG = 1000
"""Characters from which on a text is cut into posts outside the event loop."""


@dataclass(frozen=True, slots=True)
class Held:
    """A translation that is too unsure to be posted in its channel.

    Attributes:
        source: the language of the message.
    """

    source: Language


Draft = Post | Skip | Held


async def quote_nothing(_: Message, __: int) -> str:
    """Where nothing is quoted."""
    return ""


class Composer:
    """Makes posts.

    Args:
        translator: the use case.
        speakers: whose names stay as they are.
        quote: shows what a message replies to.
    """

    def __init__(self, translator: Translator, speakers: Speakers, quote: Quote = quote_nothing) -> None:
        self._translator = translator
        self._speakers = speakers
        self._quote = quote
        self._footnotes = Footnotes()
        self._last_language: LRUCache[int, Language] = LRUCache(_PEOPLE)

    async def compose(self, message: Message, route: Route, deadline: float, *, replaces: bool = False) -> Draft:
        """Make the post that a route asks for.

        Args:
            message: what is to be carried.
            route: as what, where and how.
            deadline: `time.monotonic()` seconds after which nobody waits for the translation.
            replaces: whether it takes the place of a post: what is there is stale, so nothing is held.

        Returns:
            The post; or why there is none. A copy is always made.

        Raises:
            OverloadedError: there is too much to do, and it is no copy.
            DeadlineError: the same.
            EngineError: the same where the engine failed.
            StorageError: what somebody chose cannot be read.
        """
        if route.kind is PostKind.COPY:
            post = await self._copy(message, route, deadline)
        else:
            outcome = await self._translate(message, route, deadline)
            if isinstance(outcome, Skip):
                return outcome
            if route.holds(outcome) and not (replaces or message.mentions_us):
                return Held(outcome.source)
            post = self._translation(message, route, outcome, replaces=replaces)
        return await asyncio.to_thread(post.lay_out) if len(post.text) > _LONG else post

    def _translation(self, message: Message, route: Route, outcome: Translation, *, replaces: bool) -> Post:
        noted = route.footnotes and not replaces
        return Post(
            message,
            route.kind,
            route.channel_id,
            outcome.text,
            mode=route.mode,
            target=outcome.target,
            source=outcome.source,
            urgent=route.kind is PostKind.TRANSLATION and self._speaks_across(message, outcome.source),
            note=low_confidence_note(outcome) if route.marks(outcome) else "",
            footnotes=self._footnotes.below(message.channel_id, message.text, outcome) if noted else "",
            reply_to=route.reply_to,
        )

    async def _copy(self, message: Message, route: Route, deadline: float) -> Post:
        """What is in the channel's language already, or in none, stays as it is.

        So does what cannot be translated now: a message that is left out could not be translated on request either.
        """
        outcome: Translation | Skip | None = None
        if message.text:
            try:
                outcome = await self._translate(message, route, deadline)
            except QiaoError as error:
                log.warning("copying a message untranslated", message=message.id, error=str(error))
        text, note, target = message.text, "", None
        if isinstance(outcome, Translation):
            text = f"{message.text}\n{outcome.text}" if route.both else outcome.text
            note = low_confidence_note(outcome) if route.marks(outcome) else ""
            target = outcome.target
        return Post(
            message,
            route.kind,
            route.channel_id,
            text,
            mode=route.mode,
            target=target,
            note=note,
            quote=await self._quote(message, route.channel_id),
            attachments=Attachments.of(message),
        )

    async def _translate(self, message: Message, route: Route, deadline: float) -> Translation | Skip:
        text = message.whole_text if route.kind is PostKind.ANSWER else message.text
        await self._speakers.hear(message)
        return await self._translator.translate(
            text,
            target=route.target,
            chinese=route.chinese,
            native=route.native,
            tenant=route.tenant,
            room=message.channel_id,
            deadline=deadline,
            names=self._speakers.names(message.channel_id, text),
        )

    def _speaks_across(self, message: Message, language: Language) -> bool:
        """Whether a message answers or mentions somebody who was last heard in the other language."""
        self._last_language[message.author_id] = language
        return any(self._last_language.get(person, language) is not language for person in message.addressed)


def low_confidence_note(translation: Translation) -> str:
    """The subtext below a translation that may be wrong, in its language; empty where it is sure."""
    return say(translation.target, "unsure.note", sign=SIGN) if translation.unsure else ""


def with_low_confidence_note(translation: Translation) -> str:
    """A translation with that note below it."""
    return "\n".join(filter(None, (translation.text, low_confidence_note(translation))))
