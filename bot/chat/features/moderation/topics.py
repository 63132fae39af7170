"""`/moderation topic add|terms|enable|edit|remove|list`: what a server prefers not to discuss, in its own words.

Nothing is on this list until moderators put it there: Qiao ships no topics and no words for them.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.chat.features.moderation.subgroup import ModerationSubgroup
from bot.chat.features.moderation.topic_form import Texts, TopicForm
from bot.chat.features.moderation.topic_words import describe, describe_words, parse_words
from bot.chat.features.moderation.word_list import Flaw, parse_word
from bot.chat.posting.audit import Audit
from bot.chat.strings import join_items, say
from bot.chat.ui.localization import named
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.errors import TermError
from bot.moderation.spellings import plain, respelled, spellings
from bot.storage.stores import Stores
from bot.storage.types.moderation import LONGEST_TERM, Action, Topic, WatchedTerm
from bot.text.escaping import escape
from bot.text.limits import shorten

MOST_TOPICS = 25
"""Topics of a server: as many as Discord offers while someone types."""

MOST_WORDS = 500
"""Words and phrases of a topic."""

_LONGEST_MINUTES = 10_080
"""A week."""

_DEFAULT_MINUTES = 60
_CHOICE = 100
"""Discord's limit for what it offers while someone types."""

_TEXTS = ("name_en", "name_zh", "notice_en", "notice_zh")
_Minutes = app_commands.Range[int, 1, _LONGEST_MINUTES]

_rename_topic = app_commands.rename(topic=named("command.moderation.topic.topic.name"))
_describe_topic = app_commands.describe(topic=named("command.moderation.topic.topic.description"))


