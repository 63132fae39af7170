"""One interaction: what a person asked of the application, and what came of it."""

import asyncio
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from bot.sandbox.model import Channel, Json, Message, MessageFlag, User
from bot.sandbox.world import PATIENCE, World


class InteractionType(IntEnum):
    """What the person did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class CallbackType(IntEnum):
    """How the bot answers first."""

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
        data: as the bot got it.
        asked: by the sandbox's clock.
        source: the message whose component was used.
        parent: the interaction that opened the modal which this one submits.
        callback: the bot's first answer, {type, data}; None while there is none.
        original: the message that the first answer made or, for a component, the one that carries it.
        followups: further messages.
        failed: whether nobody answered in time.
    """

    world: World
    id: int
    token: str
    kind: InteractionType
    user: User
    channel: Channel
    data: Json
    asked: float
    nonce: str | None = None
    source: Message | None = None
    parent: "Interaction | None" = None
    callback: Json | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    failed: bool = False
    timer: asyncio.TimerHandle | None = None

    @property
    def answered(self) -> bool:
        """Whether the bot has given its first answer."""
        return self.callback is not None

    @property
    def choices(self) -> list[Json]:
        """What an autocomplete offers."""
        found: list[Json] = self._content().get("choices", [])
        return found

    @property
    def modal(self) -> Json | None:
        """The modal that the bot opened."""
        return self._content() if self.callback and self.callback["type"] == CallbackType.MODAL else None

    async def callback_given(self, within: float = PATIENCE) -> Json:
        """Wait for the bot's first answer, {type, data}.

        Raises:
            TimeoutError: there was none.
        """
        await self.world.until(lambda: self.answered or self.failed, within)
        if self.callback is None:
            raise TimeoutError("the application did not respond")
        return self.callback

    async def response(self, within: float = PATIENCE) -> Message:
        """Wait for the message that answers, "is thinking ..." not counted.

        Raises:
            TimeoutError: there was none.
        """
        await self.world.until(lambda: self.failed or self._settled(), within)
        if self.original is None:
            raise TimeoutError("the application did not respond")
        return self.original

    async def followup(self, index: int = 0, within: float = PATIENCE) -> Message:
        """Wait for a further message.

        Raises:
            TimeoutError: there was none.
        """
        await self.world.until(lambda: len(self.followups) > index, within)
        return self.followups[index]

    def owns(self, message_id: int) -> Message | None:
        """Return the message of that id if it answers this interaction."""
        mine = [self.original, *self.followups]
        return next((each for each in mine if each and each.id == message_id), None)

    def _settled(self) -> bool:
        return self.answered and self.original is not None and not self.original.flags & MessageFlag.LOADING

    def _content(self) -> dict[str, Any]:
        return (self.callback or {}).get("data") or {}
