"""Routes: which posts a message gets, in which channels, and with which settings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.chat.relay.message import Message
from bot.storage.stores import Stores
from bot.storage.types import AUTO, NOBODY, BridgedChannel, ChannelSettings, Link, Mode, PostKind
from bot.text.language import Language
from bot.translation.types import Target, Translation


@dataclass(frozen=True, slots=True)
class Route:
    """One post that a message gets.

    Attributes:
        kind: translation, copy or answer.
        channel_id: the channel in whose queue the post waits.
        tenant: id of the server whose glossary applies; 0 for none.
        target: target of the translation; None for the language that the message is not in.
        chinese: script for translations to Chinese.
        native: language that the author has chosen; None if they have not.
        mode: how it is posted.
        patience: seconds after which it is shed; None for the host's setting.
        unsure: whether unsure translations are marked.
        hold_unsure: whether very unsure translations are offered instead of posted.
        footnotes: whether slang is explained below translations.
        both: whether the original is shown above its translation, because the channel has readers of both languages.
        reply_to: id of the message that an answer replies to, if it is not the original.
        quotes: whether a copy quotes what its message replies to.
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
    quotes: bool = True

    def holds(self, translation: Translation) -> bool:
        """Whether a translation is offered instead of posted."""
        return self.hold_unsure and translation.very_unsure

    def marks(self, translation: Translation) -> bool:
        """Whether a translation is marked if it is unsure.

        A very unsure one is always marked in channels that hold those back, and in bridges, which never do.
        """
        return self.unsure or (translation.very_unsure and (self.hold_unsure or self.kind is PostKind.COPY))


class Router:
    """Finds the routes of messages from the settings of hosts, moderators and authors.

    Args:
        stores: settings of moderators and authors.
        always: ids of channels in which translation is always on.
    """

    def __init__(self, stores: Stores, always: frozenset[int] = frozenset()) -> None:
        self._stores = stores
        self._always = always

    async def translation(self, message: Message) -> Route | None:
        """The route of a message's translation; None if it is not translated. Direct messages always are."""
        settings = await self._settings(message.channel_id, message.parent_id)
        if not await self._is_on(message, settings) or await self.ignores(message.author_id):
            return None
        return await self._translation(message, settings)

    async def copies(self, message: Message) -> Sequence[BridgedChannel]:
        """The other channels in the bridge of a message's channel."""
        here = await self._stores.bridges.get(message.channel_id)
        there = await self._stores.bridges.of_bridge(here.bridge_id) if here else []
        return [channel for channel in there if channel.channel_id != message.channel_id]

    async def copy(self, message: Message, into: BridgedChannel) -> Route | None:
        """The route of a message's copy in another channel; None if its author has opted out."""
        if await self.ignores(message.author_id):
            return None
        settings = await self._settings(into.channel_id)
        own = await self._own_language(message.author_id)
        return Route(
            kind=PostKind.COPY,
            channel_id=into.channel_id,
            tenant=into.guild_id,
            target=Target(into.language) if into.language else None,
            native=own.language if own else None,
            mode=Mode.WEBHOOK,
            patience=settings.patience,
            unsure=settings.unsure,
            both=into.language is None,
        )

    async def answer(self, message: Message, target: Target | None, reply_to: int | None = None) -> Route:
        """The route of the answer to a request.

        Args:
            message: the message to translate.
            target: target of the translation; None for the language that the message is not in.
            reply_to: id of the request, if it is a message.
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
        """The route for updating a post after an edit; None if the post stays as it is.

        Args:
            message: the edited message.
            link: link to the post.
        """
        if link.kind is PostKind.TRANSLATION:
            return await self._translation(message, await self._settings(message.channel_id, message.parent_id))
        if link.kind is PostKind.ANSWER:
            return await self.answer(message, Target(link.target) if link.target else None)
        into = await self._stores.bridges.get(link.post_channel_id)
        route = await self.copy(message, into) if into else None
        # Who asked to be forgotten is not quoted again.
        return replace(route, quotes=False) if route and link.quoted_author_id == NOBODY else route

    async def ignores(self, author_id: int) -> bool:
        """Whether an author has opted out."""
        return (await self._stores.members.get(author_id)).ignored

    async def chinese(self, guild_id: int | None, channel_id: int, parent_id: int | None = None) -> Target:
        """The script for translations to Chinese: that of the thread, its channel or its server, in this order."""
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
        own = await self._own_language(message.author_id)
        bridged = await self._stores.bridges.get(message.channel_id)
        return Route(
            kind=PostKind.TRANSLATION,
            channel_id=message.channel_id,
            tenant=message.guild_id or 0,
            # A bridged channel has one language; readers of others have the copies.
            target=Target(bridged.language) if bridged and bridged.language else None,
            chinese=await self._chinese(message, settings, own),
            native=own.language if own else None,
            mode=settings.mode,
            patience=settings.patience,
            unsure=settings.unsure,
            hold_unsure=settings.hold_unsure,
            footnotes=settings.footnotes,
        )

    async def _chinese(self, message: Message, settings: ChannelSettings, own: Target | None) -> Target:
        if message.guild_id is not None:
            return await self._script(message.guild_id, settings)
        return own if own and own.language is Language.CHINESE else Target.SIMPLIFIED

    async def _own_language(self, author_id: int) -> Target | None:
        """The language and script that an author has chosen; None if they have not."""
        chosen = (await self._stores.members.get(author_id)).language
        return None if chosen == AUTO else Target(chosen)

    async def _settings(self, channel_id: int, parent_id: int | None = None) -> ChannelSettings:
        return await self._stores.channels.effective([channel_id, parent_id])
