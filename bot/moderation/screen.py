"""Screens what Qiao is about to show: against the AutoMod rules of the server, and against its watch-list.

Discord exempts bots from AutoMod, so a translation could say what the original must not.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from hashlib import blake2b

from cachetools import LRUCache

from bot.moderation.automod import RuleSet
from bot.moderation.types import Case, Finding, Origin, Side, Subject
from bot.moderation.watchlist import LARGE, compile_watch, find
from bot.storage.compiled import Compiled
from bot.storage.topics import Topics
from bot.storage.watch import Watch

RulesOf = Callable[[int], Awaitable[RuleSet]]
"""Returns the AutoMod rules of a server."""

Report = Callable[[Case], None]
"""Tells the moderators of a server about a message, or posts a notice; returns at once."""

_REMEMBERED = 20_000


class Screen:
    """Decides whether something may be shown on a server, and reports what is found.

    Args:
        watch: the watched terms of servers.
        topics: the topics of servers.
        rules_of: the AutoMod rules of servers.

    Attributes:
        listeners: are told what is found in messages.
    """

    def __init__(self, watch: Watch, topics: Topics, rules_of: RulesOf) -> None:
        self._topics = topics
        self._rules_of = rules_of
        self.listeners: list[Report] = []
        self._watched = Compiled(watch.of_guild, compile_watch, LARGE)
        self._released: LRUCache[tuple[int, bytes], int] = LRUCache(_REMEMBERED)
        self._reported: LRUCache[tuple[int, int], frozenset[Finding | bytes]] = LRUCache(_REMEMBERED)

    async def stops(self, subject: Subject, shown: str | None) -> bool:
        """Whether what is made of a message must not be shown; what is found is reported, each finding once.

        Args:
            subject: the message.
            shown: what would be shown, in full; None if nothing will be.

        Raises:
            DeadlineError: the AutoMod rules are not known, because Discord is down.
            StorageError: the watch-list cannot be read.
        """
        findings = await self._findings(subject, shown)
        if findings and self._is_news(subject, findings):
            case = Case(
                subject.guild_id,
                subject.message_guild_id,
                subject.channel_id,
                subject.message_id,
                subject.author_id,
                subject.author,
                subject.text,
                shown,
                findings,
            )
            for listener in self.listeners:
                listener(case)
        return any(finding.holds for finding in findings)

    async def would_stop(self, subject: Subject, shown: str | None) -> bool:
        """Whether `stops` would; nothing is reported."""
        return any(finding.holds for finding in await self._findings(subject, shown))

    async def rules_of(self, guild_id: int) -> tuple[object, object]:
        """The rules of a server as they are now: the same objects as long as they have not changed.

        Raises:
            DeadlineError, StorageError: as `stops`.
        """
        return await self._rules_of(guild_id), await self._watched.of(guild_id)

    async def permits(
        self, shown: str, *, guild_id: int, channel_ids: Collection[int] = (), original: str = ""
    ) -> bool:
        """Whether something may be shown that is not a message, or to a single person; nothing is reported.

        Args:
            shown: what would be shown.
            guild_id: the server; 0 outside of servers, where everything is permitted.
            channel_ids: where it would be shown.
            original: what it is a translation of.

        Raises:
            DeadlineError, StorageError: as `stops`.
        """
        subject = Subject(guild_id, frozenset(channel_ids), guild_id, 0, 0, 0, "", original)
        return not await self.would_stop(subject, shown)

    def release(self, guild_id: int, message_id: int, text: str) -> None:
        """Let the translation of a message be shown although a watched term holds it, because a moderator said so.

        Others who write the same are not released with it. AutoMod rules still apply: the server's settings are the
        place to change those.
        """
        self._released[guild_id, _digest(text)] = message_id

    async def _findings(self, subject: Subject, shown: str | None) -> tuple[Finding, ...]:
        if not subject.guild_id:
            return ()
        findings: list[Finding] = []
        if shown:
            rules = await self._rules_of(subject.guild_id)
            judge = partial(
                rules.violations,
                shown,
                channel_ids=subject.channel_ids,
                role_ids=subject.role_ids,
                manages=subject.manages,
            )
            violations = await asyncio.to_thread(judge) if rules.backtracks else judge()
            findings += [
                Finding(
                    Origin.AUTOMOD,
                    violation.rule.name,
                    violation.matched,
                    Side.TRANSLATION,
                    holds=violation.rule.blocks,
                    alert_channel_id=violation.rule.alert_channel_id,
                )
                for violation in violations
            ]
        matcher = await self._watched.of(subject.guild_id)
        released = self._released.get((subject.guild_id, _digest(subject.text)))
        # Whoever asks about a text for themselves (0) gets what can be read in the channel.
        if matcher is not None and (released is None or subject.message_id not in {0, released}):
            findings += find(matcher, await self._topics.of_guild(subject.guild_id), subject.text, shown)
        return tuple(findings)

    def _is_news(self, subject: Subject, findings: tuple[Finding, ...]) -> bool:
        """Whether a message was not reported with this text and all of these findings; copies find the same again."""
        key = (subject.guild_id, subject.message_id)
        known = self._reported.get(key, frozenset())
        found: frozenset[Finding | bytes] = frozenset((*findings, _digest(subject.text)))
        if found <= known:
            return False
        self._reported[key] = known | found
        return True


def _digest(text: str) -> bytes:
    """What is remembered of a text instead of the text."""
    return blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()
