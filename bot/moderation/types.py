"""What screening a message finds, and what the moderators are told about it."""

from dataclasses import dataclass
from enum import StrEnum


class Origin(StrEnum):
    """Whose rule found something."""

    AUTOMOD = "automod"
    WATCH = "watch"
    TOPIC = "topic"
    REPORT = "report"


class Side(StrEnum):
    """Where it was found."""

    ORIGINAL = "original"
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a message or its translation matches.

    Attributes:
        origin: whose rule.
        rule: name of the AutoMod rule or of the topic, the watched term, or the reason that a reporter gave.
        matched: the words that match, as they are written; empty if that cannot be said.
        side: where it was found.
        holds: whether the translation must not be posted.
        alert_channel_id: channel to which the AutoMod rule sends its alerts.
        topic_id: the topic.
    """

    origin: Origin
    rule: str
    matched: str
    side: Side
    holds: bool = False
    alert_channel_id: int | None = None
    topic_id: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A flagged message, as its server's moderators see it. It is posted on Discord and stored nowhere.

    Attributes:
        guild_id: the server whose rules match; its moderators are told.
        message_guild_id: the server of the message, which is another one where a bridge joins two.
        channel_id: the channel or thread of the message.
        message_id: the message.
        author_id: its author.
        author: display name of its author.
        original: its text.
        translation: its translation, or its copy in another channel; None if there is none.
        findings: what was found; at least one.
        reporter_id: the member who reported it; None if Qiao found it.
    """

    guild_id: int
    message_guild_id: int | None
    channel_id: int
    message_id: int
    author_id: int
    author: str
    original: str
    translation: str | None
    findings: tuple[Finding, ...]
    reporter_id: int | None = None

    @property
    def held(self) -> bool:
        """Whether its translation was held back."""
        return any(finding.holds for finding in self.findings)
