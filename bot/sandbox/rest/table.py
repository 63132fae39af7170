"""All routes. Those with a fixed word stand before those with a parameter in its place."""

from bot.sandbox.rest import (
    channels,
    commands,
    guilds,
    interactions,
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
    *guilds.ROUTES,
    *users.ROUTES,
    *commands.ROUTES,
)
