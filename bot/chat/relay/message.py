"""Messages as the relay sees them, without types from discord.py."""

from dataclasses import dataclass
from enum import Enum, auto


class Sender(Enum):
    """Who posted a message; the bots that the host names count as people."""

    PERSON = auto()
    BOT = auto()
    WEBHOOK = auto()


@dataclass(frozen=True, slots=True)
class Person:
    """A person who wrote a message or is mentioned in it; not a bot.

    Attributes:
        id: Discord's id.
        names: display names, the one on the server first.
    """

    id: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A file attached to a message.

    Attributes:
        id: Discord's id.
        name: file name with extension.
        url: URL of the file.
        size: size in bytes.
        spoiler: whether it is hidden until clicked.
        description: alternative text.
    """

    id: int
    name: str
    url: str
    size: int
    spoiler: bool = False
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Sticker:
    """A sticker in a message.

    Attributes:
        name: name of the sticker.
        url: URL of its image; empty if it is not an image.
    """

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """The message that another one replies to, as far as Discord included it.

    Attributes:
        message_id: id of the message.
        channel_id: its channel; 0 if not included.
        author: display name of its author; empty if not included.
        words: its text in Discord's markup; empty if not included.
        author_id: id of its author; None if not included.
    """

    message_id: int
    channel_id: int = 0
    author: str = ""
    words: str = ""
    author_id: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message that Qiao may translate or copy.

    Attributes:
        id: Discord's id.
        channel_id: its channel or thread.
        guild_id: its server; None in a direct message.
        author_id: id of its author.
        author: display name of its author.
        text: text to translate automatically; empty if there is none.
        title: title of the forum or media post that it is in; empty elsewhere.
        whole_text: text to translate on request, with embeds, file names and alternative texts.
        parent_id: parent channel, if the message is in a thread.
        revision: time of the last edit in milliseconds since the epoch; 0 if it was never edited.
        addressed: ids of the people that it replies to or mentions.
        avatar: URL of the author's avatar.
        people: its author and the people that it mentions, to learn their names.
        mentions_us: whether it mentions Qiao in its text, so that it is always answered.
        crosses_bridges: whether it is copied to the other channels of a bridge.
        files: files attached to it, or to messages that it forwards.
        stickers: stickers in it, or in messages that it forwards.
        quoted: the message that it replies to.
        sender: who posted it; moderators decide about bots and webhooks.
        role_ids: the roles of its author; empty if they are not known.
        manages: whether its author may manage the server, as far as is known.
    """

    id: int
    channel_id: int
    guild_id: int | None
    author_id: int
    author: str
    text: str = ""
    title: str = ""
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
    sender: Sender = Sender.PERSON
    role_ids: frozenset[int] = frozenset()
    manages: bool = False

    @property
    def starts_post(self) -> bool:
        """Whether it starts a forum or media post."""
        return bool(self.title) and self.id == self.channel_id

    @property
    def titled_text(self) -> str:
        """The text to translate automatically, below the title of the post that it starts."""
        return f"**{self.title}**\n{self.text}".rstrip() if self.starts_post else self.text
