"""`/catch-up`: the last messages of a channel in the language of one reader, who alone sees them."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.chat.content import quotable_text
from bot.chat.incoming import Audience, has_person_opted_out, parent_of
from bot.chat.relay.digest import SIGN, Entry, line_in, link_to, speaker_in, translation_in
from bot.chat.relay.quota import Quota
from bot.chat.relay.routes import Router
from bot.chat.relay.speakers import Speakers
from bot.chat.strings import languages_of, say
from bot.chat.ui.localization import everywhere, named
from bot.chat.ui.permissions import is_present, may_see, missing_permissions
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.errors import QiaoError
from bot.moderation.screen import Screen
from bot.storage.stores import Stores
from bot.storage.types.links import Link, PostKind
from bot.text.limits import fit, shorten
from bot.translation.service import Translator
from bot.translation.types import Translation

log = structlog.get_logger(__name__)

DEFAULT, MOST = 20, 50
"""How many messages are shown if the reader does not say, and at most."""

PER_MINUTE = 3
"""Uses per minute and person."""

PAGES = 5
"""Posts of an answer; Discord accepts no more from a bot that only its user has installed."""

_SCANNED = 200
"""Messages that are looked through; two requests to Discord."""

_SECONDS = 60.0
"""How long the translations may take; messages that take longer are shown as they are."""

_AT_ONCE = 4
"""Messages that are translated at the same time."""

_LONGEST = (1000, 600, 400, 240, 180)
"""Lengths to which the lines are cut, until the answer fits into its pages."""


@dataclass(slots=True)
class _Said:
    """Something that someone said.

    Attributes:
        message_id: the message.
        author_id: its author.
        author: display name of its author.
        text: what it says; later on, in the reader's language.
        unsure: whether the translation may be wrong.
    """

    message_id: int
    author_id: int
    author: str
    text: str
    unsure: bool = False


@dataclass(slots=True)
class _Page:
    """The end of a channel.

    Attributes:
        said: the newest messages, the newest first.
        opted_out: how many messages in between are left out because their authors opted out.
        late: how many were not translated in time.
    """

    said: list[_Said] = field(default_factory=list)
    opted_out: int = 0
    late: int = 0


class CatchUp(commands.Cog):
    """Shows readers what they missed.

    Args:
        translator: translates; live messages take precedence.
        stores: the languages of readers, who has opted out, and which posts are copies.
        audience: whose messages are read.
        router: which bots are translated like people, and for whom proxies post.
        speakers: the names of recent speakers, which are not translated.
        content: whether the message-content intent was granted.
        screen: what must not be shown on a server, except to its moderators.
    """

    def __init__(
        self,
        translator: Translator,
        stores: Stores,
        audience: Audience,
        router: Router,
        *,
        speakers: Speakers,
        content: bool,
        screen: Screen,
    ) -> None:
        self._screen = screen
        self._translator = translator
        self._stores = stores
        self._audience = audience
        self._router = router
        self._speakers = speakers
        self._content = content
        self._quota = Quota(PER_MINUTE)

    @everywhere
    @app_commands.command(name=named("command.catch_up.name"), description=named("command.catch_up.description"))
    @app_commands.rename(count=named("command.catch_up.count.name"))
    @app_commands.describe(count=named("command.catch_up.count.description"))
    async def catch_up(
        self, interaction: discord.Interaction, count: app_commands.Range[int, 1, MOST] = DEFAULT
    ) -> None:
        """Handle `/catch-up`."""
        await defer(interaction)
        locale = interaction.locale
        if problem := self._obstacle(interaction):
            await reply_ephemeral(interaction, say(locale, problem))
            return
        _check_permissions(interaction)
        try:
            page = await self._read(interaction, count)
        except (discord.Forbidden, discord.NotFound) as error:
            log.info("channel not read", channel=interaction.channel_id, status=error.status, code=error.code)
            await reply_ephemeral(interaction, say(locale, "catch_up.refused"))
            return
        await self._translate(interaction, page)
        await reply_ephemeral(interaction, await asyncio.to_thread(_format, interaction, page))

    def _obstacle(self, interaction: discord.Interaction) -> str:
        """The key of the reason why the channel cannot be read; empty if there is none."""
        if not is_present(interaction):
            return "catch_up.absent"
        if not (self._content or interaction.guild_id is None):
            return "catch_up.no_intent"
        return "" if self._quota.allows(interaction.user.id) else "catch_up.often"

    async def _read(self, interaction: discord.Interaction, count: int) -> _Page:
        """Read the end of the channel, without bots, commands, and people who opted out."""
        page = _Page()
        channel = interaction.channel
        if not isinstance(channel, discord.abc.Messageable):
            return page
        bridged = await self._is_bridged(interaction)
        async for message in channel.history(limit=_SCANNED):
            if await self._has_opted_out(message, interaction.user.id):
                page.opted_out += self._audience.is_eligible(message)
                continue
            page.said += [said async for said in self._said(message, bridged=bridged)]
            if len(page.said) >= count:
                del page.said[count:]
                break
        return page

    async def _has_opted_out(self, message: discord.Message, reader_id: int) -> bool:
        """Whether the author of a message, or the person for whom a proxy posted it, opted out."""
        person_id = self._router.attributed(self._audience.read(message)).author_id
        return await has_person_opted_out(self._stores.members, person_id, reader_id)

    async def _is_bridged(self, interaction: discord.Interaction) -> bool:
        ids = (interaction.channel_id, parent_of(interaction.channel))
        return any([channel_id and await self._stores.bridges.get(channel_id) for channel_id in ids])

    async def _said(self, message: discord.Message, *, bridged: bool) -> AsyncIterator[_Said]:
        """What someone said in a message; the lines of a digest are in it, the last one first."""
        message = _starter(message)
        if self._audience.is_ours(message):
            if bridged:
                for link in reversed(await self._stores.links.of_post(message.id)):
                    if link.kind is PostKind.COPY and link.part == 0:
                        yield _copied(message, link)
        elif self._audience.is_eligible(message):
            read = self._audience.read(message)
            if not await self._router.accepts(read):
                return
            if text := read.text or ("" if message.content else quotable_text(message)):
                await self._speakers.record(read)
                yield _Said(message.id, self._router.attributed(read).author_id, read.author, text)

    async def _translate(self, interaction: discord.Interaction, page: _Page) -> None:
        """Translate what the reader does not read, whenever the engine has nothing else to do."""
        languages = languages_of(await self._stores.members.get(interaction.user.id), interaction.locale)
        deadline = time.monotonic() + _SECONDS
        turn = asyncio.Semaphore(_AT_ONCE)

        async def translate(said: _Said) -> None:
            async with turn:
                try:
                    outcome = await self._translator.translate(
                        said.text,
                        target=languages[0],
                        also=languages[1:],
                        tenant=interaction.guild_id or 0,
                        room=interaction.user.id,
                        deadline=deadline,
                        names=self._speakers.names(interaction.channel_id or 0, said.text),
                        background=True,
                    )
                    if isinstance(outcome, Translation) and not await may_see(
                        self._screen, interaction, said.text, outcome.text
                    ):
                        return
                except QiaoError as error:
                    log.info("message not translated", message=said.message_id, error=type(error).__name__)
                    page.late += 1
                    return
            if isinstance(outcome, Translation) and outcome.text.casefold() != said.text.casefold():
                said.text, said.unsure = outcome.text, outcome.unsure

        by_others = (said for said in page.said if said.author_id != interaction.user.id)
        await asyncio.gather(*map(translate, by_others))


def _check_permissions(interaction: discord.Interaction) -> None:
    """Check that the reader and the bot may read what was said.

    Raises:
        MissingPermissions: the reader may not.
        BotMissingPermissions: the bot may not.
    """
    if interaction.guild_id is None:
        return
    in_voice = isinstance(interaction.channel, discord.VoiceChannel | discord.StageChannel)
    needed = ("view_channel", "read_message_history", *(("connect",) if in_voice else ()))
    if lacking := missing_permissions(interaction.permissions, needed):
        raise app_commands.MissingPermissions(lacking)
    if lacking := missing_permissions(interaction.app_permissions, needed):
        raise app_commands.BotMissingPermissions(lacking)


def _starter(message: discord.Message) -> discord.Message:
    """The message from which a thread was started, where a thread shows it."""
    if message.type is not discord.MessageType.thread_starter_message or message.reference is None:
        return message
    resolved = message.reference.resolved
    return resolved if isinstance(resolved, discord.Message) else message


def _copied(message: discord.Message, link: Link) -> _Said:
    """What someone said in another channel of a bridge."""
    if (line := link.line) is not None:
        text = line_in(message.content, line) or ""
        return _Said(message.id, link.author_id, speaker_in(message.content, line), text)
    author = speaker_in(message.content, None) or message.author.display_name
    return _Said(message.id, link.author_id, author, translation_in(quotable_text(message)))


def _format(interaction: discord.Interaction, page: _Page) -> str:
    """The answer to a reader, cut to its pages."""
    locale = interaction.locale
    if not page.said:
        return say(locale, "catch_up.nothing")
    notes = [
        say(locale, f"catch_up.{name}", count=count)
        for name, count in (("opted_out", page.opted_out), ("late", page.late))
        if count
    ]
    head = say(locale, "catch_up.head", count=len(page.said))
    text = ""
    for longest in _LONGEST:
        text = "\n".join([head, *_lines(interaction, page.said, longest), *notes])
        if len(fit(text)) <= PAGES:
            break
    return text


def _lines(interaction: discord.Interaction, newest_first: Sequence[_Said], longest: int) -> Iterator[str]:
    for said in reversed(newest_first):
        link = link_to(interaction.guild_id, interaction.channel_id or 0, said.message_id)
        entry = Entry(said.author, said.text, link)
        line = entry.linked(entry.line or f"{entry.speaker}: {' '.join(said.text.split())}")
        yield shorten(line, longest) + (f" {SIGN}" if said.unsure else "")
