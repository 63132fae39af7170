"""`/metrics` for Prometheus, and `/healthz` for whatever restarts an unhealthy bot."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_address

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from bot.errors import StorageError
from bot.storage.lease import Role
from bot.telemetry.metrics import Metrics
from bot.telemetry.runtime import Runtime

log = structlog.get_logger(__name__)

_DATABASE_TIMEOUT = 2.0
_BATCH_TIMEOUT = 30.0
_FAILURES_IN_A_ROW = 3
_OK = "ok"
_STANDBY = "standby"
_ACTIVE = "active"
_HEALTHY = frozenset({_OK, _STANDBY, _ACTIVE})


@asynccontextmanager
async def serve(runtime: Runtime, host: str, port: int) -> AsyncIterator[str | None]:
    """Serve metrics and health over HTTP while the block runs.

    Args:
        runtime: what is watched.
        host: address to listen on.
        port: port to listen on; 0 picks a free one.

    Yields:
        The URL, such as `http://127.0.0.1:9108`; None if the address is in use or invalid, which is only logged.
    """
    runner = web.AppRunner(_application(runtime), access_log=None)
    await runner.setup()
    lag = asyncio.create_task(runtime.measure_lag())
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
            "metrics and health not served",
            host=host,
            port=port,
            error=error.strerror,
            remedy="Set QIAO_METRICS_HOST and QIAO_METRICS_PORT to a free address, or the port to 0 to turn them off.",
        )
        return None
    name, number = runner.addresses[0][:2]
    if not ip_address(name.partition("%")[0]).is_loopback:
        log.warning(
            "metrics and health can be reached from other machines",
            host=name,
            port=number,
            remedy="They have no password: set QIAO_METRICS_HOST=127.0.0.1, or protect the port.",
        )
    return f"http://[{name}]:{number}" if ":" in name else f"http://{name}:{number}"


def _application(runtime: Runtime) -> web.Application:
    registry = CollectorRegistry()
    Metrics(registry, runtime)

    async def metrics(request: web.Request) -> web.Response:
        encode, kind = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(registry), headers={"Content-Type": kind})

    async def healthz(_: web.Request) -> web.Response:
        parts = await check_health(runtime)
        healthy = all(status in _HEALTHY for status in parts.values())
        return web.json_response(parts, status=200 if healthy else 503)

    application = web.Application()
    application.router.add_get("/metrics", metrics)
    application.router.add_get("/healthz", healthz)
    return application


async def check_health(runtime: Runtime, *, clock: Callable[[], float] = time.monotonic) -> dict[str, str]:
    """Check every part.

    Args:
        runtime: the parts.
        clock: monotonic seconds.

    Returns:
        The status of each part: `ok`, or what is wrong. `role` is `active` or `standby` if several processes may run
        the bot; one that stands by has no gateway connection, and is well.
    """
    parts = {"gateway": _gateway(runtime), "engine": _engine(runtime, clock()), "database": await _database(runtime)}
    return parts if runtime.lease is None else {"role": _role(runtime.lease.role), **parts}


def _role(role: Role) -> str:
    return "lease not renewed in time, posts wait" if role is Role.STALLED else str(role)


def _gateway(runtime: Runtime) -> str:
    if runtime.lease is not None and runtime.lease.role is Role.STANDBY:
        return _STANDBY
    return _OK if runtime.client and runtime.client.connected else "not connected"


def _engine(runtime: Runtime, now: float) -> str:
    batcher = runtime.batcher
    if batcher is None or not batcher.state.alive:
        return "not running"
    progress = batcher.progress
    if progress.began is not None and now - progress.began > _BATCH_TIMEOUT:
        return f"stuck on a batch for more than {_BATCH_TIMEOUT:.0f} s"
    if progress.failing >= _FAILURES_IN_A_ROW:
        return f"failed on the last {progress.failing} batches"
    return _OK


async def _database(runtime: Runtime) -> str:
    if runtime.database is None:
        return "not open"
    try:
        async with asyncio.timeout(_DATABASE_TIMEOUT):
            await runtime.database.check()
    except (StorageError, TimeoutError):
        return "does not answer"
    return _OK
