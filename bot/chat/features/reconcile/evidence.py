"""Posts that Discord accepted, but whose links were not stored because Qiao crashed right then."""

import re
from collections.abc import Callable

import discord

from bot.chat.features.reconcile.history import History, Known
from bot.chat.posting.webhooks import MEMBER, webhook_name

_JUMP = re.compile(r"\[↗\]\(<[^>\n]*/(\d+)>\)")
_QUOTE = "> "


class Evidence:
    """Says which messages were probably posted already.

    A post through a webhook shows only the name of the author: then all of their messages before it count as posted,
    because nothing may be posted twice.

    Args:
        is_ours: whether Qiao posted a message.
    """

    def __init__(self, is_ours: Callable[[discord.Message], bool]) -> None:
        self._is_ours = is_ours
        self._originals: set[int] = set()
        self._personas: dict[str, int] = {}

    def add(self, history: History, known: Known) -> None:
        """Look for posts without links in a channel or thread.

        Args:
            history: its latest messages.
            known: what the links say about it.
        """
        for post in history.messages:
            if not self._is_ours(post) or post.id in known.posts:
                continue
            if post.reference and post.reference.message_id:
                self._originals.add(post.reference.message_id)
            lines = [line for line in post.content.split("\n") if not line.startswith(_QUOTE)]
            self._originals.update(int(found) for line in lines for found in _JUMP.findall(line))
            if post.webhook_id:
                self._personas[post.author.name.removesuffix(MEMBER)] = post.id

    def covers(self, message: discord.Message) -> bool:
        """Whether a message was probably posted already."""
        name = webhook_name(message.author.display_name)
        return message.id in self._originals or message.id < self._personas.get(name, 0)
