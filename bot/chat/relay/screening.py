"""Keeps posts back that the rules of a server forbid, whatever kind of post and however it is delivered."""

from collections.abc import Callable, Collection
from dataclasses import replace

from bot.chat.relay.message import Message
from bot.chat.relay.post import Draft, Passed, Post
from bot.chat.relay.routes import Route
from bot.errors import QiaoError
from bot.log import log_failure
from bot.moderation.screen import Screen
from bot.moderation.types import Subject
from bot.storage.types.links import PostKind
from bot.text.language import Language
from bot.translation.types import Reason, Skip


class Screening:
    """Screens drafts before they are posted.

    Args:
        screen: knows the rules of servers.
        places_of: returns the ids of a channel and of what it is in, as far as they are known.
    """

    def __init__(self, screen: Screen, places_of: Callable[[int], Collection[int]]) -> None:
        self._screen = screen
        self._places_of = places_of

    async def of(self, message: Message, route: Route, draft: Draft, *, rehearses: bool) -> Draft:
        """A draft without what its server's rules forbid.

        A forbidden translation or copy is not posted at all; a quote or a footnote is left out by itself. A message
        without a translation is screened too, since its server may watch for what it says.

        Args:
            message: the message.
            route: where the draft would be posted.
            draft: what would be posted.
            rehearses: whether nothing will be posted, so that nothing is reported.

        Raises:
            DeadlineError: the rules are not known, because Discord is down.
            StorageError: the rules cannot be read.
        """
        subject = self._subject(message, route)
        shown = _shown(draft) if isinstance(draft, Post) else None
        # Before they are applied, so that no change is missed; what shows nothing need not wait for AutoMod.
        rules = await self._screen.rules_of(subject.guild_id) if isinstance(draft, Post) else (None, None)
        if rehearses:
            stopped = await self._screen.would_stop(subject, shown)
        else:
            stopped = await self._screen.stops(subject, shown)
        if not isinstance(draft, Post):
            return draft
        if stopped:
            return Skip(Reason.WITHHELD, draft.source or Language.UNKNOWN)
        if draft.quote and not await self._permits(subject, draft.quote):
            draft = replace(draft, quote="", quoted_author_id=None)
        if draft.footnotes and not await self._permits(subject, draft.footnotes):
            draft = replace(draft, footnotes="")
        return replace(draft, passed=Passed(route, rules))

    async def note(self, message: Message, route: Route) -> None:
        """Report what a message says that could not be translated: a flood must not blind the moderators."""
        try:
            await self._screen.stops(self._subject(message, route), None)
        except QiaoError as error:
            log_failure("message not screened", message.id, message.channel_id, error)

    async def still_permits(self, post: Post) -> bool:
        """Whether a post that waited may be posted by the rules as they are now.

        Raises:
            DeadlineError, StorageError: as `of`.
        """
        passed = post.passed
        if passed is None:
            return True
        rules = await self._screen.rules_of(passed.route.tenant)
        if all(now is then for now, then in zip(rules, passed.rules, strict=True)):
            return True
        again = await self.of(post.message, passed.route, post, rehearses=False)
        return isinstance(again, Post) and (again.quote, again.footnotes) == (post.quote, post.footnotes)

    def release(self, message: Message, guild_id: int) -> None:
        """Let a message be posted on a server although a watched term holds it; see `Screen.release`."""
        self._screen.release(guild_id, message.id, message.titled_text)

    def _subject(self, message: Message, route: Route) -> Subject:
        """A message as its post is screened, by the rules of the server where it will be."""
        at_home = message.guild_id == route.tenant
        return Subject(
            guild_id=route.tenant,
            channel_ids=frozenset({route.channel_id, *self._places_of(route.channel_id)}),
            message_guild_id=message.guild_id,
            channel_id=message.channel_id,
            message_id=message.id,
            author_id=message.author_id,
            author=message.author,
            text=message.whole_text if route.kind is PostKind.ANSWER else message.titled_text,
            role_ids=message.role_ids if at_home else frozenset(),
            manages=message.manages and at_home,
        )

    async def _permits(self, subject: Subject, shown: str) -> bool:
        return await self._screen.permits(shown, guild_id=subject.guild_id, channel_ids=subject.channel_ids)


def _shown(post: Post) -> str:
    """What a post shows: its text, and what the author of its files chose to call them."""
    files, stickers = post.message.files, post.message.stickers
    if post.kind is not PostKind.COPY:
        return post.text
    names = (*(name for file in files for name in (file.name, file.description)), *(each.name for each in stickers))
    return "\n".join(filter(None, (post.text, *names)))
