"""Makes a post from a message and a route: translates, and adds notes, quotes and attachments."""

import asyncio
from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import dataclass
from typing import Self

import structlog
from cachetools import LRUCache

from bot.chat.relay.attachments import Attachments
from bot.chat.relay.digest import SIGN, without_jumps
from bot.chat.relay.footnotes import Footnotes
from bot.chat.relay.message import Message
from bot.chat.relay.post import Draft, Held, Post
from bot.chat.relay.routes import Route
from bot.chat.relay.screening import Screening
from bot.chat.relay.speakers import Speakers
from bot.chat.relay.titles import Titles
from bot.chat.strings import say
from bot.errors import QiaoError
from bot.storage.types.erasure import NOBODY
from bot.storage.types.links import Link, PostKind
from bot.storage.types.preferences import Mode
from bot.text.language import Language
from bot.text.limits import OFFLOAD_FROM
from bot.translation.service import Translator
from bot.translation.types import Reason, Skip, Target, Translation

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Quotation:
    """What a message replies to, quoted above a post.

    Attributes:
        line: the quote; empty if there is none.
        author_id: who wrote what is quoted; None if that is not known.
    """

    line: str = ""
    author_id: int | None = None


NO_QUOTE = Quotation()

Quote = Callable[[Message, int, Target | None], Awaitable[Quotation]]
"""Returns the line that quotes what a message replies to.

It is above a copy in a channel, given its id, or above a translation, given its target as well.
"""

_MAX_PEOPLE = 20_000


async def no_quote(_: Message, __: int, ___: Target | None) -> Quotation:
    """Quote nothing."""
    return NO_QUOTE


