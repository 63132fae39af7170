from hypothesis import given
from hypothesis import strategies as st

from bot.chat.relay.quota import WINDOW, Quota
from tests.chat.fakes import Clock


def test_each_person_has_a_separate_limit() -> None:
    quota = Quota(3, Clock())
    assert [quota.allows(1) for _ in range(5)] == [True, True, True, False, False]
    assert quota.allows(2)


def test_messages_are_allowed_again_after_a_minute() -> None:
    clock = Clock()
    quota = Quota(2, clock)
    assert [quota.allows(1) for _ in range(3)] == [True, True, False]
    clock.now += WINDOW
    assert quota.allows(1)


def test_zero_is_no_limit() -> None:
    quota = Quota(0, Clock())
    assert all(quota.allows(1) for _ in range(10_000))


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 5))
def test_no_minute_has_more_messages_than_the_limit(steps: list[float], limit: int) -> None:
    clock = Clock()
    quota = Quota(limit, clock)
    allowed: list[float] = []
    for step in steps:
        clock.now += step
        if quota.allows(1):
            allowed.append(clock.now)
    for time in allowed:
        assert sum(time - WINDOW < other <= time for other in allowed) <= limit
