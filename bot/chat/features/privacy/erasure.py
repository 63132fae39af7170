"""Erasure a person: what is held about him, and our posts that carry his translations."""

from dataclasses import dataclass

import structlog

from bot.chat.relay.relay import Relay
from bot.chat.relay.speakers import Speakers
from bot.errors import DiscordError
from bot.storage.links import Links
from bot.storage.privacy import Privacy
from bot.storage.types import Forgotten, Link

log = structlog.get_logger(__name__)

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """What became of what was held about a person.

    Attributes:
        translations: messages of his whose translations were removed from Discord.
        refused: messages whose translations stay, because we may no longer change them.
        links: links that were deleted.
        held: all else that was deleted.
    """

    translations: int
    refused: int
    links: int
    held: Forgotten


class Erasure:
    """Forgets people.

    Args:
        relay: takes translations away, also those that are still on their way.
        links: lead to our posts.
        privacy: all that is held about people.
        speakers: whose names are known.
    """

    def __init__(self, relay: Relay, links: Links, privacy: Privacy, speakers: Speakers) -> None:
        self._relay = relay
        self._links = links
        self._privacy = privacy
        self._speakers = speakers

    async def forget(self, user_id: int) -> ErasureReport:
        """Remove a person's translations from Discord, then all that is held about him.

        Discord limits how fast that goes. If it is broken off, what remains is still linked and can be asked for again.
        """
        await self._relay.deleted(self._relay.pending(user_id))
        translations = refused = links = 0
        while found := await self._links.of_author(user_id, _AT_ONCE):
            links += len(found)
            for messages in by_post(found):
                try:
                    await self._relay.deleted(messages)
                except DiscordError as error:
                    # The channel is closed to us by now, or busy with refusing us; the links go all the same.
                    log.info("a translation of somebody who is forgotten stays", error=str(error))
                    refused += len(messages)
                else:
                    translations += len(messages)
        self._speakers.forget(user_id)
        held = await self._privacy.forget_person(user_id)
        return ErasureReport(translations, refused, links + len(held.links), held)


def by_post(links: list[Link]) -> list[list[int]]:
    """The ids of messages, together where one post carries them, each once."""
    posts: dict[int, list[int]] = {}
    seen: set[int] = set()
    for link in links:
        if link.original_id not in seen:
            seen.add(link.original_id)
            posts.setdefault(link.post_id, []).append(link.original_id)
    return list(posts.values())
