"""Builds what hears and answers: each cog with what it needs, all on the client's parts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.chat.events import Events
from bot.chat.features.bridges.commands import Bridge
from bot.chat.features.bridges.lifecycle import BridgeLifecycle
from bot.chat.features.bridges.reactions import ReactionMirror
from bot.chat.features.glossary.commands import Glossary
from bot.chat.features.glossary.review import SuggestionReview
from bot.chat.features.glossary.suggestions import Suggestions
from bot.chat.features.info import About
from bot.chat.features.learn import Learn
from bot.chat.features.privacy.commands import ForgetMe, IgnoreMe, Privacy
from bot.chat.features.privacy.erasure import Erasure
from bot.chat.features.privacy.retention import GuildLifecycle, Retention, RetentionSweeper
from bot.chat.features.settings.channel import Channel
from bot.chat.features.settings.guild_settings import GuildSettingsStore
from bot.chat.features.settings.qiao import Administration
from bot.chat.features.settings.setup import Setup
from bot.chat.features.translate.commands import LanguageChoice, Translate
from bot.chat.features.translate.requests import Requests
from bot.chat.features.votes import Voting
from bot.chat.incoming import Audience
from bot.chat.posting.quotes import Quotes
from bot.chat.relay.compose import Composer
from bot.chat.relay.outbox import Outbox
from bot.chat.relay.quota import Quota
from bot.chat.relay.relay import Relay
from bot.chat.relay.routes import Router
from bot.chat.relay.speakers import Speakers
from bot.learning.explaining import explain

if TYPE_CHECKING:
    from bot.chat.client import Client


def cogs(client: "Client", outbox: Outbox) -> Iterator[commands.Cog]:
    """Build the cogs.

    Args:
        client: logged in.
        outbox: the queues of posts.
    """
    options, stores = client.options, client.stores
    members = stores.members
    speakers = Speakers(members)
    router = Router(stores, options.always)
    relay = Relay(
        router=router,
        composer=Composer(client.translator, speakers, Quotes(client, stores.links).line),
        outbox=outbox,
        edit=client.publisher.edit,
        remove=client.publisher.remove,
        offer=client.offers.update,
        links=stores.links,
        ledger=client.ledger,
        patience=options.patience,
        quota=Quota(options.member_limit),
        since=discord.utils.time_snowflake(discord.utils.utcnow()),
    )
    audience = Audience(
        options.prefixes, options.bots, (client.user.id if client.user else None, client.application_id)
    )
    requests = Requests(client, relay, router, audience, members, content=client.content)
    reactions = ReactionMirror(client, stores.bridges, stores.links, client.offers)
    yield Events(client, audience, relay, requests, reactions)
    yield BridgeLifecycle(stores, client.publisher, client)
    yield Bridge(stores, client.refusals, client.audit)
    yield Translate(client.translator, members, router, speakers=speakers, tree=client.tree)
    yield LanguageChoice(members)
    yield Learn(explain, members, client.tree)
    review = SuggestionReview(client, stores, relay.correct)
    yield review
    yield Suggestions(client, stores, review)
    yield Glossary(stores.glossary, review, client.audit, client)
    yield Voting(stores.votes, stores.links, client)
    settings = GuildSettingsStore(stores)
    yield Channel(settings, client.refusals, client.audit, content=client.content)
    yield About(content=client.content)
    retention = Retention(options.links_days, options.guild_days)
    yield Privacy(retention)
    yield IgnoreMe(members, speakers)
    yield ForgetMe(Erasure(relay, stores.links, stores.privacy, speakers), client)
    yield GuildLifecycle(RetentionSweeper(stores.links, stores.guilds, retention), client)
    yield Administration(Setup(settings, client.audit, client.refusals), client.report, client)
