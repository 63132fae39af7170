"""The model card: `card.md` filled with measurements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from rich.box import MARKDOWN

from bot.evaluation import report
from bot.evaluation.calibration import Calibration
from bot.evaluation.evaluate import Evaluation
from bot.evaluation.grid import Trial
from bot.nmt.manifest import Manifest
from models.recipe import corpus
from models.recipe.weights import Weights

_TEMPLATE = Path(__file__).with_name("card.md")


@dataclass(frozen=True, slots=True)
class Findings:
    """The measurements.

    Attributes:
        scores: on every development set.
        calibration: of the confidence, by direction and over `all`.
        grid: of decoding choices.
        windows: mean chrF2 by maximum source length in pieces.
        memory_mib: memory of the engine with a batch in progress.
        beam: beam size of everything except the grid.
    """

    scores: Sequence[Evaluation]
    calibration: Mapping[str, Calibration]
    grid: Sequence[Trial]
    windows: Mapping[int, float]
    memory_mib: float
    beam: int


def write(
    manifest: Manifest, weights: Weights, found: Findings, *, account: str = "", history: str = "", weaknesses: str = ""
) -> str:
    """Fill the card.

    Args:
        manifest: the model's.
        weights: for the size of the network and its training.
        found: all measurements.
        account: the data section, as `account` writes it.
        history: earlier training, in words; may be empty.
        weaknesses: written by somebody who has looked at outputs.
    """
    config, everything = weights.config, found.calibration["all"]
    size = sum(file.size for name, file in manifest.files.items() if not name.startswith("training")) / 2**20
    picture = "![Loss over steps](training.svg)\n" if "training.svg" in manifest.files else ""
    first = found.scores[0].result.score
    return Template(_TEMPLATE.read_text("utf-8")).substitute(
        name=manifest.name,
        description=manifest.description,
        licence=manifest.licence,
        parameters=f"{sum(array.size for array in weights.arrays.values()) / 1e6:.1f}",
        size=f"{size:.1f}",
        window=manifest.max_source_tokens,
        training=", ".join(filter(None, (_training(config), history))),
        picture=picture,
        account=account or "See [the recipe](../recipe/README.md).\n",
        scores=report.markdown(report.scores_table(found.scores)),
        signatures=f"`{first.bleu_signature}` (for English, `tok:13a`) and `{first.chrf_signature}`",
        windows=_windows(found.windows),
        memory=f"{found.memory_mib:.0f}",
        beam=found.beam,
        ranking=report.ranking(everything),
        calibration=report.markdown(report.calibration_table("all", everything, MARKDOWN)),
        grid=report.markdown(report.grid_table(found.grid)),
        weaknesses=weaknesses.strip() or "Not documented yet.",
        **{key: config[key] for key in ("vocab", "d", "ff", "heads", "enc", "dec")},
    )


def account(folder: Path, only: Sequence[str] = ()) -> str:
    """Describe a corpus in Markdown: pairs by domain, and source files by license, without any of its text.

    Args:
        folder: the corpus.
        only: the domains that were trained on; empty for all. Licenses are those of the whole corpus.
    """
    pairs = [f"| {domain} | {len(corpus.read(folder, domain)):,} |" for domain in corpus.domains(folder, only)]
    licenses = [f"| {kind} | {count} |" for kind, count in corpus.licenses(folder)]
    head = ["| domain | pairs |", "|---|---|"], ["| license, as stated by the publisher | source files |", "|---|---|"]
    whole = ["", "The source files of the whole corpus, by license:", ""] if only else [""]
    return "\n".join([*head[0], *pairs, *whole, *head[1], *licenses, ""])


def _training(config: Mapping[str, Any]) -> str:
    return f"{config['step']:,} steps in {config['minutes']:g} minutes" if "step" in config else ""


def _windows(tried: Mapping[int, float]) -> str:
    return ", ".join(f"{window}: {value:.1f}" for window, value in tried.items())
