"""What people reported of translation bots: messages whose answers must be right, or say that they may be wrong."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import regex

from bot.nmt.types import Direction, Hypothesis, Unit
from bot.settings import Settings
from bot.translation.service import Translator
from bot.translation.types import Skip, Target, Translation
from bot.translators import open_translator

MODELS = Path(__file__).parents[2] / "models"
STRICT = {"number", "date", "code", "link", "path", "name", "lone", "japanese", "markdown"}
"""Kinds in which even a model that answers nonsense may not put a wrong answer past the checks."""


@dataclass(frozen=True, slots=True)
class Case:
    kind: str
    message: str
    must: str
    never: str
    instead: frozenset[str]

    @property
    def chinese(self) -> Target:
        return Target.TRADITIONAL if self.kind == "to zh-Hant" else Target.SIMPLIFIED

    def is_right(self, outcome: Translation | Skip) -> bool:
        """Whether the answer holds what it must, and nothing that it must not."""
        if isinstance(outcome, Skip):
            return False
        flags = regex.IGNORECASE | regex.DOTALL | regex.MULTILINE
        if self.never and regex.search(self.never, outcome.text, flags):
            return False
        return regex.search(self.must, outcome.text, flags) is not None


def _cases() -> list[Case]:
    lines = (Path(__file__).parent / "trust.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("# ")]
    return [
        Case(kind, message.replace("\\n", "\n").replace("\\\\", "\\"), must, never, frozenset(instead.split()))
        for kind, message, must, never, instead in rows
    ]


CASES = _cases()


class Nonsense:
    """A model that is sure of itself, keeps placeholders, and understands nothing."""

    placeholders = 10
    unit: Unit = "sentence"
    directions = frozenset({Direction("en", "zh"), Direction("zh", "en")})

    def __init__(self, english: str, chinese: str, *, keeps: bool) -> None:
        self._answers = {"en": english, "zh": chinese}
        self._keeps = keeps

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
        return [Hypothesis(self._answer(segment, direction), -0.01, 8) for segment in segments]

    def _answer(self, segment: str, direction: Direction) -> str:
        symbols = regex.findall(r"⟦\d⟧", segment) if self._keeps else []
        return " ".join([self._answers[direction.target], *symbols])


NONSENSE = [
    Nonsense("The lamp sings beside a green river", "灯在绿色的河边唱歌", keeps=True),
    Nonsense("The lamp sings beside a green river", "灯在绿色的河边唱歌", keeps=False),
    Nonsense("Seventeen husbands will not arrive on Friday", "十七个丈夫星期五不会到", keeps=True),
    Nonsense("# the", "# 的", keeps=True),
]


@pytest.fixture(scope="module")
def outcomes() -> dict[Case, Translation | Skip]:
    async def translated() -> list[Translation | Skip]:
        async with open_translator(Settings(models_dir=MODELS, cache_segments=0)) as use:
            return await asyncio.gather(*(use.translate(case.message, chinese=case.chinese) for case in CASES))

    return dict(zip(CASES, asyncio.run(translated()), strict=True))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}: {case.message}")
def test_the_embedded_model_is_right_or_says_so(case: Case, outcomes: dict[Case, Translation | Skip]) -> None:
    outcome = outcomes[case]
    if isinstance(outcome, Skip):
        assert "skip" in case.instead, outcome
    elif not (outcome.unsure and "unsure" in case.instead):
        assert case.is_right(outcome), outcome


@pytest.mark.parametrize("model", NONSENSE)
@pytest.mark.parametrize(
    "case", [case for case in CASES if case.kind in STRICT], ids=lambda case: f"{case.kind}: {case.message}"
)
async def test_nothing_wrong_is_unmarked_where_the_model_answers_nonsense(case: Case, model: Nonsense) -> None:
    outcome = await Translator(model, beam=4, unsure_below=0.5).translate(case.message, chinese=case.chinese)
    assert isinstance(outcome, Skip) or outcome.unsure or case.is_right(outcome), outcome