class Composer:
    """Makes posts.

    Args:
        translator: translates texts.
        speakers: names of recent speakers, which are not translated.
        quote: quotes what a message replies to.
        screening: decides what must not be posted; None if everything may be.

    Attributes:
        screening: the same.
    """

    def __init__(
        self, translator: Translator, speakers: Speakers, quote: Quote = no_quote, screening: Screening | None = None
    ) -> None:
        self._translator = translator
        self.screening = screening
        self._speakers = speakers
        self._quote = quote
        self._footnotes = Footnotes()
        self._titles = Titles()
        self._last_language: LRUCache[int, Language] = LRUCache(_MAX_PEOPLE)

    def using(self, translator: Translator) -> Self:
        """A composer that translates with another translator, and shares with this one what it remembers."""
        other = copy(self)
        other._translator = translator  # noqa: SLF001 - its own class
        return other

    async def compose(
        self, message: Message, route: Route, deadline: float, *, replaces: bool = False, rehearses: bool = False
    ) -> Draft:
        """Make the post for a route, unless the rules of its server forbid it.

        Args:
            message: the message.
            route: the kind, channel and settings of the post.
            deadline: `time.monotonic()` seconds after which the translation is no longer needed.
            replaces: whether the post replaces a stale one; then it is posted even if it is very unsure.
            rehearses: whether nothing will be posted, so that nothing is remembered.

        Returns:
            The post, or why there is none. A copy is made of everything that has text or attachments.

        Raises:
            OverloadedError: the queue is full, and the post is not a copy.
            DeadlineError: the deadline has passed, and the post is not a copy.
            EngineError: the engine failed, and the post is not a copy.
            StorageError: settings cannot be read.
        """
        try:
            draft = await self._draft(message, route, deadline, replaces=replaces, rehearses=rehearses)
        except QiaoError:
            if self.screening and not rehearses:
                await self.screening.note(message, route)
            raise
        if self.screening:
            draft = await self.screening.of(message, route, draft, rehearses=rehearses)
        if isinstance(draft, Post) and len(draft.text) > OFFLOAD_FROM:
            return await asyncio.to_thread(draft.prepare)
        return draft

    async def _draft(
        self, message: Message, route: Route, deadline: float, *, replaces: bool, rehearses: bool
    ) -> Draft:
        if route.kind is PostKind.COPY:
            post = await self._copy(message, route, deadline)
            return post if message.text or post.attachments.links else Skip(Reason.EMPTY)
        outcome = await self._translate_with_title(message, route, deadline)
        if isinstance(outcome, Skip):
            return outcome
        if route.holds(outcome) and not (replaces or message.mentions_us):
            return Held(outcome.source)
        return await self._translation(message, route, outcome, rehearses=rehearses)

    async def quote(self, message: Message, link: Link) -> str:
        """The line above an existing translation that quotes what the message replies to; empty if it needs none."""
        if link.kind is not PostKind.TRANSLATION or link.webhook_id is None or link.quoted_author_id == NOBODY:
            return ""
        target = Target(link.target) if link.target else None
        return (await self._quote(message, link.post_channel_id, target)).line

    def footnotes(
        self, message: Message, route: Route, source: Language, target: Target, *, rehearses: bool = False
    ) -> str:
        """The notes on slang below a translation; empty if its channel has none.

        Args:
            message: the message.
            route: of the post with the translation.
            source: language of the message.
            target: target of the translation.
            rehearses: as `compose`.
        """
        if not route.footnotes:
            return ""
        return self._footnotes.add(message, source, target, remember=not rehearses)

    async def _translation(self, message: Message, route: Route, outcome: Translation, *, rehearses: bool) -> Post:
        spoken = route.kind is PostKind.TRANSLATION and not rehearses
        quotes = route.quotes and route.kind is PostKind.TRANSLATION and route.mode is Mode.WEBHOOK
        quotation = await self._quote(message, message.channel_id, outcome.target) if quotes else NO_QUOTE
        return Post(
            message,
            route.kind,
            route.channel_id,
            without_jumps(outcome.text),
            mode=route.mode,
            target=outcome.target,
            source=outcome.source,
            urgent=spoken and self._addresses_other_language(message, outcome.source),
            note=low_confidence_note(outcome) if route.marks(outcome) else "",
            footnotes=self.footnotes(message, route, outcome.source, outcome.target, rehearses=rehearses),
            quote=quotation.line,
            quoted_author_id=quotation.author_id,
            reply_to=route.reply_to,
        )

    async def _copy(self, message: Message, route: Route, deadline: float) -> Post:
        """Make a copy; text that needs no translation stays as it is.

        So does text that cannot be translated now, because a message missing from the channel could not be translated
        on request either.
        """
        outcome: Translation | Skip | None = None
        if message.text:
            try:
                outcome = await self._translate(message, route, deadline)
            except QiaoError as error:
                log.warning("copied without translation", message=message.id, error=str(error))
        text, note, target = message.text, "", None
        if isinstance(outcome, Translation):
            text = f"{message.text}\n{outcome.text}" if route.both else outcome.text
            note = low_confidence_note(outcome) if route.marks(outcome) else ""
            target = outcome.target
        quotation = await self._quote(message, route.channel_id, None) if route.quotes else NO_QUOTE
        return Post(
            message,
            route.kind,
            route.channel_id,
            without_jumps(text),
            mode=route.mode,
            target=target,
            source=outcome.source if outcome else None,
            note=note,
            quote=quotation.line,
            quoted_author_id=quotation.author_id,
            attachments=Attachments.of(message),
        )

    async def _translate_with_title(self, message: Message, route: Route, deadline: float) -> Translation | Skip:
        """Translate a message; the first translation in a forum or media post says its title too."""
        if not message.starts_post:
            said = await self._translate(message, route, deadline)
            if isinstance(said, Skip) or not message.title:
                return said
            return await self._titles.add(message, said, self._translator, deadline, due=route.untitled)
        self._titles.start(message)
        outcome: Translation | Skip | None = None
        try:
            outcome = await self._translate(message, route, deadline)
        finally:
            if not isinstance(outcome, Translation):
                self._titles.stop(message)
        return outcome

    async def _translate(self, message: Message, route: Route, deadline: float) -> Translation | Skip:
        texts = {PostKind.TRANSLATION: message.titled_text, PostKind.ANSWER: message.whole_text}
        text = texts.get(route.kind, message.text)
        await self._speakers.record(message)
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

    def _addresses_other_language(self, message: Message, language: Language) -> bool:
        """Whether a message replies to or mentions someone whose last message was in the other language."""
        self._last_language[message.author_id] = language
        return any(self._last_language.get(person, language) is not language for person in message.addressed)


def low_confidence_note(translation: Translation) -> str:
    """The note below a translation that may be wrong, in its language; empty if it is sure."""
    return say(translation.target, "unsure.note", sign=SIGN) if translation.unsure else ""


def with_low_confidence_note(translation: Translation) -> str:
    """A translation with its low-confidence note, if it needs one."""
    return "\n".join(filter(None, (translation.text, low_confidence_note(translation))))
