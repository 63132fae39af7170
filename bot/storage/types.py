"""The records of the store. No text of a message is among them, on purpose."""

from dataclasses import dataclass

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class ChannelPreferences:
    """What a server's moderators chose for a channel.

    Attributes:
        channel_id: the channel (a thread follows its parent unless it has a row of its own).
        guild_id: the server.
        enabled: whether messages are translated without being asked.
    """

    channel_id: int
    guild_id: int
    enabled: bool = False


@dataclass(frozen=True, slots=True)
class MemberPreferences:
    """What a person chose for himself, the same in every server.

    Attributes:
        user_id: the person.
        language: the language he reads and writes: `auto`, `en`, `zh` or `zh-Hant`.
    """

    user_id: int
    language: str = AUTO


@dataclass(frozen=True, slots=True)
class GuildPreferences:
    """What holds for a whole server.

    Attributes:
        guild_id: the server.
        script: the script in which Chinese is posted there: `zh` (Simplified) or `zh-Hant`.
    """

    guild_id: int
    script: str = "zh"


@dataclass(frozen=True, slots=True)
class Link:
    """From an original message to the post that carries its translation.

    Attributes:
        original_id: the message that was translated.
        channel_id: the channel or thread in which it stands.
        guild_id: its server; None in a direct message.
        author_id: who wrote it.
        post_id: our message with the translation.
        post_channel_id: the channel or thread in which that stands.
        line: which line of the post (from 0) where the post is a digest of several; None where it is alone.
        revision: milliseconds since the epoch of the edit that was translated; 0 for the first writing.
        part: which of the posts it is (from 0) where the translation is too long for one.
    """

    original_id: int
    channel_id: int
    guild_id: int | None
    author_id: int
    post_id: int
    post_channel_id: int
    line: int | None = None
    revision: int = 0
    part: int = 0
