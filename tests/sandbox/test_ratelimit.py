import asyncio
import time
from collections.abc import Callable

import aiohttp
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.sandbox.model import Channel
from bot.sandbox.ratelimit import NO_LIMITS, Limits, RateLimitedError, RateLimiter, Window
from bot.sandbox.server import Sandbox
from tests.sandbox.http_client import HttpClient
from tests.sandbox.recorder import Recorder

ROUTES = {"message.create": (Window(2, 0.1),), "webhook.execute": (Window(5, 2), Window(7, 60, shared=True))}


@pytest.fixture
def limits() -> Limits:
    return Limits(routes=ROUTES, per_second=20)


@pytest.fixture
def clock() -> Callable[[], float]:
    """A frozen clock, so that slow requests do not matter."""
    return lambda: 0.0


@example([0.0, 1.5, 0.527341009886498, 0.0, 0.0, 0.0])
@given(st.lists(st.floats(0, 3), max_size=60))
def test_window_never_exceeds_its_limit(pauses: list[float]) -> None:
    now = 0.0
    limiter = RateLimiter(Limits(routes={"b": (Window(3, 2.0),)}), lambda: now)
    passed: list[float] = []
    for pause in pauses:
        now += pause
        try:
            headers = limiter.take("b", "1", "1", counts_globally=False)
        except RateLimitedError as error:
            wait = error.body()["retry_after"]
            assert 0 < wait <= 2.001  # rounded up, and floating-point sums can be slightly too large
            now += wait
            limiter.take("b", "1", "1", counts_globally=False)
        else:
            assert 0 <= int(headers["X-RateLimit-Remaining"]) < 3
        passed.append(now)
    # Across its edge, a fixed window lets at most two windows' worth through.
    assert all(sum(start <= each < start + 2.0 for each in passed) <= 6 for start in passed)


def test_channels_have_separate_buckets() -> None:
    limiter = RateLimiter(Limits(routes={"b": (Window(1, 9),)}), lambda: 0.0)
    for major in ("1", "2"):
        limiter.take("b", major, major, counts_globally=False)
        with pytest.raises(RateLimitedError):
            limiter.take("b", major, major, counts_globally=False)


async def test_headers_and_429_match_discord(qiao: HttpClient, general: Channel, sandbox: Sandbox) -> None:
    path = f"/channels/{general.id}/messages"
    await qiao.post(path, {"content": "1"})
    assert (qiao.headers["X-RateLimit-Limit"], qiao.headers["X-RateLimit-Remaining"]) == ("2", "1")
    assert qiao.headers["X-RateLimit-Bucket"] == "message.create"
    assert qiao.headers["Content-Type"] == "application/json"
    await qiao.post(path, {"content": "2"})
    assert qiao.headers["X-RateLimit-Remaining"] == "0"
    status, body = await qiao.post(path, {"content": "3"})
    assert status == 429
    assert 0 < body["retry_after"] <= 0.1
    assert body["global"] is False
    assert qiao.headers["Retry-After"] == "1"
    assert qiao.headers["X-RateLimit-Scope"] == "user"
    assert sandbox.world.metrics["invalid"] == sandbox.world.metrics["limited"] == 1


async def test_people_are_not_rate_limited(amy: HttpClient, general: Channel) -> None:
    statuses = {(await amy.post(f"/channels/{general.id}/messages", {"content": "x"}))[0] for _ in range(30)}
    assert statuses == {200}


async def test_global_limit_applies_to_the_bot(qiao: HttpClient, sandbox: Sandbox) -> None:
    answers = await asyncio.gather(*(qiao.get("/users/@me") for _ in range(30)))
    refused = [body for status, body in answers if status == 429]
    assert len(refused) == 10
    assert all(body["global"] for body in refused)


class TestClient:
    @pytest.fixture
    def clock(self) -> Callable[[], float]:
        """The real clock, which the client uses to wait."""
        return time.monotonic

    async def test_client_waits_and_sends_everything(self, bot: Recorder, general: Channel, sandbox: Sandbox) -> None:
        channel = bot.text_channel(general.id)
        await asyncio.gather(*(channel.send(str(number)) for number in range(7)))
        assert {each.content for each in sandbox.world.history(general.id)} == set("0123456")


async def test_webhook_hits_shared_channel_limit(
    wangfang: HttpClient, general: Channel, sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    path = f"/channels/{general.id}/webhooks"
    one, two = [(await wangfang.post(path, {"name": name}))[1] for name in ("one", "two")]
    seen = []
    for hook in [one] * 5 + [two] * 3:
        url = f"{sandbox.api}/webhooks/{hook['id']}/{hook['token']}"
        async with session.post(url, json={"content": "x"}) as response:
            seen.append((response.status, response.headers.get("X-RateLimit-Scope")))
    assert seen == [(204, None)] * 7 + [(429, "shared")]
    assert sandbox.world.metrics["invalid"] == 0


async def test_limits_can_be_disabled() -> None:
    limiter = RateLimiter(NO_LIMITS, lambda: 0.0)
    assert all(limiter.take("message.create", "1", "1", counts_globally=True) == {} for _ in range(100))
