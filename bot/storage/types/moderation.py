"""What moderators watch for, and the topics that their server prefers not to discuss."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.storage.types.terms import check_text

LONGEST_TERM: Final = 100
"""Maximum characters of a watched term."""

LONGEST_NOTICE: Final = 300
"""Maximum characters of the name of a topic, and of a notice in one language."""


class Action(StrEnum):
    """What happens when a watched term is found.

    Attributes:
        NOTIFY: the moderators are told; the translation is posted.
        HOLD: the moderators are told; the translation is not posted unless they say so.
        NOTICE: the channel gets a gentle notice; the translation is posted.
    """

    NOTIFY = "notify"
    HOLD = "hold"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class WatchedTerm:
    """A word or phrase that a server's moderators watch for, or one that is harmless although it contains such a word.

    Attributes:
        guild_id: the server.
        language: of the term: `en` or `zh`.
        term: at most 100 characters.
        action: what happens when it is found.
        author_id: who added it; `NOBODY` if they asked to be forgotten.
        created_at: seconds since the epoch.
        exception: whether it is harmless: within it, no other term is found.
        topic_id: the topic that it belongs to; 0 for the watch-list itself.

    Raises:
        TermError: the term is blank, too long, or cannot be stored.
    """

    guild_id: int
    language: str
    term: str
    action: Action
    author_id: int
    created_at: int
    exception: bool = False
    topic_id: int = 0

    def __post_init__(self) -> None:
        check_text("term", self.term, LONGEST_TERM)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that a server prefers not to discuss, in its own words.

    Attributes:
        id: assigned by the database, never reused; 0 before that.
        guild_id: the server.
        name_en: what it is, in English.
        name_zh: the same in Chinese.
        notice_en: what Qiao posts where it comes up, in English; empty for the default wording.
        notice_zh: the same in Chinese.
        minutes: how long a channel gets no second notice.
        enabled: whether notices are posted; off until a moderator turns them on.

    Raises:
        TermError: a text is too long or cannot be stored, or the topic has no name.
    """

    id: int
    guild_id: int
    name_en: str
    name_zh: str
    notice_en: str = ""
    notice_zh: str = ""
    minutes: int = 60
    enabled: bool = False

    def __post_init__(self) -> None:
        for field in ("name_en", "name_zh"):
            check_text(field, getattr(self, field), LONGEST_NOTICE)
        for field in ("notice_en", "notice_zh"):
            if getattr(self, field):
                check_text(field, getattr(self, field), LONGEST_NOTICE)

    @property
    def name(self) -> str:
        """Its name in both languages."""
        return f"{self.name_en} · {self.name_zh}"
