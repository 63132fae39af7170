"""Everything that is stored, in one database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

from bot.storage.bots import Bots
from bot.storage.bridges import Bridges
from bot.storage.channels import Channels
from bot.storage.database import Database
from bot.storage.glossary import Glossary
from bot.storage.guilds import Guilds
from bot.storage.hosting import Hosting
from bot.storage.links import Links
from bot.storage.members import Members
from bot.storage.mutes import Mutes
from bot.storage.privacy import Privacy
from bot.storage.seen import Seen
from bot.storage.suggestion_posts import SuggestionPosts
from bot.storage.suggestions import Suggestions
from bot.storage.topics import Topics
from bot.storage.votes import Votes
from bot.storage.watch import Watch


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores, one per kind of record.

    Attributes:
        database: which they share.
        channels: what moderators set for channels.
        members: what people set for themselves.
        guilds: what applies to whole servers.
        links: which posts belong to which message.
        glossary: the terms of servers.
        suggestions: suggested translations that wait for a decision.
        votes: what readers think of translations.
        bridges: which channels and threads mirror each other.
        bots: which bots and webhooks are translated.
        mutes: members whose messages are not translated.
        hosting: what the host decided about servers.
        privacy: the erasures of people.
        seen: how far the messages of each channel were dealt with.
        suggestion_posts: where suggestions were shown to moderators.
        watch: what moderators watch for.
        topics: what servers prefer not to discuss.
    """

    database: Database
    channels: Channels
    members: Members
    guilds: Guilds
    links: Links
    glossary: Glossary
    suggestions: Suggestions
    votes: Votes
    bridges: Bridges
    bots: Bots
    mutes: Mutes
    hosting: Hosting
    privacy: Privacy
    seen: Seen
    suggestion_posts: SuggestionPosts
    watch: Watch
    topics: Topics

    @classmethod
    @asynccontextmanager
    async def open(cls, database: Database) -> AsyncIterator[Self]:
        """The stores of a database; at the end, what is pending is written.

        Args:
            database: open until after the stores.
        """
        async with Seen(database) as seen, Links(database) as links:
            yield cls(
                database=database,
                channels=Channels(database),
                members=Members(database),
                guilds=Guilds(database),
                links=links,
                glossary=Glossary(database),
                suggestions=Suggestions(database),
                votes=Votes(database),
                bridges=Bridges(database),
                bots=Bots(database),
                mutes=Mutes(database),
                hosting=Hosting(database),
                privacy=Privacy(database),
                seen=seen,
                suggestion_posts=SuggestionPosts(database),
                watch=Watch(database),
                topics=Topics(database),
            )
