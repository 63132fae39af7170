"""Recognizes messages that a proxy such as PluralKit posts for a person in another name, and then deletes theirs.

A proxy posts through a webhook, seconds after the person, what they wrote without the tags that chose the name.
"""

from collections import deque

from cachetools import LRUCache, TTLCache

from bot.chat.relay.message import Message, Sender

SECONDS = 15.0
"""How long after a person's message a proxy may post it; busy proxies take a few seconds."""
_CHANNELS = 10_000
_PER_CHANNEL = 20
_REMEMBERED = 20_000
_TIMESTAMP = 22
"""Bits of an id below its milliseconds: https://discord.com/developers/docs/reference#snowflakes."""


class Proxies:
    """What people wrote in the last seconds, to recognize what proxies post for them; kept in memory only."""

    def __init__(self) -> None:
        self._recent: TTLCache[int, deque[Message]] = TTLCache(_CHANNELS, SECONDS)
        self._authors: LRUCache[int, int] = LRUCache(_REMEMBERED)

    def hear(self, message: Message) -> None:
        """Remember a person's message for a few seconds."""
        there = self._recent.get(message.channel_id, deque(maxlen=_PER_CHANNEL))
        if all(heard.id != message.id for heard in there):
            there.append(message)
        self._recent[message.channel_id] = there

    def author_of(self, message: Message) -> int | None:
        """The id of the person for whom a webhook posted a message; None if it posted something of its own."""
        if message.sender is not Sender.WEBHOOK:
            return None
        if message.id in self._authors:
            return self._authors[message.id]
        for heard in self._recent.get(message.channel_id, ()):
            if 0 <= _seconds_between(heard, message) < SECONDS and _stands_for(message, heard):
                self._recent[message.channel_id].remove(heard)  # a proxy posts a message once
                self._authors[message.id] = heard.author_id
                return heard.author_id
        return None


def _seconds_between(earlier: Message, later: Message) -> float:
    """The time between two messages by their ids, which is right for missed messages too."""
    return ((later.id >> _TIMESTAMP) - (earlier.id >> _TIMESTAMP)) / 1000


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
