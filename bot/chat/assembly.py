"""Builds what handles events and commands: the relay, and the cogs around it."""

from collections.abc import Iterator

import discord
from discord.ext import commands

from bot.chat.client import Client
from bot.chat.content import text_of
from bot.chat.events import Events
from bot.chat.features.bridges.commands import Bridge
from bot.chat.features.bridges.lifecycle import BridgeLifecycle
from bot.chat.features.bridges.reactions import ReactionMirror
from bot.chat.features.bridges.titles import Titles
from bot.chat.features.catch_up import CatchUp
from bot.chat.features.glossary.commands import Glossary
from bot.chat.features.glossary.correction import PostCorrector
from bot.chat.features.glossary.review import SuggestionReview
from bot.chat.features.glossary.suggestions import Suggestions
from bot.chat.features.info import About
from bot.chat.features.learn import Learn
from bot.chat.features.moderation.automod import AutoModRules
from bot.chat.features.moderation.commands import ModerationCommands
from bot.chat.features.moderation.mutes import MuteCommands
from bot.chat.features.moderation.notices import Notices
from bot.chat.features.moderation.report import Reports
from bot.chat.features.moderation.review import Review
from bot.chat.features.moderation.rules import Rules
from bot.chat.features.moderation.starter import StarterList
from bot.chat.features.moderation.topics import TopicCommands
from bot.chat.features.moderation.watch import WatchCommands
from bot.chat.features.moderation.watch_controls import WatchControls
from bot.chat.features.moderation.watch_list import WatchList
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
from bot.chat.features.translate.answers import Answers
from bot.chat.features.translate.better import BetterTranslation
from bot.chat.features.translate.commands import Translate
from bot.chat.features.translate.languages import LanguageChoice
from bot.chat.features.translate.requests import Requests
from bot.chat.features.votes import Voting
from bot.chat.features.welcome import Welcome
from bot.chat.incoming import Audience, places_of
from bot.chat.posting.counterparts import Counterparts
from bot.chat.posting.quotes import Quotes
from bot.chat.posting.retraction import Retraction
from bot.chat.relay.compose import Composer
from bot.chat.relay.gates import Gates
from bot.chat.relay.improvements import AT_ONCE, Means
from bot.chat.relay.jobs import Jobs
from bot.chat.relay.meter import Meter
from bot.chat.relay.outbox import Outbox
from bot.chat.relay.quota import Quota
from bot.chat.relay.relay import Relay
from bot.chat.relay.routes import Router
from bot.chat.relay.screening import Screening
from bot.learning.explaining import explain
from bot.moderation.screen import Screen
from bot.moderation.types import fingerprint


