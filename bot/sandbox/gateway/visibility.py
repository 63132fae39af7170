"""Which gateway session gets which event: guilds, channels, shards, intents and hidden content.

Source: Discord's documentation, "Gateway", "List of Intents" and "Message Content Intent".
"""

from enum import IntFlag

from bot.sandbox.events import Event
from bot.sandbox.model import Json, User
from bot.sandbox.world import World

ALL_INTENTS = (1 << 26) - 1


class Intent(IntFlag):
    """The intents that the sandbox uses."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_WEBHOOKS = 1 << 5
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15
    AUTO_MODERATION_CONFIGURATION = 1 << 20


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT

# The required intent by prefix of the event's name, (in a guild, in a direct message); the first match applies.
_REQUIRED = (
    ("MESSAGE_REACTION", (Intent.GUILD_MESSAGE_REACTIONS, Intent.DIRECT_MESSAGE_REACTIONS)),
    ("MESSAGE_", (Intent.GUILD_MESSAGES, Intent.DIRECT_MESSAGES)),
    ("TYPING_START", (Intent.GUILD_MESSAGE_TYPING, Intent.DIRECT_MESSAGE_TYPING)),
    ("GUILD_MEMBER_", (Intent.GUILD_MEMBERS, Intent.GUILD_MEMBERS)),
    ("WEBHOOKS_UPDATE", (Intent.GUILD_WEBHOOKS, Intent.GUILD_WEBHOOKS)),
    ("AUTO_MODERATION_RULE_", (Intent.AUTO_MODERATION_CONFIGURATION, Intent.AUTO_MODERATION_CONFIGURATION)),
    ("GUILD_", (Intent.GUILDS, Intent.GUILDS)),
    ("CHANNEL_", (Intent.GUILDS, Intent.DIRECT_MESSAGES)),
    ("THREAD_", (Intent.GUILDS, Intent.GUILDS)),
)
_HIDDEN = {"content": "", "embeds": [], "attachments": [], "components": []}


def has_intent(intents: int, event: Event) -> bool:
    """Return whether a session with these intents gets an event; members hear about themselves in any case."""
    if event.name == "GUILD_MEMBER_UPDATE" and event.users == frozenset({int(event.data["user"]["id"])}):
        return True
    for prefix, (in_guild, direct) in _REQUIRED:
        if event.name.startswith(prefix):
            return bool(intents & (direct if event.guild_id is None else in_guild))
    return True


def can_see(world: World, user: User, event: Event) -> bool:
    """Return whether a user can see an event."""
    if event.users is not None:
        return user.id in event.users
    if event.channel is not None:
        return bool(world.permissions_for(user, event.channel))
    if event.guild_id is not None:
        guild = world.guilds.get(event.guild_id)
        return guild is not None and user.id in guild.members
    return True


def in_shard(shard: tuple[int, int], guild_id: int | None) -> bool:
    """Return whether a shard (number, number of shards) has a guild; direct messages are in the first one."""
    number, count = shard
    return number == ((guild_id or 0) >> 22) % count


def hides_content(user: User, intents: int, event: Event) -> bool:
    """Return whether a message's content is hidden from a bot that lacks the intent and is not involved."""
    message = event.message
    if message is None or intents & Intent.MESSAGE_CONTENT or event.guild_id is None:
        return False
    return message.author is not user and user.id not in message.mentions


def strip_content(data: Json, user: User) -> Json:
    """Return a message's payload as a bot without the message content intent gets it."""
    hidden = {**data, **_HIDDEN}
    hidden.pop("poll", None)
    hidden.pop("message_snapshots", None)
    referenced = data.get("referenced_message")
    if referenced and referenced["author"]["id"] != str(user.id):
        hidden["referenced_message"] = {**referenced, **_HIDDEN}
    return hidden
