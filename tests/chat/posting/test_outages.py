"""Discord fails for a while: nothing is lost that can be posted later, and the log says it once."""

from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.chat.posting.outages import Outages
from bot.errors import DeadlineError
from bot.sandbox import payloads
from bot.sandbox.server import Sandbox
from bot.storage.types.preferences import ChannelPreferences, Mode
from tests.chat.harness import BotHarness

ENGLISH = "How are you doing today, my friend?"
LOST, BACK = "Discord fails, requests are sent again until it is back", "Discord is back"


@pytest.fixture
async def harness(harness: BotHarness) -> BotHarness:
    harness.client.outages.first_delay = 0.01
    return harness


def events(logs: list[Any]) -> list[str]:
    return [entry["event"] for entry in logs if entry["log_level"] in {"warning", "error"} or entry["event"] == BACK]


async def choose(harness: BotHarness, mode: Mode) -> None:
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    await harness.stores.channels.set(ChannelPreferences(harness.channel, guild_id, enabled=True, mode=mode))


@pytest.mark.parametrize(
    ("mode", "trouble"),
    [
        *(
            (mode, trouble)
            for mode in Mode
            for trouble in ({"drop": True}, {"status": 401}, {"body": "{", "status": 200})
        ),
        *((mode, {"status": 503}) for mode in Mode if mode is not Mode.WEBHOOK),  # discord.py takes 25 s for those
    ],
)
async def test_a_storm_delays_posts_but_loses_none(harness: BotHarness, mode: Mode, trouble: dict[str, Any]) -> None:
    await choose(harness, mode)
    await harness.say(ENGLISH)
    await harness.settled(1)
    storm = harness.sandbox.faults.add("/(channels/.*/messages|webhooks)", method="POST", times=4, **trouble)
    with capture_logs() as logs:
        await harness.say("I said this while Discord was down.")
        await harness.say("And this as well, right after it.")
        await harness.settled(3)
    assert not storm.times
    assert events(logs) == [LOST, BACK]
    assert harness.ledger.outcomes == {"posted": 3}


async def test_an_edit_and_a_deletion_outlast_a_storm(harness: BotHarness) -> None:
    message = await harness.say(ENGLISH)
    reply = await harness.answer_to(message)
    harness.model.enqueue("我今天很累")
    path = f"/channels/{harness.channel}/messages/{reply.id}"
    harness.sandbox.faults.add(path, method="PATCH", status=503, times=3)
    await harness.sandbox.edit(harness.channel, message.id, "I am very tired today.")
    await harness.sandbox.until(lambda: reply.content == "我今天很累")
    harness.sandbox.faults.add(path, method="DELETE", status=503, times=3)
    await harness.sandbox.delete(harness.channel, message.id)
    await harness.sandbox.until(lambda: not harness.posts())


async def test_what_cannot_be_posted_in_time_is_shed_with_a_notice(sandbox: Sandbox, tmp_path: Path) -> None:
    harness = BotHarness(sandbox, tmp_path, patience=0.2)
    await harness.open()
    harness.client.outages.first_delay = 0.01
    path = f"/channels/{harness.channel}/messages"
    storm = sandbox.faults.add(path, method="POST", status=503, times=10_000)
    await harness.say(ENGLISH)
    await harness.settled(1)
    assert harness.ledger.outcomes == {"shed": 1}
    sandbox.faults.rest.remove(storm)
    await sandbox.until(lambda: any("skipped" in post.content for post in harness.posts()))
    await harness.close()


async def test_a_refusal_is_not_tried_again(harness: BotHarness) -> None:
    refused = harness.sandbox.faults.add(
        f"/channels/{harness.channel}/messages", method="POST", status=403, times=5, body={"code": 50013, "message": ""}
    )
    await harness.say(ENGLISH)
    await harness.settled(1)
    assert refused.times == 4


async def test_a_shutdown_ends_the_attempts() -> None:
    outages = Outages()
    outages.close()

    async def fail() -> None:
        raise OSError

    with pytest.raises(DeadlineError):
        await outages.outlast(fail)


@pytest.mark.parametrize("code", [10003, 50001])
async def test_a_channel_that_vanishes_is_asked_once(harness: BotHarness, code: int) -> None:
    status = 404 if code == 10003 else 403
    gone = harness.sandbox.faults.add(
        f"/channels/{harness.channel}/messages",
        method="POST",
        status=status,
        times=5,
        body={"code": code, "message": ""},
    )
    with capture_logs() as logs:
        for number in range(1, 4):
            await harness.say(ENGLISH)
            await harness.settled(number)
    assert gone.times == 4
    assert harness.ledger.outcomes == {"failed": 3}
    assert len([entry for entry in logs if entry["event"] in {"channel is gone", "channel refused post"}]) == 1


@pytest.mark.parametrize(
    ("status", "code"), [(404, 10015), (401, 50027)], ids=["an unknown webhook", "an invalid token of a webhook"]
)
async def test_a_webhook_that_vanishes_is_replaced(harness: BotHarness, status: int, code: int) -> None:
    await choose(harness, Mode.WEBHOOK)
    await harness.say(ENGLISH)
    await harness.settled(1)
    harness.sandbox.faults.add("/webhooks/", method="POST", status=status, body={"code": code, "message": ""})
    await harness.say("I said this while the webhook was gone.")
    await harness.settled(2)
    assert harness.ledger.outcomes == {"posted": 2}


@pytest.mark.parametrize("code", [30007, 30058])
async def test_without_room_for_webhooks_posts_are_replies(harness: BotHarness, code: int) -> None:
    await choose(harness, Mode.WEBHOOK)
    full = harness.sandbox.faults.add(
        f"/channels/{harness.channel}/webhooks", method="POST", status=400, times=5, body={"code": code, "message": ""}
    )
    for _ in range(3):
        await harness.answer_to(await harness.say(ENGLISH))
    assert full.times == 4


async def test_webhooks_that_keep_vanishing_or_refuse_become_replies(harness: BotHarness) -> None:
    await choose(harness, Mode.WEBHOOK)
    for status, code in ((404, 10015), (403, 50013)):
        refused = harness.sandbox.faults.add(
            "/webhooks/", method="POST", status=status, times=10_000, body={"code": code, "message": ""}
        )
        await harness.answer_to(await harness.say(ENGLISH))
        await harness.answer_to(await harness.say(ENGLISH))
        asked = refused.times
        harness.sandbox.faults.rest.remove(refused)
        if status == 403:
            assert asked == 9_999


@pytest.mark.parametrize("mode", Mode)
async def test_a_channel_of_an_unknown_kind_gets_replies(sandbox: Sandbox, tmp_path: Path, mode: Mode) -> None:
    guild = next(iter(sandbox.world.guilds.values()))
    whole = payloads.full_guild(guild, sandbox.world, sandbox.world.bot, all_members=False)
    sandbox.faults.spoiled["GUILD_CREATE"] = {"channels": [{**channel, "type": 99} for channel in whole["channels"]]}
    harness = BotHarness(sandbox, tmp_path)
    body = {"id": str(harness.channel), "type": 99, "guild_id": str(guild.id), "name": "new"}
    sandbox.faults.add(f"/channels/{harness.channel}$", method="GET", status=200, body=body, times=100)
    await harness.open()
    await choose(harness, mode)
    await harness.answer_to(await harness.say(ENGLISH))
    await harness.close()
