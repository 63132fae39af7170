"""Counts jobs and their outcomes, and frees the slots of those over a limit."""

import time

from cachetools import LRUCache

from bot.chat.relay.job import Job
from bot.chat.relay.message import Message
from bot.chat.relay.queue import State
from bot.chat.relay.quota import Quota
from bot.chat.relay.shares import Shares
from bot.storage.types.links import PostKind
from bot.telemetry.ledger import OVER_LIMIT, OVER_SERVER_LIMIT, Ledger, Outcome

_REMEMBERED = 20_000
_OUTCOMES = {State.POSTED: Outcome.POSTED, State.SHED: Outcome.SHED, State.FAILED: Outcome.FAILED}


class Meter:
    """Counts the jobs of all servers and of each, and limits the messages of each person and server.

    Args:
        ledger: counts outcomes.
        quota: limits the messages of each person.
        shares: limits the messages of each server, and counts their outcomes.
    """

    def __init__(self, ledger: Ledger, quota: Quota, shares: Shares) -> None:
        self._ledger = ledger
        self._quota = quota
        self._shares = shares
        self._admitted: LRUCache[tuple[int, int], str] = LRUCache(_REMEMBERED)

    async def admit(self, job: Job) -> bool:
        """Submit a job to the ledgers, unless it was before; if its message is over a limit, free its slot.

        Returns:
            Whether the message is within the limits.
        """
        message = job.message
        limit = await self._shares.limit_of(message.guild_id)
        if not job.counted:
            for ledger in self._ledgers(job):
                ledger.submit()
            job.counted = True
        edit = (message.id, message.revision)
        over = self._admitted.get(edit)
        if over is None:  # a message counts once, no matter how many posts it has
            over = self._admitted[edit] = self._over(message, limit)
        if not over:
            return True
        job.reason = over
        job.slot.drop()
        if over == OVER_SERVER_LIMIT and job.kind is PostKind.TRANSLATION:
            await self._shares.report(message.id, message.channel_id)
        return False

    def close(self, job: Job, state: State) -> None:
        """Record the outcome of a job whose slot ended, if the job was counted."""
        if not job.counted:
            return
        outcome = _OUTCOMES.get(state, Outcome.SKIPPED if job.reason else Outcome.WITHDRAWN)
        for ledger in self._ledgers(job):
            if job.language:
                ledger.count_language(job.language)
            if state is State.POSTED:
                ledger.record_times(job.slot.opened, job.ready, time.monotonic())
            ledger.close(outcome, job.reason)

    def _over(self, message: Message, limit: int) -> str:
        """Which limit a message is over; empty if none."""
        if not self._quota.allows(message.author_id):
            return OVER_LIMIT
        if not self._shares.allows(message.guild_id, message.channel_id, limit):
            return OVER_SERVER_LIMIT
        return ""

    def _ledgers(self, job: Job) -> tuple[Ledger, Ledger]:
        """Where a job is counted: with all, and with those of its server."""
        return self._ledger, self._shares.ledger_of(job.message.guild_id)
