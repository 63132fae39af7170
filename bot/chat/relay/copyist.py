"""Makes the copies of a message for bridged channels."""

from dataclasses import dataclass

import discord
import structlog

from bot.chat.incoming import Audience, original_of
from bot.chat.posting.attachments import EMPTY, Attachments
from bot.chat.posting.quotes import Quotes
from bot.chat.relay.copy import Copy
from bot.chat.relay.speakers import Speakers
from bot.chat.relay.unsure import low_confidence_note
from bot.errors import QiaoError
from bot.storage.stores import Stores
from bot.storage.types import AUTO, BridgedChannel
from bot.translation.service import Translator
from bot.translation.types import Skip, Target, Translation

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a copy is to stand.

    Attributes:
        channel: the bridged channel, with the language that is read there.
        part: the number of the copy's first part.
        deadline: `time.monotonic()` seconds after which nobody waits for its translation.
    """

    channel: BridgedChannel
    part: int
    deadline: float


class Copyist:
    """Makes copies.

    Args:
        translator: the use case.
        stores: what people chose.
        audience: what of a message is translated.
        quotes: lines that point to what is replied to.
        speakers: whose names stay as they are.
    """

    def __init__(
        self, translator: Translator, stores: Stores, audience: Audience, quotes: Quotes, speakers: Speakers
    ) -> None:
        self._translator = translator
        self._stores = stores
        self._audience = audience
        self._quotes = quotes
        self._speakers = speakers

    def minds(self, message: discord.Message) -> bool:
        """Whether a message is copied: no bot's nor webhook's, or copies would be copied without end; no commands."""
        if message.author.bot or message.webhook_id is not None or not self._audience.is_eligible(message):
            return False
        return bool(self._audience.text(message)) or (not message.content and Attachments.of(message) != EMPTY)

    async def copy(self, message: discord.Message, place: Place) -> Copy:
        """The copy of a message for a channel.

        What is in the channel's language already, or in none, stays as it is; so does what cannot be translated now,
        for a message that is left out cannot be translated by hand either.
        """
        said = self._audience.text(message)
        outcome = await self._translate(message, said, place) if said else None
        text, mark = said, ""
        if isinstance(outcome, Translation):
            row = await self._stores.channels.get(place.channel.channel_id)
            # A bridge drops nothing, however unsure: the mark says so whatever the channel chose.
            mark = low_confidence_note(outcome, wanted=outcome.very_unsure or row is None or row.unsure)
            # Where both languages are read, both are shown.
            text = outcome.text if place.channel.language else f"{said}\n{outcome.text}"
        return Copy(
            original_of(message),
            text,
            low_confidence_note=mark,
            target_id=place.channel.channel_id,
            part=place.part,
            quote=await self._quotes.line(message, place.channel.channel_id),
            attachments=Attachments.of(message),
        )

    async def _translate(self, message: discord.Message, text: str, place: Place) -> Translation | Skip | None:
        await self._speakers.hear(message)
        chosen = (await self._stores.members.get(message.author.id)).language
        language = place.channel.language
        try:
            return await self._translator.translate(
                text,
                target=Target(language) if language else None,
                native=None if chosen == AUTO else Target(chosen).language,
                tenant=place.channel.guild_id,
                room=message.channel.id,
                deadline=place.deadline,
                names=self._speakers.names(message.channel.id, text),
            )
        except QiaoError as error:
            log.warning("a message crosses a bridge untranslated", message=message.id, error=str(error))
            return None
