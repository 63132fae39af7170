"""What the model said a while ago, so that a phrase which a whole room repeats costs the engine nothing."""

from collections.abc import Sequence
from hashlib import blake2b

from cachetools import LRUCache

from bot.nmt.types import Direction, Hypothesis
from bot.translation.ports import SegmentTranslator

_DIGEST_BYTES = 16  # of two segments among billions, none share such a digest


class SegmentCache:
    """Stands before another `SegmentTranslator` and remembers its answers, in this process alone, never on a disk.

    Sources are known by their digests; of a message no more is kept than its segments' translations.

    Args:
        segments: what is asked for all that is not remembered.
        size: how many segments are remembered; the one unused for longest goes first.

    Attributes:
        hits: segments that were remembered.
        misses: segments that were asked for.
    """

    def __init__(self, segments: SegmentTranslator, size: int) -> None:
        self._segments = segments
        self._known: LRUCache[bytes, Hypothesis] = LRUCache(size)
        self.hits = 0
        self.misses = 0

    @property
    def placeholders(self) -> int:
        """How many placeholder symbols the model carries over."""
        return self._segments.placeholders

    @property
    def directions(self) -> frozenset[Direction]:
        """The directions that the model translates."""
        return self._segments.directions

    async def translate(
        self,
        segments: Sequence[str],
        direction: Direction,
        *,
        tenant: int = 0,
        room: int = 0,
        deadline: float | None = None,
        beam: int = 1,
    ) -> list[Hypothesis]:
        """Translate segments, in order, one hypothesis each; see `SegmentTranslator.translate`.

        Raises:
            OverloadedError, DeadlineError, EngineError: as what is asked does; nothing of it is remembered.
        """
        keys = [_key(segment, direction, beam) for segment in segments]
        found = {key: self._known[key] for key in keys if key in self._known}
        unknown = {key: segment for key, segment in zip(keys, segments, strict=True) if key not in found}
        if unknown:
            asked = await self._segments.translate(
                list(unknown.values()), direction, tenant=tenant, room=room, deadline=deadline, beam=beam
            )
            found |= zip(unknown, asked, strict=True)
            self._known.update(zip(unknown, asked, strict=True))
        self.misses += len(unknown)
        self.hits += len(keys) - len(unknown)
        return [found[key] for key in keys]


def _key(segment: str, direction: Direction, beam: int) -> bytes:
    whole = f"{direction} {beam} {segment}"
    return blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()
