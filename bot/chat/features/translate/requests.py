"""Translates publicly on request: with a flag as a reaction, or with a mention of the bot.

Discord sends bots the text of messages that mention them even without the message-content intent.
"""

import asyncio

import discord
import structlog
from cachetools import LRUCache

from bot.chat.content import text_of
from bot.chat.incoming import Audience, has_opted_out, is_system_message
from bot.chat.posting.offers import OFFER
from bot.chat.posting.refusals import NO_HISTORY
from bot.chat.relay.message import Message
from bot.chat.relay.quota import Quota
from bot.chat.relay.relay import Relay
from bot.chat.relay.routes import Router
from bot.chat.strings import both, say, skip_key
from bot.errors import DeadlineError, DiscordError, OverloadedError, QiaoError
from bot.storage.members import Members
from bot.storage.types import AUTO
from bot.translation.plan import is_read
from bot.translation.types import Reason, Target

log = structlog.get_logger(__name__)

FLAGS: dict[str, Target | None] = {
    "🇨🇳": Target.SIMPLIFIED,
    "🇹🇼": Target.TRADITIONAL,
    "🇭🇰": Target.HONG_KONG,
    "🇺🇸": Target.ENGLISH,
    "🇬🇧": Target.ENGLISH,
    OFFER: None,
}
"""The target of each flag; None is the language that the message is not in."""

REQUESTS_PER_MINUTE = 10
"""Requests per minute and person that are answered."""

_NO_WORDS = frozenset({Reason.EMPTY, Reason.NO_WORDS})


class Requests:
    """Answers requests.

    Args:
        client: the connected client.
        relay: posts the answers, and updates them when the message is edited or deleted.
        router: which messages are translated automatically.
        audience: reads messages.
        members: which language people read, and who has opted out.
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
        self._quota = Quota(REQUESTS_PER_MINUTE)
        self._answered_mentions: LRUCache[int, bool] = LRUCache(10_000)
        # Whether a flag has an answer; not yet, if it is being answered or there is nothing to translate.
        self._flags: LRUCache[tuple[int, Target | None], bool] = LRUCache(20_000)

    async def answer_flag(self, payload: discord.RawReactionActionEvent) -> None:
        """Answer a flag, once per message and language, no matter how many people add it."""
        flag = payload.emoji.name
        if payload.emoji.id or flag not in FLAGS:
            return
        key = (payload.message_id, FLAGS[flag])
        try:
            if not await self._is_open(key) or not self._quota.allows(payload.user_id):
                return
            self._flags[key] = False  # so that simultaneous reactions cause one request
            message = await self._fetch(payload)
            if message and await self._router.is_muted(payload.guild_id, payload.user_id, message.author.id):
                self._flags.pop(key, None)  # someone else may ask, or the mute may end
            elif message and not await has_opted_out(self._members, message, payload.user_id):
                skip = await self._relay.request(self._audience.read(message), FLAGS[flag])
                if key in self._flags:  # not if the message was edited in the meantime
                    self._flags[key] = skip is None
        except QiaoError as error:
            self._flags.pop(key, None)  # so that it can be requested again
            log.warning("flag not answered", message=payload.message_id, error=str(error))

    def forget(self, message_id: int) -> None:
        """Let flags ask for a message again, because it was edited: there may be something to translate now."""
        for target in FLAGS.values():
            self._flags.pop((message_id, target), None)

    async def _is_open(self, key: tuple[int, Target | None]) -> bool:
        """Whether a flag can be answered: nobody has asked yet, or the answer was deleted since."""
        answered = self._flags.get(key)
        if answered and not await self._relay.is_answered(*key):
            return self._flags.get(key) is not False  # someone else may have asked in the meantime
        return answered is None

    async def answer_mention(self, message: discord.Message, read: Message) -> None:
        """Translate the message that a mention replies to, or else the message itself unless that happens anyway.

        Args:
            message: the message, which may mention the bot.
            read: the same, as the relay knows it.
        """
        if not read.mentions_us:
            return
        is_reply = self._audience.is_translation_request(message)
        if not is_reply and await self._router.translation(read):
            return
        if message.id in self._answered_mentions or not self._quota.allows(message.author.id):
            return
        self._answered_mentions[message.id] = True  # a resumed gateway may repeat events
        if await self._router.is_muted(read.guild_id, read.author_id):
            return  # in silence: a muted member is not told
        try:
            problem = await (self._translate_referenced(message) if is_reply else self._translate_message(read))
        except (OverloadedError, DeadlineError):
            problem = "error.busy"
        except DiscordError as error:
            log.warning("mention not answered", message=message.id, error=str(error))
            return
        except QiaoError as error:
            log.warning("mention not answered", message=message.id, error=str(error))
            problem = "error.unexpected"
        if problem:
            await self._report(message, problem)

    async def _translate_message(self, read: Message) -> str:
        """Translate a message; return the key of an error text, or an empty string."""
        skip = await self._relay.request(read, None)
        return "" if skip is None or skip.reason in _NO_WORDS else skip_key(skip)

    async def _translate_referenced(self, message: discord.Message) -> str:
        """Translate the message that is replied to; return the key of an error text, or an empty string."""
        original = await _referenced(message)
        if original is None:
            return "ask.gone"
        if await has_opted_out(self._members, original, message.author.id):
            return "ignore.refused"
        if await self._router.is_muted(message.guild.id if message.guild else None, original.author.id):
            return ""
        reader = await self._members.get(message.author.id)
        language = reader.language
        read = self._audience.read(original)
        known = [Target(code) for code in reader.languages if code != AUTO]
        if len(reader.languages) > 1 and await asyncio.to_thread(is_read, read.whole_text, known):
            return "reading.already_public"
        skip = await self._relay.request(read, None if language == AUTO else Target(language), message.id)
        if skip and skip.reason is Reason.SAME_LANGUAGE:
            skip = await self._relay.request(read, None, message.id)
        if skip and skip.reason is Reason.EMPTY:
            return "skip.empty" if message.guild is None or self._content else "ask.hidden"
        return skip_key(skip) if skip else ""

    async def _report(self, message: discord.Message, key: str) -> None:
        """Explain why there is no translation, in the language that the person chose, or else in both."""
        language = (await self._members.get(message.author.id)).language
        text = both(key) if language == AUTO else say(language, key)
        try:
            try:
                await message.reply(text, silent=True)
            except discord.HTTPException as error:
                if error.code != NO_HISTORY:
                    raise
                await message.channel.send(text, silent=True)
        except discord.HTTPException as error:
            log.info("request error not reported", channel=message.channel.id, status=error.status)

    async def _fetch(self, payload: discord.RawReactionActionEvent) -> discord.Message | None:
        """The message with the reaction; None if it cannot be read, is our own, or is a system message.

        Raises:
            DiscordError: the request failed for another reason, so that it may succeed later.
        """
        place = self._client.get_channel(payload.channel_id)
        partial = self._client.get_partial_messageable(payload.channel_id, guild_id=payload.guild_id)
        channel = place if isinstance(place, discord.abc.Messageable) else partial
        try:
            message = await channel.fetch_message(payload.message_id)
        except (discord.Forbidden, discord.NotFound):
            return None
        except discord.HTTPException as error:
            raise DiscordError(f"Message {payload.message_id} cannot be read: {error.status}.") from None
        ours = self._client.user is not None and message.author.id == self._client.user.id
        return None if ours or is_system_message(message) else message


async def _referenced(message: discord.Message) -> discord.Message | None:
    """The message that another one replies to, fetched if Discord did not include its text."""
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
