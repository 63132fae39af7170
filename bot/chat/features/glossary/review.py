"""The review of suggested translations: moderators see each with buttons, and approve or reject it."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from enum import StrEnum
from typing import Any, Self
from weakref import WeakValueDictionary

import discord
import structlog
from discord.ext import commands

from bot.chat.features.glossary.entries import MAX_ENTRIES, Entry, Flaw, keys_of, parse_entry
from bot.chat.incoming import read, text_of
from bot.chat.relay.digest import speaker_in
from bot.chat.relay.message import Message
from bot.chat.strings import ENGLISH, SIMPLIFIED, both, say
from bot.chat.ui.permissions import require
from bot.chat.ui.persistent import PersistentButton, cog_of
from bot.chat.ui.replies import reply_ephemeral
from bot.errors import QiaoError
from bot.storage.stores import Stores
from bot.storage.types import LONGEST_TEXT, NOBODY, Suggestion, SuggestionPost
from bot.text.han import HAN
from bot.text.limits import MESSAGE, fit

log = structlog.get_logger(__name__)

_LISTED = 5
_HISTORY = 500
"""Messages of a channel that are searched for the originals of a digest."""

_TERM_WORDS = 4
_TERM_HAN = 8
"""The longest English and Chinese sources that are offered as terms, in words and in characters."""

_VERDICT_SPACE = 300
"""Characters of a post left for the verdict."""


Correct = Callable[[Message, int, str], Awaitable[bool]]
"""Replaces the translation of a message in a post; False if the post no longer translates that message."""


class Verdict(StrEnum):
    """What moderators can decide about a suggestion."""

    APPROVE = "approve"
    TERM = "term"
    REJECT = "reject"


_STYLES = {
    Verdict.APPROVE: discord.ButtonStyle.success,
    Verdict.TERM: discord.ButtonStyle.primary,
    Verdict.REJECT: discord.ButtonStyle.secondary,
}


class SuggestionReview(commands.Cog):
    """Shows suggestions to moderators and carries out their verdicts.

    An approved suggestion becomes a glossary entry for whole messages and sentences with the same text. Only if a
    moderator approves it as a term does it also apply within other sentences.

    Args:
        client: the connected client, where the buttons are registered.
        stores: suggestions, glossaries, links and servers.
        correct: replaces a posted translation.
    """

    def __init__(self, client: commands.Bot, stores: Stores, correct: Correct) -> None:
        self._client = client
        self._stores = stores
        self._correct = correct
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def cog_load(self) -> None:
        """Register the buttons."""
        self._client.add_dynamic_items(VerdictButton)

    async def cog_unload(self) -> None:
        """Remove the buttons."""
        self._client.remove_dynamic_items(VerdictButton)

    async def announce(self, suggestion: Suggestion) -> bool:
        """Post a suggestion in the server's log channel, otherwise next to the translation; False if neither works."""
        log_channel = (await self._stores.guilds.get(suggestion.guild_id)).log_channel_id
        *first, last = _pages(suggestion)
        for channel_id in filter(None, (log_channel, suggestion.channel_id)):
            channel = self._client.get_partial_messageable(channel_id, guild_id=suggestion.guild_id)
            try:
                for text in first:
                    await self._record(suggestion, await channel.send(text, silent=True, suppress_embeds=True))
                buttons = _verdict_buttons(suggestion)
                sent = await channel.send(last, view=buttons, silent=True, suppress_embeds=True)
                await self._record(suggestion, sent)
            except discord.HTTPException as error:
                log.warning("suggestion not shown", channel=channel_id, status=error.status, code=error.code)
            else:
                return True
        return False

    async def _record(self, suggestion: Suggestion, sent: discord.Message) -> None:
        """Record where a suggestion is shown, so that it can be removed when one of its authors is forgotten."""
        source_author_id = suggestion.source_author_id or NOBODY
        post = SuggestionPost(sent.id, sent.channel.id, suggestion.guild_id, suggestion.author_id, source_author_id)
        await self._stores.suggestion_posts.record(post)

    async def list_open(self, interaction: discord.Interaction) -> None:
        """Show a moderator the oldest open suggestions, with buttons."""
        waiting = await self._stores.suggestions.of_guild(interaction.guild_id or 0)
        key = "suggest.open" if waiting else "suggest.none"
        shown = waiting[:_LISTED]
        await reply_ephemeral(interaction, say(interaction.locale, key, count=len(waiting), shown=len(shown)))
        for suggestion in shown:
            *first, last = _pages(suggestion)
            for text in first:
                await reply_ephemeral(interaction, text)
            await interaction.followup.send(
                last, view=_verdict_buttons(suggestion), ephemeral=True, suppress_embeds=True
            )

    async def decide(self, interaction: discord.Interaction, suggestion_id: int, verdict: Verdict) -> None:
        """Carry out a moderator's verdict; if two decide at once, the first one counts and the second one is told.

        Raises:
            MissingPermissions: the user may not decide.
            StorageError: the verdict was not carried out.
        """
        require(interaction, "manage_messages")
        await interaction.response.defer()
        async with self._locks.setdefault(suggestion_id, asyncio.Lock()):
            suggestion = await self._stores.suggestions.get(suggestion_id)
            if suggestion is None or suggestion.guild_id != interaction.guild_id:
                await interaction.edit_original_response(view=None)
                await reply_ephemeral(interaction, say(interaction.locale, "suggest.decided"))
                return
            if verdict is not Verdict.REJECT and (refusal := await self._add_entry(interaction, suggestion, verdict)):
                await reply_ephemeral(interaction, refusal)
                return
            await self._stores.suggestions.remove(suggestion_id)
        key = f"suggest.verdict.{verdict}"
        if verdict is not Verdict.REJECT and not await self._correct_post(suggestion):
            key += "_only"
        text = both(key, person=interaction.user.mention)
        content = interaction.message.content if interaction.message else ""
        await interaction.edit_original_response(content=f"{content}\n{text}", view=None)

    async def _add_entry(self, interaction: discord.Interaction, suggestion: Suggestion, verdict: Verdict) -> str:
        """Add a suggestion to the glossary; return why not, otherwise nothing."""
        locale, whole = interaction.locale, verdict is Verdict.APPROVE
        entry = parse_entry(suggestion.source, suggestion.target, suggestion.language, whole=whole)
        if isinstance(entry, Flaw):
            reason = say(locale, f"glossary.flaw.{entry}", longest=LONGEST_TEXT)
            return say(locale, "glossary.refused", reason=reason)
        known = keys_of(await self._stores.glossary.of_guild(suggestion.guild_id))
        if len(known | {entry.key}) > MAX_ENTRIES:
            return say(locale, "glossary.full", most=MAX_ENTRIES)
        await self._stores.glossary.add(entry.to_term(suggestion.guild_id, suggestion.author_id, int(time.time())))
        return ""

    async def _correct_post(self, suggestion: Suggestion) -> bool:
        """Replace the translation in the post; False if nothing was replaced."""
        links = {link.original_id: link for link in await self._stores.links.of_post(suggestion.post_id)}
        if not links:
            return False
        post_channel = self._client.get_partial_messageable(suggestion.channel_id, guild_id=suggestion.guild_id)
        first = links[min(links)]
        channel = self._client.get_partial_messageable(first.channel_id, guild_id=first.guild_id)
        corrected = False
        try:
            post = await post_channel.fetch_message(suggestion.post_id)
            # A digest translates several messages: each one with the suggestion's source gets the better translation.
            after, before = discord.Object(min(links) - 1), discord.Object(max(links) + 1)
            async for message in channel.history(limit=_HISTORY, after=after, before=before):
                link = links.get(message.id)
                if link is None or text_of(message).strip() != suggestion.source:
                    continue
                original = read(message)
                # Authors in a channel's history have no nicknames.
                original = replace(original, author=speaker_in(post.content, link.line) or original.author)
                corrected |= await self._correct(original, suggestion.post_id, suggestion.target)
        except (discord.HTTPException, QiaoError) as error:
            log.warning("translation not corrected", post=suggestion.post_id, error=type(error).__name__)
        return corrected


