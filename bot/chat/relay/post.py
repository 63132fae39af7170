"""What travels from the relay through the outbox to Discord."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from bot.chat.relay.unsure import SIGN
from bot.text.limits import MESSAGE, fit, length, one_line, shorten

SHORT = 240
"""Longest line of a digest, in Discord's characters, while more waits than fits into one post."""

_JUMP = " [↗](<https://discord.com/channels/"


@dataclass(frozen=True, slots=True)
class Original:
    """A message that is to be translated.

    Attributes:
        message_id: its id.
        channel_id: the channel or thread in which it stands.
        guild_id: its server; None in a direct message.
        author_id: who wrote it.
        author: his display name.
        revision: milliseconds since the epoch of its last edit; 0 where it was never edited.
        addressed: the people whom it answers or mentions.
        avatar: the address of his picture.
    """

    message_id: int
    channel_id: int
    guild_id: int | None
    author_id: int
    author: str
    revision: int = 0
    addressed: tuple[int, ...] = ()
    avatar: str = ""


@dataclass(frozen=True)
class Delivery:
    """A translation that waits for its turn.

    Attributes:
        original: what was translated.
        text: the whole translation.
        urgent: whether the message speaks to somebody who reads the other language.
        low_confidence_note: the subtext that says that the translation may be wrong; empty where it need not be said.
        footnote: notes on slang, subtext too; a digest leaves them out.
        mode: how it is to be posted: `reply`, `webhook` or `thread`.
    """

    original: Original
    text: str
    urgent: bool = False
    low_confidence_note: str = ""
    footnote: str = ""
    mode: str = "reply"

    @property
    def channel_id(self) -> int:
        """The channel or thread in whose queue it stands."""
        return self.original.channel_id

    @property
    def spoken(self) -> str:
        """What a line of a digest says of it."""
        return self.text

    @property
    def whole(self) -> str:
        """All that its posts say, in one piece."""
        return "\n".join(filter(None, (self.text, self.low_confidence_note, self.footnote)))

    @cached_property
    def pages(self) -> list[str]:
        """The translation in posts of its own, as few as hold it."""
        return fit(self.whole)

    @cached_property
    def signed_pages(self) -> list[str]:
        """The same, the first with the speaker and a link to the original above: for where they would not be seen."""
        return fit(self.signed(self.whole))

    def signed(self, text: str) -> str:
        """A text below the speaker and a link to the original."""
        return f"-# {self.linked(self._speaker)}\n{text}"

    @cached_property
    def line(self) -> str | None:
        """The translation as one line of a digest, speaker first; None where it cannot be one."""
        line = one_line(self.spoken)
        line = None if line is None else f"{self._speaker}: {line}{self._sign}"
        return line if line is not None and length(line) <= MESSAGE else None

    @cached_property
    def short_line(self) -> str:
        """The line, cut to `SHORT` where it is longer; also of a text that cannot be one line as it is."""
        line = self.line or f"{self._speaker}: {' '.join(self.spoken.split())}{self._sign}"
        return shorten(line.removesuffix(self._sign), SHORT - len(self._sign)) + self._sign

    def linked(self, line: str) -> str:
        """One of its lines with a link to the original behind the speaker."""
        original = self.original
        link = link_to(original.guild_id, original.channel_id, original.message_id)
        return line.replace(self._speaker, f"{self._speaker}{link}", 1)

    @property
    def _sign(self) -> str:
        return f" {SIGN}" if self.low_confidence_note else ""

    def lay_out(self) -> Self:
        """Do now, in whatever thread, what cutting a long text takes."""
        _ = self.line, self.pages
        return self

    @property
    def _speaker(self) -> str:
        return f"**{plain(self.original.author)}**"


def digest(deliveries: Sequence[Delivery]) -> str:
    """Several deliveries as one post, a line each: whole if all fit, and with links to the originals if these fit too.

    Args:
        deliveries: that go into one post; their short lines do fit.
    """
    lines = [delivery.line for delivery in deliveries]
    whole = [line for line in lines if line is not None]
    if len(whole) < len(lines) or length("\n".join(whole)) > MESSAGE:
        whole = [delivery.short_line for delivery in deliveries]
    linked = "\n".join(delivery.linked(line) for delivery, line in zip(deliveries, whole, strict=True))
    return linked if length(linked) <= MESSAGE else "\n".join(whole)


def link_to(guild_id: int | None, channel_id: int, message_id: int) -> str:
    """A link to a message, with a space before it and no preview."""
    return f"{_JUMP}{guild_id or '@me'}/{channel_id}/{message_id}>)"


def is_linked(line: str) -> bool:
    """Whether a posted line carries a link to its original."""
    return _JUMP in line


def plain(name: str) -> str:
    """A display name that cannot act as markup."""
    return "".join(f"\\{char}" if char in "\\*_~`|<>:@#[]()" else char for char in " ".join(name.split()))
