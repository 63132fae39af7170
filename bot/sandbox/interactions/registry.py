"""Pending interactions: started by users, looked up and responded to by the bot."""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence

from bot.sandbox import messages
from bot.sandbox.errors import UNAUTHORIZED, invalid, refused, unknown
from bot.sandbox.events import Event
from bot.sandbox.interactions import callback, payloads
from bot.sandbox.interactions.model import CallbackType, Interaction, InteractionType
from bot.sandbox.interactions.resolve import resolve
from bot.sandbox.messages import Upload
from bot.sandbox.model import Channel, Json, Message, MessageFlag, User
from bot.sandbox.permissions import Permission, require
from bot.sandbox.ratelimit import Limits
from bot.sandbox.world import World

_MAX_KEPT = 10_000


class Interactions:
    """All interactions that can still be responded to.

    Args:
        world: the state they act on.
        limits: how long they wait for a response and how long tokens are valid.
        clock: monotonic seconds.
    """

    def __init__(self, world: World, limits: Limits, clock: Callable[[], float]) -> None:
        self._world = world
        self._limits = limits
        self._clock = clock
        self._by_token: OrderedDict[str, Interaction] = OrderedDict()
        self._modals: OrderedDict[tuple[int, str], Interaction] = OrderedDict()

    def start(
        self,
        user: User,
        channel: Channel,
        kind: InteractionType,
        data: Json,
        *,
        nonce: str | None = None,
        source: Message | None = None,
    ) -> Interaction:
        """Start an interaction as a user, and dispatch it to the bot.

        Args:
            user: who uses the command, component or modal.
            channel: where.
            kind: what they did.
            data: the interaction's data, without `resolved`.
            nonce: lets the user's client match events to its request.
            source: the message with the component.

        Raises:
            ApiError: the user lacks a permission, or something the data refers to does not exist.
        """
        needed = Permission.USE_APPLICATION_COMMANDS if kind == InteractionType.COMMAND else 0
        require(self._world.permissions_for(user, channel), needed)
        parent = None
        if kind == InteractionType.MODAL_SUBMIT:
            parent = self._modals.get((user.id, str(data.get("custom_id"))))
            if parent is None:
                raise invalid("data.custom_id", "MODAL_UNKNOWN", "No such modal is open.")
            source = parent.source
        if resolved := resolve(self._world, channel, user, data):
            data = {**data, "resolved": resolved}
        interaction = Interaction(
            self._world,
            self._world.snowflake(),
            secrets.token_urlsafe(48),
            kind,
            user,
            channel,
            data,
            self._clock(),
            nonce=nonce,
            source=source,
            parent=parent,
        )
        self._by_token[interaction.token] = interaction
        if len(self._by_token) > _MAX_KEPT:
            self._by_token.popitem(last=False)
        loop = asyncio.get_running_loop()
        interaction.timer = loop.call_later(self._limits.response_seconds, self._fail, interaction)
        self._notify_user(interaction, "INTERACTION_CREATE", {})
        bot = frozenset({self._world.bot.id})
        self._world.emit(Event("INTERACTION_CREATE", payloads.create(interaction), channel.guild_id, users=bot))
        return interaction

    def by_id(self, interaction_id: int, token: str) -> Interaction:
        """Return an interaction that still waits for its initial response.

        Raises:
            ApiError: 10062 if there is none or it is too late, 40060 if it has been acknowledged.
        """
        interaction = self._by_token.get(token)
        if interaction is None or interaction.id != interaction_id or interaction.failed:
            raise unknown("interaction")
        if interaction.acknowledged:
            raise refused(40060, "Interaction has already been acknowledged.")
        if self._clock() - interaction.started_at > self._limits.response_seconds:
            raise unknown("interaction")
        return interaction

    def by_token(self, token: str) -> Interaction:
        """Return an acknowledged interaction whose token is still valid.

        Raises:
            ApiError: 50027 if the token is wrong or expired, 10015 if the interaction has not been acknowledged.
        """
        interaction = self._by_token.get(token)
        if interaction is None or self._clock() - interaction.started_at > self._limits.token_seconds:
            raise refused(50027, "Invalid Webhook Token", UNAUTHORIZED)
        if not interaction.acknowledged:
            raise unknown("webhook")
        return interaction

    def respond(self, interaction: Interaction, body: Json, files: Sequence[Upload]) -> Json:
        """Apply the bot's initial response.

        Returns:
            The body of the response for a bot that asks for one (`with_response`).

        Raises:
            ApiError: Discord would refuse the response; the interaction keeps waiting.
        """
        try:
            kind = CallbackType(int(body.get("type") or 0))
        except ValueError:
            raise invalid("type", "BASE_TYPE_CHOICES", "Value is not an interaction response type.") from None
        data = body.get("data") or {}
        message = callback.respond(interaction, kind, data, files)
        interaction.callback = {"type": int(kind), "data": data}
        if interaction.timer:
            interaction.timer.cancel()
        self._report_success(interaction, kind, data)
        self._world.changed()
        summary: Json = {"id": str(interaction.id), "type": int(interaction.kind)}
        resource: Json = {"type": int(kind)}
        if message:
            summary |= {
                "response_message_id": str(message.id),
                "response_message_loading": bool(message.flags & MessageFlag.LOADING),
                "response_message_ephemeral": message.ephemeral,
            }
            resource["message"] = messages.payload(message, self._world)
        return {"interaction": summary, "resource": resource}

    def close(self) -> None:
        """Stop waiting for responses."""
        for interaction in self._by_token.values():
            if interaction.timer:
                interaction.timer.cancel()

    def _report_success(self, interaction: Interaction, kind: CallbackType, data: Json) -> None:
        if kind == CallbackType.CHOICES:
            choices = {"choices": data.get("choices") or []}
            self._notify_user(interaction, "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE", choices)
            return
        self._notify_user(interaction, "INTERACTION_SUCCESS", {})
        if kind == CallbackType.MODAL:
            custom_id = str(data.get("custom_id"))
            self._modals[interaction.user.id, custom_id] = interaction
            if len(self._modals) > _MAX_KEPT:
                self._modals.popitem(last=False)
            application = {"id": str(self._world.application_id), "name": self._world.bot.name}
            self._notify_user(interaction, "INTERACTION_MODAL_CREATE", {**data, "application": application})

    def _fail(self, interaction: Interaction) -> None:
        interaction.failed = True
        self._notify_user(interaction, "INTERACTION_FAILURE", {"reason_code": 2})

    def _notify_user(self, interaction: Interaction, name: str, extra: Json) -> None:
        data = {"id": str(interaction.id), "nonce": interaction.nonce, **extra}
        users = frozenset({interaction.user.id})
        self._world.emit(Event(name, data, interaction.channel.guild_id, users=users))
