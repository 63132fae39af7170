"""The bot mentioned: in a reply, to have the message translated that is replied to, or with words of one's own.

Discord sends a bot the text of messages that mention it without the message-content intent too.
"""

import discord
import structlog
from cachetools import LRUCache
from discord.ext import commands

from bot.chat.features.translate.demand import Demand
from bot.chat.incoming import Audience, has_opted_out, text_of
from bot.chat.posting.publisher import NOBODY
from bot.chat.relay.routes import Policy
from bot.chat.strings import Catalogue
from bot.errors import DeadlineError, DiscordError, OverloadedError, QiaoError
from bot.storage.members import Members
from bot.storage.types import AUTO
from bot.translation.types import Reason, Skip, Target

log = structlog.get_logger(__name__)

_WORDLESS = frozenset({Reason.EMPTY, Reason.NO_WORDS})


class Mentions(commands.Cog):
    """Answers who speaks to us.

    Args:
        demand: answers requests.
        audience: who speaks to us.
        policy: which messages are translated without being asked.
        members: which language a person reads.
        catalogue: what is said to people.
        content: whether the message-content intent was granted.
    """

    def __init__(
        self,
        demand: Demand,
        audience: Audience,
        policy: Policy,
        members: Members,
        catalogue: Catalogue,
        *,
        content: bool,
    ) -> None:
        self._demand = demand
        self._audience = audience
        self._policy = policy
        self._members = members
        self._catalogue = catalogue
        self._content = content
        self._heard: LRUCache[int, bool] = LRUCache(10_000)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Translate what is pointed at, or what is said, where that does not happen anyway."""
        asks = self._audience.is_translation_request(message)
        if not asks and (not self._audience.addresses(message) or await self._policy.wish(message)):
            return
        if message.id in self._heard or not self._demand.pace.allows(message.author.id):
            return
        self._heard[message.id] = True  # a resumed gateway tells some things twice
        try:
            complaint = await (self._pointed_at(message) if asks else self._said(message))
        except (OverloadedError, DeadlineError):
            complaint = "error.busy"
        except DiscordError as error:
            log.warning("a mention could not be answered", message=message.id, error=str(error))
            return
        except QiaoError as error:
            log.warning("a mention could not be answered", message=message.id, error=str(error))
            complaint = "error.unexpected"
        if complaint:
            await self._tell(message, complaint)

    async def _said(self, message: discord.Message) -> str:
        skip = await self._demand.answer(message, None)
        return "" if skip is None or skip.reason in _WORDLESS else _because(skip)

    async def _pointed_at(self, message: discord.Message) -> str:
        """Translate the message that is replied to; the key of a complaint where that cannot be."""
        original = await _referenced(message)
        if original is None:
            return "ask.gone"
        if await has_opted_out(self._members, original, message.author.id):
            return "ignore.refused"
        language = (await self._members.get(message.author.id)).language
        skip = await self._demand.answer(original, None if language == AUTO else Target(language), message)
        if skip and skip.reason is Reason.SAME_LANGUAGE:
            skip = await self._demand.answer(original, None, message)
        if skip and skip.reason is Reason.EMPTY:
            return "skip.empty" if message.guild is None or self._content else "ask.hidden"
        return _because(skip) if skip else ""

    async def _tell(self, message: discord.Message, key: str) -> None:
        """Say something in the language that the person chose, else in both."""
        language = (await self._members.get(message.author.id)).language
        text = self._catalogue.both(key) if language == AUTO else self._catalogue.say(language, key)
        try:
            await message.reply(text, mention_author=False, silent=True, allowed_mentions=NOBODY)
        except discord.HTTPException as error:
            log.info("a complaint could not be posted", channel=message.channel.id, status=error.status)


def _because(skip: Skip) -> str:
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
