"""A message as it appears in a bridged channel."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import discord

from bot.chat.posting.attachments import EMPTY, Attachments
from bot.chat.relay.post import Delivery
from bot.text.limits import fit

PARTS = 100
"""Numbers of parts that each channel's copy has to itself; a translation itself has those below."""


@dataclass(frozen=True)
class Copy(Delivery):
    """A message on its way into a bridged channel.

    Attributes:
        target_id: the channel.
        part: the number of its first part.
        quote: a line that points to what it replies to; empty where it is no reply.
        attachments: what it carries.
    """

    target_id: int = 0
    part: int = 0
    quote: str = ""
    attachments: Attachments = EMPTY

    @property
    def channel_id(self) -> int:
        """The channel in whose queue it stands."""
        return self.target_id

    @property
    def spoken(self) -> str:
        """What a line of a digest says of it."""
        return "\n".join(filter(None, (self.text, *self.attachments.links)))

    @property
    def whole(self) -> str:
        """All that its posts say, in one piece."""
        return "\n".join(filter(None, (self.quote, self.text, self.low_confidence_note, *self.attachments.linked)))

    @cached_property
    def pages(self) -> list[str]:
        """The copy in posts of its own; an empty one where there are files alone."""
        return fit(self.whole) or [""]

    @cached_property
    def signed_pages(self) -> list[str]:
        """The same without files, the speaker and a link to the original above."""
        bare = replace(self, attachments=Attachments(linked=self.attachments.links))
        return fit(self.signed(bare.whole))

    async def unpack(self) -> tuple[Self, list[discord.File]]:
        """Fetch the files, and say what the copy is without those that cannot be had."""
        attachments, files = await self.attachments.unpack()
        return replace(self, attachments=attachments), files
