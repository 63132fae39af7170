"""All routes. Paths with a literal segment come before paths with a parameter in its place."""

from bot.sandbox.interactions import routes as interactions
from bot.sandbox.rest import (
    automod,
    channels,
    commands,
    guilds,
    messages,
    reactions,
    threads,
    users,
    webhooks,
)

ROUTES = (
    *messages.ROUTES,
    *reactions.ROUTES,
    *threads.ROUTES,
    *interactions.ROUTES,
    *webhooks.ROUTES,
    *channels.ROUTES,
    *automod.ROUTES,
    *guilds.ROUTES,
    *users.ROUTES,
    *commands.ROUTES,
)
