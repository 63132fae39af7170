"""One interaction: what a user asked of the application, and what came of it."""

import asyncio
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from bot.sandbox.model import Channel, Json, Message, MessageFlag, User
from bot.sandbox.world import DEFAULT_WAIT, World


class InteractionType(IntEnum):
    """What the user did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class CallbackType(IntEnum):
    """The kinds of initial response."""

    PONG = 1
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass(slots=True, eq=False)
class Interaction:
    """An interaction.

    Attributes:
        data: as sent to the bot.
        started_at: seconds on the sandbox's clock.
        source: the message whose component was used.
        parent: the interaction that opened the modal being submitted.
        callback: the bot's initial response, {type, data}; None until there is one.
        original: the message created by the initial response or, for a component, the message it is attached to.
        followups: messages sent after the initial response.
        failed: whether the bot did not respond in time.
    """

    world: World
    id: int
    token: str
    kind: InteractionType
    user: User
    channel: Channel
    data: Json
    started_at: float
    nonce: str | None = None
    source: Message | None = None
    parent: "Interaction | None" = None
    callback: Json | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    failed: bool = False
    timer: asyncio.TimerHandle | None = None

    @property
    def acknowledged(self) -> bool:
        """Whether the bot has sent its initial response."""
        return self.callback is not None

    @property
    def choices(self) -> list[Json]:
        """The autocomplete choices that the bot returned."""
        choices: list[Json] = self._callback_data().get("choices", [])
        return choices

    @property
    def modal(self) -> Json | None:
        """The modal that the bot opened."""
        return self._callback_data() if self.callback and self.callback["type"] == CallbackType.MODAL else None

    async def callback_given(self, within: float = DEFAULT_WAIT) -> Json:
        """Wait for the bot's initial response.

        Args:
            within: seconds.

        Returns:
            The callback, {type, data}.

        Raises:
            TimeoutError: there was none.
        """
        await self.world.until(lambda: self.acknowledged or self.failed, within)
        if self.callback is None:
            raise TimeoutError("The application did not respond.")
        return self.callback

    async def response(self, within: float = DEFAULT_WAIT) -> Message:
        """Wait for the response message; "is thinking ..." does not count.

        Args:
            within: seconds.

        Raises:
            TimeoutError: there was none.
        """
        await self.world.until(lambda: self.failed or self._has_response(), within)
        if self.original is None:
            raise TimeoutError("The application did not respond.")
        return self.original

    async def followup(self, index: int = 0, within: float = DEFAULT_WAIT) -> Message:
        """Wait for a follow-up message.

        Args:
            index: which one, from 0.
            within: seconds.

        Raises:
            TimeoutError: there was none.
        """
        await self.world.until(lambda: len(self.followups) > index, within)
        return self.followups[index]

    def message(self, message_id: int) -> Message | None:
        """Return the response or follow-up message with this id."""
        messages = [self.original, *self.followups]
        return next((message for message in messages if message and message.id == message_id), None)

    def _has_response(self) -> bool:
        return self.acknowledged and self.original is not None and not self.original.flags & MessageFlag.LOADING

    def _callback_data(self) -> dict[str, Any]:
        return (self.callback or {}).get("data") or {}
