"""sacreBLEU's scores, raw and with punctuation set aside, and their signatures."""

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
        bleu: as it was written.
        chrf: the same by characters.
        bleu_normalised: with Chinese and curly punctuation on both sides written in ASCII, so that a model that writes
            the other kind is not marked down for it.
        chrf_normalised: the same by characters.
        bleu_signature: sacreBLEU's own account of how `bleu` was reckoned.
        chrf_signature: the same for `chrf`.
    """

    bleu: float
    chrf: float
    bleu_normalised: float
    chrf_normalised: float
    bleu_signature: str
    chrf_signature: str


def normalised(text: str) -> str:
    """Write Chinese, curly and long punctuation in ASCII."""
    return text.translate(_ASCII)


def score(hypotheses: Sequence[str], references: Sequence[str], direction: Direction) -> Score:
    """Score translations of a set.

    Args:
        hypotheses: what the model wrote, at least one.
        references: what people wrote, as many.
        direction: decides on BLEU's tokenizer: `zh` or `13a`.

    Raises:
        ConfigurationError: sacreBLEU is not installed.
    """
    bleu, chrf = _metrics(direction.target)
    written, given = [normalised(text) for text in hypotheses], [normalised(text) for text in references]
    return Score(
        bleu=float(bleu.corpus_score(hypotheses, [references]).score),
        chrf=float(chrf.corpus_score(hypotheses, [references]).score),
        bleu_normalised=float(bleu.corpus_score(written, [given]).score),
        chrf_normalised=float(chrf.corpus_score(written, [given]).score),
        bleu_signature=str(bleu.get_signature()),
        chrf_signature=str(chrf.get_signature()),
    )


def likeness(hypothesis: str, references: Sequence[str]) -> float:
    """A sentence's chrF2 against the reference it is most like, punctuation and case set aside, 0 to 100.

    Raises:
        ConfigurationError: sacreBLEU is not installed.
    """
    _, chrf = _metrics("en")
    written = normalised(hypothesis).lower()
    return max(float(chrf.sentence_score(written, [normalised(text).lower()]).score) for text in references)


@cache
def _metrics(target: str) -> "tuple[BLEU, CHRF]":
    try:
        from sacrebleu.metrics.bleu import BLEU  # noqa: PLC0415 - an extra that running the bot does without
        from sacrebleu.metrics.chrf import CHRF  # noqa: PLC0415 - likewise
    except ImportError as error:
        raise ConfigurationError("sacreBLEU is not installed.", 'Run: pip install "qiao[eval]"') from error
    return BLEU(tokenize="zh" if target == "zh" else "13a"), CHRF()
