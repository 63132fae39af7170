"""`/preview`: shows users what readers will see of a message that they have not sent yet."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.incoming import parent_of, standing
from bot.chat.relay.compose import Composer, with_low_confidence_note
from bot.chat.relay.message import Message, Person
from bot.chat.relay.post import Held, Post
from bot.chat.relay.routes import Route, Router
from bot.chat.relay.speakers import Speakers
from bot.chat.strings import say, skip_key
from bot.chat.ui.localization import everywhere, named
from bot.chat.ui.permissions import is_present, missing_permissions, permission_names
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.errors import DeadlineError, OverloadedError
from bot.storage.types.links import PostKind
from bot.text.commands import is_command
from bot.text.limits import MESSAGE
from bot.text.script import Script, script_of
from bot.translation.service import Translator
from bot.translation.types import Reason, Skip, Target, Translation

_COMMAND = "preview.command"


@dataclass(frozen=True, slots=True)
class Host:
    """What the host decides about a preview.

    Attributes:
        patience: seconds that a translation may take.
        prefixes: prefixes of commands for other bots.
        content: whether the message-content intent was granted.
    """

    patience: float
    prefixes: tuple[str, ...]
    content: bool


class Preview(commands.Cog):
    """Translates messages before they are sent, in the way in which they will be translated then.

    Args:
        translator: translates back.
        router: finds what a message becomes.
        composer: makes the posts, which are shown instead of posted.
        speakers: the names of recent speakers, which are not translated.
        host: what the host decides.
    """

    def __init__(
        self, translator: Translator, router: Router, composer: Composer, *, speakers: Speakers, host: Host
    ) -> None:
        self._translator = translator
        self._router = router
        self._composer = composer
        self._speakers = speakers
        self._host = host

    @everywhere
    @app_commands.command(name=named("command.preview.name"), description=named("command.preview.description"))
    @app_commands.rename(text=named("command.preview.text.name"))
    @app_commands.describe(text=named("command.preview.text.description"))
    async def preview(self, interaction: discord.Interaction, text: app_commands.Range[str, 1, MESSAGE]) -> None:
        """Handle `/preview`."""
        await defer(interaction)
        message = _message(interaction, text)
        locale = interaction.locale
        if await self._router.ignores(message):
            await reply_ephemeral(interaction, say(locale, "preview.ignored"))
            return
        try:
            parts = [part async for part in self._parts(interaction, message)]
        except (OverloadedError, DeadlineError):
            parts = [say(locale, "error.busy")]
        await reply_ephemeral(interaction, "\n".join([*parts, say(locale, "preview.private")]))

    async def _parts(self, interaction: discord.Interaction, message: Message) -> AsyncIterator[str]:
        locale = interaction.locale
        routes = await self._routes(interaction, message)
        reason = self._obstacle(interaction, message) or ("" if routes else "preview.off")
        if reason:
            routes = [await self._router.answer(message, None)]
        elif lacking := _lacking(interaction):
            yield say(locale, "preview.missing", permissions=permission_names(locale, lacking))
        shown_back: set[bool] = set()
        for route in routes:
            draft, held = await self._draft(message, route)
            channel = f"<#{route.channel_id}>"
            if isinstance(draft, Skip):
                # Asking wouldn't help either, so other reasons would only contradict this one.
                yield say(locale, reason) if reason == _COMMAND else _nothing(locale, draft)
                continue
            if reason:
                yield say(locale, reason)
            yield say(locale, f"preview.{_place(route, message)}", channel=channel)
            yield draft.full_text
            if held:
                yield say(locale, "preview.held")
            if draft.target and (draft.target is Target.ENGLISH) not in shown_back:
                shown_back.add(draft.target is Target.ENGLISH)
                yield say(locale, "preview.back")
                yield await self._translate_back(message, draft) or say(locale, "preview.no_back")

    def _obstacle(self, interaction: discord.Interaction, message: Message) -> str:
        """The key of the reason why the message would be left alone whatever the channel's settings; empty if none."""
        if not is_present(interaction):
            return "preview.absent"
        if is_command(message.text, self._host.prefixes):
            return _COMMAND
        read = self._host.content or message.guild_id is None or message.mentions_us
        return "" if read else "preview.no_intent"

    async def _routes(self, interaction: discord.Interaction, message: Message) -> list[Route]:
        """What the message would become: its translation, and its copies in bridged channels."""
        if not is_present(interaction):
            return []
        copies = [await self._router.copy(message, into) for into in await self._router.copies(message)]
        return [route for route in (await self._router.translation(message), *copies) if route]

    async def _draft(self, message: Message, route: Route) -> tuple[Post | Skip, bool]:
        """What the message becomes, and whether it would be offered instead of posted."""
        deadline = time.monotonic() + self._host.patience
        draft = await self._composer.compose(message, route, deadline, rehearses=True)
        if not isinstance(draft, Held):
            return draft, False
        shown = replace(message, mentions_us=True)  # such a message is posted however unsure its translation is
        draft = await self._composer.compose(shown, route, deadline, rehearses=True)
        return Skip(Reason.UNTRANSLATABLE, draft.source) if isinstance(draft, Held) else draft, True

    async def _translate_back(self, message: Message, post: Post) -> str:
        """The translation of a translation; empty if there is none."""
        text = post.text.removeprefix(f"{message.text}\n")  # a channel of both languages shows the original as well
        target = Target.ENGLISH
        if post.target is Target.ENGLISH:
            target = Target.TRADITIONAL if script_of(message.text) is Script.TAIWAN else Target.SIMPLIFIED
        outcome = await self._translator.translate(
            text,
            target=target,
            tenant=message.guild_id or 0,
            room=message.channel_id,
            deadline=time.monotonic() + self._host.patience,
            names=self._speakers.names(message.channel_id, text),
        )
        return with_low_confidence_note(outcome) if isinstance(outcome, Translation) else ""


def _message(interaction: discord.Interaction, text: str) -> Message:
    """A text as the message that the user would send now."""
    ours = {interaction.application_id, interaction.client.user.id if interaction.client.user else 0}
    role_ids, manages = standing(interaction.user)
    return Message(
        id=interaction.id,
        channel_id=interaction.channel_id or 0,
        guild_id=interaction.guild_id,
        author_id=interaction.user.id,
        author=interaction.user.display_name,
        text=text,
        whole_text=text,
        parent_id=parent_of(interaction.channel),
        people=(Person(interaction.user.id, (interaction.user.display_name, interaction.user.global_name or "")),),
        mentions_us=any(mention in text for each in ours for mention in (f"<@{each}>", f"<@!{each}>")),
        crosses_bridges=True,
        role_ids=role_ids,
        manages=manages,
    )


def _nothing(locale: object, skip: Skip) -> str:
    same = skip.reason is Reason.SAME_LANGUAGE
    return say(locale, "preview.nothing", reason=say(locale, "preview.same_language" if same else skip_key(skip)))


def _place(route: Route, message: Message) -> str:
    """The end of the key that says where and how a post would appear."""
    if message.guild_id is None and route.kind is PostKind.TRANSLATION:
        return "direct"
    return route.mode.value if route.kind is PostKind.TRANSLATION else route.kind.value


def _lacking(interaction: discord.Interaction) -> list[str]:
    """The permissions that the bot needs to post in the channel and does not have."""
    in_thread = parent_of(interaction.channel) is not None
    needed = ("view_channel", "send_messages_in_threads" if in_thread else "send_messages")
    return missing_permissions(interaction.app_permissions, needed)
