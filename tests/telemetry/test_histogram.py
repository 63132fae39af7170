from math import inf

from hypothesis import given
from hypothesis import strategies as st

from bot.telemetry.histogram import SECONDS, Histogram

VALUES = st.lists(st.floats(0, 200), min_size=1)


def of(values: list[float]) -> Histogram:
    histogram = Histogram()
    for value in values:
        histogram.observe(value)
    return histogram


@given(VALUES)
def test_buckets_count_values_up_to_their_bounds(values: list[float]) -> None:
    buckets = list(of(values).cumulative())
    assert buckets == [(bound, sum(value <= bound for value in values)) for bound in (*SECONDS, inf)]


@given(VALUES)
def test_count_and_sum_are_exact(values: list[float]) -> None:
    histogram = of(values)
    assert histogram.count == len(values)
    assert histogram.sum == sum(values)


@given(VALUES, st.floats(0.01, 1))
def test_a_quantile_is_in_the_bucket_of_the_exact_value(values: list[float], share: float) -> None:
    exact = next(value for i, value in enumerate(sorted(values), 1) if i >= share * len(values))
    found = of(values).quantile(share)
    assert found is not None
    lower = max((bound for bound in (0.0, *SECONDS) if bound < exact), default=0.0)
    upper = next((bound for bound in SECONDS if bound >= exact), SECONDS[-1])
    assert lower <= found <= upper


def test_values_are_assumed_to_be_spread_evenly_in_a_bucket() -> None:
    assert of([0.6, 0.7, 0.8, 0.9]).quantile(0.5) == 0.75


def test_an_empty_histogram_has_no_quantiles() -> None:
    assert Histogram().quantile(0.5) is None
