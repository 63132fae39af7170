"""Better translations on their way from a person to the moderators, and from them into the glossary."""

import asyncio
import time
from dataclasses import replace
from typing import Protocol
from weakref import WeakValueDictionary

import discord
import structlog
from discord import app_commands

from bot.chat.features.glossary.buttons import Verdict, buttons
from bot.chat.features.glossary.entries import MOST, Entry, Flaw, has_han, language_of, read
from bot.chat.incoming import read as read_message
from bot.chat.incoming import text_of
from bot.chat.relay.digest import speaker_in
from bot.chat.relay.message import Message
from bot.chat.strings import Catalogue
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.errors import QiaoError
from bot.storage.stores import Stores
from bot.storage.types import LONGEST_TEXT, Link, Suggestion
from bot.text.limits import MESSAGE, fit

log = structlog.get_logger(__name__)

MOST_OPEN = 10
"""Suggestions of one person that may wait in a server at a time."""

_SHOWN = 5
_FAR = 500
_NOBODY = discord.AllowedMentions.none()


class Corrections(Protocol):
    """Whatever can change a translation that is posted."""

    async def correct(self, message: Message, post_id: int, text: str) -> bool:
        """Put a better translation where a message's stands; False where that is not the one any more."""
        ...


class Desk:
    """Takes suggestions in, shows them to moderators and carries their verdicts out.

    An approved suggestion becomes an entry for whole messages and sentences that say just the same; only where a
    moderator says so is it a term, which is found within other sentences too.

    Args:
        client: the connected client.
        stores: what is remembered.
        corrections: changes what is posted.
        catalogue: what is said to people.
    """

    def __init__(self, client: discord.Client, stores: Stores, corrections: Corrections, catalogue: Catalogue) -> None:
        self._client = client
        self._stores = stores
        self._corrections = corrections
        self._catalogue = catalogue
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def take(self, interaction: discord.Interaction, link: Link, target: str) -> None:
        """Take a suggestion in and tell the person what becomes of it.

        Args:
            interaction: of the person, not answered yet.
            link: from the message to the post with its translation.
            target: the better translation.
        """
        await defer(interaction)
        await reply_ephemeral(interaction, await self._taken(interaction, link, target.strip()))

    async def _taken(self, interaction: discord.Interaction, link: Link, target: str) -> str:
        say, locale = self._catalogue.say, interaction.locale
        links = await self._stores.links.of_post(link.post_id)
        source = await self._source(link) if link.original_id in {one.original_id for one in links} else None
        if source is None:
            return say(locale, "suggest.gone")
        if not source.strip():
            return say(locale, "suggest.unreadable")
        entry = read(source, target, language_of(source, target).value, whole=True)
        if isinstance(entry, Flaw):
            return say(locale, f"glossary.flaw.{entry}", longest=LONGEST_TEXT)
        guild_id = interaction.guild_id or 0
        waiting = await self._stores.suggestions.of_guild(guild_id)
        if any((one.post_id, one.source, one.target) == (link.post_id, entry.source, entry.target) for one in waiting):
            return say(locale, "suggest.twice")
        if sum(one.author_id == interaction.user.id for one in waiting) >= MOST_OPEN:
            return say(locale, "suggest.many", most=MOST_OPEN)
        suggestion = await self._stores.suggestions.add(
            guild_id=guild_id,
            channel_id=link.post_channel_id,
            post_id=link.post_id,
            author_id=interaction.user.id,
            language=entry.language.value,
            source=entry.source,
            target=entry.target,
            created_at=int(time.time()),
        )
        shown = await self._post(suggestion)
        return say(locale, "suggest.thanks" if shown else "suggest.kept")

    async def _source(self, link: Link) -> str | None:
        """What the original says; None where it is gone or not ours to see."""
        channel = self._client.get_partial_messageable(link.channel_id, guild_id=link.guild_id)
        try:
            return text_of(await channel.fetch_message(link.original_id))
        except (discord.NotFound, discord.Forbidden):
            return None

    async def _post(self, suggestion: Suggestion) -> bool:
        """Show a suggestion in the server's log channel, or where the translation stands; False where neither will."""
        log_channel = (await self._stores.guilds.get(suggestion.guild_id)).log_channel_id
        *first, last = described(self._catalogue, suggestion)
        for channel_id in filter(None, (log_channel, suggestion.channel_id)):
            channel = self._client.get_partial_messageable(channel_id, guild_id=suggestion.guild_id)
            try:
                for text in first:
                    await channel.send(text, allowed_mentions=_NOBODY, silent=True, suppress_embeds=True)
                view = buttons(self._catalogue, suggestion.id, term=is_short(suggestion))
                await channel.send(last, view=view, allowed_mentions=_NOBODY, silent=True, suppress_embeds=True)
            except discord.HTTPException as error:
                log.warning("a suggestion could not be shown", channel=channel_id, status=error.status, code=error.code)
            else:
                return True
        return False

    async def show(self, interaction: discord.Interaction) -> None:
        """Show a moderator the suggestions that have waited for longest, with buttons."""
        waiting = await self._stores.suggestions.of_guild(interaction.guild_id or 0)
        key = "suggest.open" if waiting else "suggest.none"
        shown = waiting[:_SHOWN]
        await reply_ephemeral(
            interaction, self._catalogue.say(interaction.locale, key, count=len(waiting), shown=len(shown))
        )
        for suggestion in shown:
            *first, last = described(self._catalogue, suggestion)
            for text in first:
                await reply_ephemeral(interaction, text)
            view = buttons(self._catalogue, suggestion.id, term=is_short(suggestion))
            await interaction.followup.send(
                last, view=view, ephemeral=True, allowed_mentions=_NOBODY, suppress_embeds=True
            )

    async def decide(self, interaction: discord.Interaction, suggestion_id: int, verdict: Verdict) -> None:
        """Carry a moderator's verdict out; of two who press at once, one decides and the other is told.

        Raises:
            MissingPermissions: the person may not decide.
            StorageError: nothing has been decided.
        """
        if not interaction.permissions.manage_messages:
            raise app_commands.MissingPermissions(["manage_messages"])
        await interaction.response.defer()
        async with self._locks.setdefault(suggestion_id, asyncio.Lock()):
            suggestion = await self._stores.suggestions.get(suggestion_id)
            if suggestion is None or suggestion.guild_id != interaction.guild_id:
                await interaction.edit_original_response(view=None)
                await reply_ephemeral(interaction, self._catalogue.say(interaction.locale, "suggest.decided"))
                return
            if verdict is not Verdict.REJECT and (refusal := await self._enter(interaction, suggestion, verdict)):
                await reply_ephemeral(interaction, refusal)
                return
            await self._stores.suggestions.remove(suggestion_id)
        key = f"suggest.verdict.{verdict}"
        if verdict is not Verdict.REJECT and not await self._correct(suggestion):
            key += "_only"
        text = self._catalogue.both(key, person=interaction.user.mention)
        content = interaction.message.content if interaction.message else ""
        await interaction.edit_original_response(content=f"{content}\n{text}", view=None, allowed_mentions=_NOBODY)

    async def _correct(self, suggestion: Suggestion) -> bool:
        """Put the better translation where the old one stands; False where it could not be."""
        links = {link.original_id: link for link in await self._stores.links.of_post(suggestion.post_id)}
        if not links:
            return False
        channel = self._client.get_partial_messageable(suggestion.channel_id, guild_id=suggestion.guild_id)
        first = links[min(links)]
        room = self._client.get_partial_messageable(first.channel_id, guild_id=first.guild_id)
        changed = False
        try:
            post = await channel.fetch_message(suggestion.post_id)
            # All originals of a digest at once; whichever says the same now deserves the better translation.
            after, before = discord.Object(min(links) - 1), discord.Object(max(links) + 1)
            async for message in room.history(limit=_FAR, after=after, before=before):
                link = links.get(message.id)
                if link is None or text_of(message).strip() != suggestion.source:
                    continue
                original = read_message(message)
                # Out of history comes no nickname.
                original = replace(original, author=speaker_in(post.content, link.line) or original.author)
                changed |= await self._corrections.correct(original, suggestion.post_id, suggestion.target)
        except (discord.HTTPException, QiaoError) as error:
            log.warning("a translation could not be corrected", post=suggestion.post_id, error=type(error).__name__)
        return changed

    async def _enter(self, interaction: discord.Interaction, suggestion: Suggestion, verdict: Verdict) -> str:
        """Put a suggestion into the glossary, or return why not."""
        entry = read(suggestion.source, suggestion.target, suggestion.language, whole=verdict is Verdict.APPROVE)
        if isinstance(entry, Flaw):
            reason = self._catalogue.say(interaction.locale, f"glossary.flaw.{entry}", longest=LONGEST_TEXT)
            return self._catalogue.say(interaction.locale, "glossary.refused", reason=reason)
        known = {
            (row.language, row.source.casefold()) for row in await self._stores.glossary.of_guild(suggestion.guild_id)
        }
        if len(known | {entry.key}) > MOST:
            return self._catalogue.say(interaction.locale, "glossary.full", most=MOST)
        await self._stores.glossary.add(entry.kept(suggestion.guild_id, suggestion.author_id, int(time.time())))
        return ""


_WORDS = 4
_HAN = 8
_ROOM = 300
"""Characters that are left below for the verdict."""


def described(catalogue: Catalogue, suggestion: Suggestion) -> list[str]:
    """A suggestion in as few posts as hold it, in both languages; what it says is shown as it is, markup and all."""
    place = f"{suggestion.guild_id}/{suggestion.channel_id}/{suggestion.post_id}"
    head = catalogue.both(
        "suggest.title",
        number=suggestion.id,
        person=f"<@{suggestion.author_id}>",
        link=f"<https://discord.com/channels/{place}>",
    )
    return fit(f"{head}\n{_quoted(suggestion.source)}\n{_quoted(suggestion.target)}", MESSAGE - _ROOM)


def is_short(suggestion: Suggestion) -> bool:
    """Whether it is a phrase rather than a sentence, and may be a term."""
    source = suggestion.source
    short = len(source) <= _HAN if has_han(source) else len(source.split()) <= _WORDS
    return short and isinstance(read(source, suggestion.target, suggestion.language), Entry)


def _quoted(text: str) -> str:
    # A zero-width space within three backticks, which would else end the block.
    return "```\n" + text.replace("```", "``\u200b`") + "\n```"
