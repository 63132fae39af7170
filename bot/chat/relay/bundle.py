"""One digest for messages that were missed while Qiao was offline, so that they do not flood a channel."""

from collections.abc import Sequence

from bot.chat.relay.post import Post
from bot.chat.relay.queue import Slot, State
from bot.text.limits import MESSAGE, length

MIN_LINE = 60
"""Minimum length of a line, as Discord counts, before the oldest messages are shed."""


class Bundle:
    """Slots whose posts wait for one another, and then fit into one digest.

    Args:
        first: the slot before them in the queue, which stays without a post and holds them back.
    """

    def __init__(self, first: Slot) -> None:
        self._first = first
        self._slots: list[Slot] = []

    def add(self, slot: Slot) -> None:
        """Add the next slot in the queue."""
        self._slots.append(slot)

    async def seal(self) -> None:
        """Wait until every post is ready, make room for all of them in one digest, and let it be posted."""
        try:
            while waiting := [slot for slot in self._slots if slot.state is State.WAITING]:
                await waiting[0].settled()
            ready = [(slot, slot.post) for slot in self._slots if slot.state is State.READY and slot.post]
            fitting = fit_into_digest([post for _, post in ready])
            too_many = len(ready) - len(fitting)
            for slot, _ in ready[:too_many]:
                slot.shed()
            for (slot, _), post in zip(ready[too_many:], fitting, strict=True):
                slot.fill(post)
        finally:
            self._first.drop()


def fit_into_digest(posts: Sequence[Post]) -> Sequence[Post]:
    """Shorten posts until they fit into one digest; if there are too many, the oldest are left out.

    Args:
        posts: in the order of the chat; a single one stays as it is.
    """
    if len(posts) < 2 or _size(posts) <= MESSAGE:  # noqa: PLR2004 - a digest has several
        return posts
    room = max(MIN_LINE, (MESSAGE + 1) // len(posts) - 1)
    fitting = [post.condensed(room) for post in posts]
    while _size(fitting) > MESSAGE:
        del fitting[0]
    return fitting


def _size(posts: Sequence[Post]) -> int:
    """The length of a digest with whole lines; too long if one of them cannot be a line."""
    lines = [post.entry.line for post in posts]
    return sum(MESSAGE + 1 if line is None else length(line) + 1 for line in lines) - 1
