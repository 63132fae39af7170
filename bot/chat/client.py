"""The Discord client, which builds everything that Qiao does on Discord."""

import asyncio
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import discord
import structlog
from cachetools import TTLCache
from discord.ext import commands

from bot.chat.events import Events
from bot.chat.features.bridges.commands import Bridge
from bot.chat.features.bridges.lifecycle import BridgeLifecycle
from bot.chat.features.bridges.reactions import ReactionMirror
from bot.chat.features.bridges.titles import Titles
from bot.chat.features.catch_up import CatchUp
from bot.chat.features.glossary.commands import Glossary
from bot.chat.features.glossary.compiler import GlossaryCompiler
from bot.chat.features.glossary.correction import PostCorrector
from bot.chat.features.glossary.review import SuggestionReview
from bot.chat.features.glossary.suggestions import Suggestions
from bot.chat.features.info import About
from bot.chat.features.learn import Learn
from bot.chat.features.moderation import Moderation
from bot.chat.features.owner.admission import Admission
from bot.chat.features.owner.commands import OwnerCommands
from bot.chat.features.owner.guilds import OwnerGuilds
from bot.chat.features.preview import Host, Preview
from bot.chat.features.privacy.commands import ForgetMe, IgnoreMe, Privacy
from bot.chat.features.privacy.erasure import Eraser
from bot.chat.features.privacy.retention import GuildLifecycle, Retention, RetentionSweeper
from bot.chat.features.reconcile.channel import Bounds, ChannelReader
from bot.chat.features.reconcile.lifecycle import Reconciliation
from bot.chat.features.settings.bots import Sources
from bot.chat.features.settings.channel import Channel
from bot.chat.features.settings.guild_settings import GuildSettingsStore
from bot.chat.features.settings.qiao import Administration
from bot.chat.features.settings.setup import Setup
from bot.chat.features.settings.status import Status
from bot.chat.features.translate.commands import Translate
from bot.chat.features.translate.languages import LanguageChoice
from bot.chat.features.translate.requests import Requests
from bot.chat.features.votes import VoteButtons, Voting
from bot.chat.features.welcome import Welcome
from bot.chat.gateway import Gateway
from bot.chat.incoming import Audience
from bot.chat.parsing import Parsing
from bot.chat.posting.audit import Audit
from bot.chat.posting.counterparts import Counterparts
from bot.chat.posting.invalid_requests import InvalidRequests
from bot.chat.posting.offers import Offers
from bot.chat.posting.outages import Outages
from bot.chat.posting.publisher import Publisher
from bot.chat.posting.quotes import Quotes
from bot.chat.posting.rate_limits import PostSpacing
from bot.chat.posting.refusals import Refusals
from bot.chat.posting.retraction import Retraction
from bot.chat.relay.compose import Composer
from bot.chat.relay.gates import Gates
from bot.chat.relay.job import Jobs
from bot.chat.relay.notices import OverloadNotices
from bot.chat.relay.outbox import Outbox
from bot.chat.relay.progress import Progress
from bot.chat.relay.quota import Quota
from bot.chat.relay.relay import Relay
from bot.chat.relay.routes import Router
from bot.chat.relay.shares import Shares
from bot.chat.relay.speakers import Speakers
from bot.chat.ui.invitation import invitation
from bot.chat.ui.localization import Localizer
from bot.chat.ui.replies import Tree
from bot.chat.ui.responses import watch
from bot.errors import QiaoError
from bot.learning.explaining import explain
from bot.log import describe, origin
from bot.proxy import Proxy
from bot.storage.stores import Stores
from bot.telemetry.http_trace import HttpTrace
from bot.telemetry.ledger import Ledger
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


