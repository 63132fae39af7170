"""Translations that people ask for where all can see them: with a flag as a reaction, or by mentioning the bot.

Discord sends a bot the text of messages that mention it without the message-content intent too.
"""

import discord
import structlog
from cachetools import LRUCache

from bot.chat.incoming import Audience, has_opted_out, text_of
from bot.chat.posting.offers import OFFER
from bot.chat.relay.quota import Quota
from bot.chat.relay.relay import Relay
from bot.chat.relay.routes import Router
from bot.chat.strings import both, say
from bot.errors import DeadlineError, DiscordError, OverloadedError, QiaoError
from bot.storage.members import Members
from bot.storage.types import AUTO
from bot.translation.types import Reason, Skip, Target

log = structlog.get_logger(__name__)

FLAGS: dict[str, Target | None] = {
    "🇨🇳": Target.SIMPLIFIED,
    "🇹🇼": Target.TRADITIONAL,
    "🇭🇰": Target.HONG_KONG,
    "🇺🇸": Target.ENGLISH,
    "🇬🇧": Target.ENGLISH,
    OFFER: None,
}
"""Into what a reaction asks for a translation; None for the language that the message is not in."""

REQUESTS = 10
"""Requests of one person a minute that are answered."""

_WORDLESS = frozenset({Reason.EMPTY, Reason.NO_WORDS})


class Requests:
    """Answers requests.

    Args:
        client: the connected client.
        relay: posts the answers, which then follow their originals.
        router: knows which messages are translated without being asked.
        audience: reads messages.
        members: which language a person reads, and who wants to be left alone.
        content: whether the message-content intent was granted.
    """

    def __init__(
        self,
        client: discord.Client,
        relay: Relay,
        router: Router,
        audience: Audience,
        members: Members,
        *,
        content: bool,
    ) -> None:
        self._client = client
        self._relay = relay
        self._router = router
        self._audience = audience
        self._members = members
        self._content = content
        self._quota = Quota(REQUESTS)
        self._heard: LRUCache[int, bool] = LRUCache(10_000)
        self._flagged: LRUCache[tuple[int, Target | None], bool] = LRUCache(20_000)

    async def flagged(self, payload: discord.RawReactionActionEvent) -> None:
        """Answer a flag, once per message and language, whoever else adds it."""
        flag = payload.emoji.name
        if payload.emoji.id or flag not in FLAGS:
            return
        key = (payload.message_id, FLAGS[flag])
        if key in self._flagged or not self._quota.allows(payload.user_id):
            return
        self._flagged[key] = True  # before the first await, so that a storm of reactions asks once
        try:
            message = await self._fetch(payload)
            if message and not await has_opted_out(self._members, message, payload.user_id):
                await self._relay.request(self._audience.read(message), FLAGS[flag])
        except QiaoError as error:
            self._flagged.pop(key, None)  # it may be asked again
            log.warning("a flag could not be answered", message=payload.message_id, error=str(error))

    async def mentioned(self, message: discord.Message) -> None:
        """Translate what a mention points at, or what is said with it, where that does not happen anyway."""
        points = self._audience.is_translation_request(message)
        if not points and not self._audience.is_addressed(message):
            return
        if not points and await self._router.translation(self._audience.read(message)):
            return
        if message.id in self._heard or not self._quota.allows(message.author.id):
            return
        self._heard[message.id] = True  # a resumed gateway tells some things twice
        try:
            problem = await (self._pointed_at(message) if points else self._said(message))
        except (OverloadedError, DeadlineError):
            problem = "error.busy"
        except DiscordError as error:
            log.warning("a mention could not be answered", message=message.id, error=str(error))
            return
        except QiaoError as error:
            log.warning("a mention could not be answered", message=message.id, error=str(error))
            problem = "error.unexpected"
        if problem:
            await self._report(message, problem)

    async def _said(self, message: discord.Message) -> str:
        """Translate what a message says; the key of a text that says why not."""
        skip = await self._relay.request(self._audience.read(message), None)
        return "" if skip is None or skip.reason in _WORDLESS else _explain(skip)

    async def _pointed_at(self, message: discord.Message) -> str:
        """Translate the message that is replied to; the key of a text that says why not."""
        original = await _referenced(message)
        if original is None:
            return "ask.gone"
        if await has_opted_out(self._members, original, message.author.id):
            return "ignore.refused"
        language = (await self._members.get(message.author.id)).language
        read = self._audience.read(original)
        skip = await self._relay.request(read, None if language == AUTO else Target(language), message.id)
        if skip and skip.reason is Reason.SAME_LANGUAGE:
            skip = await self._relay.request(read, None, message.id)
        if skip and skip.reason is Reason.EMPTY:
            return "skip.empty" if message.guild is None or self._content else "ask.hidden"
        return _explain(skip) if skip else ""

    async def _report(self, message: discord.Message, key: str) -> None:
        """Say why there is no translation in the language that the person chose, otherwise in both."""
        language = (await self._members.get(message.author.id)).language
        text = both(key) if language == AUTO else say(language, key)
        try:
            await message.reply(text, silent=True)
        except discord.HTTPException as error:
            log.info("a problem could not be reported", channel=message.channel.id, status=error.status)

    async def _fetch(self, payload: discord.RawReactionActionEvent) -> discord.Message | None:
        """The message that was reacted to; None where it is gone, hidden from us, or not a person's words."""
        place = self._client.get_channel(payload.channel_id)
        partial = self._client.get_partial_messageable(payload.channel_id, guild_id=payload.guild_id)
        channel = place if isinstance(place, discord.abc.Messageable) else partial
        try:
            message = await channel.fetch_message(payload.message_id)
        except discord.HTTPException:
            return None
        ours = self._client.user is not None and message.author.id == self._client.user.id
        return None if ours or message.is_system() else message


def _explain(skip: Skip) -> str:
    return f"skip.{skip.reason.replace(' ', '_')}"


async def _referenced(message: discord.Message) -> discord.Message | None:
    """The message that another one replies to; without the intent Discord sends it along without its text."""
    reference = message.reference
    if (
        reference is None
        or reference.message_id is None
        or isinstance(reference.resolved, discord.DeletedReferencedMessage)
    ):
        return None
    if isinstance(reference.resolved, discord.Message) and text_of(reference.resolved):
        return reference.resolved
    try:
        return await message.channel.fetch_message(reference.message_id)
    except discord.HTTPException:
        return None
