"""Prints evaluations as tables, and as JSON for programs and model cards."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from statistics import fmean, harmonic_mean
from typing import Any, TypeVar

import click
from rich.box import MARKDOWN, SIMPLE_HEAD, Box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from bot.evaluation.calibration import Calibration
from bot.evaluation.evaluate import Evaluation
from bot.evaluation.grid import Trial
from bot.evaluation.judged import Curve
from bot.evaluation.measure import Advance

Found = TypeVar("Found")

_STEPS = 20
_WIDTH = 132
"""Columns that the tables need; a narrower terminal wraps them."""


def with_progress(what: str, steps: int, work: Callable[[Advance], Found]) -> Found:
    """Run work with a progress bar on a terminal, silently elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=steps)
        return work(lambda done: bar.advance(task, done))


def as_json(model: str, beam: int, *found: Any) -> str:
    """A JSON object with the model's name, the beam, and the results under `scores`, `calibration` or `grid`."""
    parts = {key: value for one in found for key, value in _as_dict(one).items()}
    return json.dumps({"model": model, "beam": beam, **parts}, indent=2, ensure_ascii=False)


def _as_dict(found: Any) -> dict[str, Any]:
    if isinstance(found, Mapping):
        return {"calibration": {name: asdict(one) for name, one in found.items()}}
    key = "grid" if found and isinstance(found[0], Trial) else "scores"
    return {key: [asdict(one) for one in found]}


def scores_table(found: Sequence[Evaluation], box: Box = SIMPLE_HEAD) -> Table:
    """A row per set and direction; scores in brackets ignore the punctuation style."""
    heads = ("set", "direction", "BLEU", "chrF2", "fidelity, model", "service", "empty", "runaway", "faulty", "per s")
    table = Table(*heads, box=box)
    for one in found:
        r, s, f = one.result, one.result.score, one.fidelity
        table.add_row(
            f"{r.set} ({r.sentences})",
            r.direction,
            f"{s.bleu:.1f} ({s.bleu_normalised:.1f})",
            f"{s.chrf:.1f} ({s.chrf_normalised:.1f})",
            f"{f.model:.1%}",
            f"{f.service:.1%} of {f.translated:.1%}",
            str(r.empty),
            str(r.runaway),
            str(r.faulty),
            f"{r.sentences_per_second:.0f}",
        )
    return table


def calibration_table(name: str, found: Calibration, box: Box = SIMPLE_HEAD) -> Table:
    """A row per confidence bin."""
    table = Table("confidence", "translations", "mean chrF2", "bad", box=box, title=None if box is MARKDOWN else name)
    for one in found.bins:
        table.add_row(f"{one.low:.1f} to {one.high:.1f}", str(one.count), f"{one.likeness:.1f}", f"{one.bad:.1%}")
    return table


def ranking(found: Calibration) -> str:
    """How well confidence separates bad translations, in a sentence."""
    return f"{found.bad:.1%} are bad; confidence ranks them below the rest with {found.ranking:.3f} (0.5 is chance)."


def grid_table(found: Sequence[Trial], box: Box = SIMPLE_HEAD) -> Table:
    """A row per choice: BLEU on each set and direction; mean chrF2, shares and speed over all of them."""
    tasks = list(dict.fromkeys((one.set, one.direction) for one in found))
    heads = [f"{name} {direction}" for name, direction in tasks]
    table = Table("choice", *heads, "chrF2", "runaway", "faulty", "per s", box=box)
    for choice in dict.fromkeys(one.choice for one in found):
        ours = [one for one in found if one.choice == choice]
        table.add_row(
            choice,
            *(f"{one.bleu:.1f}" for one in ours),
            f"{fmean(one.chrf for one in ours):.1f}",
            f"{fmean(one.runaway for one in ours):.1%}",
            f"{fmean(one.faulty for one in ours):.1%}",
            f"{harmonic_mean([one.sentences_per_second for one in ours]):.0f}",
        )
    return table


def markdown(table: Table) -> str:
    """A table as Markdown, at full width."""
    table.box = MARKDOWN
    console = Console(width=400, color_system=None)
    with console.capture() as capture:
        console.print(table)
    return "\n".join(line.strip() for line in capture.get().splitlines() if line.strip())


def curve_table(found: Curve, box: Box = SIMPLE_HEAD) -> Table:
    """A row per twentieth of certainty: what would be marked at that threshold."""
    table = Table("unsure below", "of good", "of understandable", "of wrong or misleading", "of all", box=box)
    for step in range(1, _STEPS):
        point = max((one for one in found.points if one.threshold <= step / _STEPS), key=lambda one: one.threshold)
        shares = (point.good, point.understandable, point.bad, point.marked)
        table.add_row(f"{step / _STEPS:.2f}", *(f"{share:.1%}" for share in shares))
    return table


def show_curve(found: Curve) -> None:
    """Print how well certainty predicts verdicts."""
    Console(width=max(Console().width, _WIDTH)).print(curve_table(found))
    click.echo(", ".join(f"{count} {verdict}" for verdict, count in found.counts.items()) + ".")
    best = next(point for point in found.points if point.threshold == found.unsure_below)
    very = "no threshold is precise enough" if found.very_unsure_below is None else f"{found.very_unsure_below:.3f}"
    click.echo(
        f"Unsure below {found.unsure_below:.3f}: {best.bad:.1%} of the wrong or misleading answers are marked, "
        f"{best.good:.1%} of the good ones, {best.marked:.1%} of all. Very unsure below: {very}. "
        f"Ranking {found.ranking:.3f}."
    )


def show(found: Any) -> None:
    """Print what `Evaluator` returned."""
    console = Console(width=max(Console().width, _WIDTH))
    if isinstance(found, Mapping):
        for name, one in found.items():
            console.print(calibration_table(name, one))
            click.echo(ranking(one))
    elif found and isinstance(found[0], Trial):
        console.print(grid_table(found))
        click.echo(markdown(grid_table(found)))
    else:
        console.print(scores_table(found))
        for signature in dict.fromkeys(one.result.score.bleu_signature for one in found):
            click.echo(f"BLEU {signature}")
        click.echo(f"chrF2 {found[0].result.score.chrf_signature}")
        click.echo("In brackets: with punctuation converted to ASCII on both sides.")
