"""A programmable model that returns what was enqueued, and records what it was asked."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.errors import QiaoError
from bot.nmt.types import Direction, Hypothesis, Unit

ENGLISH_TO_CHINESE = Direction("en", "zh")
CHINESE_TO_ENGLISH = Direction("zh", "en")


@dataclass(frozen=True, slots=True)
class Asked:
    """One call."""

    segments: tuple[str, ...]
    direction: Direction
    tenant: int
    room: int
    deadline: float | None
    beam: int


class FakeSegments:
    """A double for the batcher.

    Returns what was enqueued, in order, one item per segment; then what `answer` returns for a segment. `score` is the
    log-probability of its tokens, which decides how sure it seems.
    """

    def __init__(
        self,
        answer: Callable[[str, Direction], str] | None = None,
        *,
        placeholders: int = 10,
        score: float = -0.5,
        unit: Unit = "sentence",
    ) -> None:
        self.history: list[Asked] = []
        self._placeholders = placeholders
        self.unit: Unit = unit
        self._score = score
        self._queue: deque[str | Hypothesis | QiaoError] = deque()
        self._answer = answer or _plausible

    @property
    def placeholders(self) -> int:
        return self._placeholders

    @property
    def directions(self) -> frozenset[Direction]:
        return frozenset({ENGLISH_TO_CHINESE, CHINESE_TO_ENGLISH})

    def enqueue(self, *answers: str | Hypothesis | QiaoError) -> None:
        self._queue.extend(answers)

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
        self.history.append(Asked(tuple(segments), direction, tenant, room, deadline, beam))
        return [self._one(segment, direction) for segment in segments]

    @property
    def asked(self) -> list[str]:
        return [segment for call in self.history for segment in call.segments]

    def _one(self, segment: str, direction: Direction) -> Hypothesis:
        text = self._queue.popleft() if self._queue else self._answer(segment, direction)
        if isinstance(text, QiaoError):
            raise text
        if isinstance(text, Hypothesis):
            return text
        return Hypothesis(text, self._score, max(1, len(text.split())))


def _plausible(segment: str, direction: Direction) -> str:
    """Text in the target language, of a plausible length, with the placeholders of the source."""
    symbols = "".join(f" ⟦{char}⟧ " for i, char in enumerate(segment) if segment[i - 1 : i] == "⟦" and char.isdigit())
    words = max(1, len(segment) // 6)
    zh, en = (
        "你好朋友今天我们都去看海边的美丽风景吧",
        "dear friends today we all walk along the lovely sea and watch the sun",
    )
    body = (zh * words)[: words * 2] if direction.target == "zh" else " ".join((en.split() * words)[:words])
    return f"{body}{symbols}".strip()
