"""Turns weights into a folder that Qiao can use: exports, evaluates and documents the model."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

import numpy as np
from psutil import Process

from bot.errors import ConfigurationError
from bot.evaluation import report
from bot.evaluation.calibration import Calibration
from bot.evaluation.evaluate import Evaluation, Evaluator
from bot.evaluation.grid import Trial
from bot.evaluation.judged import find_thresholds, read
from bot.evaluation.measure import translate
from bot.evaluation.pairs import DIRECTIONS, Pairs
from bot.evaluation.scores import score
from bot.nmt.manifest import FILE_NAME, RESTRICTION, Affixes, Manifest, ModelFile, Score
from bot.nmt.store import Store
from bot.settings import Settings
from bot.translation.checks.certainty import UNSURE_BELOW
from models.recipe import card, curve, restriction
from models.recipe.export import export
from models.recipe.symbols import PLACEHOLDERS
from models.recipe.weights import Weights

WINDOWS = (28, 40, 60, 90, 120)
"""Candidates for the maximum source length in pieces; less would split chat sentences, which chrF hardly penalizes."""

_AFFIXES = {
    "en-zh": Affixes(source_prefix=("▁", "<2zh>")),
    "zh-en": Affixes(source_prefix=("▁", "<2en>")),
}
_MAX_TARGET = 256
_EVALUATION = "evaluation.json"
_CURVE = "training.svg"
_DOCUMENTS = frozenset({FILE_NAME, "README.md", "LICENSE"})


@dataclass(frozen=True, slots=True)
class Request:
    """What to release.

    Attributes:
        weights: a checkpoint or a folder of packed weights.
        vocabulary: the SentencePiece model that they were trained with.
        folder: the destination; its name becomes the model's.
        sets: development sets with `English<TAB>Chinese` lines.
        description: one sentence for the list of models.
        licence: SPDX identifier of the weights' license.
        log: the training log; None if it is lost.
        corpus: the training corpus, for the data section of the card; None to omit that.
        examples: as `examples.make` writes them, to try a vocabulary restricted to their pieces; None to skip that.
        history: earlier training, in words; may be empty.
        weaknesses: Markdown for the card, written by somebody who has looked at outputs; may be empty.
        judged: judged answers of this model, which determine the unsure thresholds; None for the defaults in
            `bot.translation.checks.certainty`.
        sample: number of pairs from each set for trying decoding choices and windows.
        limit: number of pairs to score from each set; None for all.
    """

    weights: Path
    vocabulary: Path
    folder: Path
    sets: tuple[Path, ...]
    description: str
    licence: str = "CC-BY-NC-SA-4.0"
    log: Path | None = None
    corpus: Path | None = None
    examples: Path | None = None
    history: str = ""
    weaknesses: str = ""
    judged: Path | None = None
    sample: int = 400
    limit: int | None = None


def release(request: Request, say: Callable[[str], None] = lambda _: None) -> Manifest:
    """Write a model's folder: files, manifest with scores, evaluation, loss curve and card.

    Args:
        request: what to release.
        say: called with each step.

    Returns:
        The manifest.

    Raises:
        ConfigurationError: weights, vocabulary or a set cannot be read, or there is no set.
    """
    if not request.sets:
        raise ConfigurationError("There is no set to evaluate on.", "Pass at least one.")
    weights = Weights.read(request.weights)
    say("exporting")
    export(weights, request.vocabulary, request.folder)
    if request.log:
        (request.folder / _CURVE).write_text(curve.draw(*curve.read(request.log)), "utf-8")
    memory = _memory(request)
    say("choosing the maximum source length")
    window, tried = choose_window(request)
    say(f"evaluating with sources of at most {window} pieces")
    _describe(request, window)
    settings = Settings(model=request.folder.name, models_dir=request.folder.parent)
    whole = Evaluator(settings, request.sets, limit=request.limit)
    scores = whole.scores()
    calibration = whole.calibration()
    say("trying decoding choices")
    with _restricted(request, window):
        grid = Evaluator(settings, request.sets[:2], limit=request.sample).grid()
    found = card.Findings(scores, calibration, grid, tried, memory, settings.beam)
    (request.folder / _EVALUATION).write_text(_json(settings, scores, calibration, grid), "utf-8")
    manifest = _describe(request, window, _scores(scores))
    account = card.account(request.corpus, _domains(request.examples)) if request.corpus else ""
    (request.folder / "README.md").write_text(
        card.write(manifest, weights, found, account=account, history=request.history, weaknesses=request.weaknesses),
        "utf-8",
    )
    Store(request.folder.parent).verify(manifest.name)
    return manifest


def _domains(examples: Path | None) -> Sequence[str]:
    """The domains that examples were built from; empty if unknown."""
    if examples is None:
        return ()
    with np.load(examples) as stored:
        return [str(name) for name in stored["groups"]]


@contextmanager
def _restricted(request: Request, window: int) -> Iterator[None]:
    """Provide a `vmap.txt` for the trial; it is not released, because Qiao decodes without it."""
    path = request.folder / RESTRICTION
    if request.examples:
        path.write_text(restriction.learn(request.examples, request.vocabulary), "utf-8")
        _describe(request, window)
    yield
    path.unlink(missing_ok=True)


def choose_window(request: Request) -> tuple[int, dict[int, float]]:
    """Choose the maximum source length that gives the best translations: longer segments are split into windows.

    Returns:
        The window in pieces, and the mean chrF2 over all sets and directions for each one tried.
    """
    sets = [Pairs.read(path, request.sample) for path in request.sets]
    tried: dict[int, float] = {}
    for window in WINDOWS:
        _describe(request, window)
        engine = Store(request.folder.parent).load(request.folder.name)
        tried[window] = fmean(
            score(
                [h.text for h in translate(engine, pairs.sources(direction), direction).hypotheses],
                pairs.references(direction),
                direction,
            ).chrf
            for pairs in sets
            for direction in DIRECTIONS
        )
    # Splitting loses context: among windows with similar scores, the longer one is better.
    return max(WINDOWS, key=lambda window: (round(tried[window], 1), window)), tried


def _memory(request: Request) -> float:
    """The engine's memory in MiB with a batch in progress."""
    _describe(request, WINDOWS[0])
    pairs = Pairs.read(request.sets[0], request.sample)
    before = Process().memory_info().rss
    translate(Store(request.folder.parent).load(request.folder.name), pairs.english, DIRECTIONS[0])
    return float(Process().memory_info().rss - before) / 2**20


