from hypothesis import given
from hypothesis import strategies as st

from bot.chat.relay.quota import ACTIVE, WINDOW, GuildQuota, Quota
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


def test_each_server_has_its_own_limit() -> None:
    quota = GuildQuota(Clock())
    assert [quota.allows(7, 1, 3) for _ in range(5)] == [True, True, True, False, False]
    assert quota.allows(8, 1, 1)
    assert all(quota.allows(9, 1, 0) for _ in range(1_000))


def test_a_flood_in_one_channel_leaves_the_others_their_share() -> None:
    clock = Clock()
    quota = GuildQuota(clock)
    assert sum(quota.allows(7, 1, 10) for _ in range(100)) == 10
    assert not quota.allows(7, 2, 10)  # all was given away before this channel was used
    clock.advance(WINDOW)
    assert sum(quota.allows(7, 1, 10) for _ in range(100)) == 5
    assert sum(quota.allows(7, 2, 10) for _ in range(100)) == 5


def test_what_a_quiet_channel_leaves_free_is_kept_for_ten_minutes() -> None:
    clock = Clock()
    quota = GuildQuota(clock)
    quota.allows(7, 2, 10)
    clock.advance(ACTIVE - 1)
    assert sum(quota.allows(7, 1, 10) for _ in range(100)) == 5
    clock.advance(WINDOW)
    assert sum(quota.allows(7, 1, 10) for _ in range(100)) == 10


@given(
    st.lists(st.tuples(st.floats(0, 20), st.integers(1, 4)), max_size=80),
    st.integers(1, 9),
)
def test_no_server_has_more_messages_in_a_minute_than_its_limit(steps: list[tuple[float, int]], limit: int) -> None:
    clock = Clock()
    quota = GuildQuota(clock)
    allowed: list[float] = []
    for step, channel_id in steps:
        clock.now += step
        if quota.allows(7, channel_id, limit):
            allowed.append(clock.now)
    for time in allowed:
        assert sum(time - WINDOW < other <= time for other in allowed) <= limit
