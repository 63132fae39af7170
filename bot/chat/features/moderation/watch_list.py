"""What moderators do with their server's watch-list."""

import asyncio
import time
from collections.abc import Iterable, Sequence

import discord

from bot.chat.features.moderation.word_list import MAX_TERMS, Word
from bot.chat.posting.audit import Audit
from bot.chat.strings import join_items, say
from bot.moderation.spellings import plain, respelled, spellings
from bot.storage.stores import Stores
from bot.storage.types.moderation import Action, WatchedTerm
from bot.text.escaping import escape
from bot.text.limits import excerpt

_EXCERPT = 60
_SHOWN = 25
"""Terms up to which an answer or a report in the log channel names each of those that were added."""


class WatchList:
    """Changes the watch-lists of servers, and reports the changes.

    Args:
        stores: the stored terms.
        audit: where changes are reported.
    """

    def __init__(self, stores: Stores, audit: Audit) -> None:
        self._watch = stores.watch
        self._audit = audit

    async def terms(self, guild_id: int) -> tuple[WatchedTerm, ...]:
        """The terms of a server's watch-list, without those of topics."""
        return tuple(term for term in await self._watch.of_guild(guild_id) if not term.topic_id)

    async def has_room(self, guild_id: int, words: Sequence[Word]) -> bool:
        """Whether a server can watch for more words; those it watches for already take no room."""
        there = await self._watch.of_guild(guild_id)
        if len(there) + len(words) <= MAX_TERMS:
            return True
        return await asyncio.to_thread(_count, there, words) <= MAX_TERMS

    async def add(self, interaction: discord.Interaction, words: Sequence[Word], action: Action) -> str | None:
        """Add words; return the answer, or None if the server has no room for them."""
        guild_id, locale = interaction.guild_id or 0, interaction.locale
        if not await self.has_room(guild_id, words):
            return None
        now = int(time.time())
        added = [word.watched(guild_id, action, interaction.user.id, now) for word in words]
        terms = await asyncio.to_thread(respelled, added, await self._watch.of_guild(guild_id))
        await self._watch.add_many(terms)
        answer = [say(locale, "watch.added", count=len(terms))]
        if len(terms) <= _SHOWN:
            answer += [line(locale, term) for term in terms]
        return "\n".join(answer)

    async def report_added(self, interaction: discord.Interaction, words: Sequence[Word]) -> None:
        """Report added words; call it after the interaction was answered."""
        if len(words) > _SHOWN:
            await self.report(interaction, "audit.watch_loaded", count=len(words))
        else:
            hidden = join_items("en", (spoiler(word.term) for word in words))
            await self.report(interaction, "audit.watch_added", terms=hidden)

    async def remove(self, guild_id: int, term: str) -> bool:
        """Remove a term in both languages; return whether it was there."""
        found = await asyncio.to_thread(spellings, term, await self.terms(guild_id))
        return sum([await self._watch.remove(guild_id, spelling) for spelling in found]) > 0

    async def clear(self, guild_id: int) -> int:
        """Remove all terms, except for those of topics; return how many there were."""
        return await self._watch.clear(guild_id)

    async def report(self, interaction: discord.Interaction, key: str, **values: object) -> None:
        """Report a change in the log channel."""
        await self._audit.note(interaction.guild_id or 0, interaction.user.id, key, **values)


def _count(terms: Iterable[WatchedTerm], words: Iterable[Word]) -> int:
    """How many terms there are once words are added."""
    known = {(term.topic_id, term.language, plain(term.term)) for term in terms}
    return len(known | {(0, word.language.value, plain(word.term)) for word in words})


def line(locale: object, term: WatchedTerm) -> str:
    """A term in one line, hidden until the reader clicks it."""
    key = "watch.line.exception" if term.exception else "watch.line.term"
    language = say(locale, f"glossary.label.{term.language}")
    return say(locale, key, term=spoiler(term.term), language=language, action=say(locale, f"watch.is.{term.action}"))


def spoiler(term: str) -> str:
    """A term behind a spoiler, without active markup."""
    return f"||{escape(excerpt(term, _EXCERPT))}||"
