from tests.chat.harness import BotHarness

ENGLISH = "How are you doing today, my friend?"


async def test_requests_are_counted_by_response(harness: BotHarness) -> None:
    trace = harness.client.http_requests
    before = trace.answers.copy()
    assert before["1xx"] == 1  # the gateway
    assert before["2xx"] > 0
    path = rf"/channels/{harness.channel}/messages"
    harness.sandbox.faults.add(path, method="POST", status=429, headers={"Retry-After": "0.05"})
    harness.sandbox.faults.add(path, method="POST", status=400)
    await harness.say(ENGLISH)
    await harness.settled(1)
    assert (trace.answers["429"], trace.answers["4xx"]) == (1, before["4xx"] + 1)
    assert trace.limited_seconds == 0.05
    assert trace.seconds.count == trace.answers.total()


async def test_a_dropped_connection_is_counted(harness: BotHarness) -> None:
    harness.sandbox.faults.add(rf"/channels/{harness.channel}/messages", method="POST", drop=True)
    await harness.say(ENGLISH)
    await harness.settled(1)
    assert harness.client.http_requests.answers["none"] == 1


async def test_an_exhausted_rate_limit_is_counted(harness: BotHarness) -> None:
    harness.sandbox.faults.add(
        rf"/channels/{harness.channel}/messages",
        method="POST",
        status=400,
        headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "0.02", "X-RateLimit-Limit": "5"},
    )
    await harness.say(ENGLISH)
    await harness.settled(1)
    assert (harness.client.http_requests.exhausted, harness.client.http_requests.limited_seconds) == (1, 0.02)
