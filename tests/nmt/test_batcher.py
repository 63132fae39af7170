import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from bot.errors import EngineError, OverloadedError
from bot.nmt.batcher import Batcher
from bot.nmt.types import BACKGROUND
from tests.nmt.fakes import EN_ZH, ZH_EN, FakeEngine, ask, hold, texts, until

if TYPE_CHECKING:
    from bot.translation.ports import SegmentTranslator


def test_a_batcher_is_a_segment_translator(engine: FakeEngine) -> None:
    translator: SegmentTranslator = Batcher(engine)
    assert translator.placeholders == 10
    assert translator.directions == {EN_ZH, ZH_EN}


async def test_answers_are_in_order(batcher: Batcher, engine: FakeEngine) -> None:
    assert texts(await batcher.translate(["a", "b", "a"], EN_ZH)) == ["A", "B", "A"]
    assert [call.segments for call in engine.history] == [["a", "b"]]


async def test_an_empty_request_never_reaches_the_engine(batcher: Batcher, engine: FakeEngine) -> None:
    assert await batcher.translate([], EN_ZH) == []
    assert engine.history == []


async def test_an_unknown_direction_is_rejected(batcher: Batcher, engine: FakeEngine) -> None:
    with pytest.raises(EngineError, match="zh-zh"):
        await batcher.translate(["a"], ZH_EN._replace(target="zh"))
    assert engine.history == []


async def test_segments_accumulate_while_the_engine_is_busy(batcher: Batcher, engine: FakeEngine) -> None:
    plan, first = await hold(batcher, engine)
    others = [await ask(batcher, "a"), await ask(batcher, "b", direction=ZH_EN), await ask(batcher, "c")]
    assert batcher.state.working == 1
    assert batcher.state.queued == 3
    plan.go.set()
    assert [texts(await task) for task in (first, *others)] == [["HELD"], ["A"], ["B"], ["C"]]
    assert engine.history[1].segments == ["a", "b", "c"]
    assert engine.history[1].directions == [EN_ZH, ZH_EN, EN_ZH]
    assert batcher.state.batches == 2
    assert batcher.state.segments == 4
    assert batcher.state.working == batcher.state.queued == 0


async def test_a_batch_stays_within_its_budget(engine: FakeEngine) -> None:
    async with Batcher(engine, batch_tokens=20) as batcher:
        plan, _ = await hold(batcher, engine)
        task = await ask(batcher, *(f"{k} is a sentence of 24b" for k in range(3)), "x" * 300)
        plan.go.set()
        assert len(await task) == 4
    assert [len(call.segments) for call in engine.history] == [1, 1, 1, 1, 1]


async def test_equal_segments_in_flight_are_translated_once(batcher: Batcher, engine: FakeEngine) -> None:
    plan, first = await hold(batcher, engine)
    again = await ask(batcher, "held", "new", tenant=1)
    third = await ask(batcher, "new", tenant=2)
    plan.go.set()
    assert texts(await first) == ["HELD"]
    assert texts(await again) == ["HELD", "NEW"]
    assert texts(await third) == ["NEW"]
    assert [call.segments for call in engine.history] == [["held"], ["new"]]


async def test_a_finished_segment_is_no_longer_in_flight(batcher: Batcher, engine: FakeEngine) -> None:
    await batcher.translate(["a"], EN_ZH)
    await batcher.translate(["a"], EN_ZH)
    assert [call.segments for call in engine.history] == [["a"], ["a"]]


async def test_direction_and_beam_distinguish_segments_and_beams_never_mix(
    batcher: Batcher, engine: FakeEngine
) -> None:
    plan, _ = await hold(batcher, engine)
    tasks = [
        await ask(batcher, "a"),
        await ask(batcher, "a", beam=4),
        await ask(batcher, "a", direction=ZH_EN),
        await ask(batcher, "b", beam=4),
    ]
    plan.go.set()
    await asyncio.gather(*tasks)
    assert [(call.segments, call.beam) for call in engine.history[1:]] == [(["a", "a"], 1), (["a", "b"], 4)]


async def test_a_full_queue_accepts_a_whole_request_or_none_of_it(batcher: Batcher, engine: FakeEngine) -> None:
    plan, first = await hold(batcher, engine)
    kept = await ask(batcher, *"abcdef")
    with pytest.raises(OverloadedError, match="no room for 3 more segments: 6 of 8 are waiting"):
        await batcher.translate(["g", "h", "i"], EN_ZH)
    assert batcher.state.queued == 6
    fitting = await ask(batcher, "g", "h", "a")
    plan.go.set()
    await asyncio.gather(first, kept, fitting)
    assert engine.history[1].segments == list("abcdefgh")


