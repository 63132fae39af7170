"""Builds what hears and answers: each cog with what it needs, all on the client's parts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.chat.features.bridges.commands import Bridge
from bot.chat.features.bridges.mirroring import Mirroring
from bot.chat.features.bridges.reactions import ReactionMirror
from bot.chat.features.glossary.commands import Glossary
from bot.chat.features.glossary.review import Desk
from bot.chat.features.glossary.suggest import Suggest
from bot.chat.features.info import About
from bot.chat.features.learn import Learn
from bot.chat.features.privacy.commands import Privacy
from bot.chat.features.privacy.erasure import Erasure
from bot.chat.features.privacy.forget import ForgetMe
from bot.chat.features.privacy.guilds import GuildLifecycle
from bot.chat.features.privacy.ignore import Ignoring
from bot.chat.features.privacy.retention import Retention, RetentionSweeper
from bot.chat.features.settings.channel import Channel
from bot.chat.features.settings.guild_settings import GuildSettingsStore
from bot.chat.features.settings.qiao import Administration
from bot.chat.features.settings.setup import Setup
from bot.chat.features.translate.asking import Asking
from bot.chat.features.translate.commands import Translate
from bot.chat.features.translate.demand import Demand
from bot.chat.features.translate.language import Language
from bot.chat.features.translate.mentions import Mentions
from bot.chat.features.votes import Vote
from bot.chat.incoming import Audience
from bot.chat.listening import Listening
from bot.chat.posting.quotes import Quotes
from bot.chat.relay.copyist import Copyist
from bot.chat.relay.locks import Locks
from bot.chat.relay.mirror import Mirror
from bot.chat.relay.outbox import Outbox
from bot.chat.relay.quota import Quota
from bot.chat.relay.relay import Relay
from bot.chat.relay.routes import Policy
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
    speakers = Speakers(client.stores.members)
    locks, now = Locks(), discord.utils.time_snowflake(discord.utils.utcnow())
    relay = Relay(
        translator=client.translator,
        outbox=outbox,
        posts=client.postman,
        links=client.stores.links,
        ledger=client.ledger,
        patience=client.options.patience,
        since=now,
        pace=Quota(client.options.member_limit),
        locks=locks,
        offers=client.offers,
        speakers=speakers,
    )
    policy = Policy(client.stores, client.options.always)
    audience = Audience(
        client.options.prefixes, client.options.bots, (client.user.id if client.user else None, client.application_id)
    )
    yield Listening(relay, policy, audience, speakers)
    mirror = Mirror(
        copyist=Copyist(client.translator, client.stores, audience, Quotes(client, client.stores.links), speakers),
        stores=client.stores,
        policy=policy,
        outbox=outbox,
        posts=client.postman,
        sever=relay.withdraw,
        ledger=client.ledger,
        pace=Quota(client.options.member_limit),
        locks=locks,
        patience=client.options.patience,
        since=now,
    )
    echoes = ReactionMirror(client, client.stores.bridges, client.stores.links, client.offers)
    yield Mirroring(
        mirror, echoes, stores=client.stores, postman=client.postman, catalogue=client.catalogue, client=client
    )
    yield Bridge(client.stores.bridges, policy, client.catalogue, client.refusals, client.audit)
    members = client.stores.members
    demand = Demand(client.translator, policy, client.stores.links, relay, refusals=client.refusals, speakers=speakers)
    yield Asking(demand, members, client)
    yield Mentions(demand, audience, policy, members, client.catalogue, content=client.content)
    yield Translate(client.translator, members, policy, speakers=speakers, catalogue=client.catalogue, tree=client.tree)
    yield Learn(explain, members, client.catalogue, client.tree)
    yield Language(members, client.catalogue)
    desk = Desk(client, client.stores, relay, client.catalogue)
    yield Glossary(client.stores.glossary, desk, client.catalogue, client.audit)
    yield Suggest(desk, client.stores.links, client.catalogue, client)
    yield Vote(client.stores.votes, client.stores.links, client.catalogue, client)
    yield Channel(client.stores.channels, client.catalogue, client.refusals, client.audit, content=client.content)
    yield About(client.catalogue, content=client.content)
    retention = Retention(client.options.links_days, client.options.guild_days)
    yield Privacy(client.catalogue, retention)
    yield Ignoring(members, client.catalogue, speakers)
    forgetting = Erasure(relay, client.stores.links, client.stores.privacy, speakers)
    yield ForgetMe(forgetting, client.catalogue, client)
    housekeeping = RetentionSweeper(client.stores.links, client.stores.guilds, retention)
    yield GuildLifecycle(housekeeping, client)
    setup = Setup(
        GuildSettingsStore(client.stores.channels, client.stores.guilds),
        client.audit,
        client.refusals,
        client.catalogue,
    )
    yield Administration(setup, client.report, client.catalogue, client)
