"""A cache of the model's recent output, so that a phrase that a whole channel repeats costs the engine nothing."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Unpack

from cachetools import LRUCache

from bot.nmt.types import Direction, Hypothesis, Unit
from bot.translation.ports import EngineOptions, SegmentTranslator

_DIGEST_BYTES = 16
"""Long enough that no two of billions of segments share a digest."""


class SegmentCache:
    """Caches the hypotheses of another `SegmentTranslator`, in this process only and never on disk.

    Sources are stored as digests; all that is kept of a message is the translations of its segments.

    Args:
        segments: translates what is not in the cache.
        size: how many segments are cached; the least recently used one is evicted first.

    Attributes:
        hits: segments found in the cache.
        misses: segments that were not.
    """

    def __init__(self, segments: SegmentTranslator, size: int) -> None:
        self._segments = segments
        self._cached: LRUCache[bytes, Hypothesis] = LRUCache(size)
        self.hits = 0
        self.misses = 0

    @property
    def placeholders(self) -> int:
        """How many placeholder symbols the model carries over."""
        return self._segments.placeholders

    @property
    def unit(self) -> Unit:
        """How much of a message it translates at once."""
        return self._segments.unit

    @property
    def directions(self) -> frozenset[Direction]:
        """The directions that the model translates."""
        return self._segments.directions

    async def translate(
        self, segments: Sequence[str], direction: Direction, **options: Unpack[EngineOptions]
    ) -> list[Hypothesis]:
        """Translate segments, in order, one hypothesis each; see `SegmentTranslator.translate`.

        Raises:
            OverloadedError, DeadlineError, EngineError: as raised by the wrapped translator; nothing is cached then.
        """
        beam = options.get("beam", 1)
        keys = [_key(segment, direction, beam) for segment in segments]
        found = {key: self._cached[key] for key in keys if key in self._cached}
        missing = {key: segment for key, segment in zip(keys, segments, strict=True) if key not in found}
        if missing:
            made = await self._segments.translate(list(missing.values()), direction, **options)
            found |= zip(missing, made, strict=True)
            self._cached.update(zip(missing, made, strict=True))
        self.misses += len(missing)
        self.hits += len(keys) - len(missing)
        return [found[key] for key in keys]


def _key(segment: str, direction: Direction, beam: int) -> bytes:
    whole = f"{direction} {beam} {segment}"
    return blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()