def assemble(client: Client, outbox: Outbox) -> Iterator[commands.Cog]:
    """Build the relay and the cogs of a client that has logged in.

    Args:
        client: has the parts that exist before the login.
        outbox: the queues of posts.
    """
    options, stores = client.options, client.stores
    members = stores.members
    rules = AutoModRules(client, client.outages, patience=options.patience)
    yield rules
    screen = Screen(stores.watch, stores.topics, rules.of)
    titles = Titles(client.translator, stores, screen)
    counterparts = Counterparts(
        client,
        stores,
        client.refusals,
        client.outages,
        patience=options.patience,
        webhooks=client.publisher.webhooks,
        title=titles.of,
    )
    router = Router(stores, options.always, counterparts.places)
    composer = Composer(
        client.translator,
        client.speakers,
        Quotes(client, stores.links).line,
        Screening(screen, lambda channel_id: places_of(client.get_channel(channel_id))),
    )
    jobs = Jobs(
        composer=composer,
        outbox=outbox,
        links=stores.links,
        meter=Meter(client.ledger, Quota(options.member_limit), client.shares),
        progress=client.progress,
        offer=client.offers.update,
        since=discord.utils.time_snowflake(discord.utils.utcnow()),
    )
    relay = Relay(
        router=router,
        composer=composer,
        jobs=jobs,
        progress=client.progress,
        edit=client.publisher.edit,
        remove=client.publisher.remove,
        links=stores.links,
        patience=options.patience,
        means=_means(client, composer, outbox),
    )
    audience = Audience(
        options.prefixes, options.bots, (client.user.id if client.user else None, client.application_id)
    )
    requests = Requests(client, relay, router, audience, members, content=client.content)
    reactions = ReactionMirror(client, stores.bridges, stores.links, client.offers)
    gates = Gates()
    yield Events(client, audience, relay, gates=gates, requests=requests, reactions=reactions)
    bounds = Bounds(options.reconcile_messages, options.reconcile_hours)
    reader = ChannelReader(
        client, audience, relay, stores, bounds=bounds, always=options.always, content=client.content
    )
    yield Reconciliation(reader, stores.seen, stores.links, progress=client.progress, gates=gates, bounds=bounds)
    yield BridgeLifecycle(stores, client.publisher, client, titles.of)
    yield Bridge(stores, router, client.refusals, client.audit)
    yield Translate(Answers(client.translator, members, router, client.speakers, screen), members, client.tree)
    answers = Answers(client.better.translator, members, router, client.speakers, screen) if client.better else None
    yield BetterTranslation(client, relay, audience, router, members=members, links=stores.links, answers=answers)
    yield LanguageChoice(members)
    host = Host(options.patience, options.prefixes, client.content)
    rehearsal = Router(stores, options.always, counterparts.expected)
    yield Preview(client.translator, rehearsal, composer, speakers=client.speakers, host=host)
    yield CatchUp(
        client.translator,
        stores,
        audience,
        router,
        speakers=client.speakers,
        content=client.content,
        screen=screen,
    )
    yield Learn(explain, members, client.tree, screen)
    review = SuggestionReview(client, stores, PostCorrector(client, stores.links, relay.correct))
    yield review
    yield Suggestions(client, stores, review)
    yield Glossary(stores.glossary, client.audit, client)
    yield from _moderation(client, audience, relay, rules, screen)
    yield Voting(stores.votes, stores.links, client)
    settings, sources = GuildSettingsStore(stores), Sources(client)
    yield Channel(settings, sources, client.refusals, client.audit, content=client.content)
    yield About(content=client.content)
    admission = Admission(client, stores.hosting)
    yield Welcome(client, client.publisher.notify, admission)
    retention = Retention(options.links_days, options.guild_days)
    yield Privacy(retention, elsewhere=options.elsewhere)
    yield IgnoreMe(members, client.speakers)
    eraser = Eraser(relay, Retraction(client.publisher), stores, client.speakers)
    yield ForgetMe(eraser, stores.privacy, retention, client)
    yield GuildLifecycle(RetentionSweeper(stores.links, stores.seen, stores.guilds, retention), client)
    yield OwnerGuilds(admission, OwnerCommands(client, admission, stores.hosting, client.shares), client.tree)
    yield Administration(Setup(settings, sources, client.audit, client.refusals), client.report, client)


def _moderation(
    client: Client, audience: Audience, relay: Relay, rules: AutoModRules, screen: Screen
) -> Iterator[commands.Cog]:
    """What moderators use: flagged messages, the watch-list, topics, and mutes; and the rules for everybody."""
    stores, audit, options = client.stores, client.audit, client.options

    async def release(message: discord.Message, guild_id: int, seen: str) -> bool | None:
        said = audience.read(message)
        if seen not in map(fingerprint, (said.titled_text, said.whole_text, text_of(message))):
            return None
        return await relay.release(said, guild_id)

    review = Review(client, stores.guilds, audit, client.ledger, release=release, withdraw=relay.withdraw)
    notices = Notices(client.publisher.notify, stores.topics)
    screen.listeners += [review.submit, notices.consider]
    yield review
    yield notices
    yield Reports(client, stores, audience, review, translator=client.translator, speakers=client.speakers)
    starter, watch_list = StarterList(options.proxy, options.starter_files), WatchList(stores, audit)
    yield WatchControls(watch_list, starter, client)
    watch = WatchCommands(watch_list, starter, stores.glossary, client.translator)
    yield ModerationCommands(stores, audit, [watch, TopicCommands(stores, audit)], automod=rules.status)
    yield MuteCommands(stores.mutes, relay, audit)
    yield Rules(client.translator, stores, audience, content=client.content)


def _means(client: Client, composer: Composer, outbox: Outbox) -> Means | None:
    """What improves translations; nothing is improved without a request while the model or a channel is busy."""
    better = client.better
    if better is None:
        return None
    return Means(
        composer.using(better.translator),
        is_idle=lambda: better.waiting() < AT_ONCE and outbox.longest < AT_ONCE,
        count=client.ledger.count_improvement,
    )
