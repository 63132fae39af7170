"""Carries messages to their translations: arrivals, edits and deletes, each message ending exactly once."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from cachetools import LRUCache

from bot.chat.complaint import log_failure
from bot.chat.posting.offers import Offers
from bot.chat.relay.footnotes import Footnotes
from bot.chat.relay.locks import Locks
from bot.chat.relay.outbox import Outbox
from bot.chat.relay.post import Delivery, Original
from bot.chat.relay.posts import Posts
from bot.chat.relay.queue import Slot, State
from bot.chat.relay.quota import Quota
from bot.chat.relay.speakers import Speakers
from bot.chat.relay.unsure import low_confidence_note
from bot.chat.relay.wish import Decide, Wish
from bot.errors import DeadlineError, OverloadedError, QiaoError
from bot.storage.links import Links
from bot.storage.types import Link
from bot.telemetry.ledger import HELD, Ledger, Outcome
from bot.text.language import Language
from bot.translation.service import Translator
from bot.translation.types import Skip, Translation

_REMEMBERED = 20_000
_LONG = 1000
"""Characters of a translation from which on it is cut into posts outside the event loop."""

_OUTCOMES = {State.POSTED: Outcome.POSTED, State.SHED: Outcome.SHED, State.FAILED: Outcome.FAILED}


@dataclass(slots=True, eq=False)
class _Job:
    """A message between its arrival and its end.

    Attributes:
        reason: why nothing is posted; empty as long as that is open.
        counted: whether the ledger knows of it: a message that is none of our business is not in the books.
        language: in which it was found to be; empty as long as nobody looked.
        translated: `time.monotonic()` seconds at which its translation was ready; 0 until then.
    """

    original: Original
    slot: Slot
    reason: str = ""
    counted: bool = False
    language: str = ""
    translated: float = 0.0
    task: asyncio.Task[None] | None = None


class Relay:
    """Takes messages on and sees each to its end.

    Args:
        translator: the use case.
        outbox: the queues of posts.
        posts: our posts, to edit and remove.
        links: which post carries which message's translation.
        ledger: where outcomes are counted.
        patience: seconds that a message may wait for its translation.
        since: messages older than this id may have been translated by an earlier run, so the links are asked.
        pace: how many messages of one person are translated.
        locks: of our posts, by id, for whoever else changes them.
        offers: for translations that are too unsure to be posted where the channel holds those back.
        speakers: whose names stay as they are.
    """

    def __init__(
        self,
        *,
        translator: Translator,
        outbox: Outbox,
        posts: Posts,
        links: Links,
        ledger: Ledger,
        patience: float,
        since: int = 0,
        pace: Quota | None = None,
        locks: Locks | None = None,
        offers: Offers | None = None,
        speakers: Speakers | None = None,
    ) -> None:
        self._pace = pace or Quota(0)
        self._footnotes = Footnotes()
        self._languages: LRUCache[int, Language] = LRUCache(_REMEMBERED)
        self._translator = translator
        self._outbox = outbox
        self._posts = posts
        self._links = links
        self._ledger = ledger
        self._patience = patience
        self._since = since
        self._jobs: dict[int, _Job] = {}
        self._revisions: LRUCache[int, int] = LRUCache(_REMEMBERED)
        self._locks = locks or Locks()
        self._offers = offers
        self._speakers = speakers

    def arrive(self, original: Original, text: str, decide: Decide) -> None:
        """Take a message on; its place in the channel's order is taken before this returns.

        Args:
            original: the message.
            text: what it says.
            decide: whether and how it is to be translated; None leaves it alone.
        """
        if original.message_id in self._revisions:
            return  # a resumed gateway tells some things twice
        self._revisions[original.message_id] = original.revision
        job = _Job(original, self._outbox.open(original.channel_id))
        self._jobs[original.message_id] = job
        job.slot.ended.add_done_callback(lambda ended: self._end(job, ended.result()))
        self._start(job, text, decide)

    async def change(self, original: Original, text: str, decide: Decide) -> None:
        """A message was edited: its translation follows, and the newest edit wins whatever the order of arrival."""
        key = original.message_id
        before = self._revisions.get(key)
        if before is not None and original.revision <= before:
            return
        self._revisions[key] = original.revision
        job = self._jobs.get(key)
        if job and not job.slot.taken:
            job.original = original
            job.slot.reopen()
            if job.task:
                job.task.cancel()
            self._start(job, text, decide)
            return
        if job:
            await asyncio.shield(job.slot.ended)
        links = await self._own(key)
        if self._revisions.get(key) != original.revision:
            return  # a newer edit or the deletion came in between
        if links and links[0].revision < original.revision:
            await self._revise(original, text, decide)
        elif not links:
            del self._revisions[key]
            if before is not None:
                # It said nothing to translate before, and perhaps does now.
                self.arrive(original, text, decide)

    async def withdraw(self, message_ids: Sequence[int]) -> None:
        """Messages were deleted: their translations go too, also those that are still on their way."""
        for key in message_ids:
            self._revisions[key] = 1 << 62  # no edit that is still under way outlives the deletion
            job = self._jobs.get(key)
            if job is None:
                continue
            if job.slot.taken:
                await asyncio.shield(job.slot.ended)
            else:
                if job.task:
                    job.task.cancel()
                job.slot.drop()
        gone = await self._links.remove(message_ids)
        refusal: QiaoError | None = None
        for post_id in {link.post_id for link in gone}:
            async with self._locks.of(post_id):
                try:
                    await self._posts.remove([link for link in gone if link.post_id == post_id])
                except QiaoError as error:
                    refusal = error  # the posts in other channels go all the same
        if refusal:
            raise refusal

    def carries(self, message_id: int) -> bool:
        """Whether a message has not come to its end."""
        return message_id in self._jobs

    def pending(self, author_id: int) -> list[int]:
        """The messages of a person that have not come to their end."""
        return [key for key, job in self._jobs.items() if job.original.author_id == author_id]

    async def forget(self, post_ids: Sequence[int]) -> None:
        """Posts of ours were deleted by somebody: nothing leads to them any more."""
        await self._links.remove_posts(post_ids)

    async def correct(self, original: Original, post_id: int, text: str) -> bool:
        """Put a better translation where a message's stands; text that has been edited since is left alone.

        Args:
            original: the message as the better translation knows it.
            post_id: one of the posts that carry its translation.
            text: the better translation.

        Returns:
            Whether it stands there now.

        Raises:
            DiscordError: the channel refuses us.
        """
        async with self._locks.of(post_id):
            links = await self._links.of_original(original.message_id)
            here = next((link for link in links if link.post_id == post_id), None)
            # A copy in a bridged channel says more than the translation, and is its bridge's to change.
            if here is None or here.mirror or here.revision > original.revision:
                return False
            await self._posts.edit([link for link in links if not link.mirror], Delivery(original, text))
            return True

    def _start(self, job: _Job, text: str, decide: Decide) -> None:
        job.task = asyncio.create_task(self._carry(job, job.original, text, decide))

    async def _carry(self, job: _Job, original: Original, text: str, decide: Decide) -> None:
        """From arrival to a filled or a freed slot."""
        slot = job.slot
        try:
            wish = await decide()
            if wish is None or await self._posted_before(original.message_id):
                slot.drop()
                return
            if not job.counted:
                self._ledger.submit()
                job.counted = True
            if wish.patience is not None:
                slot.patience = wish.patience
            if not self._pace.allows(original.author_id):
                slot.shed()
                return
            # What nobody will see in time is not worth the model's work, unless it speaks to somebody.
            cannot_meet_deadline = slot.cannot_meet_deadline and not original.addressed
            outcome = await self._translate(
                original, text, wish, -inf if cannot_meet_deadline else slot.opened + slot.patience
            )
        except (OverloadedError, DeadlineError):
            slot.shed()
        except Exception as error:  # noqa: BLE001 - whatever it was, the slot must not block the channel
            log_failure("a message could not be translated", original.message_id, original.channel_id, error)
            slot.fail()
        else:
            job.language = outcome.source
            held = isinstance(outcome, Translation) and wish.holds(outcome)
            if self._offers:
                (self._offers.make if held else self._offers.retract)(original)
            if held or isinstance(outcome, Skip):
                job.reason = outcome.reason.value if isinstance(outcome, Skip) else HELD
                slot.drop()
            else:
                job.translated = time.monotonic()
                slot.fill(await self._delivery(original, text, wish, outcome))

    async def _delivery(self, original: Original, text: str, wish: Wish, outcome: Translation) -> Delivery:
        urgent = self._speaks_across(original, outcome.source)
        mark = low_confidence_note(outcome, wanted=wish.marks(outcome))
        note = self._footnotes.below(original.channel_id, text, outcome) if wish.footnotes else ""
        delivery = Delivery(original, outcome.text, urgent, mark, note, wish.mode)
        return await asyncio.to_thread(delivery.lay_out) if len(outcome.text) > _LONG else delivery

    def _end(self, job: _Job, state: State) -> None:
        self._jobs.pop(job.original.message_id, None)
        if not job.counted:
            return
        if job.language:
            self._ledger.hear(job.language)
        if state is State.POSTED:
            self._ledger.clock(job.slot.opened, job.translated, time.monotonic())
        if state is State.DROPPED:
            self._ledger.close(Outcome.SKIPPED if job.reason else Outcome.WITHDRAWN, job.reason)
        else:
            self._ledger.close(_OUTCOMES[state])

    async def _revise(self, original: Original, text: str, decide: Decide) -> None:
        """Translate an edit of a message whose translation is posted, and put it there unless outdated by then."""
        key = original.message_id
        try:
            wish = await decide() or Wish()
            outcome = await self._translate(original, text, wish, time.monotonic() + self._patience)
        except QiaoError as error:
            log_failure("an edit could not be translated", original.message_id, original.channel_id, error)
            return
        [post_id, *_] = [link.post_id for link in await self._own(key)] or [0]
        async with self._locks.of(post_id):
            links = await self._own(key)
            if not links or self._revisions.get(key) != original.revision:
                return
            if isinstance(outcome, Skip):
                await self._posts.remove(await self._unlink(links))
            elif await self._links.revise(key, original.revision):
                # What stands there would be stale: even a translation that is too unsure to be posted takes its place.
                mark = low_confidence_note(outcome, wanted=wish.marks(outcome))
                await self._posts.edit(
                    links, Delivery(original, outcome.text, low_confidence_note=mark, mode=wish.mode)
                )

    async def _own(self, message_id: int) -> list[Link]:
        """The links of a message but for its copies in bridged channels, which are not ours to change."""
        return [link for link in await self._links.of_original(message_id) if not link.mirror]

    async def _unlink(self, links: Sequence[Link]) -> list[Link]:
        """Forget a message's own links."""
        if links[0].line is None:
            return await self._links.remove_posts([link.post_id for link in links])
        gone = await self._links.remove([links[0].original_id])  # the lines below move up
        return [link for link in gone if not link.mirror]

    async def _translate(self, original: Original, text: str, wish: Wish, deadline: float) -> Translation | Skip:
        return await self._translator.translate(
            text,
            target=wish.target,
            chinese=wish.chinese,
            native=wish.native,
            tenant=original.guild_id or 0,
            room=original.channel_id,
            deadline=deadline,
            names=self._speakers.names(original.channel_id, text) if self._speakers else (),
        )

    def _speaks_across(self, original: Original, language: Language) -> bool:
        """Whether a message answers or mentions somebody who was last heard in the other language."""
        self._languages[original.author_id] = language
        return any(self._languages.get(person, language) is not language for person in original.addressed)

    async def _posted_before(self, message_id: int) -> bool:
        """Whether an earlier run translated it; a message younger than this run needs no look."""
        return message_id < self._since and bool(await self._own(message_id))
