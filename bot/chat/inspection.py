"""What Discord says about the bot: its name, its intents, the servers it is on and its permissions there."""

from dataclasses import dataclass

import discord

from bot.chat.client import Options
from bot.chat.connection import PORTAL, point
from bot.errors import ConfigurationError, DiscordError

NEEDED = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
)
"""Without these on a server, Qiao cannot answer there."""

INVITED = NEEDED | discord.Permissions(manage_webhooks=True, create_public_threads=True, add_reactions=True)
"""With these, it can also do what moderators may choose: bridges, posts in the speaker's name or in a thread."""


@dataclass(frozen=True, slots=True)
class GuildFacts:
    """A server the bot is on, and the permissions that it lacks there, in Discord's words."""

    name: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What Discord says about the bot.

    Attributes:
        name: the bot's.
        content: whether the message-content intent is on.
        guilds: the servers it is on.
        invitation: the link that invites it, with the permissions it needs.
        intent_remedy: where the intent is switched on.
    """

    name: str
    content: bool
    guilds: tuple[GuildFacts, ...]
    invitation: str
    intent_remedy: str


async def inspect(token: str, api: str | None) -> Facts:
    """Ask Discord about the bot, over REST alone.

    Args:
        token: the bot's token.
        api: address of a Discord-compatible server; None for Discord itself.

    Raises:
        ConfigurationError: the token is refused.
        DiscordError: Discord cannot be reached.
    """
    point(Options(api=api))
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
            application = await client.application_info()
            memberships = await client.http.get_guilds(200)
        except discord.LoginFailure:
            raise ConfigurationError(
                "Discord refuses DISCORD_TOKEN.", f"Copy the bot's token anew from {PORTAL}, your application, Bot."
            ) from None
        except (discord.HTTPException, OSError) as error:
            raise DiscordError(
                f"Discord cannot be reached: {type(error).__name__}.", "Look at the network and discordstatus.com."
            ) from None
    flags = application.flags
    return Facts(
        name=application.name,
        content=flags.gateway_message_content or flags.gateway_message_content_limited,
        guilds=tuple(GuildFacts(guild["name"], _missing(int(guild["permissions"]))) for guild in memberships),
        invitation=discord.utils.oauth_url(
            application.id, permissions=INVITED, scopes=("bot", "applications.commands")
        ),
        intent_remedy=f"Switch 'Message Content Intent' on under {PORTAL}, your application, Bot.",
    )


def _missing(value: int) -> tuple[str, ...]:
    held = discord.Permissions(value)
    if held.administrator:
        return ()
    return tuple(name.replace("_", " ").title() for name, wanted in NEEDED if wanted and not getattr(held, name))
