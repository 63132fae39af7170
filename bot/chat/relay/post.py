"""What is posted for a message in one channel."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from bot.chat.relay.attachments import NOTHING, Attachments
from bot.chat.relay.digest import Entry, link_to
from bot.chat.relay.message import Message
from bot.chat.relay.routes import Route
from bot.storage.types.links import PostKind
from bot.storage.types.preferences import Mode
from bot.text.language import Language
from bot.text.limits import fit, length, shorten
from bot.translation.types import Skip, Target


@dataclass(frozen=True, slots=True)
class Passed:
    """Rules that permit a post.

    Attributes:
        route: how it is posted.
        rules: of its server, see `Screen.rules_of`.
    """

    route: Route
    rules: tuple[object, object]


@dataclass(frozen=True)
class Post:
    """The translation of a message, its copy in a bridged channel, or the answer to a request.

    Attributes:
        message: the original message.
        kind: translation, copy or answer.
        channel_id: the channel in whose queue it waits.
        text: the translation; for a copy, the text of the copy.
        mode: how it is posted, if possible.
        target: target of the translation; None if the text is not a translation.
        source: language of the message; None if it was not identified.
        urgent: whether the message addresses someone who writes the other language.
        note: note that the translation may be wrong; empty if it is not needed.
        footnotes: notes on slang, which digests leave out.
        quote: line that quotes what the message replies to; empty if Discord shows it.
        quoted_author_id: who wrote what is quoted; None if that is not known.
        attachments: files and stickers of a copy.
        reply_to: id of the message that the post replies to, if it is not the original.
        passed: the rules that permit the post; None if nobody looked.
    """

    message: Message
    kind: PostKind
    channel_id: int
    text: str
    mode: Mode = Mode.REPLY
    target: Target | None = None
    source: Language | None = None
    urgent: bool = False
    note: str = ""
    footnotes: str = ""
    quote: str = ""
    quoted_author_id: int | None = None
    attachments: Attachments = NOTHING
    reply_to: int | None = None
    passed: Passed | None = None

    @cached_property
    def pages(self) -> list[str]:
        """The text, split into as few Discord messages as possible; a single empty one if there are only files."""
        return fit(self.full_text) or [""]

    @cached_property
    def signed_pages(self) -> list[str]:
        """The pages with the author and a link to the original above, and files as links: for posts in our name."""
        bare = replace(self, attachments=self.attachments.as_links)
        return fit(f"{self.entry.heading}\n{bare.full_text}")

    @cached_property
    def entry(self) -> Entry:
        """The post as a line of a digest."""
        message = self.message
        return Entry(
            message.author,
            "\n".join(filter(None, (self.text, *self.attachments.links))),
            link_to(message.guild_id, message.channel_id, message.id),
            unsure=bool(self.note),
        )

    def can_share_digest_with(self, other: "Post") -> bool:
        """Whether both may share a digest: they go to the same place, and neither is an answer."""
        in_thread = (self.mode is Mode.THREAD, other.mode is Mode.THREAD)
        return in_thread[0] == in_thread[1] and PostKind.ANSWER not in {self.kind, other.kind}

    def condensed(self, room: int) -> Self:
        """The post as it is if its line in a digest fits into some characters; otherwise with a shorter text.

        Args:
            room: maximum length of the line, as Discord counts; more than its author's name takes.
        """
        line = self.entry.line
        if line is not None and length(line) <= room:
            return self
        text = self.text or " ".join(f"📎 {file.name}" for file in self.message.files)
        rest = max(1, room - length(replace(self, text="", attachments=NOTHING).entry.short_line))
        # A code block cannot be a line.
        return replace(self, text=shorten(" ".join(text.replace("```", " ").split()), rest), attachments=NOTHING)

    def prepare(self) -> Self:
        """Compute the line and the pages now, in the current thread, because long texts take a while."""
        _ = self.entry.line, self.pages
        return self

    @property
    def full_text(self) -> str:
        """The text with quote, notes and links."""
        return "\n".join(filter(None, (self.quote, self.text, self.note, self.footnotes, *self.attachments.linked)))


@dataclass(frozen=True, slots=True)
class Held:
    """A translation that is too unsure to be posted in its channel.

    Attributes:
        source: language of the message.
    """

    source: Language


Draft = Post | Skip | Held
