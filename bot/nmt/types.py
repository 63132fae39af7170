"""The types that the rest of Qiao uses for translation requests and results."""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

MAX_PLACEHOLDERS: Final = 10
"""Maximum number of placeholder symbols, `⟦0⟧` to `⟦9⟧`, that a model can support."""

Unit = Literal["sentence", "message"]
"""How much of a message a model translates at once."""

BACKGROUND: Final = -1
"""The tenant on whose behalf work is done that waits until there is no other; never a server's id."""


class Direction(NamedTuple):
    """A source and a target language as BCP 47 primary subtags: `Direction("en", "zh")`."""

    source: str
    target: str

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """The decoder's output for a segment.

    Attributes:
        text: the detokenized target segment, with placeholders `⟦k⟧` as the model wrote them.
        score: mean natural-log probability per target token, including EOS; at most 0.
        tokens: number of target tokens.
        alternatives: the rest of the beam, most likely first, without alternatives of their own; empty for greedy
            decoding.
    """

    text: str
    score: float
    tokens: int
    alternatives: tuple["Hypothesis", ...] = ()

    @property
    def beam(self) -> tuple["Hypothesis", ...]:
        """This hypothesis and its alternatives, most likely first."""
        return (self, *self.alternatives)
