"""The words in which the rest of Qiao speaks of the model."""

from dataclasses import dataclass
from typing import NamedTuple


class Direction(NamedTuple):
    """From which language to which, as BCP 47 primary subtags: `Direction("en", "zh")`."""

    source: str
    target: str

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What the decoder made of one segment.

    Attributes:
        text: the target segment, detokenised; placeholders `⟦k⟧` stand in it as the model wrote them.
        score: mean natural-log probability a target token, EOS counted; at most 0.
        tokens: number of target tokens.
        alternatives: the rest of the beam, likeliest first, without alternatives of their own; none from a greedy
            decoder.
    """

    text: str
    score: float
    tokens: int
    alternatives: tuple["Hypothesis", ...] = ()

    @property
    def beam(self) -> tuple["Hypothesis", ...]:
        """This hypothesis and its alternatives, likeliest first."""
        return (self, *self.alternatives)
