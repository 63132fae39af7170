"""Builds what hears and answers: each cog with what it needs, all on the client's parts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.chat.arrangement import Arrangements
from bot.chat.audience import Audience
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
from bot.chat.forgetting import Forgetting
from bot.chat.housekeeping import Housekeeping, Retention
from bot.chat.locks import Locks
from bot.chat.mirror import Mirror
from bot.chat.outbox import Outbox
from bot.chat.pace import Pace
from bot.chat.policy import Policy
from bot.chat.quotes import Quotes
from bot.chat.relay import Relay
from bot.chat.setup import Setup
from bot.chat.speakers import Speakers
from bot.chat.suggestion_desk import Desk
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
        pace=Pace(client.options.member_limit),
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
        pace=Pace(client.options.member_limit),
        locks=locks,
        patience=client.options.patience,
        since=now,
    )
    echoes = Echoes(client, client.stores.bridges, client.stores.links, client.offers)
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
    forgetting = Forgetting(relay, client.stores.links, client.stores.privacy, speakers)
    yield ForgetMe(forgetting, client.catalogue, client)
    housekeeping = Housekeeping(client.stores.links, client.stores.guilds, retention)
    yield Residence(housekeeping, client)
    setup = Setup(
        Arrangements(client.stores.channels, client.stores.guilds), client.audit, client.refusals, client.catalogue
    )
    yield Administration(setup, client.report, client.catalogue, client)
