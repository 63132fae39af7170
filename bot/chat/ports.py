"""What the chat needs from outside; `bot.storage` fits these by shape."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.chat.delivery import Delivery
from bot.learning.types import Explanation
from bot.storage.types import (
    BridgedChannel,
    ChannelPreferences,
    Forgotten,
    GlossaryTerm,
    GuildPreferences,
    Link,
    MemberPreferences,
    Suggestion,
    Vote,
)
from bot.text.language import Language


class Channels(Protocol):
    """What moderators chose, a channel each."""

    async def get(self, channel_id: int) -> ChannelPreferences | None:
        """The channel's preferences; None where nobody chose any."""
        ...

    async def set(self, preferences: ChannelPreferences) -> None:
        """Remember a channel's preferences."""
        ...

    async def of_guild(self, guild_id: int) -> list[ChannelPreferences]:
        """All channels of a server about which something is remembered."""
        ...

    async def remove(self, channel_id: int) -> None:
        """Forget a channel."""
        ...


class Members(Protocol):
    """What people chose for themselves."""

    async def get(self, user_id: int) -> MemberPreferences:
        """The person's preferences; the defaults where he chose none."""
        ...

    async def set(self, preferences: MemberPreferences) -> None:
        """Remember a person's preferences."""
        ...


class Guilds(Protocol):
    """What holds for whole servers."""

    async def get(self, guild_id: int) -> GuildPreferences:
        """The server's preferences; the defaults where nobody chose any."""
        ...

    async def set(self, preferences: GuildPreferences) -> None:
        """Remember a server's preferences."""
        ...

    async def held(self) -> list[int]:
        """The servers about which anything is held."""
        ...

    async def left(self, before: int) -> list[int]:
        """The servers that the bot left before a time in seconds since the epoch."""
        ...

    async def remove(self, guild_id: int) -> None:
        """Delete all that is held about a server."""
        ...


class Links(Protocol):
    """From originals to the posts that carry their translations."""

    async def of_original(self, original_id: int) -> list[Link]:
        """The links of a message, by part; none where it has no translation."""
        ...

    async def of_post(self, post_id: int) -> list[Link]:
        """The links that lead to a post, by line."""
        ...

    async def record(self, links: Sequence[Link]) -> None:
        """Remember links; an older revision never overwrites a newer one."""
        ...

    async def revise(self, original_id: int, revision: int) -> bool:
        """Raise the revision of a message's links; False where theirs is not older, or there are none."""
        ...

    async def remove(self, original_ids: Sequence[int]) -> list[Link]:
        """Forget messages, return what was known, and move up the lines of what remains in a digest."""
        ...

    async def remove_posts(self, post_ids: Sequence[int]) -> list[Link]:
        """Forget posts of ours that are gone."""
        ...

    async def of_author(self, author_id: int, limit: int) -> list[Link]:
        """Some links of what a person wrote, the newest messages first."""
        ...

    async def sweep(self, before: datetime) -> int:
        """Forget the links of messages written before a time, and tell how many they were."""
        ...


class Privacy(Protocol):
    """All that is held about people."""

    async def forget_person(self, user_id: int) -> Forgotten:
        """Delete all that is held about a person."""
        ...


class Glossary(Protocol):
    """The translations that moderators settled."""

    async def of_guild(self, guild_id: int) -> tuple[GlossaryTerm, ...]:
        """All terms of a server, by language and source."""
        ...

    async def add(self, term: GlossaryTerm) -> None:
        """Keep a term in the place of the one with its source."""
        ...

    async def add_many(self, terms: Iterable[GlossaryTerm]) -> int:
        """Keep terms, all or none, and return how many; of two with one source the later one."""
        ...

    async def remove(self, guild_id: int, language: str, source: str) -> bool:
        """Delete a term; False where there is none."""
        ...


class Suggestions(Protocol):
    """Better translations that wait for the moderators."""

    async def add(
        self,
        *,
        guild_id: int,
        channel_id: int,
        post_id: int,
        author_id: int,
        language: str,
        source: str,
        target: str,
        created_at: int,
    ) -> Suggestion:
        """Keep a suggestion."""
        ...

    async def get(self, suggestion_id: int) -> Suggestion | None:
        """A suggestion; None where it has been decided on."""
        ...

    async def remove(self, suggestion_id: int) -> bool:
        """Decide on a suggestion; False where somebody was quicker."""
        ...

    async def of_guild(self, guild_id: int) -> list[Suggestion]:
        """All suggestions of a server, the oldest first."""
        ...


class Votes(Protocol):
    """What readers think of translations."""

    async def cast(self, post_id: int, guild_id: int, user_id: int, value: Vote) -> None:
        """Count a vote in the place of the one that the person gave before."""
        ...

    async def count(self, guild_id: int) -> tuple[int, int]:
        """How many votes of a server are for the translation, and how many against it."""
        ...


class Explain(Protocol):
    """Tells what the words of a message mean."""

    def __call__(self, text: str, language: Language) -> Explanation:
        """Explain a message in a language; to be called in a thread."""
        ...


class Bridges(Protocol):
    """Which channels mirror one another; each stands in one bridge at most."""

    async def get(self, channel_id: int) -> BridgedChannel | None:
        """The channel's place in its bridge; None where it stands in none."""
        ...

    async def of_bridge(self, bridge_id: int) -> list[BridgedChannel]:
        """The channels of a bridge by id; none where there is no such bridge."""
        ...

    async def of_guild(self, guild_id: int) -> list[BridgedChannel]:
        """The channels of a server that stand in bridges, by id."""
        ...

    async def add(self, channels: Sequence[BridgedChannel]) -> bool:
        """Build a bridge; False, and nothing has changed, where a channel stands in another one."""
        ...

    async def remove(self, channel_id: int) -> list[BridgedChannel]:
        """Take a channel out, and return the others; where that is one alone, the bridge is no more."""
        ...


class Posts(Protocol):
    """Our posts as they stand on Discord."""

    async def edit(self, links: Sequence[Link], delivery: Delivery) -> None:
        """Put a new translation where the old one stands."""
        ...

    async def remove(self, links: Sequence[Link]) -> None:
        """Take translations away whose links were just removed."""
        ...


@dataclass(frozen=True, slots=True)
class Stores:
    """Everything that is remembered."""

    channels: Channels
    members: Members
    guilds: Guilds
    links: Links
    glossary: Glossary
    suggestions: Suggestions
    votes: Votes
    bridges: Bridges
    privacy: Privacy
