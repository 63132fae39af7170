"""The objects of the sandbox, kept small: load tests create half a million messages.

Ids are integers here and strings on the wire; `bot.sandbox.payloads` converts to the wire format.
"""

from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from typing import Any

Json = dict[str, Any]


class ChannelType(IntEnum):
    """The types of channel."""

    TEXT = 0
    DM = 1
    VOICE = 2
    GROUP_DM = 3
    CATEGORY = 4
    NEWS = 5
    NEWS_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    STAGE = 13
    FORUM = 15
    MEDIA = 16


class MessageType(IntEnum):
    """The types of message."""

    DEFAULT = 0
    RECIPIENT_ADD = 1
    RECIPIENT_REMOVE = 2
    CALL = 3
    CHANNEL_NAME_CHANGE = 4
    CHANNEL_ICON_CHANGE = 5
    PINNED = 6
    USER_JOIN = 7
    GUILD_BOOST = 8
    GUILD_BOOST_TIER_1 = 9
    GUILD_BOOST_TIER_2 = 10
    GUILD_BOOST_TIER_3 = 11
    CHANNEL_FOLLOW_ADD = 12
    GUILD_STREAM = 13
    GUILD_DISCOVERY_DISQUALIFIED = 14
    GUILD_DISCOVERY_REQUALIFIED = 15
    GUILD_DISCOVERY_GRACE_PERIOD_INITIAL_WARNING = 16
    GUILD_DISCOVERY_GRACE_PERIOD_FINAL_WARNING = 17
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    THREAD_STARTER = 21
    GUILD_INVITE_REMINDER = 22
    CONTEXT_MENU_COMMAND = 23
    AUTO_MODERATION_ACTION = 24
    ROLE_SUBSCRIPTION_PURCHASE = 25
    INTERACTION_PREMIUM_UPSELL = 26
    STAGE_START = 27
    STAGE_END = 28
    STAGE_SPEAKER = 29
    STAGE_RAISE_HAND = 30
    STAGE_TOPIC = 31
    GUILD_APPLICATION_PREMIUM_SUBSCRIPTION = 32
    GUILD_INCIDENT_ALERT_MODE_ENABLED = 36
    GUILD_INCIDENT_ALERT_MODE_DISABLED = 37
    GUILD_INCIDENT_REPORT_RAID = 38
    GUILD_INCIDENT_REPORT_FALSE_ALARM = 39
    PURCHASE_NOTIFICATION = 44
    POLL_RESULT = 46
    EMOJI_ADDED = 63


class MessageFlag(IntFlag):
    """Message flags."""

    CROSSPOSTED = 1 << 0
    IS_CROSSPOST = 1 << 1
    SUPPRESS_EMBEDS = 1 << 2
    SOURCE_MESSAGE_DELETED = 1 << 3
    URGENT = 1 << 4
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    FAILED_TO_MENTION_SOME_ROLES_IN_THREAD = 1 << 8
    SUPPRESS_NOTIFICATIONS = 1 << 12
    VOICE = 1 << 13
    HAS_SNAPSHOT = 1 << 14
    COMPONENTS_V2 = 1 << 15


@dataclass(slots=True, eq=False)
class User:
    """A person, a bot or, if `system`, Discord; `token` is what they log in with, `locale` their client's setting."""

    id: int
    name: str
    token: str = field(repr=False)
    locale: str = "en-US"
    bot: bool = False
    color: str = "#5865f2"
    system: bool = False


@dataclass(slots=True, eq=False)
class Role:
    """A guild's role; the one with the guild's id is @everyone, and the one with a `bot_id` came with that bot."""

    id: int
    name: str
    permissions: int
    position: int = 0
    mentionable: bool = False
    bot_id: int | None = None


@dataclass(slots=True, eq=False)
class Member:
    """A user in a guild; `timed_out_until` is the end of their timeout, in seconds since the epoch."""

    user: User
    joined_at: str
    roles: list[int] = field(default_factory=list)
    nick: str | None = None
    timed_out_until: float = 0.0


@dataclass(slots=True, eq=False)
class Overwrite:
    """Permissions that a channel allows or denies a role (`kind` 0) or a member (`kind` 1)."""

    kind: int
    allow: int
    deny: int


@dataclass(slots=True, eq=False)
class ThreadState:
    """What a thread has in addition to a channel; `members` maps user ids to the time they joined."""

    owner_id: int
    created_at: str
    auto_archive_minutes: int
    members: dict[int, str] = field(default_factory=dict)
    archived: bool = False
    locked: bool = False
    archive_timestamp: str = ""
    message_count: int = 0
    invitable: bool = True


@dataclass(slots=True, eq=False)
class Reaction:
    """One emoji on a message, with the users who reacted, in order."""

    emoji: Json
    users: dict[int, None] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Message:
    """A message.

    Attributes:
        persona: name and avatar that a webhook posts under; None for a message by its author.
        mentions: ids of users that the message highlights, as Discord counts them.
        pinged: ids of all users pinged so far by a user mention, a role, @everyone or a reply, edits included;
            `silent` says whether they were notified with a sound.
        extra: the less common fields in wire format: embeds, attachments, components, poll and so on.
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
        """Whether only one user sees it."""
        return bool(self.flags & MessageFlag.EPHEMERAL)

    @property
    def name(self) -> str:
        """The author name shown in the chat."""
        return self.persona[0] if self.persona else self.author.name

    def sent_by(self, user: User) -> bool:
        """Whether a user posted it themselves, not through a webhook."""
        return self.author is user and self.persona is None

    @property
    def embeds(self) -> list[Json]:
        """Its embeds, in wire format."""
        embeds: list[Json] = (self.extra or {}).get("embeds", [])
        return embeds

    @property
    def components(self) -> list[Json]:
        """Its components, in wire format."""
        components: list[Json] = (self.extra or {}).get("components", [])
        return components


@dataclass(slots=True, eq=False)
class Channel:
    """A channel, thread (`thread` is set) or direct message channel (`recipients` is set).

    `extra` holds the fields that only some types have, in wire format, such as the bitrate of a voice channel.
    """

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
    extra: Json = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Webhook:
    """A channel's webhook; `application_id` is set if a bot created it, `source_id` if it follows a channel."""

    id: int
    token: str = field(repr=False)
    channel_id: int
    guild_id: int
    name: str
    user: User
    avatar: str | None = None
    application_id: int | None = None
    source_id: int | None = None


@dataclass(slots=True, eq=False)
class Guild:
    """A guild, called a server in Discord's interface; `automod` has its rules by id, in wire format."""

    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    system_channel_id: int | None = None
    rules_channel_id: int | None = None
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    automod: dict[int, Json] = field(default_factory=dict)


@dataclass(slots=True, eq=False, frozen=True)
class Ping:
    """Users who would have been pinged; `silent` if without a sound."""

    message_id: int
    channel_id: int
    author_id: int
    users: frozenset[int]
    silent: bool
    edit: bool
