"""'Better translation': in the message menu, and as a button below answers to requests."""

import re
from dataclasses import replace
from typing import Any, Self

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.content import text_of
from bot.chat.features.translate.answers import Answers
from bot.chat.incoming import Audience, has_person_opted_out
from bot.chat.relay.digest import speaker_in
from bot.chat.relay.post import Post
from bot.chat.relay.quota import Quota
from bot.chat.relay.relay import Relay
from bot.chat.relay.routes import Router
from bot.chat.strings import say
from bot.chat.ui.localization import everywhere, named
from bot.chat.ui.persistent import PersistentButton, cog_of
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.storage.links import Links
from bot.storage.members import Members
from bot.storage.types.links import Link
from bot.telemetry.ledger import Improvement

REQUESTS_PER_MINUTE = 5
"""Requests per minute and person that are answered; the better model is slow."""


_TOLD = frozenset({Improvement.REPLACED, Improvement.KEPT, Improvement.OUTDATED})


class BetterTranslation(commands.Cog):
    """Replaces posted translations with those of the better model; where nothing is posted, only the user sees it.

    Without a better model, there is no entry in the message menu, and buttons from before say so.

    Args:
        client: the connected client, where the message menu and the button are registered.
        relay: replaces translations.
        audience: reads messages.
        router: who is muted.
        members: who has opted out.
        links: which posts belong to which message.
        answers: answers users with the better model; None if there is none.
    """

    def __init__(
        self,
        client: commands.Bot,
        relay: Relay,
        audience: Audience,
        router: Router,
        *,
        members: Members,
        links: Links,
        answers: Answers | None,
    ) -> None:
        self._client = client
        self._relay = relay
        self._audience = audience
        self._router = router
        self._members = members
        self._links = links
        self._answers = answers
        self._quota = Quota(REQUESTS_PER_MINUTE)
        self._menu = app_commands.ContextMenu(name=named("command.better.name"), callback=self.menu)

    async def cog_load(self) -> None:
        """Register the button, and the message menu if there is a better model."""
        self._client.add_dynamic_items(BetterButton)
        if self._answers:
            self._client.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Remove both, and stop the improvements that nobody asked for."""
        self._client.remove_dynamic_items(BetterButton)
        self._client.tree.remove_command(self._menu.name, type=self._menu.type)
        if self._relay.improvements:
            await self._relay.improvements.close()

    @everywhere
    async def menu(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Handle the message menu, which people open on the original or on its translation."""
        await defer(interaction)
        links = await self._links.of_post(message.id)
        if links:
            await self.improve_post(interaction, message)
            return
        posted = await self._links.of_original(message.id)
        await self._improve(interaction, message, await self._speaker(posted[0]) if posted else "")

    async def improve_post(self, interaction: discord.Interaction, post: discord.Message | None) -> None:
        """Improve the translation in a post; the interaction has been deferred."""
        links = await self._links.of_post(post.id) if post else []
        if len(links) > 1:
            await reply_ephemeral(interaction, say(interaction.locale, "better.digest"))
            return
        message = await self._original(links[0]) if links else None
        if post is None or message is None:
            await reply_ephemeral(interaction, say(interaction.locale, "suggest.gone"))
        elif not text_of(message).strip():
            await reply_ephemeral(interaction, say(interaction.locale, "better.unreadable"))
        else:
            await self._improve(interaction, message, speaker_in(post.content, links[0].line))

    async def _improve(self, interaction: discord.Interaction, message: discord.Message, speaker: str) -> None:
        """Improve the translations of a message; the post shows a name that may be missing from the message."""
        locale, user = interaction.locale, interaction.user
        if self._answers is None:
            await reply_ephemeral(interaction, say(locale, "better.off"))
            return
        read = self._router.attributed(self._audience.read(message))
        read = replace(read, author=speaker or read.author)
        if await has_person_opted_out(self._members, read.author_id, user.id):
            await reply_ephemeral(interaction, say(locale, "ignore.refused"))
            return
        if not self._quota.allows(user.id):
            await reply_ephemeral(interaction, say(locale, "error.busy"))
            return
        # Who is muted changes no post, but is not told either.
        muted = await self._router.is_muted(interaction.guild_id, user.id, read.author_id)
        outcome = Improvement.ANSWERED if muted else await self._relay.improve(read)
        if outcome in _TOLD:
            await reply_ephemeral(interaction, say(locale, f"better.{outcome}"))
        else:
            await self._answers.translate_message(interaction, text_of(message))

    async def _original(self, link: Link) -> discord.Message | None:
        """The message that a post translates; None if it was deleted or cannot be seen."""
        channel = self._client.get_partial_messageable(link.channel_id, guild_id=link.guild_id)
        try:
            return await channel.fetch_message(link.original_id)
        except (discord.NotFound, discord.Forbidden):
            return None

    async def _speaker(self, link: Link) -> str:
        """The author as a post shows them; empty if it does not."""
        channel = self._client.get_partial_messageable(link.post_channel_id, guild_id=link.guild_id)
        try:
            post = await channel.fetch_message(link.post_id)
        except (discord.HTTPException, aiohttp.ClientError, OSError):
            return ""
        return speaker_in(post.content, link.line)


class BetterButton(PersistentButton, template=r"qiao:better"):
    """A button that improves the translation above it.

    Args:
        label: what it says.
    """

    def __init__(self, label: str = "…") -> None:
        super().__init__(discord.ui.Button(label=label, style=discord.ButtonStyle.secondary, custom_id="qiao:better"))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, __: discord.ui.Item[Any], ___: re.Match[str], /) -> Self:
        """Rebuild the button that was pressed."""
        return cls()

    async def press(self, interaction: discord.Interaction) -> None:
        """Improve the translation."""
        await defer(interaction)
        await cog_of(interaction, BetterTranslation).improve_post(interaction, interaction.message)


def better_button(post: Post) -> discord.ui.View:
    """The button below an answer, in the language of its readers."""
    view = discord.ui.View(timeout=None)
    view.add_item(BetterButton(say(post.target, "better.button")))
    return view
