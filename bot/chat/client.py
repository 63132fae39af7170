"""The Discord client, with the parts that exist before it has logged in."""

import asyncio
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import discord
import structlog
from cachetools import TTLCache
from discord.ext import commands

from bot.chat.features.glossary.compiler import GlossaryCompiler
from bot.chat.features.moderation.starter import STARTER_FILES
from bot.chat.features.settings.status import Status
from bot.chat.features.translate.better import better_button
from bot.chat.features.votes import VoteButtons
from bot.chat.gateway import Gateway
from bot.chat.parsing import Parsing
from bot.chat.posting.audit import Audit
from bot.chat.posting.invalid_requests import InvalidRequests
from bot.chat.posting.offers import Offers
from bot.chat.posting.outages import Outages
from bot.chat.posting.publisher import Publisher
from bot.chat.posting.rate_limits import PostSpacing
from bot.chat.posting.refusals import Refusals
from bot.chat.relay.notices import OverloadNotices
from bot.chat.relay.outbox import Outbox
from bot.chat.relay.post import Post
from bot.chat.relay.progress import Progress
from bot.chat.relay.shares import Shares
from bot.chat.relay.speakers import Speakers
from bot.chat.ui.invitation import invitation
from bot.chat.ui.localization import Localizer
from bot.chat.ui.replies import Tree
from bot.chat.ui.responses import watch
from bot.errors import QiaoError
from bot.log import describe, origin
from bot.proxy import Proxy
from bot.storage.stores import Stores
from bot.storage.types.links import PostKind
from bot.telemetry.http_trace import HttpTrace
from bot.telemetry.ledger import Ledger
from bot.text.language import Language
from bot.translation.better import Better
from bot.translation.service import Translator

log = structlog.get_logger(__name__)

_QUIET_SECONDS = 600.0
"""How long an error of a listener is not logged again."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the host configures.

    Attributes:
        patience: seconds that a message may wait before it is shed.
        member_limit: messages per minute and person that are translated automatically; 0 is no limit.
        guild_limit: the same per server, unless the host set another limit for a server.
        always: ids of channels in which translation is always on.
        prefixes: prefixes of commands for other bots, which are ignored.
        bots: ids of bots and webhooks that are translated like people.
        reconcile_messages: latest messages of each channel that are looked at after an outage; 0 is none.
        reconcile_hours: maximum age of those messages.
        links_days: days for which messages are linked to their translations; 0 is forever.
        guild_days: days after which the data of a server that Qiao has left is deleted.
        api: URL of a Discord-compatible REST API; None for Discord's.
        gateway: URL of its gateway; None for Discord's.
        proxy: for all connections to Discord; None to connect directly.
        model: name of the model, as users see it.
        elsewhere: whether messages are sent to another server to be translated.
        starter_files: files of the optional starter list for watch-lists, with their languages.
    """

    patience: float = 60.0
    member_limit: int = 0
    guild_limit: int = 0
    always: frozenset[int] = frozenset()
    prefixes: tuple[str, ...] = ()
    bots: frozenset[int] = frozenset()
    reconcile_messages: int = 100
    reconcile_hours: float = 24.0
    links_days: int = 30
    guild_days: int = 7
    api: str | None = None
    gateway: str | None = None
    proxy: Proxy | None = None
    model: str = ""
    elsewhere: bool = False
    starter_files: tuple[tuple[Language, str], ...] = STARTER_FILES


Assemble: TypeAlias = Callable[["Client", Outbox], Iterable[commands.Cog]]
"""Builds what handles events and commands, after the login."""


