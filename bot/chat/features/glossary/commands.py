"""`/glossary add|remove|list|import|export|suggestions`: a server's own terms."""

import asyncio
import io
import re
import time
from typing import Any, Self, cast

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.chat.features.glossary.entries import MOST, Flaw, read
from bot.chat.features.glossary.report import imported, line, page, pages, plain
from bot.chat.features.glossary.review import Desk
from bot.chat.features.glossary.sheet import LARGEST, SheetError, parse, write
from bot.chat.features.settings.audit import Audit
from bot.chat.strings import Catalogue
from bot.chat.ui.localisation import named
from bot.chat.ui.replies import apologise, defer, reply_ephemeral
from bot.storage.glossary import Glossary as Kept
from bot.translation.terms import LONGEST, TRANSLATED

_CHOICES = 25
_NAME = 100
_LANGUAGES = [Choice(name=named(f"glossary.language.{language}"), value=language.value) for language in TRANSLATED]
_Phrase = app_commands.Range[str, 1, LONGEST]


@app_commands.guild_only()
@app_commands.default_permissions(manage_messages=True)
class Glossary(
    commands.GroupCog,
    group_name=named("command.glossary.name"),
    group_description=named("command.glossary.description"),
):
    """Looks after the glossaries of servers.

    Args:
        glossary: where they are kept.
        desk: the suggestions that wait.
        catalogue: what is said to people.
        audit: told of changes.
    """

    def __init__(self, glossary: Kept, desk: Desk, catalogue: Catalogue, audit: Audit) -> None:
        super().__init__()
        self._glossary = glossary
        self._desk = desk
        self._catalogue = catalogue
        self._audit = audit

    async def interaction_check(self, interaction: discord.Interaction) -> bool:
        """Servers can open the command to others; what it changes still takes the permission."""
        if not interaction.permissions.manage_messages:
            raise app_commands.MissingPermissions(["manage_messages"])
        return True

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
        """Answer `/glossary add`."""
        entry = read(source, target or "", language)
        if isinstance(entry, Flaw):
            reason = self._say(interaction, f"glossary.flaw.{entry}", longest=LONGEST)
            await reply_ephemeral(interaction, self._say(interaction, "glossary.refused", reason=reason))
            return
        guild_id = interaction.guild_id or 0
        rows = await self._glossary.of_guild(guild_id)
        before = next((row for row in rows if (row.language, row.source.casefold()) == entry.key), None)
        if before is None and len(rows) >= MOST:
            await reply_ephemeral(interaction, self._say(interaction, "glossary.full", most=MOST))
            return
        term = entry.kept(guild_id, interaction.user.id, int(time.time()))
        await self._glossary.add(term)
        key = "glossary.changed" if before else "glossary.added"
        await reply_ephemeral(
            interaction, self._say(interaction, key, line=line(self._catalogue, interaction.locale, term))
        )
        await self._note(interaction, "audit.term_added", term=plain(term.source))

    @app_commands.command(
        name=named("command.glossary.remove.name"), description=named("command.glossary.remove.description")
    )
    @app_commands.rename(source=named("command.glossary.source.name"))
    @app_commands.describe(source=named("command.glossary.remove.source.description"))
    async def remove(self, interaction: discord.Interaction, source: str) -> None:
        """Answer `/glossary remove`."""
        guild_id = interaction.guild_id or 0
        wanted = source.strip().casefold()
        rows = [
            row
            for row in await self._glossary.of_guild(guild_id)
            if wanted in {row.source.casefold(), _choice(row.source).casefold()}
        ]
        gone = [row for row in rows if await self._glossary.remove(guild_id, row.language, row.source)]
        lines = "\n".join(line(self._catalogue, interaction.locale, row) for row in gone)
        key = "glossary.removed" if gone else "glossary.unknown"
        await reply_ephemeral(interaction, self._say(interaction, key, line=lines, source=plain(source)))
        for row in gone:
            await self._note(interaction, "audit.term_removed", term=plain(row.source))

    @remove.autocomplete("source")
    async def _complete(self, interaction: discord.Interaction, current: str) -> list[Choice[str]]:
        typed = current.strip().casefold()
        found = dict.fromkeys(
            _choice(row.source)
            for row in await self._glossary.of_guild(interaction.guild_id or 0)
            if typed in row.source.casefold()
        )
        return [Choice(name=name, value=name) for name in list(found)[:_CHOICES]]

    @app_commands.command(
        name=named("command.glossary.list.name"), description=named("command.glossary.list.description")
    )
    async def show(self, interaction: discord.Interaction) -> None:
        """Answer `/glossary list`."""
        rows = await self._glossary.of_guild(interaction.guild_id or 0)
        if not rows:
            await reply_ephemeral(interaction, self._say(interaction, "glossary.none"))
            return
        text = page(self._catalogue, interaction.locale, rows, 0)
        view = _turning(0, pages(rows))
        await interaction.response.send_message(
            text, view=view, ephemeral=True, allowed_mentions=discord.AllowedMentions.none(), suppress_embeds=True
        )

    async def turn(self, interaction: discord.Interaction, number: int) -> None:
        """Show another page of a list; the last one where there are fewer by now."""
        rows = await self._glossary.of_guild(interaction.guild_id or 0)
        number = min(number, max(0, pages(rows) - 1))
        none = self._say(interaction, "glossary.none")
        text = page(self._catalogue, interaction.locale, rows, number) if rows else none
        await interaction.response.edit_message(
            content=text, view=_turning(number, pages(rows)), allowed_mentions=discord.AllowedMentions.none()
        )

    @app_commands.command(
        name=named("command.glossary.import.name"), description=named("command.glossary.import.description")
    )
    @app_commands.rename(file=named("command.glossary.file.name"))
    @app_commands.describe(file=named("command.glossary.file.description"))
    async def import_(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        """Answer `/glossary import`."""
        await defer(interaction)
        text, count = await self._take(interaction, file)
        await reply_ephemeral(interaction, text)
        if count:
            await self._note(interaction, "audit.terms_imported", count=count)

    async def _take(self, interaction: discord.Interaction, file: discord.Attachment) -> tuple[str, int]:
        """Import a file, all of its good rows or none, and return what is to be said and how many rows were taken."""
        if file.size > LARGEST:
            return self._say(interaction, "glossary.file.large", most=LARGEST // 1024), 0
        try:
            sheet = await asyncio.to_thread(parse, await file.read())
        except SheetError as error:
            return self._say(interaction, f"glossary.file.{error.reason}", line=error.line, most=MOST), 0
        except discord.HTTPException:
            return self._say(interaction, "glossary.file.gone"), 0
        guild_id, now = interaction.guild_id or 0, int(time.time())
        known = {(row.language, row.source.casefold()) for row in await self._glossary.of_guild(guild_id)}
        total = len(known | {entry.key for entry in sheet.entries})
        if total > MOST:
            return self._say(interaction, "glossary.full", most=MOST), 0
        await self._glossary.add_many([entry.kept(guild_id, interaction.user.id, now) for entry in sheet.entries])
        return imported(self._catalogue, interaction.locale, sheet, total), len(sheet.entries)

    @app_commands.command(
        name=named("command.glossary.export.name"), description=named("command.glossary.export.description")
    )
    async def export(self, interaction: discord.Interaction) -> None:
        """Answer `/glossary export`."""
        rows = await self._glossary.of_guild(interaction.guild_id or 0)
        if not rows:
            await reply_ephemeral(interaction, self._say(interaction, "glossary.none"))
            return
        file = discord.File(io.BytesIO(write(rows)), "glossary.csv")
        text = self._say(interaction, "glossary.exported", count=len(rows))
        await interaction.response.send_message(text, file=file, ephemeral=True)

    @app_commands.command(
        name=named("command.glossary.suggestions.name"),
        description=named("command.glossary.suggestions.description"),
    )
    async def suggestions(self, interaction: discord.Interaction) -> None:
        """Answer `/glossary suggestions`."""
        await self._desk.show(interaction)

    async def _note(self, interaction: discord.Interaction, key: str, **values: object) -> None:
        await self._audit.note(interaction.guild_id or 0, interaction.user.id, key, **values)

    def _say(self, interaction: discord.Interaction, key: str, **values: object) -> str:
        return self._catalogue.say(interaction.locale, key, **values)


class Turn(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"qiao:glossary:(?P<page>\d+)"):
    """A button that turns to a page of the list, also after a restart.

    Args:
        number: of the page, from 0.
        label: on the button.
    """

    def __init__(self, number: int, label: str = "·") -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=f"qiao:glossary:{number}"))
        self._number = number

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, __: discord.ui.Item[Any], match: re.Match[str], /) -> Self:
        """Made anew for each press."""
        return cls(int(match["page"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        """Turn."""
        cog = cast("commands.Bot", interaction.client).get_cog(Glossary.__name__)
        try:
            await cast("Glossary", cog).turn(interaction, self._number)
        except Exception as error:  # noqa: BLE001 - discord.py would leave the person without an answer
            await apologise(interaction, error)


def _turning(number: int, count: int) -> discord.ui.View:
    """Buttons to the page before and the page behind, as far as there are any."""
    view = discord.ui.View(timeout=None)
    if number > 0:
        view.add_item(Turn(number - 1, f"◀ {number}"))
    if number + 1 < count:
        view.add_item(Turn(number + 1, f"{number + 2} ▶"))
    return view


def _choice(source: str) -> str:
    """A source as Discord offers it, cut where it is too long for that."""
    flat = " ".join(source.split())
    return flat if len(flat) <= _NAME else flat[: _NAME - 1] + "…"
