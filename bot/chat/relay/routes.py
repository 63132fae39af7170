"""Where a message goes: which posts it gets, in which channels, and how they are made."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.relay.message import Message
from bot.storage.stores import Stores
from bot.storage.types import AUTO, BridgedChannel, ChannelSettings, Link, Mode, PostKind
from bot.text.language import Language
from bot.translation.types import Target, Translation


@dataclass(frozen=True, slots=True)
class Route:
    """One post of a message, before it is made.

    Attributes:
        kind: a translation, a copy or an answer.
        channel_id: in whose queue the post waits.
        tenant: the server whose terms apply; 0 for none.
        target: into what; None for the language that the message is not in.
        chinese: the script in which Chinese is posted.
        native: the language that the author says they write; None where they leave it open.
        mode: how it is posted.
        patience: seconds that the channel waits for a translation; None for what the host chose.
        unsure: whether translations that may be wrong are marked.
        hold_unsure: whether translations that are very likely wrong are offered instead of posted.
        footnotes: whether slang is explained below translations.
        both: whether the original is shown above its translation, for both languages are read there.
        reply_to: what an answer replies to, where that is not the message itself.
    """

    kind: PostKind
    channel_id: int
    tenant: int = 0
    target: Target | None = None
    chinese: Target = Target.SIMPLIFIED
    native: Language | None = None
    mode: Mode = Mode.REPLY
    patience: float | None = None
    unsure: bool = True
    hold_unsure: bool = False
    footnotes: bool = False
    both: bool = False
    reply_to: int | None = None

    def holds(self, translation: Translation) -> bool:
        """Whether a translation is offered instead of posted."""
        return self.hold_unsure and translation.very_unsure

    def marks(self, translation: Translation) -> bool:
        """Whether a translation that may be wrong is marked.

        One that is very likely wrong is marked anyway where it might have been held, and in bridges, which never hold.
        """
        return self.unsure or (translation.very_unsure and (self.hold_unsure or self.kind is PostKind.COPY))


class Router:
    """Finds the routes of messages by what moderators and authors chose.

    Args:
        stores: what they chose.
        always: ids of channels that are on whatever was chosen.
    """

    def __init__(self, stores: Stores, always: frozenset[int] = frozenset()) -> None:
        self._stores = stores
        self._always = always

    async def translation(self, message: Message) -> Route | None:
        """The route of a message's translation; None where it is left alone.

        Direct messages are always translated.
        """
        settings = await self._settings(message.channel_id, message.parent_id)
        if not await self._is_on(message, settings) or await self.ignores(message.author_id):
            return None
        return await self._translation(message, settings)

    async def copies(self, message: Message) -> Sequence[BridgedChannel]:
        """The other channels of the bridge in which a message was said."""
        here = await self._stores.bridges.get(message.channel_id)
        there = await self._stores.bridges.of_bridge(here.bridge_id) if here else []
        return [channel for channel in there if channel.channel_id != message.channel_id]

    async def copy(self, message: Message, into: BridgedChannel) -> Route | None:
        """The route of a message's copy in another channel; None where its author wants to be left alone."""
        if await self.ignores(message.author_id):
            return None
        settings = await self._settings(into.channel_id)
        return Route(
            kind=PostKind.COPY,
            channel_id=into.channel_id,
            tenant=into.guild_id,
            target=Target(into.language) if into.language else None,
            native=await self._native(message.author_id),
            mode=Mode.WEBHOOK,
            patience=settings.patience,
            unsure=settings.unsure,
            both=into.language is None,
        )

    async def answer(self, message: Message, target: Target | None, reply_to: int | None = None) -> Route:
        """The route of an answer to a request.

        Args:
            message: what is to be translated.
            target: into what; None for the language that the message is not in.
            reply_to: the request, where it was made in words.
        """
        return Route(
            kind=PostKind.ANSWER,
            channel_id=message.channel_id,
            tenant=message.guild_id or 0,
            target=target,
            chinese=await self.chinese(message.guild_id, message.channel_id, message.parent_id),
            reply_to=reply_to,
        )

    async def again(self, message: Message, link: Link) -> Route | None:
        """The route by which an edit follows a post; None where the post stays as it is.

        Args:
            message: as it is now.
            link: to the post.
        """
        if link.kind is PostKind.TRANSLATION:
            return await self._translation(message, await self._settings(message.channel_id, message.parent_id))
        if link.kind is PostKind.ANSWER:
            return await self.answer(message, Target(link.target) if link.target else None)
        into = await self._stores.bridges.get(link.post_channel_id)
        return await self.copy(message, into) if into else None

    async def ignores(self, author_id: int) -> bool:
        """Whether the author of a message asked that it be left alone."""
        return (await self._stores.members.get(author_id)).ignored

    async def chinese(self, guild_id: int | None, channel_id: int, parent_id: int | None = None) -> Target:
        """The script in which Chinese is posted: the thread's, otherwise its channel's, otherwise its server's."""
        return await self._script(guild_id, await self._settings(channel_id, parent_id))

    async def _script(self, guild_id: int | None, settings: ChannelSettings) -> Target:
        script = settings.script
        if script is None and guild_id is not None:
            script = (await self._stores.guilds.get(guild_id)).script
        return Target(script) if script else Target.SIMPLIFIED

    async def _is_on(self, message: Message, settings: ChannelSettings) -> bool:
        if message.guild_id is None or message.channel_id in self._always:
            return True
        if message.parent_id in self._always:
            own = await self._stores.channels.get(message.channel_id)
            return own is None or own.enabled is not False
        return settings.enabled

    async def _translation(self, message: Message, settings: ChannelSettings) -> Route:
        native = await self._native(message.author_id)
        bridged = await self._stores.bridges.get(message.channel_id)
        return Route(
            kind=PostKind.TRANSLATION,
            channel_id=message.channel_id,
            tenant=message.guild_id or 0,
            # In a bridged channel one language is read; for the others there are the copies.
            target=Target(bridged.language) if bridged and bridged.language else None,
            chinese=await self._chinese(message, settings),
            native=native,
            mode=settings.mode,
            patience=settings.patience,
            unsure=settings.unsure,
            hold_unsure=settings.hold_unsure,
            footnotes=settings.footnotes,
        )

    async def _chinese(self, message: Message, settings: ChannelSettings) -> Target:
        if message.guild_id is not None:
            return await self._script(message.guild_id, settings)
        chosen = (await self._stores.members.get(message.author_id)).language
        own = None if chosen == AUTO else Target(chosen)
        return own if own and own.language is Language.CHINESE else Target.SIMPLIFIED

    async def _native(self, author_id: int) -> Language | None:
        chosen = (await self._stores.members.get(author_id)).language
        return None if chosen == AUTO else Target(chosen).language

    async def _settings(self, channel_id: int, parent_id: int | None = None) -> ChannelSettings:
        lineage = (channel_id,) if parent_id is None else (channel_id, parent_id)
        return await self._stores.channels.effective(lineage)
