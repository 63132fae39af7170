"""Routes: which posts a message gets, in which channels, and with which settings."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.chat.relay.message import Message, Sender
from bot.chat.relay.proxies import Proxies
from bot.storage.stores import Stores
from bot.storage.types import (
    AUTO,
    NOBODY,
    BridgedChannel,
    ChannelSettings,
    Link,
    MemberPreferences,
    Mode,
    PostKind,
)
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
        untitled: whether the title of the forum or media post that the message is in is not translated yet.
        quotes: whether the post may quote what its message replies to.
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
    untitled: bool = False
    quotes: bool = True

    def holds(self, translation: Translation) -> bool:
        """Whether a translation is offered instead of posted."""
        return self.hold_unsure and translation.very_unsure

    def marks(self, translation: Translation) -> bool:
        """Whether a translation is marked if it is unsure.

        A very unsure one is always marked in channels that hold those back, and in bridges, which never do.
        """
        return self.unsure or (translation.very_unsure and (self.hold_unsure or self.kind is PostKind.COPY))


Counterparts = Callable[[Message, Sequence[BridgedChannel]], Awaitable[Sequence[BridgedChannel]]]
"""Returns where the copies of a message go, given the other channels of its bridge: those channels, or threads below
them for a message in a thread. Channels that it cannot cross to are left out."""


async def channels_only(message: Message, others: Sequence[BridgedChannel]) -> Sequence[BridgedChannel]:
    """Copy into channels, and nothing from threads."""
    return others if message.parent_id is None else ()


class Router:
    """Finds the routes of messages from the settings of hosts, moderators and authors.

    Args:
        stores: settings of moderators and authors.
        always: ids of channels in which translation is always on.
        counterparts: finds where copies go.
    """

    def __init__(
        self, stores: Stores, always: frozenset[int] = frozenset(), counterparts: Counterparts = channels_only
    ) -> None:
        self._stores = stores
        self._always = always
        self._counterparts = counterparts
        self._proxies = Proxies()

    async def translation(self, message: Message) -> Route | None:
        """The route of a message's translation; None if it is not translated. Direct messages always are."""
        settings = await self._settings(message.channel_id, message.parent_id)
        if not await self._admits(message) or await self.ignores(message):
            return None
        alone = await self._cannot_cross(message)
        if not (alone or await self._is_on(message, settings)):
            return None
        route = await self._translation(message, settings, alone=alone)
        return replace(route, untitled=True) if await self._is_untitled(message) else route

    async def copies(self, message: Message) -> Sequence[BridgedChannel]:
        """Where the copies of a message go: the other channels in the bridge of its channel, or threads below them."""
        if not await self._admits(message) or await self.ignores(message):
            return ()
        channel_id = message.parent_id or message.channel_id
        here = await self._stores.bridges.get(channel_id)
        there = await self._stores.bridges.of_bridge(here.bridge_id) if here else []
        others = [channel for channel in there if channel.channel_id != channel_id]
        return await self._counterparts(message, others) if others else ()

    async def _cannot_cross(self, message: Message) -> bool:
        """Whether a message is in a thread of a bridged channel that has no counterpart, so it is translated there.

        Moderators can still turn such a thread off.
        """
        if message.parent_id is None or await self._stores.bridges.get(message.parent_id) is None:
            return False
        own = await self._stores.channels.get(message.channel_id)
        return (own is None or own.enabled is not False) and not await self.copies(message)

    async def _admits(self, message: Message) -> bool:
        """Whether messages of the sender are translated here.

        Those of people are, and what a proxy posts for them; those of other bots and webhooks where moderators chose
        them.
        """
        if message.sender is Sender.PERSON:
            self._proxies.hear(message)
            return True
        if message.author_id in await self._stores.bots.of(message.channel_id, message.parent_id):
            return True
        person = self._proxies.author_of(message)
        return person is not None and not await self._ignores(message.guild_id, person)

    async def copy(self, message: Message, into: BridgedChannel) -> Route | None:
        """The route of a message's copy in another channel; None if its author has opted out or is muted."""
        if await self.ignores(message):
            return None
        settings = await self._settings(into.channel_id)
        return Route(
            kind=PostKind.COPY,
            channel_id=into.channel_id,
            tenant=into.guild_id,
            target=Target(into.language) if into.language else None,
            native=_native(await self._stores.members.get(message.author_id)),
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
            untitled=await self._is_untitled(message),
        )

    async def again(self, message: Message, link: Link) -> Route | None:
        """The route for updating a post after an edit; None if the post stays as it is.

        Args:
            message: the edited message.
            link: link to the post.
        """
        route = await self._again(message, link)
        # Who asked to be forgotten is not quoted again.
        return replace(route, quotes=False) if route and link.quoted_author_id == NOBODY else route

    async def _again(self, message: Message, link: Link) -> Route | None:
        if link.kind is PostKind.TRANSLATION:
            return await self._translation(message, await self._settings(message.channel_id, message.parent_id))
        if link.kind is PostKind.ANSWER:
            return await self.answer(message, Target(link.target) if link.target else None)
        into = await self._stores.bridges.place(link.post_channel_id)
        return await self.copy(message, into) if into else None

    async def _is_untitled(self, message: Message) -> bool:
        """Whether a message is in a post whose first message, which has the title, has no translation."""
        if not message.title or message.starts_post:
            return False
        links = await self._stores.links.of_original(message.channel_id)  # a post has the id of its first message
        return all(link.kind is PostKind.COPY for link in links)

    async def ignores(self, message: Message) -> bool:
        """Whether the author of a message has opted out, or is muted by the moderators of its server."""
        return await self._ignores(message.guild_id, message.author_id)

    async def is_muted(self, guild_id: int | None, *user_ids: int) -> bool:
        """Whether any of these people is muted by the moderators of a server."""
        return any([await self._stores.mutes.has(guild_id, user_id) for user_id in user_ids])

    async def _ignores(self, guild_id: int | None, author_id: int) -> bool:
        ignored = (await self._stores.members.get(author_id)).ignored
        return ignored or await self._stores.mutes.has(guild_id, author_id)

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

    async def _translation(self, message: Message, settings: ChannelSettings, *, alone: bool = False) -> Route:
        author = await self._stores.members.get(message.author_id)
        bridged = None if alone else await self._stores.bridges.place(message.channel_id)
        return Route(
            kind=PostKind.TRANSLATION,
            channel_id=message.channel_id,
            tenant=message.guild_id or 0,
            # A bridged channel has one language; readers of others have the copies.
            target=Target(bridged.language) if bridged and bridged.language else None,
            chinese=await self._chinese(message, settings, author),
            native=_native(author),
            mode=settings.mode,
            patience=settings.patience,
            unsure=settings.unsure,
            hold_unsure=settings.hold_unsure,
            footnotes=settings.footnotes,
        )

    async def _chinese(self, message: Message, settings: ChannelSettings, author: MemberPreferences) -> Target:
        if message.guild_id is not None:
            return await self._script(message.guild_id, settings)
        own = (Target(code) for code in author.languages if code != AUTO)
        return next((target for target in own if target.language is Language.CHINESE), Target.SIMPLIFIED)

    async def _settings(self, channel_id: int, parent_id: int | None = None) -> ChannelSettings:
        return await self._stores.channels.effective([channel_id, parent_id])


def _native(author: MemberPreferences) -> Language | None:
    """The language that an author has chosen; None if they chose none, or both."""
    chosen = {None if code == AUTO else Target(code).language for code in author.languages}
    return chosen.pop() if len(chosen) == 1 else None
