"""`eval`: the chosen model on sets of sentence pairs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.app import translator
from bot.evaluation.calibration import Calibration, Judged, calibrate
from bot.evaluation.decoration import decorate
from bot.evaluation.fidelity import Fidelity, of_model, of_service
from bot.evaluation.grid import PASSES, Trial, choices, trials
from bot.evaluation.measure import Advance, Result, result, write
from bot.evaluation.pairs import DIRECTIONS, Pairs
from bot.evaluation.scores import likeness
from bot.event_loop import run
from bot.nmt.engine import CTranslate2Engine
from bot.nmt.store import Store
from bot.nmt.types import Direction
from bot.settings import Settings

_WAYS = 3
"""Each sentence is translated plainly, with placeholders by the model, and with markup by the service."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A model's quality on one set in one direction.

    Attributes:
        result: of the plain sentences.
        fidelity: of the sentences with markup in them.
    """

    result: Result
    fidelity: Fidelity


class Evaluator:
    """The chosen model and the sets to measure it with.

    Args:
        settings: all of them; `beam`, `threads` and `compute_type` are those that are measured.
        paths: files of `English<TAB>Chinese`.
        limit: pairs to take of each set; None for all.

    Raises:
        ModelError: the model is missing or damaged.
        ConfigurationError: a set cannot be read.
    """

    def __init__(self, settings: Settings, paths: Sequence[Path], *, limit: int | None = None) -> None:
        self._sets = [Pairs.read(path, limit) for path in paths]
        self._settings = settings.model_copy(update={"cache_segments": 0})
        self._store = Store(settings.models_dir)
        self._directions = [d for d in DIRECTIONS if d in self._store.manifest(settings.model).pairs]

    @property
    def _sentences(self) -> int:
        return sum(len(pairs.english) for pairs in self._sets) * len(self._directions)

    @property
    def steps(self) -> int:
        """Sentences that `scores` translates."""
        return self._sentences * _WAYS

    @property
    def calibration_steps(self) -> int:
        """Sentences that `calibration` translates."""
        return self._sentences

    @property
    def grid_steps(self) -> int:
        """Sentences that `grid` translates."""
        restricts = self._store.manifest(self._settings.model).restricts
        return self._sentences * len(choices(restricted=restricts)) * PASSES

    def scores(self, advance: Advance = lambda _: None) -> list[Evaluation]:
        """Score every set in every direction, plain and with markup."""
        engine = self._engine()
        return [self._evaluation(engine, pairs, d, advance) for pairs in self._sets for d in self._directions]

    def calibration(self, advance: Advance = lambda _: None) -> dict[str, Calibration]:
        """Hold confidence against quality: by direction, and over `all`.

        Args:
            advance: told of progress.
        """
        engine = self._engine()
        judged = {str(direction): self._judged(engine, direction, advance) for direction in self._directions}
        judged["all"] = [one for some in judged.values() for one in some]
        return {name: calibrate(some) for name, some in judged.items()}

    def grid(self, advance: Advance = lambda _: None) -> list[Trial]:
        """Try every decoding choice on every set."""
        return list(trials(self._store, self._settings.model, self._sets, self._directions, advance=advance))

    def _engine(self) -> CTranslate2Engine:
        s = self._settings
        return self._store.load(s.model, compute_type=s.compute_type, threads=s.threads, device=s.device)

    def _evaluation(
        self, engine: CTranslate2Engine, pairs: Pairs, direction: Direction, advance: Advance
    ) -> Evaluation:
        beam = self._settings.beam
        written = write(engine, pairs.sources(direction), direction, beam=beam, advance=advance)
        decorated = list(decorate(pairs.sources(direction), direction))
        alone = of_model(engine, decorated, direction, beam=beam, advance=advance)

        async def served() -> tuple[float, float]:
            async with translator(self._settings) as use:
                return await of_service(use, decorated, direction, advance=advance)

        whole, translated = run(served())
        return Evaluation(result(pairs, direction, written), Fidelity(alone, whole, translated))

    def _judged(self, engine: CTranslate2Engine, direction: Direction, advance: Advance) -> list[Judged]:
        return [
            Judged(math.exp(hypothesis.score), likeness(hypothesis.text, [reference]), direction.target)
            for pairs in self._sets
            for hypothesis, reference in zip(
                write(
                    engine, pairs.sources(direction), direction, beam=self._settings.beam, advance=advance
                ).hypotheses,
                pairs.references(direction),
                strict=True,
            )
        ]
