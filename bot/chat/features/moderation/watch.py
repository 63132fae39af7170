"""`/moderation watch add|remove|list|test|load|clear|export`: the words that a server's moderators watch for."""

import asyncio
import io
from collections.abc import Sequence

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.chat.features.moderation import watch_controls
from bot.chat.features.moderation.starter import StarterList, StarterListError
from bot.chat.features.moderation.subgroup import ModerationSubgroup
from bot.chat.features.moderation.trial import describe_matches
from bot.chat.features.moderation.watch_list import WatchList, spoiler
from bot.chat.features.moderation.word_list import (
    MAX_TERMS,
    Flaw,
    Word,
    describe_flaws,
    parse_list,
    parse_word,
    write_list,
)
from bot.chat.strings import say
from bot.chat.ui.files import read_file, refusal
from bot.chat.ui.localization import named
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.moderation import glosses, proposals
from bot.moderation.spellings import plain
from bot.storage.glossary import Glossary
from bot.storage.types.moderation import LONGEST_TERM, Action
from bot.text.tables import SheetError
from bot.translation.service import Translator

_CHOICES = 25
_ACTIONS = [Choice(name=named(f"watch.action.{action}"), value=action.value) for action in Action]
_Term = app_commands.Range[str, 1, LONGEST_TERM]
_ACTION_NAME = named("command.moderation.watch.action.name")
_ACTION_DESCRIPTION = named("command.moderation.watch.action.description")


