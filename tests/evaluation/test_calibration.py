import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.calibration import Scored, calibrate

SCORED = st.lists(st.builds(Scored, st.floats(0, 1), st.floats(0, 100), st.sampled_from(["en", "zh"])), min_size=1)


def separable(bad: int, good: int) -> list[Scored]:
    """Translations of which all the bad ones have less confidence than the good ones."""
    return [Scored(0.1 + i / 1e4, 0.0, "en") for i in range(bad)] + [
        Scored(0.6 + i / 1e4, 90.0, "en") for i in range(good)
    ]


def test_separable_translations_rank_perfectly() -> None:
    found = calibrate(separable(50, 150))
    assert (found.bad, found.ranking) == (0.25, 1)


def test_ranking_is_chance_without_bad_translations() -> None:
    found = calibrate(separable(0, 100))
    assert (found.bad, found.ranking) == (0, 0.5)


@given(SCORED)
def test_bins_cover_every_translation_once(scored: list[Scored]) -> None:
    found = calibrate(scored)
    assert sum(one.count for one in found.bins) == len(scored)
    assert [one.low for one in found.bins] == sorted({one.low for one in found.bins})
    assert sum(one.count * one.bad for one in found.bins) == pytest.approx(found.bad * len(scored))
    assert 0 <= found.ranking <= 1


def test_the_threshold_for_bad_depends_on_the_language() -> None:
    assert Scored(0.5, 15.0, "en").is_bad
    assert not Scored(0.5, 15.0, "zh").is_bad
