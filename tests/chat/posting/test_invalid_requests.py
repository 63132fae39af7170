"""Requests stop before Discord bans the host, and go on when there were few enough invalid ones."""

from pathlib import Path

import pytest
from discord.http import Route
from structlog.testing import capture_logs

from bot.chat.posting import invalid_requests
from bot.chat.posting.invalid_requests import RESUME_AT, STOP_AT, WARN_AT, WINDOW, InvalidRequests, StoppedError
from bot.chat.posting.outages import passes
from bot.sandbox.server import Sandbox
from tests.chat.fakes import Clock
from tests.chat.harness import BotHarness

ENGLISH = "How are you doing today, my friend?"


def test_requests_stop_until_there_are_few_invalid_ones() -> None:
    clock, api = Clock(), Route.BASE
    requests = InvalidRequests(lambda: 7, clock)
    with capture_logs() as logs:
        for number in range(1, STOP_AT + 1):
            requests.check(f"{api}/channels/1/messages")
            requests.record()
            assert requests.recent == number
            clock.advance(0.01)
        with pytest.raises(StoppedError) as caught:
            requests.check(f"{api}/channels/1/messages")
    assert [(entry["log_level"], entry["in_ten_minutes"]) for entry in logs] == [
        ("warning", WARN_AT),
        ("error", STOP_AT),
    ]
    assert passes(caught.value)
    requests.check(f"{api}/interactions/5/a-token/callback")
    requests.check(f"{api}/webhooks/7/a-token")
    requests.check("https://cdn.discordapp.com/attachments/1")
    clock.advance(WINDOW - 0.01 * (STOP_AT - RESUME_AT - 2))
    with capture_logs() as logs:
        requests.check(f"{api}/channels/1/messages")
        requests.check(f"{api}/channels/1/messages")
    assert len(logs) == 1


@pytest.mark.parametrize(
    ("status", "headers", "counted"),
    [
        (401, {}, 1),
        (403, {}, 1),
        (404, {}, 0),
        (400, {}, 0),
        (429, {}, 1),
        (429, {"X-RateLimit-Scope": "user"}, 1),
        (429, {"X-RateLimit-Scope": "shared"}, 0),
    ],
)
async def test_what_counts(harness: BotHarness, status: int, headers: dict[str, str], counted: int) -> None:
    harness.client.outages.first_delay = 0.01
    path = f"/channels/{harness.channel}/messages"
    harness.sandbox.faults.add(path, method="POST", status=status, headers=headers)
    await harness.say(ENGLISH)
    await harness.settled(1)
    assert harness.client.invalid_requests.recent == counted


async def test_a_stopped_bot_still_answers_commands_and_posts_later(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invalid_requests, "STOP_AT", 2)
    monkeypatch.setattr(invalid_requests, "RESUME_AT", 1)
    harness = BotHarness(sandbox, tmp_path)
    await harness.open()
    harness.client.outages.first_delay = 0.05
    for _ in range(2):
        harness.client.invalid_requests.record()
    message = await harness.say(ENGLISH)
    assert await harness.use("Amy", "help")
    assert not harness.posts()
    monkeypatch.setattr(invalid_requests, "WINDOW", 0.0)  # the invalid ones are long ago now
    await harness.answer_to(message)
    await harness.close()


async def test_a_refusal_in_the_middle_of_a_bridge_stops_only_that_copy(harness: BotHarness) -> None:
    from bot.storage.types.bridges import BridgedChannel

    world = harness.world
    guild = next(iter(world.guilds.values()))
    channels = [world.add_channel(guild, name) for name in ("english", "中文", "lounge")]
    rows = [BridgedChannel(channel.id, guild.id, 1, "zh" if channel.name == "中文" else "en") for channel in channels]
    await harness.stores.bridges.add(rows)
    world.withheld[channels[1].id] = (1 << 29) | (1 << 11)  # neither webhooks nor messages
    for _ in range(3):
        await harness.say(ENGLISH, channel=channels[0].id)
    await harness.settled(6)
    assert harness.ledger.outcomes == {"posted": 3, "failed": 3}
    assert not harness.posts(channels[1].id)
    assert harness.client.invalid_requests.recent <= 3
