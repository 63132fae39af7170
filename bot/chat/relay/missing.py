"""Posts that a message had no text for; a later edit may bring text for them."""

from cachetools import LRUCache

from bot.storage.types import PostKind

_REMEMBERED = 20_000


class Missing:
    """Remembers the missing posts of recent messages: copies, and answers in each language.

    Attributes:
        asked_by: the latest request for a message that is a message itself, by the id of the former.
    """

    def __init__(self) -> None:
        self._posts: LRUCache[int, set[tuple[PostKind, str | None]]] = LRUCache(_REMEMBERED)
        self.asked_by: LRUCache[int, int] = LRUCache(_REMEMBERED)

    def note(self, message_id: int, kind: PostKind, target: str | None = None) -> None:
        """Note that there was no text for a post.

        Args:
            message_id: the message.
            kind: kind of the post.
            target: language of an answer.
        """
        self._posts.setdefault(message_id, set()).add((kind, target if kind is PostKind.ANSWER else None))

    def take(self, message_id: int, kind: PostKind) -> list[str | None]:
        """The targets of the missing posts of a kind, which are missing no more; a missing copy has the target None."""
        missing = self._posts.get(message_id, set())
        found = {key for key in missing if key[0] is kind}
        missing -= found
        return [target for _, target in found]
