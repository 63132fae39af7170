"""A message as the relay knows it: what it says, who wrote it, and where. Nothing in it is discord.py's."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who wrote or is mentioned in a message, and is no bot.

    Attributes:
        id: Discord's.
        names: the display names, the one shown in the server first.
    """

    id: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A file that a message carries.

    Attributes:
        id: Discord's.
        name: with its ending.
        url: where it can be downloaded.
        size: in bytes.
        spoiler: whether it is hidden until clicked.
        description: its alternative text.
    """

    id: int
    name: str
    url: str
    size: int
    spoiler: bool = False
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Sticker:
    """A sticker that a message carries.

    Attributes:
        name: what it is called.
        url: of its picture; empty where it has none that can be shown.
    """

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """The message that another one replies to, as far as Discord sent it along.

    Attributes:
        message_id: its id.
        channel_id: where it is.
        author: its author's display name.
        words: what it says, in Discord's markup; empty where it was not sent along.
    """

    message_id: int
    channel_id: int = 0
    author: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message that Qiao may translate or copy.

    Attributes:
        id: Discord's.
        channel_id: the channel or thread it is in.
        guild_id: its server; None in a direct message.
        author_id: who wrote it.
        author: their display name.
        text: what of it is translated without being asked; empty where nothing is.
        whole_text: all that it says, for those who ask: embeds, file names and alt texts too.
        parent_id: where it is in a thread, the thread's channel.
        revision: milliseconds since the epoch of its last edit; 0 where it was never edited.
        addressed: ids of the people whom it answers or mentions.
        avatar: the URL of its author's picture.
        people: its author and whom it mentions.
        mentions_us: whether it mentions Qiao in so many words, so that it is always answered.
        crosses_bridges: whether it appears in the other channels of a bridge.
        files: what is attached to it, or to what it forwards.
        stickers: the same.
        quoted: what it replies to.
    """

    id: int
    channel_id: int
    guild_id: int | None
    author_id: int
    author: str
    text: str = ""
    whole_text: str = ""
    parent_id: int | None = None
    revision: int = 0
    addressed: tuple[int, ...] = ()
    avatar: str = ""
    people: tuple[Person, ...] = ()
    mentions_us: bool = False
    crosses_bridges: bool = False
    files: tuple[File, ...] = ()
    stickers: tuple[Sticker, ...] = ()
    quoted: Quoted | None = None
