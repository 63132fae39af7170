"""sacreBLEU's scores, raw and with punctuation normalized, and their signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bot.errors import ConfigurationError
from bot.nmt.types import Direction

if TYPE_CHECKING:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

_ASCII = str.maketrans(
    {"，": ",", "。": ".", "！": "!", "？": "?", "；": ";", "：": ":", "（": "(", "）": ")", "、": ",", "～": "~"}
    | {"“": '"', "”": '"', "「": '"', "」": '"', "‘": "'", "’": "'", "…": "...", "—": "-", "–": "-", "\u3000": " "}
)


@dataclass(frozen=True, slots=True)
class Score:
    """BLEU and chrF2 of a set in one direction, 0 to 100 each.

    Attributes:
        bleu: of the raw text.
        chrf: of the raw text.
        bleu_normalised: with Chinese and curly punctuation converted to ASCII on both sides, so that a model is not
            penalized for its punctuation style.
        chrf_normalised: the same for chrF2.
        bleu_signature: how sacreBLEU computed `bleu`.
        chrf_signature: the same for `chrf`.
    """

    bleu: float
    chrf: float
    bleu_normalised: float
    chrf_normalised: float
    bleu_signature: str
    chrf_signature: str


def normalize(text: str) -> str:
    """Convert Chinese, curly and long punctuation to ASCII."""
    return text.translate(_ASCII)


def score(hypotheses: Sequence[str], references: Sequence[str], direction: Direction) -> Score:
    """Score translations of a set.

    Args:
        hypotheses: the model's output, at least one.
        references: human translations, the same number.
        direction: determines BLEU's tokenizer: `zh` or `13a`.

    Raises:
        ConfigurationError: sacreBLEU is not installed.
    """
    bleu, chrf = _metrics(direction.target)
    output, expected = [normalize(text) for text in hypotheses], [normalize(text) for text in references]
    return Score(
        bleu=float(bleu.corpus_score(hypotheses, [references]).score),
        chrf=float(chrf.corpus_score(hypotheses, [references]).score),
        bleu_normalised=float(bleu.corpus_score(output, [expected]).score),
        chrf_normalised=float(chrf.corpus_score(output, [expected]).score),
        bleu_signature=str(bleu.get_signature()),
        chrf_signature=str(chrf.get_signature()),
    )


def likeness(hypothesis: str, references: Sequence[str]) -> float:
    """A sentence's chrF2 against its most similar reference, ignoring punctuation style and case, 0 to 100.

    Raises:
        ConfigurationError: sacreBLEU is not installed.
    """
    _, chrf = _metrics("en")
    output = normalize(hypothesis).lower()
    return max(float(chrf.sentence_score(output, [normalize(text).lower()]).score) for text in references)


@cache
def _metrics(target: str) -> "tuple[BLEU, CHRF]":
    try:
        from sacrebleu.metrics.bleu import BLEU  # noqa: PLC0415 - an optional extra that the bot does not need
        from sacrebleu.metrics.chrf import CHRF  # noqa: PLC0415 - see above
    except ImportError as error:
        raise ConfigurationError("sacreBLEU is not installed.", 'Run: .venv/bin/pip install "qiao[eval]"') from error
    return BLEU(tokenize="zh" if target == "zh" else "13a"), CHRF()
