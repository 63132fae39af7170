"""Names of recent speakers and mentioned people in each channel, which are not translated.

They are kept only in memory, and never logged.
"""

from dataclasses import dataclass, field

from cachetools import LRUCache

from bot.chat.relay.message import Message, Person
from bot.chat.relay.names import mentioned_names, names_in
from bot.storage.members import Members

SPEAKERS = 50
"""Maximum number of people per channel."""

_CHANNELS = 2_000


@dataclass(slots=True)
class _Speaker:
    """A person in a channel.

    Attributes:
        shown: display names.
        names: spellings of their name in texts.
    """

    shown: tuple[str, ...]
    names: frozenset[str]


@dataclass(slots=True)
class _Channel:
    """The speakers of a channel.

    Attributes:
        people: the latest speakers, by id.
        names: the names of all of them; None if outdated.
    """

    people: LRUCache[int, _Speaker] = field(default_factory=lambda: LRUCache(SPEAKERS))
    names: tuple[str, ...] | None = None


class Speakers:
    """Knows the names of recent speakers.

    Args:
        members: who has opted out; their names are not kept.
    """

    def __init__(self, members: Members) -> None:
        self._members = members
        self._channels: LRUCache[int, _Channel] = LRUCache(_CHANNELS)

    async def record(self, message: Message) -> None:
        """Record the author of a message and the people that it mentions.

        Raises:
            StorageError: it cannot be read who has opted out.
        """
        for person in message.people:
            await self._record(message.channel_id, person)

    def names(self, channel_id: int, text: str) -> frozenset[str]:
        """Find names of recent speakers in a text; fast, because most texts contain none.

        Args:
            channel_id: channel of the message.
            text: text of the message.
        """
        channel = self._channels.get(channel_id)
        if channel is None:
            return frozenset()
        if channel.names is None:
            channel.names = tuple({name for person in channel.people.values() for name in person.names})
        return mentioned_names(channel.names, text)

    def forget(self, person_id: int) -> None:
        """Forget a person."""
        for channel in self._channels.values():
            if channel.people.pop(person_id, None):
                channel.names = None

    async def _record(self, channel_id: int, person: Person) -> None:
        channel = self._channels.get(channel_id)
        known = channel.people.get(person.id) if channel else None
        if (known and known.shown == person.names) or (await self._members.get(person.id)).ignored:
            return
        channel = self._channels.setdefault(channel_id, _Channel())
        channel.people[person.id] = _Speaker(person.names, frozenset().union(*map(names_in, person.names)))
        channel.names = None
