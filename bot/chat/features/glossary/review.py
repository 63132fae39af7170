"""The review of suggested translations: moderators see each with buttons, and approve or reject it."""

import asyncio
import re
import time
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Self
from weakref import WeakValueDictionary

import discord
import structlog
from cachetools import TTLCache
from discord import app_commands
from discord.ext import commands

from bot.chat.features.glossary.correction import PostCorrector
from bot.chat.features.glossary.entries import MAX_ENTRIES, Entry, Flaw, keys_of, parse_entry
from bot.chat.relay.digest import address_of, line_in, translation_in
from bot.chat.strings import ENGLISH, SIMPLIFIED, both, both_in_line, say
from bot.chat.ui.localization import named
from bot.chat.ui.permissions import require
from bot.chat.ui.persistent import PersistentButton, cog_of
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.chat.ui.verbatim import code_block
from bot.storage.stores import Stores
from bot.storage.types.erasure import NOBODY
from bot.storage.types.terms import LONGEST_TEXT, Suggestion, SuggestionPost
from bot.text.han import HAN
from bot.text.limits import MESSAGE, fit

log = structlog.get_logger(__name__)

_LISTED = 5
_TERM_WORDS = 4
_TERM_HAN = 8
"""The longest English and Chinese sources that are offered as terms, in words and in characters."""

_VERDICT_SPACE = 300
"""Characters of a post left for the verdict."""
_EDITABLE = 840.0
"""Seconds for which a list that only one moderator sees can be changed: a minute less than Discord allows."""