class VerdictButton(PersistentButton, template=r"qiao:suggestion:(?P<id>\d+):(?P<verdict>approve|term|reject)"):
    """A button that decides about a suggestion.

    Args:
        suggestion_id: the suggestion.
        verdict: what the button decides.
        label: the button's text.
    """

    def __init__(self, suggestion_id: int, verdict: Verdict, label: str = "·") -> None:
        custom_id = f"qiao:suggestion:{suggestion_id}:{verdict}"
        super().__init__(discord.ui.Button(label=label, style=_STYLES[verdict], custom_id=custom_id))
        self._suggestion_id = suggestion_id
        self._verdict = verdict

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, __: discord.ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild the button that was pressed."""
        return cls(int(match["id"]), Verdict(match["verdict"]))

    async def press(self, interaction: discord.Interaction) -> None:
        """Decide."""
        await cog_of(interaction, SuggestionReview).decide(interaction, self._suggestion_id, self._verdict)


def _verdict_buttons(suggestion: Suggestion) -> discord.ui.View:
    """The buttons below a suggestion, labeled in both languages."""
    view = discord.ui.View(timeout=None)
    for verdict in Verdict:
        if verdict is not Verdict.TERM or _is_phrase(suggestion):
            label = " · ".join(say(locale, f"suggest.button.{verdict}") for locale in (ENGLISH, SIMPLIFIED))
            view.add_item(VerdictButton(suggestion.id, verdict, label))
    return view


def _is_phrase(suggestion: Suggestion) -> bool:
    """Whether it is short enough to be a term and can be one."""
    source = suggestion.source
    short = len(source) <= _TERM_HAN if HAN.search(source) else len(source.split()) <= _TERM_WORDS
    return short and isinstance(parse_entry(source, suggestion.target, suggestion.language), Entry)


def _pages(suggestion: Suggestion) -> list[str]:
    """A suggestion in as few posts as possible, in both languages, with its texts shown as they are written."""
    path = f"{suggestion.guild_id}/{suggestion.channel_id}/{suggestion.post_id}"
    title = both(
        "suggest.title",
        number=suggestion.id,
        person=f"<@{suggestion.author_id}>",
        link=f"<https://discord.com/channels/{path}>",
    )
    text = f"{title}\n{_code_block(suggestion.source)}\n{_code_block(suggestion.target)}"
    return fit(text, MESSAGE - _VERDICT_SPACE)


def _code_block(text: str) -> str:
    # Three backticks would end the block: a zero-width space separates them.
    return "```\n" + text.replace("```", "``\u200b`") + "\n```"
