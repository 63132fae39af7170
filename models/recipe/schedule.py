"""PURE: what the clock says: the learning rate, the phase, and when to keep a snapshot."""

from collections.abc import Sequence

from models.recipe.config import Phase, Schedule


def rate(step: int, done: float, warmup: int, decay: float) -> float:
    """The share of the full learning rate: rising over the first steps, level, falling to 0 in a straight line.

    Args:
        step: steps done, from 0.
        done: share of the time that has passed, 0 to 1.
        warmup: steps in which it rises.
        decay: share of the time from which on it falls.
    """
    return min(1.0, (step + 1) / warmup) * (1.0 if done < decay else max(0.0, (1 - done) / (1 - decay)))


def phase(done: float, phases: Sequence[Phase]) -> int:
    """Which phase it is: the last that has begun."""
    return max(i for i, one in enumerate(phases) if one.start <= done or i == 0)


def snapshots(done: float, schedule: Schedule, phases: Sequence[Phase]) -> int:
    """How many snapshots there should be by now: the first as the last phase begins, the rest evenly behind it."""
    begun = phases[-1].start
    if done < begun:
        return 0
    return min(schedule.snapshots, 1 + int((done - begun) / (1 - begun) * schedule.snapshots))


def smoothing(step: int, most: float) -> float:
    """How much of the averaged weights is kept at a step: little at first, for the first weights are random."""
    return min(most, (step + 1) / (step + 10))