class TopicCommands(ModerationSubgroup):
    """The commands for a server's topics.

    Args:
        stores: the stored topics and their words.
        audit: where changes are reported.
    """

    def __init__(self, stores: Stores, audit: Audit) -> None:
        super().__init__(
            name=named("command.moderation.topic.name"), description=named("command.moderation.topic.description")
        )
        self._stores = stores
        self._audit = audit

    @app_commands.command(
        name=named("command.moderation.topic.add.name"), description=named("command.moderation.topic.add.description")
    )
    @app_commands.rename(minutes=named("command.moderation.topic.minutes.name"))
    @app_commands.describe(minutes=named("command.moderation.topic.add.minutes.description"))
    async def add(self, interaction: discord.Interaction, minutes: _Minutes = _DEFAULT_MINUTES) -> None:
        """Handle `/moderation topic add`: open the form."""
        if len(await self._of_guild(interaction)) >= MOST_TOPICS:
            await _reply(interaction, "topic.full", most=MOST_TOPICS)
            return
        form = TopicForm(partial(self._add, minutes=minutes), interaction.locale, "topic.form.add")
        await interaction.response.send_modal(form)

    async def _add(self, interaction: discord.Interaction, texts: Texts, minutes: int) -> None:
        await defer(interaction)
        try:
            topic = _worded(Topic(0, interaction.guild_id or 0, "·", "·", minutes=minutes), texts)
        except TermError:
            await _reply(interaction, "topic.invalid")
            return
        topics = await self._of_guild(interaction)
        if len(topics) >= MOST_TOPICS:
            await _reply(interaction, "topic.full", most=MOST_TOPICS)
        elif _has_name(topics, topic):
            await _reply(interaction, "topic.twice")
        else:
            topic = await self._stores.topics.add(topic)
            await _reply(interaction, "topic.added", topic=_shown(topic))
            await self._record(interaction, "audit.topic_added", topic)

    @app_commands.command(
        name=named("command.moderation.topic.edit.name"), description=named("command.moderation.topic.edit.description")
    )
    @_rename_topic
    @_describe_topic
    @app_commands.rename(minutes=named("command.moderation.topic.minutes.name"))
    @app_commands.describe(
        minutes=named("command.moderation.topic.edit.minutes.description"),
    )
    async def edit(self, interaction: discord.Interaction, topic: str, minutes: _Minutes | None = None) -> None:
        """Handle `/moderation topic edit`: open the form with what there is."""
        if found := await self._find(interaction, topic):
            texts = {name: str(getattr(found, name)) for name in _TEXTS}
            submit = partial(self._edit, topic_id=found.id, minutes=minutes)
            await interaction.response.send_modal(TopicForm(submit, interaction.locale, "topic.form.edit", texts))

    async def _edit(self, interaction: discord.Interaction, texts: Texts, topic_id: int, minutes: int | None) -> None:
        await defer(interaction)
        topic = await self._find(interaction, str(topic_id))
        if topic is None:
            return
        try:
            edited = _worded(replace(topic, minutes=minutes or topic.minutes), texts)
        except TermError:
            await _reply(interaction, "topic.invalid")
            return
        if _has_name(await self._of_guild(interaction), edited):
            await _reply(interaction, "topic.twice")
        elif await self._stores.topics.set(edited):
            shown = describe(interaction.locale, edited, await self._terms(edited))
            await _reply(interaction, "topic.edited", topic=shown)
            await self._record(interaction, "audit.topic_edited", edited)
        else:
            await _reply(interaction, "topic.unknown")

    @app_commands.command(
        name=named("command.moderation.topic.terms.name"),
        description=named("command.moderation.topic.terms.description"),
    )
    @_rename_topic
    @_describe_topic
    @app_commands.rename(
        add=named("command.moderation.topic.terms.add.name"),
        remove=named("command.moderation.topic.terms.remove.name"),
    )
    @app_commands.describe(
        add=named("command.moderation.topic.terms.add.description"),
        remove=named("command.moderation.topic.terms.remove.description"),
    )
    async def terms(self, interaction: discord.Interaction, topic: str, add: str = "", remove: str = "") -> None:
        """Handle `/moderation topic terms`."""
        await defer(interaction)
        found = await self._find(interaction, topic)
        if found is None:
            return
        parsed = {word: parse_word(word) for word in parse_words(add)}
        if refused := [word for word, result in parsed.items() if isinstance(result, Flaw)]:
            words = join_items(interaction.locale, (escape(shorten(word, _CHOICE)) for word in refused))
            await _reply(interaction, "topic.unusable", words=words, longest=LONGEST_TERM)
            return
        before = await self._terms(found)
        known = {plain(each.term) for each in before}
        if len(known | {plain(word) for word in parsed}) > MOST_WORDS:
            await _reply(interaction, "topic.many", most=MOST_WORDS)
            return
        for spelling in (spelling for word in parse_words(remove) for spelling in spellings(word, before)):
            await self._stores.watch.remove(found.guild_id, spelling, topic_id=found.id)
        now = int(time.time())
        new = (
            word.watched(found.guild_id, Action.NOTICE, interaction.user.id, now, topic_id=found.id)
            for word in parsed.values()
            if not isinstance(word, Flaw)
        )
        await self._stores.watch.add_many(respelled(new, before))
        terms = await self._terms(found)
        found = await self._off_without_words(found, terms)
        await reply_ephemeral(interaction, "\n".join(describe_words(interaction.locale, found, terms)))
        if {plain(each.term) for each in terms} != known:
            await self._record(interaction, "audit.topic_words", found, count=len(terms))

    async def _off_without_words(self, topic: Topic, terms: Sequence[WatchedTerm]) -> Topic:
        """The topic, turned off if it has no words left."""
        if terms or not topic.enabled:
            return topic
        topic = replace(topic, enabled=False)
        await self._stores.topics.set(topic)
        return topic

    @app_commands.command(
        name=named("command.moderation.topic.enable.name"),
        description=named("command.moderation.topic.enable.description"),
    )
    @_rename_topic
    @_describe_topic
    @app_commands.rename(on=named("command.moderation.topic.enable.on.name"))
    @app_commands.describe(
        on=named("command.moderation.topic.enable.on.description"),
    )
    async def enable(self, interaction: discord.Interaction, topic: str, on: bool) -> None:  # noqa: FBT001 - an option
        """Handle `/moderation topic enable`."""
        await defer(interaction)
        found = await self._find(interaction, topic)
        if found is None:
            return
        if on and not await self._terms(found):
            await _reply(interaction, "topic.wordless", topic=_shown(found))
            return
        await self._stores.topics.set(replace(found, enabled=on))
        key = "topic.enabled" if on else "topic.disabled"
        await _reply(interaction, key, topic=_shown(found), count=found.minutes)
        if found.enabled != on:
            await self._record(interaction, "audit.topic_on" if on else "audit.topic_off", found)

    @app_commands.command(
        name=named("command.moderation.topic.remove.name"),
        description=named("command.moderation.topic.remove.description"),
    )
    @_rename_topic
    @_describe_topic
    async def remove(self, interaction: discord.Interaction, topic: str) -> None:
        """Handle `/moderation topic remove`."""
        await defer(interaction)
        found = await self._find(interaction, topic)
        if found and await self._stores.topics.remove(found.guild_id, found.id):
            await _reply(interaction, "topic.removed", topic=_shown(found))
            await self._record(interaction, "audit.topic_removed", found)

    @app_commands.command(
        name=named("command.moderation.topic.list.name"), description=named("command.moderation.topic.list.description")
    )
    async def list_(self, interaction: discord.Interaction) -> None:
        """Handle `/moderation topic list`."""
        await defer(interaction)
        topics = await self._of_guild(interaction)
        lines = [say(interaction.locale, "topic.list" if topics else "topic.none", count=len(topics))]
        lines += [describe(interaction.locale, topic, await self._terms(topic)) for topic in topics]
        await reply_ephemeral(interaction, "\n".join(lines))

    @edit.autocomplete("topic")
    @terms.autocomplete("topic")
    @enable.autocomplete("topic")
    @remove.autocomplete("topic")
    async def _complete(self, interaction: discord.Interaction, current: str) -> list[Choice[str]]:
        typed = current.strip().casefold()
        return [
            Choice(name=shorten(topic.name, _CHOICE), value=str(topic.id))
            for topic in await self._of_guild(interaction)
            if typed in topic.name.casefold()
        ][:MOST_TOPICS]

    async def _of_guild(self, interaction: discord.Interaction) -> tuple[Topic, ...]:
        return await self._stores.topics.of_guild(interaction.guild_id or 0)

    async def _terms(self, topic: Topic) -> list[WatchedTerm]:
        return [each for each in await self._stores.watch.of_guild(topic.guild_id) if each.topic_id == topic.id]

    async def _find(self, interaction: discord.Interaction, wanted: str) -> Topic | None:
        """The server's topic with an id, as Discord offers it, or with a name; says so if there is none."""
        topics = await self._of_guild(interaction)
        wanted = wanted.strip().casefold()
        for names in (_id, _names):
            for topic in topics:
                if wanted in names(topic):
                    return topic
        await _reply(interaction, "topic.unknown")
        return None

    async def _record(self, interaction: discord.Interaction, key: str, topic: Topic, **values: object) -> None:
        await self._audit.note(interaction.guild_id or 0, interaction.user.id, key, topic=_shown(topic), **values)


def _worded(topic: Topic, texts: Texts) -> Topic:
    """A topic with the names and notices of a form; raises `TermError` if they cannot be stored."""
    return replace(
        topic,
        name_en=texts["name_en"],
        name_zh=texts["name_zh"],
        notice_en=texts["notice_en"],
        notice_zh=texts["notice_zh"],
    )


def _has_name(topics: Sequence[Topic], topic: Topic) -> bool:
    """Whether another topic has a name of this one."""
    return any(not _names(other).isdisjoint(_names(topic)) for other in topics if other.id != topic.id)


def _names(topic: Topic) -> set[str]:
    return {name.casefold() for name in (topic.name_en, topic.name_zh, topic.name)}


def _id(topic: Topic) -> set[str]:
    return {str(topic.id)}


def _shown(topic: Topic) -> str:
    return escape(topic.name)


async def _reply(interaction: discord.Interaction, key: str, **values: object) -> None:
    await reply_ephemeral(interaction, say(interaction.locale, key, **values))