class WatchCommands(ModerationSubgroup):
    """The commands for the watch-list.

    Args:
        watch_list: what they change.
        starter: the starter list.
        glossary: the servers' own terms, whose translations are proposed.
        translator: proposes translations too.
    """

    def __init__(self, watch_list: WatchList, starter: StarterList, glossary: Glossary, translator: Translator) -> None:
        super().__init__(
            name=named("command.moderation.watch.name"), description=named("command.moderation.watch.description")
        )
        self._watch_list = watch_list
        self._starter = starter
        self._glossary = glossary
        self._translator = translator

    @app_commands.command(
        name=named("command.moderation.watch.add.name"), description=named("command.moderation.watch.add.description")
    )
    @app_commands.rename(
        term=named("command.moderation.watch.term.name"),
        action=_ACTION_NAME,
        exception=named("command.moderation.watch.add.exception.name"),
    )
    @app_commands.describe(
        term=named("command.moderation.watch.add.term.description"),
        action=_ACTION_DESCRIPTION,
        exception=named("command.moderation.watch.add.exception.description"),
    )
    @app_commands.choices(action=_ACTIONS)
    async def add(
        self,
        interaction: discord.Interaction,
        term: _Term,
        action: str = Action.NOTIFY.value,
        exception: bool = False,  # noqa: FBT001, FBT002 - an option of a command
    ) -> None:
        """Handle `/moderation watch add`."""
        await defer(interaction)
        word = parse_word(term, exception="yes" if exception else "")
        if isinstance(word, Flaw):
            reason = say(interaction.locale, f"watch.flaw.{word}", longest=LONGEST_TERM)
            await reply_ephemeral(interaction, say(interaction.locale, "watch.refused", reason=reason))
            return
        # What is harmless in one language says nothing about the other.
        found = [] if exception else await self._propose(interaction, word)
        if not found:
            notes = [] if exception else [say(interaction.locale, "watch.untranslated")]
            await self._add(interaction, [word], Action(action), notes)
            return
        question = say(interaction.locale, "watch.question", term=spoiler(word.term))
        into = proposals.other(word.language)
        meanings = await glosses.explain(word.term, found, into, self._translator, interaction.guild_id or 0)
        view = watch_controls.choice(interaction.locale, word.term, found, meanings, Action(action))
        await interaction.response.send_message(question, view=view, ephemeral=True)

    async def _propose(self, interaction: discord.Interaction, word: Word) -> list[str]:
        guild_id = interaction.guild_id or 0
        glossary = await self._glossary.of_guild(guild_id)
        known, made = await asyncio.gather(
            asyncio.to_thread(proposals.known, word.term, word.language, glossary),
            proposals.from_model(word.term, word.language, self._translator, guild_id),
        )
        watched = {(term.language, plain(term.term)) for term in await self._watch_list.terms(guild_id)}
        into = proposals.other(word.language)
        merged = proposals.merge(word.term, known[:1], made, known[1:])
        return [each for each in merged if (into.value, plain(each)) not in watched]

    async def _add(
        self, interaction: discord.Interaction, words: Sequence[Word], action: Action, notes: Sequence[str] = ()
    ) -> None:
        text = await self._watch_list.add(interaction, words, action)
        shown = say(interaction.locale, "watch.full", most=MAX_TERMS) if text is None else text
        await reply_ephemeral(interaction, "\n".join([shown, *notes]))
        if text is not None:
            await self._watch_list.report_added(interaction, words)

    @app_commands.command(
        name=named("command.moderation.watch.remove.name"),
        description=named("command.moderation.watch.remove.description"),
    )
    @app_commands.rename(term=named("command.moderation.watch.term.name"))
    @app_commands.describe(term=named("command.moderation.watch.remove.term.description"))
    async def remove(self, interaction: discord.Interaction, term: str) -> None:
        """Handle `/moderation watch remove`."""
        flat = " ".join(term.split())
        removed = await self._watch_list.remove(interaction.guild_id or 0, flat)
        key = "watch.removed" if removed else "watch.unknown"
        await reply_ephemeral(interaction, say(interaction.locale, key, term=spoiler(flat)))
        if removed:
            await self._watch_list.report(interaction, "audit.watch_removed", term=spoiler(flat))

    @remove.autocomplete("term")
    async def _complete(self, interaction: discord.Interaction, current: str) -> list[Choice[str]]:
        if not interaction.permissions.manage_messages:  # Discord may offer the command to others
            return []
        typed = current.strip().casefold()
        terms = await self._watch_list.terms(interaction.guild_id or 0)
        found = dict.fromkeys(term.term for term in terms if typed in term.term.casefold())
        return [Choice(name=term, value=term) for term in list(found)[:_CHOICES]]

    @app_commands.command(
        name=named("command.moderation.watch.list.name"),
        description=named("command.moderation.watch.list.description"),
    )
    async def list_(self, interaction: discord.Interaction) -> None:
        """Handle `/moderation watch list`."""
        terms = await self._watch_list.terms(interaction.guild_id or 0)
        text, view = watch_controls.LISTING.page(interaction.locale, terms, 0)
        await interaction.response.send_message(text, view=view, ephemeral=True, suppress_embeds=True)

    @app_commands.command(
        name=named("command.moderation.watch.test.name"),
        description=named("command.moderation.watch.test.description"),
    )
    @app_commands.rename(text=named("command.moderation.watch.test.text.name"))
    @app_commands.describe(text=named("command.moderation.watch.test.text.description"))
    async def test(self, interaction: discord.Interaction, text: str) -> None:
        """Handle `/moderation watch test`."""
        await defer(interaction)
        terms = await self._watch_list.terms(interaction.guild_id or 0)
        answer = await asyncio.to_thread(describe_matches, interaction.locale, text, terms)
        await reply_ephemeral(interaction, answer)

    @app_commands.command(
        name=named("command.moderation.watch.load.name"),
        description=named("command.moderation.watch.load.description"),
    )
    @app_commands.rename(file=named("command.moderation.watch.load.file.name"), action=_ACTION_NAME)
    @app_commands.describe(file=named("command.moderation.watch.load.file.description"), action=_ACTION_DESCRIPTION)
    @app_commands.choices(action=_ACTIONS)
    async def load(
        self,
        interaction: discord.Interaction,
        file: discord.Attachment | None = None,
        action: str = Action.NOTIFY.value,
    ) -> None:
        """Handle `/moderation watch load`."""
        await defer(interaction)
        if file is None:
            await self._offer_starter(interaction, Action(action))
        else:
            await self._load(interaction, file, Action(action))

    async def _load(self, interaction: discord.Interaction, file: discord.Attachment, action: Action) -> None:
        """Load all valid lines of a file, or none if there is no room for them."""
        locale = interaction.locale
        table = file.filename.lower().endswith((".csv", ".tsv"))
        try:
            words = await asyncio.to_thread(parse_list, await read_file(file), table=table)
        except SheetError as error:
            await reply_ephemeral(interaction, refusal(locale, error, MAX_TERMS))
            return
        notes = describe_flaws(locale, words.flaws)
        if words.words:
            await self._add(interaction, words.words, action, notes)
        else:
            await reply_ephemeral(interaction, "\n".join([say(locale, "watch.loaded_none"), *notes]))

    async def _offer_starter(self, interaction: discord.Interaction, action: Action) -> None:
        locale = interaction.locale
        try:
            words = await self._starter.fetch()
        except StarterListError:
            await reply_ephemeral(interaction, watch_controls.unavailable(locale, self._starter))
            return
        if not await self._watch_list.has_room(interaction.guild_id or 0, words):
            await reply_ephemeral(interaction, say(locale, "watch.full", most=MAX_TERMS))
            return
        english = sum(word.language == "en" for word in words)
        text = say(
            locale,
            "watch.starter",
            english=english,
            chinese=len(words) - english,
            action=say(locale, f"watch.is.{action}"),
        )
        view = watch_controls.loading(locale, action)
        await interaction.response.send_message(text, view=view, ephemeral=True, suppress_embeds=True)

    @app_commands.command(
        name=named("command.moderation.watch.clear.name"),
        description=named("command.moderation.watch.clear.description"),
    )
    async def clear(self, interaction: discord.Interaction) -> None:
        """Handle `/moderation watch clear`."""
        count = len(await self._watch_list.terms(interaction.guild_id or 0))
        if not count:
            await reply_ephemeral(interaction, say(interaction.locale, "watch.none"))
            return
        text = say(interaction.locale, "watch.clearing", count=count)
        view = watch_controls.clearing(interaction.locale)
        await interaction.response.send_message(text, view=view, ephemeral=True)

    @app_commands.command(
        name=named("command.moderation.watch.export.name"),
        description=named("command.moderation.watch.export.description"),
    )
    async def export(self, interaction: discord.Interaction) -> None:
        """Handle `/moderation watch export`."""
        terms = await self._watch_list.terms(interaction.guild_id or 0)
        if not terms:
            await reply_ephemeral(interaction, say(interaction.locale, "watch.none"))
            return
        file = discord.File(io.BytesIO(write_list(terms)), "watch-list.csv")
        text = say(interaction.locale, "watch.exported", count=len(terms))
        await interaction.response.send_message(text, file=file, ephemeral=True)
