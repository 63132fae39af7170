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
from bot.chat.features.glossary.commands import Glossary
from bot.chat.features.glossary.compiler import GlossaryCompiler
from bot.chat.features.glossary.review import SuggestionReview
from bot.chat.features.glossary.suggestions import Suggestions
from bot.chat.features.info import About
from bot.chat.features.learn import Learn
from bot.chat.features.privacy.commands import ForgetMe, IgnoreMe, Privacy
from bot.chat.features.privacy.erasure import Erasure
from bot.chat.features.privacy.retention import GuildLifecycle, Retention, RetentionSweeper
from bot.chat.features.settings.channel import Channel
from bot.chat.features.settings.guild_settings import GuildSettingsStore
from bot.chat.features.settings.qiao import Administration, Status
from bot.chat.features.settings.setup import Setup
from bot.chat.features.translate.commands import LanguageChoice, Translate
from bot.chat.features.translate.requests import Requests
from bot.chat.features.votes import VoteButtons, Voting
from bot.chat.gateway import Gateway
from bot.chat.incoming import Audience
from bot.chat.parsing import Parsing
from bot.chat.posting.audit import Audit
from bot.chat.posting.invalid_requests import InvalidRequests
from bot.chat.posting.offers import Offers
from bot.chat.posting.outages import Outages
from bot.chat.posting.publisher import Publisher
from bot.chat.posting.quotes import Quotes
from bot.chat.posting.rate_limits import PostSpacing
from bot.chat.posting.refusals import Refusals
from bot.chat.relay.compose import Composer
from bot.chat.relay.job import Jobs
from bot.chat.relay.notices import OverloadNotices
from bot.chat.relay.outbox import Outbox
from bot.chat.relay.quota import Quota
from bot.chat.relay.relay import Relay
from bot.chat.relay.routes import Router
from bot.chat.relay.speakers import Speakers
from bot.chat.ui.localization import Localizer
from bot.chat.ui.replies import Tree
from bot.chat.ui.responses import watch
from bot.errors import QiaoError
from bot.learning.explaining import explain
from bot.log import describe, origin
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
        always: ids of channels in which translation is always on.
        prefixes: prefixes of commands for other bots, which are ignored.
        bots: ids of bots and webhooks that are translated like people.
        links_days: days for which messages are linked to their translations; 0 is forever.
        guild_days: days after which the data of a server that Qiao has left is deleted.
        api: URL of a Discord-compatible REST API; None for Discord's.
        gateway: URL of its gateway; None for Discord's.
        model: name of the model, as users see it.
    """

    patience: float = 60.0
    member_limit: int = 0
    always: frozenset[int] = frozenset()
    prefixes: tuple[str, ...] = ()
    bots: frozenset[int] = frozenset()
    links_days: int = 30
    guild_days: int = 7
    api: str | None = None
    gateway: str | None = None
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
        self.failures = 0
        self._failed: TTLCache[tuple[str, str], bool] = TTLCache(1_000, _QUIET_SECONDS)
        self.ledger = ledger
        self.speakers = Speakers(stores.members)
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
        router = Router(stores, options.always)
        composer = Composer(self.translator, self.speakers, Quotes(self, stores.links).line)
        jobs = Jobs(
            composer=composer,
            outbox=outbox,
            links=stores.links,
            ledger=self.ledger,
            quota=Quota(options.member_limit),
            offer=self.offers.update,
            since=discord.utils.time_snowflake(discord.utils.utcnow()),
        )
        relay = Relay(
            router=router,
            composer=composer,
            jobs=jobs,
            edit=self.publisher.edit,
            remove=self.publisher.remove,
            links=stores.links,
            patience=options.patience,
        )
        audience = Audience(options.prefixes, options.bots, (self.user.id if self.user else None, self.application_id))
        requests = Requests(self, relay, router, audience, members, content=self.content)
        reactions = ReactionMirror(self, stores.bridges, stores.links, self.offers)
        yield Events(self, audience, relay, requests, reactions)
        yield BridgeLifecycle(stores, self.publisher, self)
        yield Bridge(stores, router, self.refusals, self.audit)
        yield Translate(self.translator, members, router, speakers=self.speakers, tree=self.tree)
        yield LanguageChoice(members)
        yield Learn(explain, members, self.tree)
        review = SuggestionReview(self, stores, relay.correct)
        yield review
        yield Suggestions(self, stores, review)
        yield Glossary(stores.glossary, review, self.audit, self)
        yield Voting(stores.votes, stores.links, self)
        settings = GuildSettingsStore(stores)
        yield Channel(settings, self.refusals, self.audit, content=self.content)
        yield About(content=self.content)
        retention = Retention(options.links_days, options.guild_days)
        yield Privacy(retention)
        yield IgnoreMe(members, self.speakers)
        yield ForgetMe(Erasure(relay, stores.links, stores.privacy, self.speakers), self)
        yield GuildLifecycle(RetentionSweeper(stores.links, stores.guilds, retention), self)
        yield Administration(Setup(settings, self.audit, self.refusals), self.report, self)

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

    def report(self) -> Status:
        """The bot's statistics since its start."""
        return Status.of(
            self.ledger,
            model=self.options.model,
            uptime=time.monotonic() - self._started,
            posts=self.publisher.posts.count,
        )

    async def on_ready(self) -> None:
        """Log that the bot is ready."""
        log.info("listening", bot=str(self.user), guilds=len(self.guilds), content=self.content)

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
        """Disconnect; what is still waiting fails instead of getting lost silently."""
        self.outages.close()
        if self.outbox:
            await self.outbox.close()
        if self._overload:
            await self._overload.close()
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
