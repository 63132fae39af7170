"""Sees everything that members could read, also for a moment."""

import json

from bot.sandbox.events import Event
from bot.sandbox.world import World


class Witness:
    """Reads every message, edit, and title that bots and people post, except in the moderators' channel.

    Args:
        world: the sandbox.
        unseen: id of a channel that members do not see.
    """

    def __init__(self, world: World, unseen: int = 0) -> None:
        self._unseen = unseen
        self._read: list[str] = []
        world.listeners.append(self._see)

    def _see(self, event: Event) -> None:
        for_moderators = event.name.startswith("AUTO_MODERATION") or (
            event.channel and event.channel.id == self._unseen
        )
        if not for_moderators:
            self._read.append(json.dumps(event.data, ensure_ascii=False))

    def saw(self, text: str) -> bool:
        """Whether a text was visible at any time."""
        return any(text in each for each in self._read)
