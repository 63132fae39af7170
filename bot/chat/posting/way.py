"""How a post reaches its readers: which pages, where, and in whose name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from discord import MessageReference

from bot.chat.posting.persona import Persona
from bot.chat.relay.copy import Copy
from bot.chat.relay.post import Delivery
from bot.storage.types import Link


@dataclass(frozen=True, slots=True)
class Way:
    """How a delivery is posted.

    Attributes:
        channel_id: the channel or thread.
        guild_id: its server.
        pages: what each post says.
        persona: in whose name a webhook posts; None for our own.
        reference: the message to which the posts reply.
    """

    channel_id: int
    guild_id: int | None
    pages: Sequence[str]
    persona: Persona | None = None
    reference: MessageReference | None = None

    @classmethod
    def through_webhook(cls, delivery: Delivery) -> Self:
        """In the speaker's name."""
        original = delivery.original
        return cls(delivery.channel_id, original.guild_id, delivery.pages, persona=Persona.of(original))

    @classmethod
    def signed(cls, delivery: Delivery, channel_id: int) -> Self:
        """In our name, with the speaker above: in another channel or thread than the original's."""
        return cls(channel_id, delivery.original.guild_id, delivery.signed_pages)

    @classmethod
    def reply(cls, delivery: Delivery) -> Self:
        """In our name, as a reply."""
        original = delivery.original
        reference = MessageReference(
            message_id=original.message_id,
            channel_id=original.channel_id,
            guild_id=original.guild_id,
            fail_if_not_exists=False,
        )
        return cls(original.channel_id, original.guild_id, delivery.pages, reference=reference)

    @classmethod
    def otherwise(cls, delivery: Delivery) -> Self:
        """Where there is no webhook, nor a thread: a copy is signed, a translation a reply."""
        return cls.signed(delivery, delivery.channel_id) if isinstance(delivery, Copy) else cls.reply(delivery)

    @classmethod
    def as_before(cls, link: Link, delivery: Delivery) -> Self:
        """As what the link leads to was posted."""
        if link.webhook_id is not None:
            persona = Persona.of(delivery.original)
            return cls(link.post_channel_id, link.guild_id, delivery.pages, persona=persona)
        if link.post_channel_id != link.channel_id:
            return cls.signed(delivery, link.post_channel_id)
        return cls.reply(delivery)
