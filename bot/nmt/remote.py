"""An engine whose model runs on an OpenAI-compatible server, such as llama.cpp, vLLM, or Ollama.

The text leaves this process. The server is not trusted with more than a translation: see `bot.nmt.answers`.
"""

import math
from collections.abc import Sequence

from bot.nmt.answers import translation
from bot.nmt.chat_api import ChatApi, Choice, RejectedError
from bot.nmt.profiles import profile
from bot.nmt.types import MAX_PLACEHOLDERS, Direction, Hypothesis, Unit

NEUTRAL = -0.3
"""The score where a server gives no probabilities: none of the checks that look at it calls the translation shaky, and
`confidence`, about 0.74, does not claim certainty. Which translations are marked is up to the rules on their words.
"""

_DIRECTIONS = frozenset({Direction("en", "zh"), Direction("zh", "en")})
_LEAST_TOKENS = 64
_MOST_TOKENS = 4096
_EMPTY = Hypothesis("", 0.0, 0)
_CUT_OFF = frozenset({"length", "content_filter"})
"""Reasons to stop in the middle of a translation."""


class RemoteEngine:
    """A model on an OpenAI-compatible server; one request per segment, see `bot.nmt.engine.Engine`.

    Servers give probabilities that say nothing about Qiao's thresholds, so it has none: marks come from the checks.

    Args:
        api: the server.
        model: the model's name there.
    """

    def __init__(self, api: ChatApi, model: str) -> None:
        self._api = api
        self._model = model
        self._profile = profile(model)
        self._plain = False

    @property
    def placeholders(self) -> int:
        """Number of placeholder symbols that the model supports: language models copy them."""
        return MAX_PLACEHOLDERS

    @property
    def unit(self) -> Unit:
        """How much of a message the model translates at once: language models make use of all of it."""
        return "message"

    @property
    def directions(self) -> frozenset[Direction]:
        """The directions that the model supports."""
        return _DIRECTIONS

    def translate(self, segments: Sequence[str], directions: Sequence[Direction], *, beam: int = 1) -> list[Hypothesis]:
        """Translate segments one after another. Several threads may call it at once.

        Args:
            segments: source segments.
            directions: the direction of each.
            beam: above 1 for a second attempt, which is asked for another answer.

        Returns:
            One hypothesis per segment; an empty one if the model did not answer with a translation.

        Raises:
            ServerBusyError: the server was busy the whole time.
            EngineError: the server failed; see `ChatApi.complete`.
        """
        return [
            self._one(segment, direction, retry=beam > 1)
            for segment, direction in zip(segments, directions, strict=True)
        ]

    def _one(self, segment: str, direction: Direction, *, retry: bool) -> Hypothesis:
        if not segment.strip():
            return _EMPTY
        text = segment.encode("utf-8", "replace").decode()
        body = {
            "model": self._model,
            "messages": self._profile.messages(text, direction),
            "temperature": self._profile.temperature_for(retry=retry),
            # A token is at least a byte, and a translation has about as many bytes as its source.
            "max_tokens": min(_LEAST_TOKENS + len(text.encode()), _MOST_TOKENS),
            "stream": False,
        }
        choice = self._complete(body)
        if choice.finish_reason in _CUT_OFF:
            return _EMPTY
        found = translation(choice.message.content or "", text, self._profile.words)
        return Hypothesis(found, _score(choice), max(1, len(found.encode()) // 3)) if found else _EMPTY

    def _complete(self, body: dict[str, object]) -> Choice:
        """Ask with all options; without those that only some servers know if the server rejects them."""
        if not self._plain:
            try:
                return self._api.complete({**body, **self._profile.options, "logprobs": True})
            except RejectedError:
                pass
        choice = self._api.complete(body)
        self._plain = True
        return choice


def _score(choice: Choice) -> float:
    """The mean log-probability of the tokens, at most 0."""
    scores = choice.log_probabilities
    mean = math.fsum(scores) / len(scores) if scores else NEUTRAL
    return min(0.0, mean) if math.isfinite(mean) else NEUTRAL
