"""`/glossary add|remove|list|import|export`: a server's own terms."""

import asyncio
import io
import re
import time
from typing import Any, Self

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.chat.features.glossary.entries import MAX_ENTRIES, Flaw, keys_of, parse_entry
from bot.chat.features.glossary.listing import line, plain
from bot.chat.features.glossary.sheet import parse_sheet, summarize, write_sheet
from bot.chat.posting.audit import Audit
from bot.chat.strings import say
from bot.chat.ui.files import read_file, refusal
from bot.chat.ui.localization import named
from bot.chat.ui.pages import Listing
from bot.chat.ui.permissions import ModeratorGroup, require
from bot.chat.ui.persistent import PersistentButton, cog_of
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.storage.glossary import Glossary as GlossaryStore
from bot.text.limits import excerpt
from bot.text.tables import SheetError
from bot.translation.terms import LONGEST, TRANSLATED

_CHOICES = 25
_CHOICE = 100
"""Discord's limits: choices offered while typing, and characters of one."""

_LANGUAGES = [Choice(name=named(f"glossary.language.{language}"), value=language.value) for language in TRANSLATED]
_Phrase = app_commands.Range[str, 1, LONGEST]


class Glossary(
    ModeratorGroup,
    group_name=named("command.glossary.name"),
    group_description=named("command.glossary.description"),
    permission="manage_messages",
):
    """The commands that manage a server's glossary.

    Args:
        glossary: the stored terms.
        audit: records changes.
        client: where the page buttons are registered.
    """

    def __init__(self, glossary: GlossaryStore, audit: Audit, client: commands.Bot) -> None:
        super().__init__()
        self._glossary = glossary
        self._audit = audit
        self._client = client

    async def cog_load(self) -> None:
        """Register the page buttons."""
        self._client.add_dynamic_items(PageButton)

    async def cog_unload(self) -> None:
        """Remove the page buttons."""
        self._client.remove_dynamic_items(PageButton)

    @app_commands.command(
        name=named("command.glossary.add.name"), description=named("command.glossary.add.description")
    )
    @app_commands.rename(
        source=named("command.glossary.source.name"),
        target=named("command.glossary.target.name"),
        language=named("command.glossary.language.name"),
    )
    @app_commands.describe(
        source=named("command.glossary.source.description"),
        target=named("command.glossary.target.description"),
        language=named("command.glossary.language.description"),
    )
    @app_commands.choices(language=_LANGUAGES)
    async def add(
        self, interaction: discord.Interaction, source: _Phrase, target: _Phrase | None = None, language: str = ""
    ) -> None:
        """Handle `/glossary add`."""
        entry = parse_entry(source, target or "", language)
        if isinstance(entry, Flaw):
            reason = say(interaction.locale, f"glossary.flaw.{entry}", longest=LONGEST)
            await _reply(interaction, "glossary.refused", reason=reason)
            return
        guild_id = interaction.guild_id or 0
        known = keys_of(await self._glossary.of_guild(guild_id))
        if len(known | {entry.key}) > MAX_ENTRIES:
            await _reply(interaction, "glossary.full", most=MAX_ENTRIES)
            return
        term = entry.to_term(guild_id, interaction.user.id, int(time.time()))
        await self._glossary.add(term)
        key = "glossary.changed" if entry.key in known else "glossary.added"
        shown = line(interaction.locale, term)
        if term.source not in {term.source.lower(), term.target}:
            shown += f"\n{say(interaction.locale, 'glossary.capitals')}"
        if entry.reverse and entry.reverse.key not in known:
            one_way = f"glossary.one_way.{entry.language}"
            shown += f"\n{say(interaction.locale, one_way, source=plain(entry.source), target=plain(entry.target))}"
        await _reply(interaction, key, line=shown)
        await self._record(interaction, "audit.term_added", term=plain(term.source))

    @app_commands.command(
        name=named("command.glossary.remove.name"), description=named("command.glossary.remove.description")
    )
    @app_commands.rename(source=named("command.glossary.source.name"))
    @app_commands.describe(source=named("command.glossary.remove.source.description"))
    async def remove(self, interaction: discord.Interaction, source: str) -> None:
        """Handle `/glossary remove`."""
        guild_id = interaction.guild_id or 0
        wanted = source.strip().casefold()
        found = [
            term
            for term in await self._glossary.of_guild(guild_id)
            if wanted in {term.source.casefold(), excerpt(term.source, _CHOICE).casefold()}
        ]
        removed = [term for term in found if await self._glossary.remove(guild_id, term.language, term.source)]
        lines = "\n".join(line(interaction.locale, term) for term in removed)
        key = "glossary.removed" if removed else "glossary.unknown"
        await _reply(interaction, key, line=lines, source=plain(source))
        for term in removed:
            await self._record(interaction, "audit.term_removed", term=plain(term.source))

    @remove.autocomplete("source")
    async def _complete(self, interaction: discord.Interaction, current: str) -> list[Choice[str]]:
        typed = current.strip().casefold()
        found = dict.fromkeys(
            excerpt(term.source, _CHOICE)
            for term in await self._glossary.of_guild(interaction.guild_id or 0)
            if typed in term.source.casefold()
        )
        return [Choice(name=name, value=name) for name in list(found)[:_CHOICES]]

    @app_commands.command(
        name=named("command.glossary.list.name"), description=named("command.glossary.list.description")
    )
    async def list_(self, interaction: discord.Interaction) -> None:
        """Handle `/glossary list`."""
        text, view = await self._page(interaction, 0)
        await interaction.response.send_message(text, view=view, ephemeral=True, suppress_embeds=True)

    async def turn_to(self, interaction: discord.Interaction, number: int) -> None:
        """Show another page of the list that the interaction's button is on."""
        text, view = await self._page(interaction, number)
        await interaction.response.edit_message(content=text, view=view)

    async def _page(self, interaction: discord.Interaction, number: int) -> tuple[str, discord.ui.View]:
        terms = await self._glossary.of_guild(interaction.guild_id or 0)
        return _LISTING.page(interaction.locale, terms, number)

    @app_commands.command(
        name=named("command.glossary.import.name"), description=named("command.glossary.import.description")
    )
    @app_commands.rename(file=named("command.glossary.file.name"))
    @app_commands.describe(file=named("command.glossary.file.description"))
    async def import_(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        """Handle `/glossary import`."""
        await defer(interaction)
        text, count = await self._import(interaction, file)
        await reply_ephemeral(interaction, text)
        if count:
            await self._record(interaction, "audit.terms_imported", count=count)

    async def _import(self, interaction: discord.Interaction, file: discord.Attachment) -> tuple[str, int]:
        """Import all valid rows of a file or none; return the reply and how many rows were imported."""
        locale = interaction.locale
        try:
            sheet = await asyncio.to_thread(parse_sheet, await read_file(file))
        except SheetError as error:
            return refusal(locale, error, MAX_ENTRIES), 0
        guild_id, now = interaction.guild_id or 0, int(time.time())
        total = len(keys_of(await self._glossary.of_guild(guild_id)) | {entry.key for entry in sheet.entries})
        if total > MAX_ENTRIES:
            return say(locale, "glossary.full", most=MAX_ENTRIES), 0
        await self._glossary.add_many([entry.to_term(guild_id, interaction.user.id, now) for entry in sheet.entries])
        return summarize(locale, sheet, total), len(sheet.entries)

    @app_commands.command(
        name=named("command.glossary.export.name"), description=named("command.glossary.export.description")
    )
    async def export(self, interaction: discord.Interaction) -> None:
        """Handle `/glossary export`."""
        terms = await self._glossary.of_guild(interaction.guild_id or 0)
        if not terms:
            await _reply(interaction, "glossary.none")
            return
        file = discord.File(io.BytesIO(write_sheet(terms)), "glossary.csv")
        text = say(interaction.locale, "glossary.exported", count=len(terms))
        await interaction.response.send_message(text, file=file, ephemeral=True)

    async def _record(self, interaction: discord.Interaction, key: str, **values: object) -> None:
        await self._audit.note(interaction.guild_id or 0, interaction.user.id, key, **values)


class PageButton(PersistentButton, template=r"qiao:glossary:(?P<page>\d+)"):
    """A button that shows another page of the list.

    Args:
        number: of the page, from 0.
        label: the button's text.
    """

    def __init__(self, number: int, label: str = "·") -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=f"qiao:glossary:{number}"))
        self._number = number

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, __: discord.ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild the button that was pressed."""
        return cls(int(match["page"]))

    async def press(self, interaction: discord.Interaction) -> None:
        """Show the page, unless the user has lost the permission."""
        require(interaction, Glossary.permission)
        await cog_of(interaction, Glossary).turn_to(interaction, self._number)


_LISTING = Listing("glossary.page", "glossary.none", 15, line, PageButton)


async def _reply(interaction: discord.Interaction, key: str, **values: object) -> None:
    await reply_ephemeral(interaction, say(interaction.locale, key, **values))
