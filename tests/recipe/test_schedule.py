from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from models.recipe import schedule
from models.recipe.config import Phase
from tests.recipe.small import RECIPE


@given(st.integers(0, 10_000), st.floats(0, 1.2))
def test_the_rate_is_a_fraction_and_ends_at_zero(step: int, done: float) -> None:
    rate = schedule.rate(step, done, warmup=100, decay=0.7)
    assert 0 <= rate <= 1
    assert rate == 0 or done < 1


def test_the_rate_warms_up_stays_constant_and_decays() -> None:
    assert schedule.rate(0, 0, 100, 0.7) == 0.01
    assert schedule.rate(500, 0.69, 100, 0.7) == 1
    assert abs(schedule.rate(5000, 0.85, 100, 0.7) - 0.5) < 1e-9


def test_phases_and_snapshots_follow_the_time() -> None:
    phases = tuple(Phase(start, {}) for start in (0.0, 0.7, 0.92))
    numbers = replace(RECIPE.schedule, snapshots=4)
    assert [schedule.phase(done, phases) for done in (0.0, 0.5, 0.7, 0.91, 0.92, 1.0)] == [0, 0, 1, 1, 2, 2]
    due = [schedule.snapshots(done, numbers, phases) for done in (0.0, 0.91, 0.92, 0.96, 0.99, 1.0)]
    assert due == sorted(due)
    assert (due[0], due[1], due[2], due[-1]) == (0, 0, 1, numbers.snapshots)


def test_without_snapshots_none_are_due() -> None:
    assert schedule.snapshots(1.0, replace(RECIPE.schedule, snapshots=0), RECIPE.phases) == 0
