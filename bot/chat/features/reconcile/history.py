"""The latest messages of a channel, compared with what is known about it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import discord

from bot.chat.relay.digest import originals_in
from bot.storage.types import Link

Readable = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
"""The channels of a server that have messages; the posts of a forum are threads."""

_PAGE = 100
"""Messages that Discord returns at a time: https://discord.com/developers/docs/resources/message#get-channel-messages."""


_NEVER = 1 << 62
"""Newer than any edit."""


@dataclass(slots=True)
class Known:
    """What the links say about a channel.

    Attributes:
        revisions: the messages there that were translated or copied, with the edit that their posts follow.
        posts: posts of ours there.
    """

    revisions: dict[int, int] = field(default_factory=dict)
    posts: set[int] = field(default_factory=set)

    def add(self, link: Link, channel_id: int) -> None:
        """Add what a link says about the channel."""
        if link.channel_id == channel_id:
            self.revisions[link.original_id] = min(link.revision, self.revisions.get(link.original_id, link.revision))
        if link.post_channel_id == channel_id:
            self.posts.add(link.post_id)

    def newest(self, count: int) -> list[int]:
        """The ids of the newest messages and posts, at most a number of them."""
        return sorted(self.posts | self.revisions.keys())[-count:]


@dataclass(frozen=True, slots=True)
class History:
    """The latest messages of a channel.

    Attributes:
        messages: in the order in which they were written.
        floor: every message with this id or a higher one is among them.
    """

    messages: Sequence[discord.Message]
    floor: int

    @classmethod
    async def read(cls, channel: Readable, oldest: int, count: int) -> "History":
        """Read the latest messages, with as few requests as possible.

        Args:
            channel: with the permission to read its history.
            oldest: id of the oldest message of interest.
            count: maximum number of messages.

        Raises:
            discord.HTTPException: Discord refused.
        """
        found: list[discord.Message] = []
        while len(found) < count:
            size = min(_PAGE, count - len(found))
            page = [message async for message in channel.history(limit=size, before=found[-1] if found else None)]
            found += page
            if len(page) < size:
                return cls(found[::-1], 0)
            if page[-1].id <= oldest:
                break
        return cls(found[::-1], found[-1].id)

    def gone(self, known: Known, count: int) -> list[int]:
        """The ids of known messages and posts that were deleted."""
        there = {message.id for message in self.messages}
        return [each for each in known.newest(count) if each >= self.floor and each not in there]

    def edited(self, known: Known) -> list[discord.Message]:
        """The messages that were edited after their posts were made."""
        revisions = known.revisions
        return [message for message in self.messages if revisions.get(message.id, _NEVER) < revision_of(message)]

    def unlinked(self, known: Known, is_ours: Callable[[discord.Message], bool]) -> Iterator[Link]:
        """The links of posts that Discord accepted, but that were not stored because Qiao crashed right then.

        Only replies and digests say which messages they translate.

        Args:
            known: what the stored links say.
            is_ours: whether Qiao posted a message.
        """
        originals = {message.id: message for message in self.messages if not is_ours(message)}
        pages: Counter[int] = Counter()
        for post in self.messages:
            if not is_ours(post) or post.webhook_id or post.id in known.posts:
                continue
            replied_to = post.reference.message_id if post.reference else None
            lines = [(None, replied_to)] if replied_to else originals_in(post.content)
            for line, original_id in lines:
                original = originals.get(original_id or 0)
                if original:
                    yield _link(original, post, line, pages[original.id])
                    pages[original.id] += 1


def revision_of(message: discord.Message) -> int:
    """The time of a message's last edit in milliseconds since the epoch; 0 if it was never edited."""
    return int(message.edited_at.timestamp() * 1000) if message.edited_at else 0


def _link(original: discord.Message, post: discord.Message, line: int | None, part: int) -> Link:
    return Link(
        original_id=original.id,
        channel_id=original.channel.id,
        guild_id=original.guild.id if original.guild else None,
        author_id=original.author.id,
        post_id=post.id,
        post_channel_id=post.channel.id,
        line=line,
        part=part if line is None else 0,
    )


def last_message(channel: object) -> int:
    """Id of the latest message in a channel, which may have been deleted; 0 if it has none."""
    return channel.last_message_id or 0 if isinstance(channel, Readable) else 0


def missing_permission(channel: Readable) -> str:
    """The permission without which Discord returns no history; empty if there is none."""
    granted = channel.permissions_for(channel.guild.me)
    if not granted.view_channel:
        return "View Channel"
    return "" if granted.read_message_history else "Read Message History"


async def is_gone(channel: Readable, message_id: int) -> bool:
    """Whether a message was deleted; Discord shows an empty history to those who may not read it."""
    try:
        await channel.fetch_message(message_id)
    except discord.NotFound:
        return True
    return False
