import pytest

from bot.errors import OverloadedError
from bot.translation.cache import SegmentCache
from tests.translation.fakes import CHINESE_TO_ENGLISH, ENGLISH_TO_CHINESE, FakeSegments


def cached(size: int = 100) -> tuple[SegmentCache, FakeSegments]:
    model = FakeSegments(lambda segment, direction: f"{segment} {direction}")
    return SegmentCache(model, size), model


async def test_a_segment_is_translated_once() -> None:
    cache, model = cached()
    first = await cache.translate(["hello", "there"], ENGLISH_TO_CHINESE)
    assert [hypothesis.text for hypothesis in first] == ["hello en-zh", "there en-zh"]
    assert await cache.translate(["there", "hello"], ENGLISH_TO_CHINESE) == first[::-1]
    assert model.asked == ["hello", "there"]
    assert (cache.hits, cache.misses) == (2, 2)


async def test_only_missing_segments_are_translated_and_order_is_kept() -> None:
    cache, model = cached()
    await cache.translate(["b"], ENGLISH_TO_CHINESE)
    found = await cache.translate(["a", "b", "a", "c"], ENGLISH_TO_CHINESE)
    assert [hypothesis.text for hypothesis in found] == ["a en-zh", "b en-zh", "a en-zh", "c en-zh"]
    assert model.asked == ["b", "a", "c"]


async def test_directions_and_beams_are_cached_separately() -> None:
    cache, model = cached()
    await cache.translate(["ok"], ENGLISH_TO_CHINESE)
    [other] = await cache.translate(["ok"], CHINESE_TO_ENGLISH)
    assert other.text == "ok zh-en"
    await cache.translate(["ok"], ENGLISH_TO_CHINESE, beam=4)
    assert [call.beam for call in model.history] == [1, 1, 4]


async def test_the_least_recently_used_segment_is_evicted() -> None:
    cache, model = cached(size=2)
    for segment in ("a", "b", "a", "c", "a", "b"):
        await cache.translate([segment], ENGLISH_TO_CHINESE)
    assert model.asked == ["a", "b", "c", "b"]


async def test_more_segments_than_fit_are_all_translated() -> None:
    cache, _ = cached(size=2)
    found = await cache.translate(list("abcdef"), ENGLISH_TO_CHINESE)
    assert [hypothesis.text[0] for hypothesis in found] == list("abcdef")


async def test_a_failure_is_not_cached() -> None:
    cache, model = cached()
    model.enqueue(OverloadedError("full"))
    with pytest.raises(OverloadedError):
        await cache.translate(["a"], ENGLISH_TO_CHINESE)
    assert (await cache.translate(["a"], ENGLISH_TO_CHINESE))[0].text == "a en-zh"
    assert (cache.hits, cache.misses) == (0, 1)


async def test_scheduling_options_are_passed_on() -> None:
    cache, model = cached()
    await cache.translate(["a"], ENGLISH_TO_CHINESE, tenant=7, room=8, deadline=9.0)
    assert (model.history[0].tenant, model.history[0].room, model.history[0].deadline) == (7, 8, 9.0)
    assert (cache.placeholders, cache.directions) == (model.placeholders, model.directions)


async def test_lone_surrogates_can_be_cached() -> None:
    cache, model = cached()
    await cache.translate(["\ud800"], ENGLISH_TO_CHINESE)
    await cache.translate(["\ud800", "\ud801"], ENGLISH_TO_CHINESE)
    assert model.asked == ["\ud800", "\ud801"]
