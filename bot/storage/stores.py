"""Everything that is remembered, on one database."""

from dataclasses import dataclass

from bot.storage.bridges import Bridges
from bot.storage.channels import Channels
from bot.storage.glossary import Glossary
from bot.storage.guilds import Guilds
from bot.storage.links import Links
from bot.storage.members import Members
from bot.storage.privacy import Privacy
from bot.storage.suggestions import Suggestions
from bot.storage.votes import Votes


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores, one for each kind of record.

    Attributes:
        channels: what moderators chose for channels.
        members: what people chose for themselves.
        guilds: what holds for whole servers.
        links: from messages to the posts that carry them.
        glossary: servers' own terms.
        suggestions: better translations that wait for a decision.
        votes: what readers think of translations.
        bridges: which channels show one another's messages.
        privacy: everything that is held about people.
    """

    channels: Channels
    members: Members
    guilds: Guilds
    links: Links
    glossary: Glossary
    suggestions: Suggestions
    votes: Votes
    bridges: Bridges
    privacy: Privacy
