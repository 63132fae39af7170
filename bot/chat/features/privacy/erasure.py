"""Erasing a user: what is stored about them, and our posts with their translations."""

from dataclasses import dataclass

import structlog

from bot.chat.relay.relay import Relay
from bot.chat.relay.speakers import Speakers
from bot.errors import DiscordError
from bot.storage.links import Links
from bot.storage.privacy import Privacy
from bot.storage.types import Forgotten, Link

log = structlog.get_logger(__name__)

_BATCH = 500
"""Links that are read at a time."""


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """What was deleted.

    Attributes:
        translations: messages of the user whose translations were removed from Discord.
        refused: messages whose translations remain, because we may no longer change the posts.
        links: links that were deleted.
        other: everything else that was deleted.
    """

    translations: int
    refused: int
    links: int
    other: Forgotten


class Erasure:
    """Erases users.

    Args:
        relay: removes translations, including those not posted yet.
        links: the posts with a user's translations.
        privacy: everything stored about users.
        speakers: the names of recent speakers.
    """

    def __init__(self, relay: Relay, links: Links, privacy: Privacy, speakers: Speakers) -> None:
        self._relay = relay
        self._links = links
        self._privacy = privacy
        self._speakers = speakers

    async def erase(self, user_id: int) -> ErasureReport:
        """Remove a user's translations from Discord, then delete everything that is stored about them.

        Discord's rate limits make this slow. If it is interrupted, what remains is still linked, and erasing the user
        again removes it.
        """
        await self._relay.withdraw(self._relay.pending(user_id))
        translations = refused = links = 0
        while found := await self._links.of_author(user_id, _BATCH):
            links += len(found)
            for messages in group_by_post(found):
                try:
                    await self._relay.withdraw(messages)
                except DiscordError as error:
                    # We lost access to the channel, or paused there after a refusal; the links are deleted anyway.
                    log.info("translation not removed", error=str(error))
                    refused += len(messages)
                else:
                    translations += len(messages)
        self._speakers.forget(user_id)
        other = await self._privacy.forget_person(user_id)
        return ErasureReport(translations, refused, links + len(other.links), other)


def group_by_post(links: list[Link]) -> list[list[int]]:
    """The ids of the originals, grouped by the first post of each, without duplicates."""
    posts: dict[int, list[int]] = {}
    seen: set[int] = set()
    for link in links:
        if link.original_id not in seen:
            seen.add(link.original_id)
            posts.setdefault(link.post_id, []).append(link.original_id)
    return list(posts.values())
