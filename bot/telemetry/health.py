"""`/metrics` for Prometheus and `/healthz` for whoever restarts what is not well."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from bot.errors import StorageError
from bot.telemetry.metrics import Metrics
from bot.telemetry.runtime import Runtime

log = structlog.get_logger(__name__)

_PATIENCE = 2.0
_LONGEST_BATCH = 30.0
_FAILURES_IN_A_ROW = 3
_WELL = "ok"


@asynccontextmanager
async def watched(runtime: Runtime, host: str, port: int) -> AsyncIterator[str | None]:
    """Let others watch over HTTP for as long as the block runs.

    Args:
        runtime: what is watched.
        host: where to listen.
        port: its port; 0 takes a free one.

    Yields:
        The address, such as `http://127.0.0.1:9108`; None where it is taken or makes no sense: Qiao runs without.
    """
    runner = web.AppRunner(_application(runtime), access_log=None)
    await runner.setup()
    lag = asyncio.create_task(runtime.feel_lag())
    try:
        yield await _listen(runner, host, port)
    finally:
        lag.cancel()
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int) -> str | None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        log.warning(
            "metrics and health are not served",
            host=host,
            port=port,
            error=error.strerror,
            remedy="Set QIAO_METRICS_HOST and QIAO_METRICS_PORT to a free address, or the port to 0 for none.",
        )
        return None
    name, number = runner.addresses[0][:2]
    return f"http://[{name}]:{number}" if ":" in name else f"http://{name}:{number}"


def _application(runtime: Runtime) -> web.Application:
    registry = CollectorRegistry()
    Metrics(registry, runtime)

    async def metrics(request: web.Request) -> web.Response:
        encode, kind = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(registry), headers={"Content-Type": kind})

    async def healthz(_: web.Request) -> web.Response:
        parts = await examine(runtime)
        well = all(found == _WELL for found in parts.values())
        return web.json_response(parts, status=200 if well else 503)

    application = web.Application()
    application.router.add_get("/metrics", metrics)
    application.router.add_get("/healthz", healthz)
    return application


async def examine(runtime: Runtime, *, clock: Callable[[], float] = time.monotonic) -> dict[str, str]:
    """Check every part.

    Args:
        runtime: the parts.
        clock: monotonic seconds.

    Returns:
        The status of each part: `ok`, or what is wrong.
    """
    return {"gateway": _gateway(runtime), "engine": _engine(runtime, clock()), "database": await _database(runtime)}


def _gateway(runtime: Runtime) -> str:
    return _WELL if runtime.client and runtime.client.connected else "not connected"


def _engine(runtime: Runtime, now: float) -> str:
    batcher = runtime.batcher
    if batcher is None or not batcher.state.alive:
        return "not running"
    progress = batcher.progress
    if progress.began is not None and now - progress.began > _LONGEST_BATCH:
        return f"at the same batch for more than {_LONGEST_BATCH:.0f} s"
    if progress.failing >= _FAILURES_IN_A_ROW:
        return f"failed on the last {progress.failing} batches"
    return _WELL


async def _database(runtime: Runtime) -> str:
    if runtime.database is None:
        return "not open"
    try:
        async with asyncio.timeout(_PATIENCE):
            await runtime.database.check()
    except (StorageError, TimeoutError):
        return "does not answer"
    return _WELL
