"""One process per bot token: whoever holds the lease in the database runs the bot, all others stand by.

No clock is compared with that of another machine. The holder counts a number up; a process that stands by takes over
once it has not seen the number change for a while, by its own clock. The holder stops posting earlier than that, by its
own clock, if it could not count. So two processes never post at the same time, whatever stalls one of them.
"""

import asyncio
import hashlib
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

import structlog
from sqlalchemy import delete, select, update

from bot.errors import LeaseLostError, StorageError
from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import insert_new
from bot.storage.schema import leases

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds between the steps.

    Attributes:
        renew: from one renewal to the next.
        hold: after the start of the last renewal that succeeded, until the holder stops posting.
        expire: without a renewal, until another process takes over. Longer than `hold`, for requests on their way.
        poll: from one look of a process that stands by to the next.
    """

    renew: float = 3.0
    hold: float = 10.0
    expire: float = 15.0
    poll: float = 1.0


class Role(StrEnum):
    """What a process does about its bot."""

    STARTING = "starting"
    STANDBY = "standby"
    ACTIVE = "active"
    STALLED = "stalled"
    """It holds the lease, but could not renew it in time: posts wait until it has."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The lease as the database has it.

    Attributes:
        holder: a random name of the process that holds it.
        beat: a number that the holder counts up.
    """

    holder: str
    beat: int


def clock() -> float:
    """Seconds that also count while the machine is suspended, and that nobody can set."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    else:  # noqa: RET505 - mypy takes what follows for unreachable
        return time.monotonic()


class Lease:
    """This process's part in the lease of a bot.

    Args:
        database: shared by the processes.
        token: the bot's token, of which only a hash is stored.
        timing: how long each step takes.
        now: seconds of a clock that never jumps back.
        sleep: waits for a number of seconds.

    Attributes:
        timing: how long each step takes.
    """

    def __init__(
        self,
        database: Database,
        token: str,
        *,
        timing: Timing | None = None,
        now: Callable[[], float] = clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._key = hashlib.sha256(f"qiao {token}".encode()).hexdigest()[:16]
        self._holder = secrets.token_hex(8)
        self.timing = timing or Timing()
        self._now = now
        self._sleep = sleep
        self._renewed: float | None = None
        self._standing_by = False
        self._renewal = asyncio.Event()

    @property
    def role(self) -> Role:
        """What this process does now."""
        if self._renewed is None:
            return Role.STANDBY if self._standing_by else Role.STARTING
        return Role.ACTIVE if self._is_fresh(self._renewed) else Role.STALLED

    @property
    def active(self) -> bool:
        """Whether this process may post."""
        return self.role is Role.ACTIVE

    def _is_fresh(self, renewed: float) -> bool:
        return self._now() - renewed < self.timing.hold

    async def confirm(self) -> None:
        """Return if this process may post; called before each request to Discord.

        If the lease could not be renewed in time, this waits until it is renewed or lost.

        Raises:
            LeaseLostError: another process has taken over.
        """
        while not self.active:
            if self._renewed is None:
                raise LeaseLostError("Another process has taken over this bot.")
            self._renewal.clear()
            await self._renewal.wait()

    async def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work whenever this process holds the lease, until the work ends by itself.

        If the lease is lost, the work is canceled, and starts over once the lease is back.

        Args:
            work: runs the bot; it cleans up when it is canceled.
        """
        while True:
            tasks: list[asyncio.Future[None]] = []
            try:
                await self._acquire()
                working, keeping = asyncio.ensure_future(work()), asyncio.ensure_future(self._keep())
                tasks += (working, keeping)
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                # What was going on when the lease was lost fails, and perhaps the work with it.
                if not keeping.done():
                    return working.result()
                keeping.result()
                log.warning("another process took over this bot")
            finally:
                # The lease is renewed until the work has cleaned up, and only then left to others.
                for task in tasks:
                    task.cancel()
                    await asyncio.gather(task, return_exceptions=True)
                await self._release()

    async def observe(self) -> Claim | None:
        """The lease as the database has it; None if no process holds it."""
        columns = select(leases.c.holder, leases.c.beat).where(leases.c.key == self._key)
        rows = await self._database.rows(columns)
        return Claim(**rows[0]) if rows else None

    async def _acquire(self) -> None:
        """Return once this process holds the lease."""
        seen: Claim | None = None
        since = 0.0
        while True:
            started = self._now()
            try:
                claim = await self.observe()
                if claim != seen or claim is None:
                    seen, since = claim, self._now()
                if (claim is None or started - since >= self.timing.expire) and await self._take(claim):
                    break
            except StorageError as error:
                log.warning("lease not checked", error=str(error))
                seen = None  # it may have been renewed in the meantime
            if not self._standing_by and seen is not None:
                self._standing_by = True
                log.warning(
                    "standing by: another process runs this bot, or did not stop cleanly",
                    remedy="Stop the other one if it should not run; this one then takes over by itself.",
                )
            await self._sleep(self.timing.poll)
        self._renewed = started
        self._database.clear_caches()  # the process before us may have changed anything
        if self._standing_by:
            log.warning("taking over this bot", clean=seen is None)
            self._standing_by = False

    @uninterruptible
    async def _take(self, claim: Claim | None) -> bool:
        """Take a lease that nobody holds, or that is still as it was seen; return whether that worked."""
        async with self._database.write() as connection:
            if claim is None:
                row = {"key": self._key, "holder": self._holder, "beat": 0}
                return (await connection.execute(insert_new(connection.dialect.name, leases), row)).rowcount == 1
            stale = (leases.c.key == self._key) & (leases.c.holder == claim.holder) & (leases.c.beat == claim.beat)
            taken = update(leases).where(stale).values(holder=self._holder, beat=claim.beat + 1)
            return (await connection.execute(taken)).rowcount == 1

    async def _keep(self) -> None:
        """Renew the lease until it is lost."""
        failing = False
        while True:
            await self._sleep(self.timing.renew if self.active else self.timing.poll)
            started = self._now()
            try:
                held = await self._renew()
            except StorageError as error:
                if not failing:
                    log.warning("lease not renewed, posts wait until it is", error=str(error))
                failing = True
                continue
            self._renewed = started if held else None
            self._renewal.set()
            if not held:
                return
            if failing:
                log.info("lease renewed")
            failing = False

    @uninterruptible
    async def _renew(self) -> bool:
        mine = (leases.c.key == self._key) & (leases.c.holder == self._holder)
        async with self._database.write() as connection:
            return (await connection.execute(update(leases).where(mine).values(beat=leases.c.beat + 1))).rowcount == 1

    async def _release(self) -> None:
        """Leave the lease to others at once; what this process is still waiting for fails."""
        self._renewed = None
        self._renewal.set()
        try:
            await self._delete()
        except StorageError as error:
            log.warning("lease not released, it will expire", error=str(error))

    @uninterruptible
    async def _delete(self) -> None:
        async with self._database.write() as connection:
            mine = (leases.c.key == self._key) & (leases.c.holder == self._holder)
            await connection.execute(delete(leases).where(mine))
