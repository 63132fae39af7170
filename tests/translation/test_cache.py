import pytest

from bot.errors import OverloadedError
from bot.translation.cache import SegmentCache
from tests.translation.fakes import CHINESE_TO_ENGLISH, ENGLISH_TO_CHINESE, FakeSegments


def cached(size: int = 100) -> tuple[SegmentCache, FakeSegments]:
    model = FakeSegments(lambda segment, direction: f"{segment} {direction}")
    return SegmentCache(model, size), model


async def test_a_segment_is_asked_for_once() -> None:
    cache, model = cached()
    first = await cache.translate(["hello", "there"], ENGLISH_TO_CHINESE)
    assert [hypothesis.text for hypothesis in first] == ["hello en-zh", "there en-zh"]
    assert await cache.translate(["there", "hello"], ENGLISH_TO_CHINESE) == first[::-1]
    assert model.asked == ["hello", "there"]
    assert (cache.hits, cache.misses) == (2, 2)


async def test_only_what_is_not_remembered_is_asked_for_and_all_comes_in_order() -> None:
    cache, model = cached()
    await cache.translate(["b"], ENGLISH_TO_CHINESE)
    found = await cache.translate(["a", "b", "a", "c"], ENGLISH_TO_CHINESE)
    assert [hypothesis.text for hypothesis in found] == ["a en-zh", "b en-zh", "a en-zh", "c en-zh"]
    assert model.asked == ["b", "a", "c"]


async def test_directions_and_beams_are_kept_apart() -> None:
    cache, model = cached()
    await cache.translate(["ok"], ENGLISH_TO_CHINESE)
    [other] = await cache.translate(["ok"], CHINESE_TO_ENGLISH)
    assert other.text == "ok zh-en"
    await cache.translate(["ok"], ENGLISH_TO_CHINESE, beam=4)
    assert [call.beam for call in model.history] == [1, 1, 4]


async def test_the_segment_unused_for_longest_is_forgotten_first() -> None:
    cache, model = cached(size=2)
    for segment in ("a", "b", "a", "c", "a", "b"):
        await cache.translate([segment], ENGLISH_TO_CHINESE)
    assert model.asked == ["a", "b", "c", "b"]


async def test_more_segments_than_are_remembered_come_out_whole() -> None:
    cache, _ = cached(size=2)
    found = await cache.translate(list("abcdef"), ENGLISH_TO_CHINESE)
    assert [hypothesis.text[0] for hypothesis in found] == list("abcdef")


async def test_a_failure_is_not_remembered() -> None:
    cache, model = cached()
    model.enqueue(OverloadedError("full"))
    with pytest.raises(OverloadedError):
        await cache.translate(["a"], ENGLISH_TO_CHINESE)
    assert (await cache.translate(["a"], ENGLISH_TO_CHINESE))[0].text == "a en-zh"
    assert (cache.hits, cache.misses) == (0, 1)


async def test_for_whom_and_until_when_is_handed_on() -> None:
    cache, model = cached()
    await cache.translate(["a"], ENGLISH_TO_CHINESE, tenant=7, room=8, deadline=9.0)
    assert (model.history[0].tenant, model.history[0].room, model.history[0].deadline) == (7, 8, 9.0)
    assert (cache.placeholders, cache.directions) == (model.placeholders, model.directions)


async def test_lone_surrogates_are_segments_too() -> None:
    cache, model = cached()
    await cache.translate(["\ud800"], ENGLISH_TO_CHINESE)
    await cache.translate(["\ud800", "\ud801"], ENGLISH_TO_CHINESE)
    assert model.asked == ["\ud800", "\ud801"]
