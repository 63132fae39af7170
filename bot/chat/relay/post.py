"""A message on its way to one channel, from the relay through the outbox to Discord."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from bot.chat.relay.attachments import NOTHING, Attachments
from bot.chat.relay.digest import Entry, link_to
from bot.chat.relay.message import Message
from bot.storage.types import Mode, PostKind
from bot.text.language import Language
from bot.text.limits import fit
from bot.translation.types import Target


@dataclass(frozen=True)
class Post:
    """What is to be posted: the translation of a message, its copy in a bridged channel, or an answer to a request.

    Attributes:
        message: what is carried.
        kind: a translation, a copy or an answer.
        channel_id: in whose queue it waits.
        text: the translation; of a copy, what is read there.
        mode: how it is posted where that is possible.
        target: into what it was translated; None where it was not.
        source: the language of the message; None where nobody looked.
        urgent: whether the message speaks to somebody who reads the other language.
        note: the subtext that says that it may be wrong; empty where it need not be said.
        footnotes: on slang, subtext too; a digest leaves them out.
        quote: a line that points to what the message replies to; empty where Discord shows it.
        attachments: what a copy carries.
        reply_to: what the post replies to, where that is another message than the original.
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
    attachments: Attachments = NOTHING
    reply_to: int | None = None

    @cached_property
    def pages(self) -> list[str]:
        """What its posts say, as few as hold it; an empty one where there are only files."""
        return fit(self.whole) or [""]

    @cached_property
    def signed_pages(self) -> list[str]:
        """The same with the speaker and a link to the original above, and files as links: for posts in our name."""
        bare = replace(self, attachments=self.attachments.as_links)
        return fit(f"{self.entry.heading}\n{bare.whole}")

    @cached_property
    def entry(self) -> Entry:
        """What it says as a line of a digest."""
        message = self.message
        return Entry(
            message.author,
            "\n".join(filter(None, (self.text, *self.attachments.links))),
            link_to(message.guild_id, message.channel_id, message.id),
            unsure=bool(self.note),
        )

    def shares_with(self, other: "Post") -> bool:
        """Whether both may be lines of one digest; who asked for an answer gets a reply of its own."""
        aside = (self.mode is Mode.THREAD, other.mode is Mode.THREAD)
        return aside[0] == aside[1] and PostKind.ANSWER not in {self.kind, other.kind}

    def lay_out(self) -> Self:
        """Do now, in whatever thread, what cutting a long text takes."""
        _ = self.entry.line, self.pages
        return self

    @property
    def whole(self) -> str:
        """All that its posts say, in one piece."""
        return "\n".join(filter(None, (self.quote, self.text, self.note, self.footnotes, *self.attachments.linked)))
