"""What travels from the relay through the outbox to Discord."""

from dataclasses import dataclass

from bot.text.limits import MESSAGE, fit, length, one_line


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
    """

    message_id: int
    channel_id: int
    guild_id: int | None
    author_id: int
    author: str
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """A translation that waits for its turn.

    Attributes:
        original: what was translated.
        text: the whole translation.
    """

    original: Original
    text: str

    @property
    def pages(self) -> list[str]:
        """The translation in posts of its own, as few as hold it."""
        return fit(self.text)

    @property
    def line(self) -> str | None:
        """The translation as one line of a digest, speaker first; None where it cannot be one."""
        line = one_line(self.text)
        line = None if line is None else f"**{_plain(self.original.author)}**: {line}"
        return line if line is not None and length(line) <= MESSAGE else None


def _plain(name: str) -> str:
    """A display name that cannot act as markup."""
    return "".join(f"\\{char}" if char in "\\*_~`|<>:@#[]()" else char for char in " ".join(name.split()))