class Client(commands.Bot):
    """The bot on Discord.

    Args:
        translator: translates texts.
        stores: the stored data.
        options: what the host configured.
        assemble: builds what handles events and commands.
        content: whether to request the message-content intent.
        ledger: counts outcomes.
        better: the second translator; None if there is only one.

    Attributes:
        translator: translates texts, with the glossaries of servers.
        better: the second translator, likewise; None if there is only one.
        stores: the stored data.
        options: what the host configured.
        content: whether the message-content intent is requested.
        ledger: counts outcomes.
        speakers: names of recent speakers.
        progress: follows messages until nothing is left to do for them.
        parsing: parses gateway events, and skips those that are malformed.
        http_requests: statistics on requests to Discord.
        invalid_requests: stops requests before Discord bans the host.
        refusals: channels that refused requests.
        outages: sends requests again that fail because Discord is down.
        offers: offers translations that are too unsure to be posted.
        audit: reports changed settings.
        publisher: sends, edits and removes posts.
        shares: what each server uses.
        failures: number of events on which a listener failed.
        outbox: the queues of posts; None before the bot has logged in.
    """

    def __init__(
        self,
        translator: Translator,
        stores: Stores,
        options: Options,
        assemble: Assemble,
        *,
        content: bool,
        ledger: Ledger,
        better: Better | None = None,
    ) -> None:
        intents = discord.Intents(
            guilds=True,
            messages=True,
            reactions=True,
            message_content=content,
            auto_moderation_configuration=True,
        )
        self.http_requests = HttpTrace()
        self._spacing = PostSpacing()
        trace = self.http_requests.trace()
        self._spacing.attach(trace)
        self.invalid_requests = InvalidRequests(lambda: self.application_id)
        self.invalid_requests.attach(trace)
        self._started = time.monotonic()
        super().__init__(
            command_prefix=(),
            help_command=None,
            tree_cls=Tree,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            http_trace=trace,
            proxy=options.proxy.full_url if options.proxy else None,
        )
        self.parsing = Parsing(self._connection)
        self.content = content
        self.stores = stores
        glossary = GlossaryCompiler(stores.glossary)
        self.translator = translator.with_glossary(glossary)
        self.better = better.with_glossary(glossary) if better else None
        self.options = options
        self._assemble = assemble
        self.refusals = Refusals(self)
        self.offers = Offers(self)
        self.audit = Audit(self, stores.guilds)
        self.outages = Outages()
        self._votes = VoteButtons(stores.channels)
        self.publisher = Publisher(
            self,
            stores.links,
            self.refusals,
            self.outages,
            patience=options.patience,
            view_for=self._controls,
        )
        limit_notices = OverloadNotices(self.publisher.notify, key="notice.limit")
        self.shares = Shares(stores.hosting, options.guild_limit, limit_notices)
        self.failures = 0
        self._failed: TTLCache[tuple[str, str], bool] = TTLCache(1_000, _QUIET_SECONDS)
        self.ledger = ledger
        self.speakers = Speakers(stores.members)
        self.progress = Progress(stores.seen)
        self._syncing: asyncio.Task[None] | None = None
        self.outbox: Outbox | None = None
        self._overload: OverloadNotices | None = None

    async def _controls(self, post: Post) -> discord.ui.View | None:
        """The buttons below a post."""
        if self.better and post.kind is PostKind.ANSWER:
            return better_button(post)
        return await self._votes.below(post)

    async def setup_hook(self) -> None:
        """Build what needs the event loop and the bot's user, after the login and before the gateway is connected."""
        self._overload = OverloadNotices(self.publisher.notify)
        self.outbox = Outbox(
            self.publisher.publish, self._overload.report, patience=self.options.patience, pause=self._spacing.pause
        )
        for cog in self._assemble(self, self.outbox):
            await self.add_cog(cog)
        await self.tree.set_translator(Localizer())
        # Discord keeps commands between runs, so there is no need to wait for this.
        self._syncing = asyncio.create_task(self._sync())

    async def _sync(self) -> None:
        try:
            await self.outages.outlast(self.tree.sync)
        except (discord.HTTPException, QiaoError) as error:
            log.warning("commands not synced", error=describe(error))

    async def connect(self, *, reconnect: bool = True) -> None:  # noqa: ARG002 - always
        """Hold the connection to the gateway; for the exceptions, see `Gateway.hold`."""
        await Gateway(self).hold()

    @property
    def connected(self) -> bool:
        """Whether the gateway is connected and ready; discord.py closes a connection without heartbeats by itself."""
        return bool(self.ws and self.ws.open and self.ws.session_id)

    async def report(self, guild_id: int) -> Status:
        """How the bot is doing on a server."""
        stores = self.stores
        return Status.of(
            self.shares.ledger_of(guild_id),
            model=self.options.model,
            uptime=time.monotonic() - self._started,
            limit=await self.shares.limit_of(guild_id),
            votes=await stores.votes.count(guild_id),
            suggestions=await stores.suggestions.count(guild_id),
            muted=len(await stores.mutes.of_guild(guild_id)),
        )

    async def on_ready(self) -> None:
        """Log that the bot is ready, and the link that invites it."""
        link = invitation(self.application_id or 0)
        log.info("listening", bot=str(self.user), guilds=len(self.guilds), content=self.content, invitation=link)

    async def on_message(self, message: discord.Message, /) -> None:
        """Ignore prefix commands; `Events` handles messages."""

    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:
        """Count and log errors of listeners, except those caused by closing the client; the same is not logged soon."""
        error = sys.exception()
        if error is None or self.is_closed():
            return
        self.failures += 1
        place = (event_method, origin(error))
        if place not in self._failed:
            self._failed[place] = True
            trace = None if isinstance(error, QiaoError) else error
            log.error("event not handled", handler=event_method, error=describe(error), exc_info=trace)

    async def close(self) -> None:
        """Disconnect; what is still waiting fails, and is looked at again after the next start."""
        self.progress.freeze()
        self.outages.close()
        if self.outbox:
            await self.outbox.close()
        if self._overload:
            await self._overload.close()
        await self.shares.close()
        await self.offers.close()
        if self._syncing:
            self._syncing.cancel()
        await super().close()

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Drop events after the bot was closed: discord.py would dispatch them to a closed event loop.

        Interactions are watched from here, because nothing handles them before this returns.
        """
        if self.is_closed():
            return
        if event == "interaction":
            watch(*args)
        super().dispatch(event, *args, **kwargs)
