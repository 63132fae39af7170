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


def test_what_is_told_apart_by_confidence_is_flagged_whole() -> None:
    found = calibrate(sure_and_unsure(50, 150), precision=1)
    assert found.unsure_below == pytest.approx(0.6)
    assert (found.precision, found.recall, found.flagged, found.ranking) == (1, 1, 0.25, 1)


def test_less_precision_flags_more() -> None:
    found = calibrate(sure_and_unsure(50, 150), precision=0.5)
    assert found.unsure_below is not None
    assert found.unsure_below > 0.6
    assert found.flagged == pytest.approx(0.5)


def test_where_nothing_is_bad_there_is_no_threshold() -> None:
    found = calibrate(sure_and_unsure(0, 100), precision=0.5)
    assert found.unsure_below is None
    assert (found.flagged, found.recall, found.ranking) == (0, 0, 0.5)


@given(JUDGED, st.floats(0.01, 1))
def test_bins_hold_every_translation_and_shares_are_shares(judged: list[Judged], precision: float) -> None:
    found = calibrate(judged, precision=precision)
    assert sum(one.count for one in found.bins) == len(judged)
    assert [one.low for one in found.bins] == sorted({one.low for one in found.bins})
    assert sum(one.count * one.bad for one in found.bins) == pytest.approx(found.bad * len(judged))
    assert 0 <= found.ranking <= 1
    if found.unsure_below is not None:
        assert found.precision >= precision


def test_likeness_is_judged_by_the_language() -> None:
    assert Judged(0.5, 15.0, "en").bad
    assert not Judged(0.5, 15.0, "zh").bad