class Client(commands.Bot):
    """The bot on Discord.

    Args:
        translator: translates texts.
        stores: the stored data.
        options: what the host configured.
        content: whether to request the message-content intent.
        ledger: counts outcomes.

    Attributes:
        translator: translates texts, with the glossaries of servers.
        stores: the stored data.
        options: what the host configured.
        content: whether the message-content intent is requested.
        ledger: counts outcomes.
        speakers: names of recent speakers.
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
        self, translator: Translator, stores: Stores, options: Options, *, content: bool, ledger: Ledger
    ) -> None:
        intents = discord.Intents(guilds=True, messages=True, reactions=True, message_content=content)
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
        self.translator = translator.with_glossary(GlossaryCompiler(stores.glossary))
        self.options = options
        self.refusals = Refusals(self)
        self.offers = Offers(self)
        self.audit = Audit(self, stores.guilds)
        self.outages = Outages()
        self.publisher = Publisher(
            self,
            stores.links,
            self.refusals,
            self.outages,
            patience=options.patience,
            view_for=VoteButtons(stores.channels).below,
        )
        limit_notices = OverloadNotices(self.publisher.notify, key="notice.limit")
        self.shares = Shares(stores.hosting, options.guild_limit, limit_notices)
        self.failures = 0
        self._failed: TTLCache[tuple[str, str], bool] = TTLCache(1_000, _QUIET_SECONDS)
        self.ledger = ledger
        self.speakers = Speakers(stores.members)
        self._progress = Progress(stores.seen)
        self._syncing: asyncio.Task[None] | None = None
        self.outbox: Outbox | None = None
        self._overload: OverloadNotices | None = None

    async def setup_hook(self) -> None:
        """Build what needs the event loop and the bot's user, after the login and before the gateway is connected."""
        self._overload = OverloadNotices(self.publisher.notify)
        self.outbox = Outbox(
            self.publisher.publish, self._overload.report, patience=self.options.patience, pause=self._spacing.pause
        )
        for cog in self._cogs(self.outbox):
            await self.add_cog(cog)
        await self.tree.set_translator(Localizer())
        # Discord keeps commands between runs, so there is no need to wait for this.
        self._syncing = asyncio.create_task(self._sync())

    def _cogs(self, outbox: Outbox) -> Iterator[commands.Cog]:
        """Build everything that handles events and commands."""
        options, stores = self.options, self.stores
        members = stores.members
        titles = Titles(self.translator, stores)
        counterparts = Counterparts(self, stores, self.refusals, self.publisher.webhooks, titles.of)
        router = Router(stores, options.always, counterparts.places)
        composer = Composer(self.translator, self.speakers, Quotes(self, stores.links).line)
        jobs = Jobs(
            composer=composer,
            outbox=outbox,
            links=stores.links,
            ledger=self.ledger,
            quota=Quota(options.member_limit),
            shares=self.shares,
            progress=self._progress,
            offer=self.offers.update,
            since=discord.utils.time_snowflake(discord.utils.utcnow()),
        )
        relay = Relay(
            router=router,
            composer=composer,
            jobs=jobs,
            progress=self._progress,
            edit=self.publisher.edit,
            remove=self.publisher.remove,
            links=stores.links,
            patience=options.patience,
        )
        audience = Audience(options.prefixes, options.bots, (self.user.id if self.user else None, self.application_id))
        requests = Requests(self, relay, router, audience, members, content=self.content)
        reactions = ReactionMirror(self, stores.bridges, stores.links, self.offers)
        gates = Gates()
        yield Events(self, audience, relay, gates=gates, requests=requests, reactions=reactions)
        bounds = Bounds(options.reconcile_messages, options.reconcile_hours)
        reader = ChannelReader(
            self, audience, relay, stores, bounds=bounds, always=options.always, content=self.content
        )
        yield Reconciliation(reader, stores.seen, stores.links, progress=self._progress, gates=gates, bounds=bounds)
        yield BridgeLifecycle(stores, self.publisher, self, titles.of)
        yield Bridge(stores, router, self.refusals, self.audit)
        yield Translate(self.translator, members, router, speakers=self.speakers, tree=self.tree)
        yield LanguageChoice(members)
        host = Host(options.patience, options.prefixes, self.content)
        yield Preview(self.translator, router, composer, speakers=self.speakers, host=host)
        yield CatchUp(self.translator, stores, audience, speakers=self.speakers, content=self.content)
        yield Learn(explain, members, self.tree)
        review = SuggestionReview(self, stores, PostCorrector(self, stores.links, relay.correct))
        yield review
        yield Suggestions(self, stores, review)
        yield Glossary(stores.glossary, self.audit, self)
        yield Moderation(stores.mutes, relay, self.audit)
        yield Voting(stores.votes, stores.links, self)
        settings, sources = GuildSettingsStore(stores), Sources(self)
        yield Channel(settings, sources, self.refusals, self.audit, content=self.content)
        yield About(content=self.content)
        yield Welcome(self, self.publisher.notify)
        retention = Retention(options.links_days, options.guild_days)
        yield Privacy(retention)
        yield IgnoreMe(members, self.speakers)
        eraser = Eraser(relay, Retraction(self.publisher), stores, self.speakers)
        yield ForgetMe(eraser, stores.privacy, retention, self)
        yield GuildLifecycle(RetentionSweeper(stores.links, stores.seen, stores.guilds, retention), self)
        admission = Admission(self, stores.hosting)
        yield OwnerGuilds(admission, OwnerCommands(self, admission, stores.hosting, self.shares), self.tree)
        yield Administration(Setup(settings, sources, self.audit, self.refusals), self.report, self)

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
        self._progress.freeze()
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
