"""What servers, channels, and people chose."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

AUTO = "auto"


class Mode(StrEnum):
    """How translations are posted: as silent replies, as the author through a webhook, or in a thread."""

    REPLY = "reply"
    WEBHOOK = "webhook"
    THREAD = "thread"


@dataclass(frozen=True, slots=True)
class ChannelPreferences:
    """What a server's moderators set for a channel or thread; None where they set nothing.

    Attributes:
        channel_id: the channel or thread.
        guild_id: the server.
        enabled: see `ChannelSettings`, here and below.
        mode: how translations are posted.
        script: how Chinese is posted.
        patience: how long a translation may wait.
        footnotes: whether slang is explained.
        votes: whether readers are asked to vote.
        unsure: whether translations that may be wrong are marked.
        hold_unsure: whether translations that are probably wrong are held back.
    """

    channel_id: int
    guild_id: int
    enabled: bool | None = None
    mode: Mode | None = None
    script: str | None = None
    patience: int | None = None
    footnotes: bool | None = None
    votes: bool | None = None
    unsure: bool | None = None
    hold_unsure: bool | None = None


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """What applies in a channel or thread: its own preferences, then those of its parent, then the defaults.

    Attributes:
        enabled: whether messages are translated without being asked.
        mode: how translations are posted.
        script: how Chinese is posted: `zh` (Simplified), `zh-Hant` or `zh-HK`; None for the server's script.
        patience: seconds that a translation may wait before it is dropped; None for the host's setting.
        footnotes: whether slang is explained below a translation.
        votes: whether readers are asked to vote on translations.
        unsure: whether translations that may be wrong are marked.
        hold_unsure: whether translations that are very likely wrong are offered instead of posted.
    """

    enabled: bool = False
    mode: Mode = Mode.REPLY
    script: str | None = None
    patience: int | None = None
    footnotes: bool = False
    votes: bool = False
    unsure: bool = True
    hold_unsure: bool = False

    @classmethod
    def resolve(cls, preferences: Sequence[ChannelPreferences]) -> "ChannelSettings":
        """Merge preferences, the nearest first: those of a thread, then those of its parent."""
        chosen: dict[str, Any] = {}
        for field in fields(cls):
            values = (getattr(each, field.name) for each in preferences)
            value = next((value for value in values if value is not None), None)
            if value is not None:
                chosen[field.name] = value
        return cls(**chosen)


@dataclass(frozen=True, slots=True)
class MemberPreferences:
    """What a person set for themselves, the same in every server.

    Attributes:
        user_id: the person.
        language: the language that they read and write: `auto`, `en`, `zh`, `zh-Hant`, or `zh-HK`.
        ignored: whether their messages are ignored.
        also: codes of the other languages that they read, separated by spaces.
    """

    user_id: int
    language: str = AUTO
    ignored: bool = False
    also: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """Everything that they read, the language for translations first."""
        return (self.language, *self.also.split())


@dataclass(frozen=True, slots=True)
class GuildPreferences:
    """What applies to a whole server.

    Attributes:
        guild_id: the server.
        script: the script in which Chinese is posted there: `zh` (Simplified), `zh-Hant`, or `zh-HK`.
        log_channel_id: the channel where changes of settings are logged; None if they are not.
        left_at: seconds since the epoch at which the bot left the server; None while it is there.
        moderation_channel_id: the channel where moderators see flagged messages; None if there is none.
    """

    guild_id: int
    script: str = "zh"
    log_channel_id: int | None = None
    left_at: int | None = None
    moderation_channel_id: int | None = None
