"""What the bot does with an interaction: the initial response, and messages through the interaction's token."""

from collections.abc import Sequence

from bot.sandbox import messages
from bot.sandbox.errors import ApiError, FormErrors, invalid, unknown
from bot.sandbox.events import Event
from bot.sandbox.interactions import payloads
from bot.sandbox.interactions.model import CallbackType, Interaction, InteractionType
from bot.sandbox.messages import Origin, Upload
from bot.sandbox.model import Json, Message, MessageFlag, MessageType

_CHOICES_MAX = 25
_TITLE_MAX = 45
_ROWS_MAX = 5
_TEXT_MAX = 100
_MENTION_KINDS = ("users",)
_CREATES_MESSAGE = (CallbackType.MESSAGE, CallbackType.DEFERRED_MESSAGE)
_NEEDS_SOURCE = (CallbackType.DEFERRED_UPDATE, CallbackType.UPDATE)


def respond(interaction: Interaction, kind: CallbackType, data: Json, files: Sequence[Upload]) -> Message | None:
    """Carry out the initial response.

    Args:
        interaction: what is responded to.
        kind: the type of response.
        data: the response's `data`.
        files: uploaded with it.

    Returns:
        The message that was created or edited, if any.

    Raises:
        ApiError: the response does not fit the interaction, or its content is refused.
    """
    if not _fits(interaction, kind):
        raise _misplaced()
    if kind in _CREATES_MESSAGE:
        loading = kind == CallbackType.DEFERRED_MESSAGE
        flags = int(data.get("flags") or 0)
        interaction.original = post(interaction, {} if loading else data, files, flags=flags, loading=loading)
        return interaction.original
    if kind in _NEEDS_SOURCE:
        interaction.original = interaction.source
    if kind == CallbackType.UPDATE and interaction.source:
        edit(interaction, interaction.source, data, files)
        return interaction.source
    _validate(kind, data)
    return None


def _fits(interaction: Interaction, kind: CallbackType) -> bool:
    if (interaction.kind == InteractionType.AUTOCOMPLETE) != (kind == CallbackType.CHOICES):
        return False
    if kind in _NEEDS_SOURCE and interaction.source is None:
        return False
    return kind != CallbackType.MODAL or interaction.kind != InteractionType.MODAL_SUBMIT


def _misplaced() -> ApiError:
    return invalid("type", "INTERACTION_CALLBACK_TYPE", "This response does not fit the interaction.")


def _validate(kind: CallbackType, data: Json) -> None:
    form = FormErrors()
    if kind == CallbackType.CHOICES:
        choices = data.get("choices") or []
        form.count("data.choices", len(choices), _CHOICES_MAX)
        for index, choice in enumerate(choices):
            form.length(f"data.choices.{index}.name", choice.get("name") or "", _TEXT_MAX, 1)
            form.length(f"data.choices.{index}.value", str(choice.get("value")), _TEXT_MAX)
    if kind == CallbackType.MODAL:
        form.length("data.title", data.get("title") or "", _TITLE_MAX, 1)
        form.length("data.custom_id", data.get("custom_id") or "", _TEXT_MAX, 1)
        form.count("data.components", len(data.get("components") or []), _ROWS_MAX)
    form.raise_errors()


def post(
    interaction: Interaction, body: Json, files: Sequence[Upload], *, flags: int, loading: bool = False
) -> Message:
    """Post a response or follow-up message.

    Args:
        interaction: what is responded to.
        body: the message, as in the request.
        files: uploaded with it.
        flags: as requested; only EPHEMERAL counts.
        loading: whether the message shows "is thinking ...".
    """
    kind = MessageType.DEFAULT
    if interaction.kind == InteractionType.COMMAND:
        slash = interaction.data.get("type", 1) == 1
        kind = MessageType.CHAT_INPUT_COMMAND if slash else MessageType.CONTEXT_MENU_COMMAND
    original = interaction.original if interaction.acknowledged else None
    origin = Origin(
        interaction=payloads.metadata(interaction, original.id if original else None),
        kind=kind,
        flags=flags & MessageFlag.EPHEMERAL | (MessageFlag.LOADING if loading else 0),
        mention_kinds=_MENTION_KINDS,
        permitted=True,
        application_id=interaction.world.application_id,
    )
    message = messages.post(interaction.world, interaction.channel, interaction.world.bot, body, files, origin=origin)
    if message.ephemeral:
        _announce(interaction, "MESSAGE_CREATE", message)
    return message


def edit(interaction: Interaction, message: Message, body: Json, files: Sequence[Upload]) -> None:
    """Edit a message through the interaction's token."""
    origin = Origin(mention_kinds=_MENTION_KINDS)
    messages.edit(interaction.world, message, interaction.world.bot, body, files, origin=origin)
    _announce(interaction, "MESSAGE_UPDATE", message)


def follow_up(interaction: Interaction, body: Json, files: Sequence[Upload]) -> Message:
    """Post a follow-up message; the first one after "is thinking ..." replaces it."""
    original = interaction.original
    if original and original.flags & MessageFlag.LOADING:
        edit(interaction, original, body, files)
        return original
    message = post(interaction, body, files, flags=int(body.get("flags") or 0))
    interaction.followups.append(message)
    interaction.world.changed()
    return message


def find(interaction: Interaction, name: str) -> Message:
    """Return one of the interaction's messages, by id or as "@original".

    Raises:
        ApiError: 10008.
    """
    if name == "@original":
        message = interaction.original
    else:
        message = interaction.message(int(name)) if name.isdigit() else None
    if message is None or not _exists(interaction, message):
        raise unknown("message")
    return message


def _exists(interaction: Interaction, message: Message) -> bool:
    world = interaction.world
    return message.id in world.ephemeral or message.id in world.channel(message.channel_id).messages


def delete(interaction: Interaction, message: Message) -> None:
    """Delete a message through the interaction's token."""
    if not message.ephemeral:
        messages.delete(interaction.world, message)
        return
    interaction.world.ephemeral.pop(message.id, None)
    data: Json = {"id": str(message.id), "channel_id": str(message.channel_id)}
    guild_id = interaction.channel.guild_id
    if guild_id is not None:
        data["guild_id"] = str(guild_id)
    interaction.world.emit(Event("MESSAGE_DELETE", data, guild_id, users=frozenset({interaction.user.id})))


def _announce(interaction: Interaction, name: str, message: Message) -> None:
    users = frozenset({interaction.user.id}) if message.ephemeral else None
    messages.announce(interaction.world, name, message, users)
