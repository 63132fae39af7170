"""The wire format of interactions."""

from bot.sandbox import messages, payloads
from bot.sandbox.interactions.commands import MESSAGE, PRIVATE_CHANNEL, USER, context_of
from bot.sandbox.interactions.model import Interaction, InteractionType
from bot.sandbox.messages.attachments import MAX_BYTES
from bot.sandbox.model import Json
from bot.sandbox.permissions import Permission

_BETWEEN_PEOPLE = (
    Permission.EMBED_LINKS | Permission.ATTACH_FILES | Permission.MENTION_EVERYONE | Permission.USE_EXTERNAL_EMOJIS
)
_NESTED = (1, 2)
"""The types of option that are subcommands and groups of them."""


def create(interaction: Interaction) -> Json:
    """Return the INTERACTION_CREATE event as the bot gets it."""
    world, channel, user = interaction.world, interaction.channel, interaction.user
    body: Json = {
        "id": str(interaction.id),
        "application_id": str(world.application_id),
        "type": int(interaction.kind),
        "data": interaction.data,
        "channel_id": str(channel.id),
        "channel": payloads.channel(channel, world),
        "token": interaction.token,
        "version": 1,
        "locale": user.locale,
        "app_permissions": _app_permissions(interaction),
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": _owners(interaction),
        "context": context_of(world, channel),
        "attachment_size_limit": MAX_BYTES,
    }
    if channel.guild_id is None:
        body["user"] = payloads.user(user)
    else:
        guild = world.guilds[channel.guild_id]
        rights = payloads.permissions_of(user, channel, world)
        body["channel"]["permissions"] = rights
        body["member"] = {**payloads.member(guild.members[user.id]), "permissions": rights}
        body["guild_id"] = str(guild.id)
        body["guild"] = {"id": str(guild.id), "locale": guild.locale, "features": []}
        body["guild_locale"] = guild.locale
    if interaction.source:
        body["message"] = messages.payload(interaction.source, world, world.bot)
    return body


def metadata(interaction: Interaction, original_id: int | None = None) -> Json:
    """Return the `interaction_metadata` of a response message.

    Args:
        interaction: what is responded to.
        original_id: the original response, for a follow-up message.
    """
    command_type = interaction.data.get("type")
    body: Json = {
        "id": str(interaction.id),
        "type": int(interaction.kind),
        "user": payloads.user(interaction.user),
        "authorizing_integration_owners": _owners(interaction),
    }
    if interaction.kind == InteractionType.COMMAND:
        body |= {"name": _full_name(interaction.data), "command_type": interaction.data.get("type", 1)}
        if command_type == MESSAGE:
            body["target_message_id"] = interaction.data["target_id"]
        if command_type == USER:
            target = interaction.world.users.get(int(interaction.data["target_id"]))
            body |= {"target_user": payloads.user(target)} if target else {}
    if interaction.source and interaction.kind == InteractionType.COMPONENT:
        body["interacted_message_id"] = str(interaction.source.id)
    if original_id:
        body["original_response_message_id"] = str(original_id)
    if interaction.kind == InteractionType.MODAL_SUBMIT and interaction.parent:
        body["triggering_interaction_metadata"] = metadata(interaction.parent)
    return body


def _full_name(node: Json) -> str:
    """Return the name of a command with those of its group and subcommand."""
    inner = [option for option in node.get("options") or [] if option.get("type") in _NESTED]
    return " ".join([node["name"], *map(_full_name, inner)])


def _app_permissions(interaction: Interaction) -> str:
    """Return what the application may do in the channel; it is no member of a channel between people."""
    world, channel = interaction.world, interaction.channel
    if context_of(world, channel) == PRIVATE_CHANNEL:
        return str(int(_BETWEEN_PEOPLE))
    return payloads.permissions_of(world.bot, channel, world)


def _owners(interaction: Interaction) -> Json:
    """Return who installed the application: the guild (0 in the bot's direct messages), or else the user."""
    world, channel = interaction.world, interaction.channel
    members = world.guilds[channel.guild_id].members if channel.guild_id else channel.recipients
    return {"0": str(channel.guild_id or 0)} if world.bot.id in members else {"1": str(interaction.user.id)}
