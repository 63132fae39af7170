"""The Discord client: unmodified discord.py with Qiao's cogs."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import discord
import structlog
import yarl
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.chat.arrangement import Arrangements
from bot.chat.audience import Audience
from bot.chat.audit import Audit
from bot.chat.cadence import Cadence
from bot.chat.catalogue import Catalogue
from bot.chat.cogs.about import About
from bot.chat.cogs.administration import Administration
from bot.chat.cogs.asking import Asking
from bot.chat.cogs.bridge import Bridge
from bot.chat.cogs.channel import Channel
from bot.chat.cogs.forgetting import ForgetMe
from bot.chat.cogs.glossary import Glossary
from bot.chat.cogs.ignoring import Ignoring
from bot.chat.cogs.language import Language
from bot.chat.cogs.learn import Learn
from bot.chat.cogs.listening import Listening
from bot.chat.cogs.mentions import Mentions
from bot.chat.cogs.mirroring import Mirroring
from bot.chat.cogs.privacy import Privacy
from bot.chat.cogs.residence import Residence
from bot.chat.cogs.suggest import Suggest
from bot.chat.cogs.translate import Translate
from bot.chat.cogs.vote import Vote
from bot.chat.copyist import Copyist
from bot.chat.demand import Demand
from bot.chat.echoes import Echoes
from bot.chat.error_handler import Tree
from bot.chat.forgetting import Forgetting
from bot.chat.housekeeping import Housekeeping, Retention
from bot.chat.ledger import Ledger
from bot.chat.localisation import Localiser
from bot.chat.locks import Locks
from bot.chat.mirror import Mirror
from bot.chat.outbox import Outbox
from bot.chat.pace import Pace
from bot.chat.policy import Policy
from bot.chat.ports import Stores
from bot.chat.postman import NOBODY, Postman
from bot.chat.quotes import Quotes
from bot.chat.refusals import Refusals
from bot.chat.relay import Relay
from bot.chat.setup import Setup
from bot.chat.shedding import Shedding
from bot.chat.status import Status
from bot.chat.suggestion_desk import Desk
from bot.chat.traffic import Traffic
from bot.chat.vocabulary import Vocabulary
from bot.chat.voting import Ballots
from bot.errors import ConfigurationError, DiscordError
from bot.learning.explaining import explain
from bot.translation.service import Translator

log = structlog.get_logger(__name__)

PORTAL = "https://discord.com/developers/applications"


@dataclass(frozen=True, slots=True)
class Options:
    """What a host may choose about the client.

    Attributes:
        patience: seconds that a message may wait before it is shed.
        member_limit: messages a minute of one person that are translated without being asked; 0 is no limit.
        always: ids of channels that are on whatever moderators chose.
        prefixes: with which commands to other bots begin, which are left alone.
        bots: ids of bots and webhooks that are translated as people are.
        links_days: days for which a message is linked to its translation; 0 is for ever.
        guild_days: days after which all about a server that was left is deleted.
        api: address of a Discord-compatible REST server; None for Discord itself.
        gateway: address of its gateway; None for Discord itself.
        model: the name of the model, for people.
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
    """Qiao on Discord.

    Args:
        translator: the use case.
        stores: what is remembered.
        options: what the host chose.
        content: whether to ask for the message-content intent.
        ledger: where outcomes are counted.

    Attributes:
        traffic: what the requests to Discord cost.
        audit: tells servers of changed settings.
    """

    def __init__(
        self, translator: Translator, stores: Stores, options: Options, *, content: bool, ledger: Ledger
    ) -> None:
        intents = discord.Intents(guilds=True, messages=True, reactions=True, message_content=content)
        self.traffic = Traffic()
        self._cadence = Cadence()
        trace = self.traffic.trace()
        self._cadence.watch(trace)
        self._started = time.monotonic()
        super().__init__(
            command_prefix=(),
            help_command=None,
            tree_cls=Tree,
            intents=intents,
            allowed_mentions=NOBODY,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            http_trace=trace,
        )
        self.content = content
        self._catalogue = Catalogue.shipped()
        self._stores = stores
        self._translator = translator.consulting(Vocabulary(stores.glossary))
        self._options = options
        self.refusals = Refusals(self, self._catalogue)
        self.audit = Audit(self, stores.guilds, self._catalogue)
        self.postman = Postman(self, stores.links, self.refusals, Ballots(self, stores.channels).below)
        self._ledger = ledger
        self._syncing: asyncio.Task[None] | None = None
        self.outbox: Outbox | None = None
        self._shedding: Shedding | None = None

    async def setup_hook(self) -> None:
        """Build what lives in the event loop, after the token was accepted and before the gateway is opened."""
        self._shedding = Shedding(self.postman, self._catalogue)
        self.outbox = Outbox(
            self.postman.post, self._shedding.tell, patience=self._options.patience, pause=self._cadence.pause
        )
        locks, now = Locks(), discord.utils.time_snowflake(discord.utils.utcnow())
        relay = Relay(
            translator=self._translator,
            outbox=self.outbox,
            posts=self.postman,
            links=self._stores.links,
            ledger=self._ledger,
            patience=self._options.patience,
            since=now,
            pace=Pace(self._options.member_limit),
            locks=locks,
        )
        policy = Policy(self._stores, self._options.always)
        audience = Audience(
            self._options.prefixes, self._options.bots, (self.user.id if self.user else None, self.application_id)
        )
        await self.add_cog(Listening(relay, policy, audience))
        mirror = Mirror(
            copyist=Copyist(self._translator, self._stores, audience, Quotes(self, self._stores.links)),
            stores=self._stores,
            policy=policy,
            outbox=self.outbox,
            posts=self.postman,
            sever=relay.withdraw,
            ledger=self._ledger,
            pace=Pace(self._options.member_limit),
            locks=locks,
            patience=self._options.patience,
            since=now,
        )
        echoes = Echoes(self, self._stores.bridges, self._stores.links)
        await self.add_cog(
            Mirroring(
                mirror,
                echoes,
                stores=self._stores,
                postman=self.postman,
                catalogue=self._catalogue,
                client=self,
            )
        )
        await self.add_cog(Bridge(self._stores.bridges, policy, self._catalogue, self.refusals, self.audit))
        members = self._stores.members
        demand = Demand(self._translator, policy, self._stores.links, relay, self.refusals)
        await self.add_cog(Asking(demand, members, self))
        await self.add_cog(Mentions(demand, audience, policy, members, self._catalogue, content=self.content))
        await self.add_cog(Translate(self._translator, self._stores.members, policy, self._catalogue, self.tree))
        await self.add_cog(Learn(explain, self._stores.members, self._catalogue, self.tree))
        await self.add_cog(Language(self._stores.members, self._catalogue))
        desk = Desk(self, self._stores, relay, self._catalogue)
        await self.add_cog(Glossary(self._stores.glossary, desk, self._catalogue, self.audit))
        await self.add_cog(Suggest(desk, self._stores.links, self._catalogue, self))
        await self.add_cog(Vote(self._stores.votes, self._stores.links, self._catalogue, self))
        await self.add_cog(
            Channel(self._stores.channels, self._catalogue, self.refusals, self.audit, content=self.content)
        )
        await self.add_cog(About(self._catalogue, content=self.content))
        retention = Retention(self._options.links_days, self._options.guild_days)
        await self.add_cog(Privacy(self._catalogue, retention))
        await self.add_cog(Ignoring(self._stores.members, self._catalogue))
        forgetting = Forgetting(relay, self._stores.links, self._stores.privacy)
        await self.add_cog(ForgetMe(forgetting, self._catalogue, self))
        housekeeping = Housekeeping(self._stores.links, self._stores.guilds, retention)
        await self.add_cog(Residence(housekeeping, self))
        setup = Setup(
            Arrangements(self._stores.channels, self._stores.guilds), self.audit, self.refusals, self._catalogue
        )
        await self.add_cog(Administration(setup, self.report, self._catalogue, self))
        await self.tree.set_translator(Localiser())
        # Discord keeps commands between runs, so listening need not wait for this.
        self._syncing = asyncio.create_task(self._sync())

    async def _sync(self) -> None:
        try:
            await self.tree.sync()
        except discord.HTTPException as error:
            log.warning("Discord did not take the slash commands", status=error.status, code=error.code)

    @property
    def connected(self) -> bool:
        """Whether the gateway is open and has greeted us; discord.py itself closes one that has gone silent."""
        return bool(self.ws and self.ws.open and self.ws.session_id)

    def report(self) -> Status:
        """How Qiao has been doing since its start."""
        return Status.of(
            self._ledger,
            model=self._options.model,
            uptime=time.monotonic() - self._started,
            posts=self.postman.posts.count,
        )

    async def on_ready(self) -> None:
        """Say so in the log."""
        log.info("listening", bot=str(self.user), guilds=len(self.guilds), content=self.content)

    async def on_message(self, message: discord.Message, /) -> None:
        """Qiao has no prefix commands; what is said goes to the listening cog."""

    async def close(self) -> None:
        """Leave, and fail what is still waiting rather than lose it silently."""
        if self.outbox:
            await self.outbox.close()
        if self._shedding:
            await self._shedding.close()
        if self._syncing:
            self._syncing.cancel()
        await super().close()

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Hear nothing more once closing has begun: discord.py would hand it to a loop that it has given up."""
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)


# Qiao has no voice; without this, discord.py warns of libraries that only voice would need.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False


def point(options: Options) -> None:
    """Aim discord.py at the server that the host chose; the addresses are discord.py's own class attributes."""
    if options.api:
        Route.BASE = options.api.rstrip("/")
    if options.gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(options.gateway)


