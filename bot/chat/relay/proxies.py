"""Recognizes messages that a proxy such as PluralKit posts for a person in another name, and then deletes theirs.

A proxy posts through a webhook, seconds after the person, what they wrote without the tags that chose the name.
"""

import time
from collections import deque
from collections.abc import Callable

from cachetools import TTLCache

from bot.chat.relay.message import Message, Sender

SECONDS = 15.0
"""How long after a person's message a proxy may post it; busy proxies take a few seconds."""
_CHANNELS = 10_000
_PER_CHANNEL = 20


class Proxies:
    """What people wrote in the last seconds, to recognize what proxies post for them; kept in memory only.

    Args:
        clock: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._recent: TTLCache[int, deque[tuple[float, Message]]] = TTLCache(_CHANNELS, SECONDS, clock)
        self._authors: TTLCache[int, int] = TTLCache(_CHANNELS, 4 * SECONDS, clock)

    def hear(self, message: Message) -> None:
        """Remember a person's message for a few seconds."""
        there = self._recent.get(message.channel_id, deque(maxlen=_PER_CHANNEL))
        if all(heard.id != message.id for _, heard in there):
            there.append((self._clock(), message))
        self._recent[message.channel_id] = there

    def author_of(self, message: Message) -> int | None:
        """The id of the person for whom a webhook posted a message; None if it posted something of its own."""
        if message.sender is not Sender.WEBHOOK:
            return None
        if message.id in self._authors:
            return self._authors[message.id]
        since = self._clock() - SECONDS
        for heard in self._recent.get(message.channel_id, ()):
            if heard[0] > since and _stands_for(message, heard[1]):
                self._recent[message.channel_id].remove(heard)  # a proxy posts a message once
                self._authors[message.id] = heard[1].author_id
                return heard[1].author_id
        return None


def _stands_for(proxied: Message, original: Message) -> bool:
    """Whether a message says what another one does, without its tags; a proxy may add an embed below."""
    text = proxied.text
    if not text:
        names = [file.name for file in proxied.files]
        return bool(names) and names == [file.name for file in original.files]
    while text:
        if text in original.text:
            return True
        text = text.rpartition("\n")[0]
    return False
