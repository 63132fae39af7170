"""The things of the world, as few bytes each as a load of half a million messages asks for.

Ids are whole numbers here and strings on the wire; `bot.sandbox.payloads` writes the wire's form.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from typing import Any

Json = dict[str, Any]


class ChannelType(IntEnum):
    """The kinds of channel that the sandbox has."""

    TEXT = 0
    DM = 1
    CATEGORY = 4
    NEWS_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12


class MessageType(IntEnum):
    """The kinds of message that the sandbox has."""

    DEFAULT = 0
    PINNED = 6
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    THREAD_STARTER = 21
    CONTEXT_MENU_COMMAND = 23


class MessageFlag(IntFlag):
    """The marks of a message."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    VOICE = 1 << 13
    HAS_SNAPSHOT = 1 << 14
    COMPONENTS_V2 = 1 << 15


@dataclass(slots=True, eq=False)
class User:
    """A person or the bot; `token` is what he signs in with, `locale` what his client is set to."""

    id: int
    name: str
    token: str = field(repr=False)
    locale: str = "en-US"
    bot: bool = False
    color: str = "#5865f2"


@dataclass(slots=True, eq=False)
class Role:
    """A role of a guild; the one whose id is the guild's is @everyone."""

    id: int
    name: str
    permissions: int
    position: int = 0
    mentionable: bool = False


@dataclass(slots=True, eq=False)
class Member:
    """A user in a guild."""

    user: User
    joined_at: str
    roles: list[int] = field(default_factory=list)
    nick: str | None = None


@dataclass(slots=True, eq=False)
class Overwrite:
    """What a channel allows or denies a role (`kind` 0) or a member (`kind` 1)."""

    kind: int
    allow: int
    deny: int


@dataclass(slots=True, eq=False)
class ThreadState:
    """What a thread has that a channel has not; `members` maps a user to when he joined."""

    owner_id: int
    created_at: str
    auto_archive_minutes: int
    members: dict[int, str] = field(default_factory=dict)
    archived: bool = False
    locked: bool = False
    archive_timestamp: str = ""
    message_count: int = 0


@dataclass(slots=True, eq=False)
class Reaction:
    """One emoji under a message, with the users who put it there, in order."""

    emoji: Json
    users: dict[int, None] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Message:
    """A message.

    Attributes:
        persona: name and avatar that a webhook speaks under, where it is not the author's.
        mentions: ids of users that the message highlights, as Discord counts them.
        pinged: ids of all users whom it has pinged since it was posted, through users, roles, @everyone or a
            reply, edits included; whether their devices also made a sound says `silent`.
        extra: the rarer fields of the wire's form: embeds, attachments, components, poll and so on.
    """

    id: int
    channel_id: int
    author: User
    content: str
    type: int = MessageType.DEFAULT
    flags: int = 0
    edited: str | None = None
    nonce: str | int | None = None
    mentions: tuple[int, ...] = ()
    mention_roles: tuple[int, ...] = ()
    mention_everyone: bool = False
    pinged: frozenset[int] = frozenset()
    reference: Json | None = None
    reactions: dict[str, Reaction] | None = None
    pinned: bool = False
    tts: bool = False
    webhook_id: int | None = None
    persona: tuple[str, str | None] | None = None
    extra: Json | None = None

    @property
    def silent(self) -> bool:
        """Whether it was sent without notifications."""
        return bool(self.flags & MessageFlag.SUPPRESS_NOTIFICATIONS)

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return bool(self.flags & MessageFlag.EPHEMERAL)

    @property
    def name(self) -> str:
        """The name that it stands under in the chat."""
        return self.persona[0] if self.persona else self.author.name

    def by(self, user: User) -> bool:
        """Whether a user wrote it in his own name, not through a webhook."""
        return self.author is user and self.persona is None

    @property
    def embeds(self) -> list[Json]:
        """Its embeds, in the wire's form."""
        found: list[Json] = (self.extra or {}).get("embeds", [])
        return found

    @property
    def components(self) -> list[Json]:
        """Its components, in the wire's form."""
        found: list[Json] = (self.extra or {}).get("components", [])
        return found


@dataclass(slots=True, eq=False)
class Channel:
    """A channel, a thread (`thread` is set) or a direct message channel (`recipients` is set)."""

    id: int
    type: int
    name: str
    guild_id: int | None = None
    topic: str | None = None
    position: int = 0
    parent_id: int | None = None
    slowmode: int = 0
    nsfw: bool = False
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    recipients: tuple[int, ...] = ()
    thread: ThreadState | None = None
    last_message_id: int | None = None
    messages: dict[int, Message] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Webhook:
    """A webhook of a channel; `application_id` is set where a bot made it."""

    id: int
    token: str = field(repr=False)
    channel_id: int
    guild_id: int
    name: str
    user: User
    avatar: str | None = None
    application_id: int | None = None


@dataclass(slots=True, eq=False)
class Guild:
    """A server."""

    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)


@dataclass(slots=True, eq=False, frozen=True)
class Ping:
    """Somebody would have been pinged; `silent` where his device would have stayed quiet."""

    message_id: int
    channel_id: int
    author_id: int
    users: frozenset[int]
    silent: bool
    edit: bool


@dataclass(slots=True, eq=False, frozen=True)
class Event:
    """Something happened that gateways tell of.

    Attributes:
        name: as on the wire, such as MESSAGE_CREATE.
        data: as on the wire.
        guild_id: whose members are told; None for direct messages and private events.
        channel: who cannot see it is not told.
        users: where given, they alone are told.
        message: of whom the event tells, where its content may have to be hidden.
    """

    name: str
    data: Mapping[str, Any]
    guild_id: int | None = None
    channel: Channel | None = None
    users: frozenset[int] | None = None
    message: Message | None = None
