import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.calibration import Judged, calibrate

JUDGED = st.lists(st.builds(Judged, st.floats(0, 1), st.floats(0, 100), st.sampled_from(["en", "zh"])), min_size=1)


def sure_and_unsure(bad: int, good: int) -> list[Judged]:
    """All the bad ones have less confidence than the good ones."""
    return [Judged(0.1 + i / 1e4, 0.0, "en") for i in range(bad)] + [
        Judged(0.6 + i / 1e4, 90.0, "en") for i in range(good)
    ]


def test_what_is_told_apart_by_confidence_ranks_perfectly() -> None:
    found = calibrate(sure_and_unsure(50, 150))
    assert (found.bad, found.ranking) == (0.25, 1)


def test_where_nothing_is_bad_ranking_is_chance() -> None:
    found = calibrate(sure_and_unsure(0, 100))
    assert (found.bad, found.ranking) == (0, 0.5)


@given(JUDGED)
def test_bins_hold_every_translation_and_shares_are_shares(judged: list[Judged]) -> None:
    found = calibrate(judged)
    assert sum(one.count for one in found.bins) == len(judged)
    assert [one.low for one in found.bins] == sorted({one.low for one in found.bins})
    assert sum(one.count * one.bad for one in found.bins) == pytest.approx(found.bad * len(judged))
    assert 0 <= found.ranking <= 1


def test_likeness_is_judged_by_the_language() -> None:
    assert Judged(0.5, 15.0, "en").bad
    assert not Judged(0.5, 15.0, "zh").bad
