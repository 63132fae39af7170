"""What screening a message finds, and what the moderators are told about it."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b


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
        gentle: whether the channel gets a gentle notice, and the moderators hear nothing.
        topic_id: the topic; 0 if it is none.
    """

    origin: Origin
    rule: str
    matched: str
    side: Side
    holds: bool = False
    alert_channel_id: int | None = None
    gentle: bool = False
    topic_id: int = 0


@dataclass(frozen=True, slots=True)
class Subject:
    """A message that is about to be shown to others, in its language or another one.

    Attributes:
        guild_id: the server where it will be shown, whose rules apply.
        channel_ids: where it will be shown: the channel or thread, and what that is in.
        message_guild_id: the server of the message; None in direct messages.
        channel_id: the channel or thread of the message.
        message_id: the message.
        author_id: its author.
        author: display name of its author.
        text: its text.
        role_ids: the roles of its author on the server where it will be shown.
        manages: whether its author may manage that server, and so is exempt from its AutoMod rules.
    """

    guild_id: int
    channel_ids: frozenset[int]
    message_guild_id: int | None
    channel_id: int
    message_id: int
    author_id: int
    author: str
    text: str
    role_ids: frozenset[int] = frozenset()
    manages: bool = False


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
    def fingerprint(self) -> str:
        """Tells whether the message still says what moderators see."""
        return fingerprint(self.original)

    @property
    def held(self) -> bool:
        """Whether its translation was held back."""
        return any(finding.holds for finding in self.findings)


def fingerprint(text: str) -> str:
    """A few characters that differ for different texts, and from which no text can be read."""
    return blake2b(text.encode(errors="surrogatepass"), digest_size=6).hexdigest()
