"""What the bot's answers to an interaction do: messages made, edited and deleted."""

from collections.abc import Sequence

from bot.sandbox import messages, resolve
from bot.sandbox.attachments import Upload
from bot.sandbox.errors import FormErrors, invalid, unknown
from bot.sandbox.interaction import CallbackType, Interaction, InteractionType
from bot.sandbox.messages import Origin
from bot.sandbox.model import Event, Json, Message, MessageFlag, MessageType

_CHOICES_MAX = 25
_TITLE_MAX = 45
_ROWS_MAX = 5
_MENTIONS = ("users",)
_FOR_COMPONENTS = (CallbackType.DEFERRED_UPDATE, CallbackType.UPDATE)


class Callback:
    """The first answer.

    Args:
        one: the interaction.
        kind: of answer.
        content: its `data`.
        files: uploaded with it.
    """

    def __init__(self, one: Interaction, kind: CallbackType, content: Json, files: Sequence[Upload]) -> None:
        self._one = one
        self._kind = kind
        self._content = content
        self._files = files

    def carry_out(self) -> Message | None:
        """Do what the answer says and return the message that it made or edited.

        Raises:
            ApiError: it does not fit the interaction, or its message is refused.
        """
        one, kind = self._one, self._kind
        autocompletes = one.kind == InteractionType.AUTOCOMPLETE
        if autocompletes != (kind == CallbackType.CHOICES):
            raise _misplaced()
        if kind in _FOR_COMPONENTS and one.source is None:
            raise _misplaced()
        if kind == CallbackType.MODAL and one.kind == InteractionType.MODAL_SUBMIT:
            raise _misplaced()
        if kind in {CallbackType.MESSAGE, CallbackType.DEFERRED_MESSAGE}:
            one.original = self._post()
            return one.original
        if kind in _FOR_COMPONENTS:
            one.original = one.source
        if kind == CallbackType.UPDATE and one.source:
            edit(one, one.source, self._content, self._files)
            return one.source
        self._check()
        return None

    def _post(self) -> Message:
        loading = self._kind == CallbackType.DEFERRED_MESSAGE
        return post(self._one, {} if loading else self._content, self._files, asked=self._flags(), loading=loading)

    def _flags(self) -> int:
        return int(self._content.get("flags") or 0)

    def _check(self) -> None:
        form = FormErrors()
        if self._kind == CallbackType.CHOICES:
            choices = self._content.get("choices") or []
            form.count("data.choices", len(choices), _CHOICES_MAX)
            for index, choice in enumerate(choices):
                form.length(f"data.choices.{index}.name", choice.get("name") or "", 100, 1)
                form.length(f"data.choices.{index}.value", str(choice.get("value")), 100)
        if self._kind == CallbackType.MODAL:
            form.length("data.title", self._content.get("title") or "", _TITLE_MAX, 1)
            form.length("data.custom_id", self._content.get("custom_id") or "", 100, 1)
            form.count("data.components", len(self._content.get("components") or []), _ROWS_MAX)
        form.done()


def post(one: Interaction, body: Json, files: Sequence[Upload], *, asked: int, loading: bool = False) -> Message:
    """Post a message that answers an interaction."""
    kind = MessageType.DEFAULT
    if one.kind == InteractionType.COMMAND:
        slash = one.data.get("type", 1) == 1
        kind = MessageType.CHAT_INPUT_COMMAND if slash else MessageType.CONTEXT_MENU_COMMAND
    flags = asked & MessageFlag.EPHEMERAL | (MessageFlag.LOADING if loading else 0)
    origin = Origin(
        interaction=resolve.metadata(one, one.original.id if one.original and one.answered else None),
        kind=kind,
        flags=flags,
        mention_kinds=_MENTIONS,
        permitted=True,
        application_id=one.world.application_id,
    )
    message = messages.post(one.world, one.channel, one.world.bot, body, files, origin=origin)
    if message.ephemeral:
        _tell(one, "MESSAGE_CREATE", message)
    return message


def edit(one: Interaction, message: Message, body: Json, files: Sequence[Upload]) -> None:
    """Edit a message through an interaction's token."""
    origin = Origin(mention_kinds=_MENTIONS)
    messages.edit(one.world, message, one.world.bot, body, files, origin=origin)
    _tell(one, "MESSAGE_UPDATE", message)


def follow_up(one: Interaction, body: Json, files: Sequence[Upload]) -> Message:
    """Post a further message; the first one after "is thinking ..." takes its place."""
    original = one.original
    if original and original.flags & MessageFlag.LOADING:
        edit(one, original, body, files)
        return original
    message = post(one, body, files, asked=int(body.get("flags") or 0))
    one.followups.append(message)
    one.world.changed()
    return message


def find(one: Interaction, name: str) -> Message:
    """Return the message of an interaction by its id or as "@original".

    Raises:
        ApiError: 10008.
    """
    found = one.original if name == "@original" else one.owns(int(name)) if name.isdigit() else None
    gone = found is None or (
        found.id not in one.world.ephemeral and found.id not in one.world.channel(found.channel_id).messages
    )
    if found is None or gone:
        raise unknown("message")
    return found


def delete(one: Interaction, message: Message) -> None:
    """Delete a message through an interaction's token."""
    if not message.ephemeral:
        messages.delete(one.world, message)
        return
    one.world.ephemeral.pop(message.id, None)
    data: Json = {"id": str(message.id), "channel_id": str(message.channel_id)}
    if one.channel.guild_id is not None:
        data["guild_id"] = str(one.channel.guild_id)
    one.world.emit(Event("MESSAGE_DELETE", data, one.channel.guild_id, users=frozenset({one.user.id})))


def _tell(one: Interaction, name: str, message: Message) -> None:
    users = frozenset({one.user.id}) if message.ephemeral else None
    messages.announce(one.world, name, message, users)


def _misplaced() -> Exception:
    return invalid("type", "INTERACTION_CALLBACK_TYPE", "This response does not fit the interaction.")
