import asyncio

import aiohttp
import pytest
from aiohttp import web

from bot.chat.posting.rate_limits import PostSpacing
from bot.chat.relay.outbox import Outbox
from tests.chat.fakes import Clock, FakeNotice, FakePost, post_of

CHANNEL = 7


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def spacing(clock: Clock) -> PostSpacing:
    return PostSpacing(clock)


def test_a_channel_without_posts_has_no_pause(spacing: PostSpacing) -> None:
    assert spacing.pause(CHANNEL) == 0


def test_the_first_half_of_a_window_has_no_pauses(spacing: PostSpacing) -> None:
    for remaining in (4, 3):
        spacing.record(CHANNEL, 5, remaining, 4.8)
        assert spacing.pause(CHANNEL) == 0


def test_the_rest_is_spread_over_the_remaining_time(spacing: PostSpacing, clock: Clock) -> None:
    left = 4.5
    for remaining in (2, 1, 0):
        spacing.record(CHANNEL, 5, remaining, left)
        assert spacing.pause(CHANNEL) == pytest.approx(1.5)
        clock.now += spacing.pause(CHANNEL)
        left -= 1.5
    assert left == pytest.approx(0)
    assert spacing.pause(CHANNEL) == 0
    assert spacing.pause(CHANNEL + 1) == 0


def test_elapsed_time_counts(spacing: PostSpacing, clock: Clock) -> None:
    spacing.record(CHANNEL, 5, 1, 3.0)
    clock.now += 60
    assert spacing.pause(CHANNEL) == 0


@pytest.mark.parametrize(
    ("method", "path", "headers", "paused"),
    [
        ("POST", "/api/v10/channels/7/messages", {"Limit": "5", "Remaining": "0", "Reset-After": "2"}, True),
        ("PATCH", "/api/v10/channels/7/messages/8", {"Limit": "5", "Remaining": "0", "Reset-After": "2"}, False),
        ("GET", "/api/v10/channels/7/messages", {"Limit": "5", "Remaining": "0", "Reset-After": "2"}, False),
        ("POST", "/api/v10/channels/7/messages", {"Limit": "5", "Remaining": "none", "Reset-After": "2"}, False),
        ("POST", "/api/v10/channels/7/messages", {}, False),
    ],
)
async def test_only_responses_to_posts_count(
    spacing: PostSpacing, method: str, path: str, headers: dict[str, str], *, paused: bool
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(headers={f"X-RateLimit-{name}": value for name, value in headers.items()})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    config = aiohttp.TraceConfig()
    spacing.attach(config)
    async with aiohttp.ClientSession(trace_configs=[config]) as session:
        await session.request(method, f"http://127.0.0.1:{runner.addresses[0][1]}{path}")
    await runner.cleanup()
    assert (spacing.pause(CHANNEL) > 0) is paused


async def test_messages_ready_during_a_pause_share_the_next_post() -> None:
    pauses = [0.05]
    post = FakePost()
    outbox = Outbox(post, FakeNotice(), patience=60, pause=lambda _: pauses.pop() if pauses else 0.0)
    outbox.open(CHANNEL).fill(post_of(1, text="一"))
    await asyncio.sleep(0)
    for message_id in (2, 3):
        outbox.open(CHANNEL).fill(post_of(message_id, text="二"))
    await outbox.drain()
    assert post.ids == [[1, 2, 3]]
