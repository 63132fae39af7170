"""`eval`: measures the configured model on sets of sentence pairs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.engines import check_measurable
from bot.evaluation.calibration import Calibration, Scored, calibrate
from bot.evaluation.decoration import decorate
from bot.evaluation.fidelity import Fidelity, model_fidelity, service_fidelity
from bot.evaluation.grid import PASSES, Trial, choices, trials
from bot.evaluation.measure import Advance, Result, score_output, translate
from bot.evaluation.pairs import DIRECTIONS, Pairs
from bot.evaluation.scores import likeness
from bot.event_loop import run
from bot.nmt.engine import CTranslate2Engine
from bot.nmt.store import Store
from bot.nmt.types import Direction
from bot.settings import Settings
from bot.translators import open_translator

_SCORE_PASSES = 3
"""Each sentence is translated as is, with placeholders by the model, and with markup by the service."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A model's quality on one set in one direction.

    Attributes:
        result: on the plain sentences.
        fidelity: on the sentences with markup.
    """

    result: Result
    fidelity: Fidelity


class Evaluator:
    """Measures the configured model on sets of sentence pairs.

    Args:
        settings: all settings; `beam`, `threads` and `compute_type` apply to the measurement.
        paths: files with `English<TAB>Chinese` lines.
        limit: number of pairs to take from each set; None for all.

    Raises:
        ModelError: the model is missing or damaged.
        ConfigurationError: the model is on another server, or a set cannot be read.
    """

    def __init__(self, settings: Settings, paths: Sequence[Path], *, limit: int | None = None) -> None:
        check_measurable(settings.model)
        self._sets = [Pairs.read(path, limit) for path in paths]
        self._settings = settings.model_copy(update={"cache_segments": 0})
        self._store = Store(*settings.model_folders)
        self._directions = [d for d in DIRECTIONS if d in self._store.manifest(settings.model).pairs]

    @property
    def _sentences(self) -> int:
        return sum(len(pairs.english) for pairs in self._sets) * len(self._directions)

    @property
    def steps(self) -> int:
        """Number of sentences that `scores` translates."""
        return self._sentences * _SCORE_PASSES

    @property
    def calibration_steps(self) -> int:
        """Number of sentences that `calibration` translates."""
        return self._sentences

    @property
    def grid_steps(self) -> int:
        """Number of sentences that `grid` translates."""
        restricted = self._store.manifest(self._settings.model).has_restriction
        return self._sentences * len(choices(restricted=restricted)) * PASSES

    def scores(self, advance: Advance = lambda _: None) -> list[Evaluation]:
        """Score every set in every direction, as is and with markup."""
        engine = self._engine()
        return [self._evaluation(engine, pairs, d, advance) for pairs in self._sets for d in self._directions]

    def calibration(self, advance: Advance = lambda _: None) -> dict[str, Calibration]:
        """Compare confidence with quality, by direction and over `all`.

        Args:
            advance: called with progress.
        """
        engine = self._engine()
        scored = {str(direction): self._scored(engine, direction, advance) for direction in self._directions}
        scored["all"] = [one for some in scored.values() for one in some]
        return {name: calibrate(some) for name, some in scored.items()}

    def grid(self, advance: Advance = lambda _: None) -> list[Trial]:
        """Try every decoding option on every set."""
        return list(trials(self._store, self._settings.model, self._sets, self._directions, advance=advance))

    def _engine(self) -> CTranslate2Engine:
        s = self._settings
        return self._store.load(s.model, compute_type=s.compute_type, threads=s.threads, device=s.device)

    def _evaluation(
        self, engine: CTranslate2Engine, pairs: Pairs, direction: Direction, advance: Advance
    ) -> Evaluation:
        beam = self._settings.beam
        output = translate(engine, pairs.sources(direction), direction, beam=beam, advance=advance)
        decorated = list(decorate(pairs.sources(direction), direction))
        by_model = model_fidelity(engine, decorated, direction, beam=beam, advance=advance)

        async def serve() -> tuple[float, float]:
            async with open_translator(self._settings) as service:
                return await service_fidelity(service, decorated, direction, advance=advance)

        by_service, translated = run(serve())
        return Evaluation(score_output(pairs, direction, output), Fidelity(by_model, by_service, translated))

    def _scored(self, engine: CTranslate2Engine, direction: Direction, advance: Advance) -> list[Scored]:
        return [
            Scored(math.exp(hypothesis.score), likeness(hypothesis.text, [reference]), direction.target)
            for pairs in self._sets
            for hypothesis, reference in zip(
                translate(
                    engine, pairs.sources(direction), direction, beam=self._settings.beam, advance=advance
                ).hypotheses,
                pairs.references(direction),
                strict=True,
            )
        ]
