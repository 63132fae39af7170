"""Every request has exactly one outcome: answered, late, canceled, failed, or shut down."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import DeadlineError, EngineError, QiaoError
from bot.nmt.batcher import Batcher
from tests.nmt.fakes import EN_ZH, PATIENCE, FakeEngine, ask, hold, texts, until, upper


async def test_a_request_past_its_deadline_never_reaches_the_engine(batcher: Batcher, engine: FakeEngine) -> None:
    with pytest.raises(DeadlineError):
        await batcher.translate(["a"], EN_ZH, deadline=asyncio.get_running_loop().time())
    assert engine.history == []


async def test_a_deadline_is_enforced_while_the_engine_is_busy(
    batcher: Batcher, engine: FakeEngine, advance: Callable[[float], None]
) -> None:
    plan, first = await hold(batcher, engine)
    shared = await ask(batcher, "shared")
    late = await ask(batcher, "late", "shared", deadline=asyncio.get_running_loop().time() + 60)
    assert batcher.state.queued == 2
    advance(60)
    with pytest.raises(DeadlineError):
        await late
    plan.go.set()
    await asyncio.gather(first, shared)
    assert [call.segments for call in engine.history] == [["held"], ["shared"]]


async def test_a_deadline_applies_to_a_segment_in_progress(
    batcher: Batcher, engine: FakeEngine, advance: Callable[[float], None]
) -> None:
    plan, task = await hold(batcher, engine, deadline=asyncio.get_running_loop().time() + 60)
    advance(60)
    with pytest.raises(DeadlineError):
        await task
    plan.go.set()
    assert texts(await batcher.translate(["next"], EN_ZH)) == ["NEXT"]


async def test_a_busy_event_loop_does_not_start_expired_requests(
    batcher: Batcher, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, advance: Callable[[float], None]
) -> None:
    loop = asyncio.get_running_loop()
    reported = threading.Event()
    report = loop.call_soon_threadsafe

    def tell(*args: Any, **options: Any) -> asyncio.Handle:
        handle = report(*args, **options)
        reported.set()
        return handle

    monkeypatch.setattr(loop, "call_soon_threadsafe", tell)
    plan, first = await hold(batcher, engine)
    late = await ask(batcher, "late", deadline=loop.time() + 60)
    reported.clear()
    plan.go.set()
    # Blocks the event loop on purpose: the batch is reported before the timer can fire.
    assert reported.wait(PATIENCE)
    advance(60)
    with pytest.raises(DeadlineError):
        await late
    await first
    assert [call.segments for call in engine.history] == [["held"]]


async def test_a_canceled_request_leaves_the_queue(batcher: Batcher, engine: FakeEngine) -> None:
    plan, first = await hold(batcher, engine)
    gone = await ask(batcher, "gone", "both", "also gone")
    stays = await ask(batcher, "both", tenant=1)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert batcher.state.queued == 1
    plan.go.set()
    assert texts(await stays) == ["BOTH"]
    await first
    assert [call.segments for call in engine.history] == [["held"], ["both"]]


async def test_canceling_a_request_in_progress_does_not_affect_others(batcher: Batcher, engine: FakeEngine) -> None:
    plan, first = await hold(batcher, engine)
    same = await ask(batcher, "held")
    first.cancel()
    plan.go.set()
    assert texts(await same) == ["HELD"]
    with pytest.raises(asyncio.CancelledError):
        await first


@pytest.mark.parametrize(
    "answer",
    [
        RuntimeError("out of memory"),
        SystemExit(1),
        KeyboardInterrupt(),
        lambda _: [],
        lambda segments: upper([*segments, "one more"]),
        lambda _: None,
    ],
)
async def test_a_failure_reaches_every_future_of_its_batch_and_no_others(
    batcher: Batcher, engine: FakeEngine, answer: Callable[[Sequence[str]], Any] | BaseException
) -> None:
    plan, first = await hold(batcher, engine)
    engine.enqueue(answer)
    failing = [await ask(batcher, "a"), await ask(batcher, "b", "c", tenant=1), await ask(batcher, "a", tenant=2)]
    plan.go.set()
    errors = await asyncio.gather(*failing, return_exceptions=True)
    assert [type(error) for error in errors] == [EngineError] * 3
    assert len({id(error) for error in errors}) == 3
    assert texts(await first) == ["HELD"]
    assert texts(await batcher.translate(["a"], EN_ZH)) == ["A"]


async def test_the_rest_of_a_failed_request_leaves_the_queue(engine: FakeEngine) -> None:
    async with Batcher(engine, batch_tokens=10) as batcher:
        engine.enqueue(RuntimeError("broken"))
        with pytest.raises(EngineError, match="1 segments: RuntimeError"):
            await batcher.translate(["first of all", "the second", "the third"], EN_ZH)
        assert batcher.state.queued == 0
    assert [call.segments for call in engine.history] == [["first of all"]]


async def test_close_fails_waiting_requests_and_finishes_those_in_progress(engine: FakeEngine) -> None:
    before = set(threading.enumerate())
    batcher = Batcher(engine)
    async with batcher:
        plan, working = await hold(batcher, engine)
        waiting = await ask(batcher, "held", "waits")
        closing = asyncio.create_task(batcher.close())
        with pytest.raises(EngineError, match="shut down"):
            await waiting
        assert not closing.done()
        with pytest.raises(EngineError, match="shut down"):
            await batcher.translate(["more"], EN_ZH)
        plan.go.set()
        assert texts(await working) == ["HELD"]
        await closing
    assert not [thread for thread in set(threading.enumerate()) - before if thread.name.startswith("engine")]
    assert [call.segments for call in engine.history] == [["held"]]


def test_an_event_loop_that_ends_first_leaves_no_threads() -> None:
    engine = FakeEngine()
    plan = engine.enqueue(held=True)

    async def leave() -> threading.Thread:
        batcher = await Batcher(engine).__aenter__()
        await ask(batcher, "a")
        await until(plan.started)
        return batcher._threads[0]

    thread = asyncio.run(leave())
    plan.go.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()


request = st.fixed_dictionaries(
    {
        "segments": st.lists(st.sampled_from([*"abcdef", "long " * 30]), min_size=1, max_size=5),
        "tenant": st.integers(0, 2),
        "beam": st.sampled_from([1, 1, 4]),
        "fate": st.sampled_from(["wait", "wait", "wait", "cancel", "late"]),
    }
)
answer = st.sampled_from([upper, upper, upper, RuntimeError("broken"), lambda _: []])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(request, min_size=1, max_size=15), st.lists(answer, max_size=8), st.sampled_from(["after all", "early"])
)
def test_every_request_has_exactly_one_outcome(requests: list[dict[str, Any]], answers: list[Any], closed: str) -> None:
    async def play() -> None:
        engine = FakeEngine()
        plan = engine.enqueue(held=True)
        for each in answers:
            engine.enqueue(each)
        async with Batcher(engine, max_queue=20, batch_tokens=40) as batcher:
            now = asyncio.get_running_loop().time()
            tasks = [
                await ask(
                    batcher,
                    *r["segments"],
                    tenant=r["tenant"],
                    beam=r["beam"],
                    deadline=now + 0.002 if r["fate"] == "late" else None,
                )
                for r in requests
            ]
            for task, r in zip(tasks, requests, strict=True):
                if r["fate"] == "cancel":
                    task.cancel()
            plan.go.set()
            if closed == "after all":
                await asyncio.wait(tasks, timeout=PATIENCE)
        outcomes = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), PATIENCE)
        for r, outcome in zip(requests, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                assert isinstance(outcome, QiaoError | asyncio.CancelledError)
            else:
                assert texts(outcome) == [segment.upper() for segment in r["segments"]]
        assert batcher.state.queued == batcher.state.working == 0
        assert not batcher._jobs
        for call in engine.history:
            assert len(set(zip(call.segments, call.directions, strict=True))) == len(call.segments)

    asyncio.run(play())
