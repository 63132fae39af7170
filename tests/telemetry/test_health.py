import asyncio
import time

import pytest

from bot.errors import EngineError
from bot.nmt.batcher import Batcher
from bot.telemetry.health import check_health, serve
from bot.telemetry.histogram import Histogram
from bot.telemetry.runtime import Runtime
from tests.nmt.fakes import EN_ZH, FakeEngine, hold
from tests.telemetry.scrape import health


async def test_an_engine_that_fails_repeatedly_is_unhealthy() -> None:
    engine, runtime = FakeEngine(), Runtime("a-model")
    async with Batcher(engine) as batcher:
        runtime.batcher = batcher
        for _ in range(3):
            assert (await check_health(runtime))["engine"] == "ok"
            engine.enqueue(ValueError("broken"))
            with pytest.raises(EngineError):
                await batcher.translate(["a"], EN_ZH)
        assert (await check_health(runtime))["engine"] == "failed on the last 3 batches"
        await batcher.translate(["a"], EN_ZH)
        assert (await check_health(runtime))["engine"] == "ok"


async def test_an_engine_stuck_on_a_batch_is_unhealthy() -> None:
    engine, runtime = FakeEngine(), Runtime("a-model")
    async with Batcher(engine) as batcher:
        runtime.batcher = batcher
        plan, task = await hold(batcher, engine)
        assert (await check_health(runtime))["engine"] == "ok"
        late = await check_health(runtime, clock=lambda: time.monotonic() + 31)
        assert late["engine"] == "stuck on a batch for more than 30 s"
        plan.go.set()
        await task


async def test_a_port_in_use_is_not_fatal(caplog: pytest.LogCaptureFixture) -> None:
    async with serve(Runtime("a-model"), "127.0.0.1", 0) as address:
        port = int(str(address).rpartition(":")[2])
        async with serve(Runtime("another"), "127.0.0.1", port) as second:
            assert second is None
        assert (await health(address))[0] == 503


async def test_the_lag_of_the_event_loop_is_measured() -> None:
    class Felt(Histogram):
        felt = asyncio.Event()

        def observe(self, value: float) -> None:
            super().observe(value)
            self.felt.set()

    lag = Felt()
    async with serve(Runtime("a-model", lag=lag), "127.0.0.1", 0):
        await asyncio.wait_for(lag.felt.wait(), 30)
    assert lag.count == 1
    assert lag.sum >= 0
