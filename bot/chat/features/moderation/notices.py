"""The gentle notice that a channel gets where a topic comes up that its server prefers not to discuss."""

import time
from collections.abc import Callable

import discord
import structlog
from cachetools import LRUCache
from discord.ext import commands

from bot.chat.relay.notices import Notify
from bot.chat.relay.tasks import Tasks
from bot.chat.strings import ENGLISH, SIMPLIFIED, say
from bot.errors import QiaoError
from bot.moderation.types import Case, Finding, Side
from bot.storage.topics import Topics
from bot.storage.types.moderation import Topic

log = structlog.get_logger(__name__)

WATCHED_MINUTES = 10
"""How long a channel gets no second notice about words of the watch-list."""

RECENT = 600.0
"""Seconds after which a message gets no notice any more: nobody would know what it is about."""

_REMEMBERED = 20_000


class Notices(commands.Cog):
    """Posts a server's notices: plain posts in both languages that name nobody, reply to nothing, and ping nobody.

    When a channel got its last notice is kept in memory only, so a channel may get one early after a restart.

    Args:
        notify: posts a notice.
        topics: the topics of servers, with their wording.
        clock: monotonic seconds.
    """

    def __init__(self, notify: Notify, topics: Topics, clock: Callable[[], float] = time.monotonic) -> None:
        self._notify = notify
        self._topics = topics
        self._clock = clock
        self._quiet_until: LRUCache[tuple[int, int], float] = LRUCache(_REMEMBERED)
        self._noticed: LRUCache[int, bool] = LRUCache(_REMEMBERED)
        self._tasks = Tasks()
        self._closed = False

    def consider(self, case: Case) -> None:
        """Post a notice if a message calls for one, and if its channel got none recently; returns at once.

        One message leads to one notice at most. There is none in direct messages, about a copy from another server, or
        about what only a translation says.

        Args:
            case: the message, and what was found in it.
        """
        topic_ids = [topic_id for topic_id in _called_for(case) if self._is_due(case, topic_id)]
        if topic_ids and not self._closed:
            self._tasks.start(self._post(case, topic_ids))

    async def drain(self) -> None:
        """Wait until what was considered so far is posted or given up."""
        await self._tasks.drain()

    async def cog_unload(self) -> None:
        """Give up what is not posted yet."""
        self._closed = True
        await self._tasks.cancel()

    def _is_due(self, case: Case, topic_id: int) -> bool:
        """Whether a channel had no notice about a topic recently, and a message, which edits repeat, none at all."""
        quiet_until = self._quiet_until.get((case.channel_id, topic_id), 0.0)
        return quiet_until <= self._clock() and case.message_id not in self._noticed

    async def _post(self, case: Case, topic_ids: list[int]) -> None:
        try:
            topics = {topic.id: topic for topic in await self._topics.of_guild(case.guild_id) if topic.enabled}
            for topic_id in topic_ids:
                topic = topics.get(topic_id)
                if (topic_id and topic is None) or not self._is_due(case, topic_id):
                    continue
                place = (case.channel_id, topic_id)
                self._quiet_until[place] = self._clock() + 60 * (topic.minutes if topic else WATCHED_MINUTES)
                self._noticed[case.message_id] = True
                try:
                    await self._notify(case.channel_id, case.guild_id, wording(topic))
                except QiaoError:
                    self._quiet_until.pop(place, None)  # the next message may have more luck
                    raise
                return
        except QiaoError as error:
            log.warning("gentle notice not posted", channel=case.channel_id, error=str(error))


def wording(topic: Topic | None) -> str:
    """The notice of a topic, or of the watch-list, in both languages."""
    return f"{notice_in(ENGLISH, topic)}\n{notice_in(SIMPLIFIED, topic)}"


def notice_in(locale: object, topic: Topic | None = None) -> str:
    """The notice of a topic in one language; the default wording if its server gave none.

    Args:
        locale: see `say`; Chinese in the server's own words stays in the script that they are written in.
        topic: the topic; None for the watch-list.
    """
    own = "" if topic is None else topic.notice_zh if str(locale).startswith("zh") else topic.notice_en
    return own or say(locale, "topic.notice")


def _called_for(case: Case) -> list[int]:
    """The ids of the topics about which a notice may be posted, each once; 0 for the watch-list."""
    if case.guild_id != case.message_guild_id or _age(case.message_id) > RECENT:
        return []
    return list(dict.fromkeys(finding.topic_id for finding in case.findings if _is_gentle(finding)))


def _is_gentle(finding: Finding) -> bool:
    return finding.gentle and not finding.holds and finding.side is Side.ORIGINAL


def _age(message_id: int) -> float:
    """Seconds since a message was written."""
    return time.time() - discord.utils.snowflake_time(message_id).timestamp()