_LISTS = 1_000


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

    Suggestions are shown in the server's log channel, and in `/suggestions` to the moderator who asks. They are never
    posted in another channel: anyone could have Qiao say anything there.

    An approved suggestion becomes a glossary entry for whole messages and sentences with the same text. Only if a
    moderator approves it as a term does it also apply within other sentences.

    Args:
        client: the connected client, where the buttons are registered.
        stores: suggestions, glossaries, votes and servers.
        corrector: replaces posted translations.
    """

    def __init__(self, client: commands.Bot, stores: Stores, corrector: PostCorrector) -> None:
        self._client = client
        self._stores = stores
        self._corrector = corrector
        self._listed: TTLCache[int, list[discord.WebhookMessage]] = TTLCache(_LISTS, _EDITABLE)
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def cog_load(self) -> None:
        """Register the buttons."""
        self._client.add_dynamic_items(VerdictButton)

    async def cog_unload(self) -> None:
        """Remove the buttons."""
        self._client.remove_dynamic_items(VerdictButton)

    async def announce(self, suggestion: Suggestion) -> bool:
        """Post a suggestion in the server's log channel; False if there is none or it refuses."""
        channel_id = (await self._stores.guilds.get(suggestion.guild_id)).log_channel_id
        if channel_id is None:
            return False
        *first, last = await self._pages(suggestion)
        channel = self._client.get_partial_messageable(channel_id, guild_id=suggestion.guild_id)
        try:
            for text in first:
                await self._record(suggestion, await channel.send(text, silent=True, suppress_embeds=True))
            post = await channel.send(last, view=_verdict_buttons(suggestion), silent=True, suppress_embeds=True)
        except discord.HTTPException as error:
            log.warning("suggestion not shown", channel=channel_id, status=error.status, code=error.code)
            return False
        await self._record(suggestion, post)
        await self._stores.suggestions.set_review(suggestion.id, channel_id, post.id)
        return True

    async def _record(self, suggestion: Suggestion, sent: discord.Message) -> None:
        """Record where a suggestion is shown, so that it can be removed when one of its authors is forgotten."""
        source_author_id = suggestion.source_author_id or NOBODY
        post = SuggestionPost(sent.id, sent.channel.id, suggestion.guild_id, suggestion.author_id, source_author_id)
        await self._stores.suggestion_posts.record(post)

    @app_commands.command(name=named("command.suggestions.name"), description=named("command.suggestions.description"))
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_messages=True)
    async def suggestions(self, interaction: discord.Interaction) -> None:
        """Handle `/suggestions`: show the oldest open suggestions, with buttons."""
        require(interaction, "manage_messages")
        await defer(interaction)
        waiting = await self._stores.suggestions.of_guild(interaction.guild_id or 0)
        key = "suggest.open" if waiting else "suggest.none"
        shown = waiting[:_LISTED]
        await reply_ephemeral(interaction, say(interaction.locale, key, count=len(waiting), shown=len(shown)))
        for suggestion in shown:
            *first, last = await self._pages(suggestion, [interaction.locale])
            for text in first:
                await reply_ephemeral(interaction, text)
            copy = await interaction.followup.send(
                last, view=_verdict_buttons(suggestion), ephemeral=True, suppress_embeds=True, wait=True
            )
            self._listed.setdefault(suggestion.id, []).append(copy)

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
        shown = await self._pages(suggestion)  # with the translation that it was about
        key = f"suggest.verdict.{verdict}"
        if verdict is not Verdict.REJECT and not await self._corrector.correct(suggestion):
            key += "_only"
        text = both(key, person=interaction.user.mention)
        content = interaction.message.content if interaction.message else ""
        await interaction.edit_original_response(content=f"{content}\n{text}", view=None)
        await self._end_copies(suggestion, shown[-1], text, interaction.message.id if interaction.message else 0)

    async def _end_copies(self, suggestion: Suggestion, shown: str, verdict: str, pressed_id: int) -> None:
        """Remove the buttons below the other copies of a suggestion, and add the verdict there.

        Copies in lists from before a restart cannot be changed; their buttons say that the suggestion was reviewed.
        """
        copies: list[tuple[discord.PartialMessage | discord.WebhookMessage, str]] = [
            (copy, copy.content) for copy in self._listed.pop(suggestion.id, [])
        ]
        if suggestion.review_channel_id and suggestion.review_post_id:
            channel = self._client.get_partial_messageable(suggestion.review_channel_id, guild_id=suggestion.guild_id)
            copies.append((channel.get_partial_message(suggestion.review_post_id), shown))
        for copy, text in copies:
            if copy.id == pressed_id:
                continue
            try:
                await copy.edit(content=f"{text}\n{verdict}", view=None)
            except discord.HTTPException as error:
                log.info("buttons of a suggestion not removed", message=copy.id, status=error.status, code=error.code)

    async def _pages(self, suggestion: Suggestion, locales: Sequence[object] = (ENGLISH, SIMPLIFIED)) -> list[str]:
        """A suggestion in as few posts as possible, with its texts shown as they are written.

        Args:
            suggestion: the suggestion.
            locales: of the readers; both languages for a channel, whose readers are unknown.
        """
        address = address_of(suggestion.guild_id, suggestion.channel_id, suggestion.post_id)
        link, person = f"<{address}>", f"<@{suggestion.author_id}>"
        lines = [say(locale, "suggest.title", number=suggestion.id, person=person, link=link) for locale in locales]
        likes, dislikes = await self._stores.votes.count_post(suggestion.post_id)
        if likes or dislikes:
            lines += [say(locale, "suggest.votes", likes=likes, dislikes=dislikes) for locale in locales]
        texts = {
            "form.original": suggestion.source,
            "form.current": await self._current(suggestion),
            "better": suggestion.target,
        }
        for name, text in texts.items():
            if text:
                lines.append(" · ".join(say(locale, f"suggest.{name}") for locale in locales))
                lines.append(code_block(text))
        return fit("\n".join(lines), MESSAGE - _VERDICT_SPACE)

    async def _current(self, suggestion: Suggestion) -> str:
        """The translation in the post now; empty if the post is gone or translates several messages."""
        links = await self._stores.links.of_post(suggestion.post_id)
        if len(links) != 1:
            return ""
        channel = self._client.get_partial_messageable(suggestion.channel_id, guild_id=suggestion.guild_id)
        try:
            content = (await channel.fetch_message(suggestion.post_id)).content
        except discord.HTTPException as error:
            log.info("current translation not shown", post=suggestion.post_id, status=error.status, code=error.code)
            return ""
        [link] = links
        return translation_in(content) if link.line is None else line_in(content, link.line) or ""

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
            label = both_in_line(f"suggest.button.{verdict}")
            view.add_item(VerdictButton(suggestion.id, verdict, label))
    return view


def _is_phrase(suggestion: Suggestion) -> bool:
    """Whether it is short enough to be a term and can be one."""
    source = suggestion.source
    short = len(source) <= _TERM_HAN if HAN.search(source) else len(source.split()) <= _TERM_WORDS
    return short and isinstance(parse_entry(source, suggestion.target, suggestion.language), Entry)
