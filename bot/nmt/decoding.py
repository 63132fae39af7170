"""Constraints on the decoder, whatever the network."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decoding:
    """Constraints on the decoder.

    Attributes:
        length_ratio: target tokens allowed per source token, so that runaway output stays cheap.
        length_margin: target tokens allowed in addition.
        length_penalty: a beam's hypotheses are ranked by log-probability divided by length to this power.
        repetition_penalty: above 1 to penalize tokens that have already been generated.
        no_repeat_ngram: size of n-grams that may not occur twice; 0 for no limit.
        restricted: whether to generate only the tokens that the model's `vmap.txt` allows for the source.
    """

    length_ratio: float = 2.0
    length_margin: int = 20
    length_penalty: float = 1.0
    repetition_penalty: float = 1.0
    no_repeat_ngram: int = 0
    restricted: bool = False

    def max_target_tokens(self, source_tokens: int) -> int:
        """The maximum number of target tokens for a source of a given length."""
        return int(self.length_ratio * source_tokens) + self.length_margin
