"""Interactions on both sides: the person who starts one, and the bot that answers it.

Source: Discord's documentation, "Receiving and Responding to Interactions".
"""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence

from bot.sandbox import message_payloads, resolve
from bot.sandbox.attachments import Upload
from bot.sandbox.callback import Callback
from bot.sandbox.errors import UNAUTHORIZED, invalid, refused, unknown
from bot.sandbox.interaction import CallbackType, Interaction, InteractionType
from bot.sandbox.model import Channel, Event, Json, Message, MessageFlag, User
from bot.sandbox.permissions import Permission, demand
from bot.sandbox.ratelimit import Limits
from bot.sandbox.world import World

_KEPT = 10_000


class Interactions:
    """All interactions that may still be answered.

    Args:
        world: where they happen.
        limits: how long they wait for an answer and how long tokens live.
        clock: seconds that only grow.
    """

    def __init__(self, world: World, limits: Limits, clock: Callable[[], float]) -> None:
        self._world = world
        self._limits = limits
        self._clock = clock
        self._kept: OrderedDict[str, Interaction] = OrderedDict()
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
        """Let a person use a command, a component or a modal, and tell the bot.

        Args:
            user: the person.
            channel: where.
            kind: what he did.
            data: of the interaction, without `resolved`.
            nonce: by which his client knows it again.
            source: the message with the component.

        Raises:
            ApiError: he may not, or what it points to is not there.
        """
        needed = Permission.USE_APPLICATION_COMMANDS if kind == InteractionType.COMMAND else 0
        demand(self._world.rights(user, channel), needed)
        parent = None
        if kind == InteractionType.MODAL_SUBMIT:
            parent = self._modals.get((user.id, str(data.get("custom_id"))))
            if parent is None:
                raise invalid("data.custom_id", "MODAL_UNKNOWN", "No such modal is open.")
            source = parent.source
        resolved = resolve.Resolved(self._world, channel, user).take(data)
        if resolved:
            data = {**data, "resolved": resolved}
        one = Interaction(
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
        self._kept[one.token] = one
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        one.timer = asyncio.get_running_loop().call_later(self._limits.answer_seconds, self._fail, one)
        self._tell_person(one, "INTERACTION_CREATE", {})
        bot = frozenset({self._world.bot.id})
        self._world.emit(Event("INTERACTION_CREATE", resolve.payload(one), channel.guild_id, users=bot))
        return one

    def by_id(self, interaction_id: int, token: str) -> Interaction:
        """Return an interaction that still waits for its first answer.

        Raises:
            ApiError: 10062 where there is none or it is too late, 40060 where it has been answered.
        """
        one = self._kept.get(token)
        if one is None or one.id != interaction_id or one.failed:
            raise unknown("interaction")
        if one.answered:
            raise refused(40060, "Interaction has already been acknowledged.")
        if self._clock() - one.asked > self._limits.answer_seconds:
            raise unknown("interaction")
        return one

    def by_token(self, token: str) -> Interaction:
        """Return an answered interaction whose token is still good.

        Raises:
            ApiError: 50027 where the token is wrong or too old, 10015 where nothing has been answered yet.
        """
        one = self._kept.get(token)
        if one is None or self._clock() - one.asked > self._limits.token_seconds:
            raise refused(50027, "Invalid Webhook Token", UNAUTHORIZED)
        if not one.answered:
            raise unknown("webhook")
        return one

    def respond(self, one: Interaction, body: Json, files: Sequence[Upload]) -> Json:
        """Take the bot's first answer.

        Returns:
            What the route gives where the bot asks for it.

        Raises:
            ApiError: Discord would not have it; the interaction still waits.
        """
        try:
            kind = CallbackType(int(body.get("type") or 0))
        except ValueError:
            raise invalid("type", "BASE_TYPE_CHOICES", "Value is no interaction response type.") from None
        content = body.get("data") or {}
        message = Callback(one, kind, content, files).carry_out()
        one.callback = {"type": int(kind), "data": content}
        if one.timer:
            one.timer.cancel()
        self._settle(one, kind, content)
        self._world.changed()
        told: Json = {"id": str(one.id), "type": int(one.kind)}
        resource: Json = {"type": int(kind)}
        if message:
            told |= {
                "response_message_id": str(message.id),
                "response_message_loading": bool(message.flags & MessageFlag.LOADING),
                "response_message_ephemeral": message.ephemeral,
            }
            resource["message"] = message_payloads.full(message, self._world)
        return {"interaction": told, "resource": resource}

    def close(self) -> None:
        """Stop waiting for answers."""
        for one in self._kept.values():
            if one.timer:
                one.timer.cancel()

    def _settle(self, one: Interaction, kind: CallbackType, content: Json) -> None:
        if kind == CallbackType.CHOICES:
            choices = {"choices": content.get("choices") or []}
            self._tell_person(one, "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE", choices)
            return
        self._tell_person(one, "INTERACTION_SUCCESS", {})
        if kind == CallbackType.MODAL:
            custom_id = str(content.get("custom_id"))
            self._modals[one.user.id, custom_id] = one
            if len(self._modals) > _KEPT:
                self._modals.popitem(last=False)
            application = {"id": str(self._world.application_id), "name": self._world.bot.name}
            self._tell_person(one, "INTERACTION_MODAL_CREATE", {**content, "application": application})

    def _fail(self, one: Interaction) -> None:
        one.failed = True
        self._tell_person(one, "INTERACTION_FAILURE", {"reason_code": 2})

    def _tell_person(self, one: Interaction, name: str, more: Json) -> None:
        data = {"id": str(one.id), "nonce": one.nonce, **more}
        self._world.emit(Event(name, data, one.channel.guild_id, users=frozenset({one.user.id})))