async def test_a_quiet_server_does_not_wait_for_a_flood_on_another(engine: FakeEngine) -> None:
    async with Batcher(engine, batch_tokens=200) as batcher:
        plan, _ = await hold(batcher, engine)
        flood = await ask(batcher, *(f"flood {k}" for k in range(500)), tenant=1)
        lone = await ask(batcher, "lone", tenant=2)
        plan.go.set()
        await lone
        assert not flood.done()
        await flood
    assert "lone" in engine.history[1].segments


async def test_progress_reports_failures_and_the_batch_in_progress(batcher: Batcher, engine: FakeEngine) -> None:
    progress, before = batcher.progress, time.monotonic()
    plan, task = await hold(batcher, engine)
    assert progress.began is not None
    assert before <= progress.began <= time.monotonic()
    plan.go.set()
    await task
    for _ in range(2):
        engine.enqueue(ValueError("broken"))
        with pytest.raises(EngineError):
            await batcher.translate(["bad"], EN_ZH)
    assert (progress.failed, progress.failing) == (2, 2)
    await batcher.translate(["good"], EN_ZH)
    assert (progress.failed, progress.failing) == (2, 0)
    assert progress.seconds.count == progress.sizes.count == 4


async def test_a_batcher_is_alive_until_it_is_closed(batcher: Batcher) -> None:
    assert batcher.state.alive
    await batcher.close()
    assert not batcher.state.alive


async def test_a_flood_that_fills_the_queue_makes_room_for_a_quiet_server(engine: FakeEngine) -> None:
    async with Batcher(engine, max_queue=8) as batcher:
        plan, first = await hold(batcher, engine)
        flood = [await ask(batcher, f"flood {n} a", f"flood {n} b", tenant=1) for n in range(4)]
        quiet = await ask(batcher, "quiet", tenant=2)
        with pytest.raises(OverloadedError):
            await flood[-1]
        with pytest.raises(OverloadedError):
            await batcher.translate(["one more of the flood", "and another", "and a third"], EN_ZH, tenant=1)
        plan.go.set()
        assert texts(await quiet) == ["QUIET"]
        assert [len(await request) for request in flood[:-1]] == [2, 2, 2]
        await first


async def test_no_server_evicts_others_to_exceed_its_share(engine: FakeEngine) -> None:
    async with Batcher(engine, max_queue=4) as batcher:
        plan, first = await hold(batcher, engine)
        flood = [await ask(batcher, f"flood {n}", tenant=1) for n in range(4)]
        with pytest.raises(OverloadedError):
            await batcher.translate(["a", "b", "c"], EN_ZH, tenant=2)
        plan.go.set()
        assert [texts(await request) for request in flood] == [[f"FLOOD {n}"] for n in range(4)]
        await first


async def test_background_work_waits_for_messages_and_makes_room_for_them(engine: FakeEngine) -> None:
    async with Batcher(engine, max_queue=6) as batcher:
        plan, first = await hold(batcher, engine)
        background = [await ask(batcher, f"later {n} a", f"later {n} b", tenant=BACKGROUND) for n in range(3)]
        with pytest.raises(OverloadedError):
            await batcher.translate(["even later"], EN_ZH, tenant=BACKGROUND)
        live = await ask(batcher, *"abc", tenant=1)
        for request in background[1:]:
            with pytest.raises(OverloadedError):
                await request
        plan.go.set()
        await asyncio.gather(first, live)
        assert texts(await background[0]) == ["LATER 0 A", "LATER 0 B"]
    assert [call.segments for call in engine.history[1:]] == [list("abc"), ["later 0 a", "later 0 b"]]


async def test_an_engine_with_two_threads_works_on_two_batches(engine: FakeEngine) -> None:
    async with Batcher(engine, parallel=2) as batcher:
        slow, first = await hold(batcher, engine)
        quick = engine.enqueue(held=True)
        second = await ask(batcher, "second")
        await until(quick.started)
        third = await ask(batcher, "third")
        assert (batcher.state.working, batcher.state.queued) == (2, 1)
        quick.go.set()
        assert texts(await third) == ["THIRD"]  # it waits for whichever finishes first
        assert texts(await second) == ["SECOND"]
        assert not first.done()
        assert batcher.progress.began is not None
        slow.go.set()
        await first
    assert batcher.progress.began is None


async def test_closing_waits_for_all_batches_in_progress(engine: FakeEngine) -> None:
    async with Batcher(engine, parallel=2) as batcher:
        slow, first = await hold(batcher, engine)
        other = engine.enqueue(held=True)
        second = await ask(batcher, "second")
        await until(other.started)
        waits = await ask(batcher, "waits")
        closing = asyncio.create_task(batcher.close())
        with pytest.raises(EngineError, match="shut down"):
            await waits
        other.go.set()
        slow.go.set()
        await closing
    assert texts(await first) == ["HELD"]
    assert texts(await second) == ["SECOND"]