def _thresholds(judged: Path | None) -> tuple[float, float | None]:
    """The certainty below which translations are unsure, and very unsure."""
    if judged is None:
        return UNSURE_BELOW, None
    curve = find_thresholds(read(judged))
    return curve.unsure_below, curve.very_unsure_below


def _describe(request: Request, window: int, scores: Sequence[Score] = ()) -> Manifest:
    """Write the manifest for the files in the folder."""
    unsure_below, very_unsure_below = _thresholds(request.judged)
    paths = [path for path in sorted(request.folder.iterdir()) if path.name not in _DOCUMENTS]
    manifest = Manifest(
        name=request.folder.name,
        family="chat",
        description=request.description,
        created=datetime.now(UTC).date(),
        licence=request.licence,
        files={path.name: _file(path) for path in paths},
        source_vocabulary="sentencepiece.model",
        target_vocabulary="sentencepiece.model",
        directions=_AFFIXES,
        placeholders=len(PLACEHOLDERS),
        max_source_tokens=window,
        max_target_tokens=min(_MAX_TARGET, 2 * window + 36),
        unsure_below=unsure_below,
        very_unsure_below=very_unsure_below,
        scores=tuple(scores),
    )
    manifest.write(request.folder / FILE_NAME)
    return manifest


def _file(path: Path) -> ModelFile:
    with path.open("rb") as file:
        return ModelFile(size=path.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def _scores(found: Sequence[Evaluation]) -> list[Score]:
    return [
        Score(
            test_set=one.result.set, direction=one.result.direction, metric=f"{name} {signature}", value=round(value, 1)
        )
        for one in found
        for name, value, signature in (
            ("BLEU", one.result.score.bleu, one.result.score.bleu_signature),
            ("chrF2", one.result.score.chrf, one.result.score.chrf_signature),
        )
    ]


def _json(settings: Settings, scores: list[Evaluation], calibration: dict[str, Calibration], grid: list[Trial]) -> str:
    return report.as_json(settings.model, settings.beam, scores, calibration, grid) + "\n"
