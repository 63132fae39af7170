"""Who has spoken lately in a channel, or was mentioned: their names stay what they are in a translation.

Kept in memory alone, and never logged.
"""

from dataclasses import dataclass, field

from cachetools import LRUCache

from bot.chat.relay.message import Message, Person
from bot.chat.relay.names import called, names_in
from bot.storage.members import Members

SPEAKERS = 50
"""People of a channel whose names are known."""

_CHANNELS = 2_000


@dataclass(slots=True)
class _Speaker:
    """Somebody as a channel knows them.

    Attributes:
        shown: the display names.
        names: what they are called.
    """

    shown: tuple[str, ...]
    names: frozenset[str]


@dataclass(slots=True)
class _Channel:
    """The speakers of a channel.

    Attributes:
        people: by id, those who spoke last.
        names: of all of them; None as long as somebody new has not been counted in.
    """

    people: LRUCache[int, _Speaker] = field(default_factory=lambda: LRUCache(SPEAKERS))
    names: tuple[str, ...] | None = None


class Speakers:
    """Knows the names of recent speakers.

    Args:
        members: who wants to be left alone; their names are not kept.
    """

    def __init__(self, members: Members) -> None:
        self._members = members
        self._channels: LRUCache[int, _Channel] = LRUCache(_CHANNELS)

    async def hear(self, message: Message) -> None:
        """Note who wrote a message and whom it mentions.

        Raises:
            StorageError: it cannot be told who wants to be left alone.
        """
        for person in message.people:
            await self._note(message.channel_id, person)

    def names(self, channel_id: int, text: str) -> frozenset[str]:
        """The names of speakers by which a text calls somebody; quick, for most texts hold none.

        Args:
            channel_id: where it was said.
            text: what was said.
        """
        channel = self._channels.get(channel_id)
        if channel is None:
            return frozenset()
        if channel.names is None:
            channel.names = tuple({name for person in channel.people.values() for name in person.names})
        return called(channel.names, text)

    def forget(self, person_id: int) -> None:
        """Know nothing of a person any more."""
        for channel in self._channels.values():
            if channel.people.pop(person_id, None):
                channel.names = None

    async def _note(self, channel_id: int, person: Person) -> None:
        channel = self._channels.get(channel_id)
        known = channel.people.get(person.id) if channel else None
        if (known and known.shown == person.names) or (await self._members.get(person.id)).ignored:
            return
        channel = self._channels.setdefault(channel_id, _Channel())
        channel.people[person.id] = _Speaker(person.names, frozenset().union(*map(names_in, person.names)))
        channel.names = None