async def connect(
    translator: Translator,
    stores: Stores,
    options: Options,
    *,
    token: str,
    ledger: Ledger | None = None,
    started: Callable[[Client], None] = lambda _: None,
) -> None:
    """Run Qiao on Discord until it is stopped.

    Where the message-content intent is refused, Qiao goes on without it: on demand still works.

    Args:
        translator: the use case.
        stores: what is remembered.
        options: what the host chose.
        token: the bot's token.
        ledger: where outcomes are counted.
        started: told each client that is about to connect.

    Raises:
        ConfigurationError: the token is refused.
        DiscordError: Discord cannot be reached or sends the bot away.
    """
    point(options)
    ledger = ledger or Ledger()
    try:
        try:
            await _run(Client(translator, stores, options, content=True, ledger=ledger), token, started)
        except discord.PrivilegedIntentsRequired:
            log.warning(
                "Discord refuses the Message Content intent: translating on request only",
                remedy=f"Switch 'Message Content Intent' on under {PORTAL}, your application, Bot.",
            )
            await _run(Client(translator, stores, options, content=False, ledger=ledger), token, started)
    except discord.LoginFailure:
        raise ConfigurationError(
            "Discord refuses DISCORD_TOKEN.",
            f"Copy the bot's token anew from {PORTAL}, your application, Bot, into .env.",
        ) from None
    except (discord.HTTPException, discord.GatewayNotFound, OSError) as error:
        raise DiscordError(
            f"Discord cannot be reached: {type(error).__name__}.",
            "Look at the network and at https://discordstatus.com.",
        ) from None
    except discord.ConnectionClosed as error:
        raise DiscordError(f"Discord closed the connection for good (code {error.code}).") from None


async def _run(client: Client, token: str, started: Callable[[Client], None]) -> None:
    started(client)
    async with client:
        await client.start(token)
