"""One batch in the engine, and what its requests are told if it fails."""

from collections.abc import Sequence

from bot.errors import EngineError, OverloadedError, QiaoError
from bot.nmt.engine import Engine
from bot.nmt.jobs import Job
from bot.nmt.types import Hypothesis


def attempt(engine: Engine, batch: Sequence[Job]) -> list[Hypothesis] | BaseException:
    """Translate a batch in the calling thread; returns what went wrong instead of raising it."""
    try:
        texts, directions, beams = zip(*(job.key for job in batch), strict=True)
        found = list(engine.translate(texts, directions, beam=beams[0]))
    except BaseException as error:  # noqa: BLE001 - whatever the engine raises must reach every waiting request
        return error
    if len(found) != len(batch):
        return EngineError(f"The engine returned {len(found)} hypotheses for {len(batch)} segments.")
    return found


def engine_failed(cause: BaseException, segments: int) -> QiaoError:
    """The error of one request whose batch failed.

    Args:
        cause: what `attempt` returned.
        segments: size of the batch.
    """
    # One per request: an exception accumulates the traceback of every place that raises it.
    error: QiaoError
    if isinstance(cause, EngineError | OverloadedError):  # says what happened, and what to do
        error = type(cause)(cause.message, cause.remedy)
    else:
        error = EngineError(
            f"The engine failed on a batch of {segments} segments: {type(cause).__name__}.", "Try again."
        )
    error.__cause__ = cause
    return error
