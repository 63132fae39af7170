"""PURE: the training schedule: the learning rate, the phase, and when to keep a snapshot."""

from collections.abc import Sequence

from models.recipe.config import Phase, Schedule


def rate(step: int, done: float, warmup: int, decay: float) -> float:
    """The fraction of the full learning rate: it warms up, stays constant, then decays linearly to 0.

    Args:
        step: number of steps done.
        done: fraction of the time that has passed, 0 to 1.
        warmup: number of warmup steps.
        decay: fraction of the time after which it decays.
    """
    return min(1.0, (step + 1) / warmup) * (1.0 if done < decay else max(0.0, (1 - done) / (1 - decay)))


def phase(done: float, phases: Sequence[Phase]) -> int:
    """The index of the current phase: the last one that has started."""
    return max(i for i, one in enumerate(phases) if one.start <= done or i == 0)


def snapshots(done: float, schedule: Schedule, phases: Sequence[Phase]) -> int:
    """The number of snapshots due: the first at the start of the last phase, the rest evenly spaced after it."""
    begun = phases[-1].start
    if done < begun:
        return 0
    return min(schedule.snapshots, 1 + int((done - begun) / (1 - begun) * schedule.snapshots))


def smoothing(step: int, most: float) -> float:
    """The decay of the averaged weights at a step: small at first, because the initial weights are random."""
    return min(most, (step + 1) / (step + 10))
