import asyncio

import aiohttp
import discord
import pytest

from bot.event_loop import run
from bot.sandbox.model import Channel
from bot.sandbox.server import Sandbox
from tests.sandbox.http_client import HttpClient
from tests.sandbox.recorder import Recorder

POST = r"/channels/\d+/messages$"


async def test_client_retries_after_429(bot: Recorder, sandbox: Sandbox, general: Channel) -> None:
    fault = sandbox.faults.add(POST, method="POST", status=429, times=2)
    await bot.text_channel(general.id).send("patience")
    assert fault.times == 0
    assert len(general.messages) == 1
    assert sandbox.world.metrics["limited"] == 2


async def test_fault_has_requested_status_and_body(bot: Recorder, sandbox: Sandbox, general: Channel) -> None:
    sandbox.faults.add(POST, status=403, body={"code": 50013, "message": "No"})
    with pytest.raises(discord.Forbidden) as refused:
        await bot.text_channel(general.id).send("may I?")
    assert refused.value.code == 50013
    await bot.text_channel(general.id).send("now")


async def test_lost_response_does_not_duplicate_post(qiao: HttpClient, sandbox: Sandbox, general: Channel) -> None:
    sandbox.faults.add(POST, drop=True, served=True)
    body = {"content": "once", "nonce": "1", "enforce_nonce": True}
    with pytest.raises(aiohttp.ClientError):
        await qiao.post(f"/channels/{general.id}/messages", body)
    assert (await qiao.post(f"/channels/{general.id}/messages", body))[0] == 200
    assert len(general.messages) == 1


async def test_dropped_request_has_no_effect(qiao: HttpClient, sandbox: Sandbox, general: Channel) -> None:
    sandbox.faults.add(POST, drop=True)
    with pytest.raises(aiohttp.ClientError):
        await qiao.post(f"/channels/{general.id}/messages", {"content": "lost"})
    assert general.messages == {}


async def test_faults_are_set_over_http(
    bot: Recorder, sandbox: Sandbox, general: Channel, session: aiohttp.ClientSession
) -> None:
    url = sandbox.url + "/sandbox/faults"
    async with session.post(url, json={"path": POST, "status": 500, "delay_ms": 1}) as response:
        assert response.status == 201
        assert (await response.json())["rest"][0]["status"] == 500
    async with session.post(url, json={"channel_id": str(general.id), "withhold": ["SEND_MESSAGES"]}) as response:
        assert response.status == 201
    async with session.get(url) as response:
        assert (await response.json())["withheld"] == [{"channel_id": str(general.id), "withhold": ["SEND_MESSAGES"]}]
    async with session.post(url, json={"gateway": "refuse_intents"}) as response:
        assert (await response.json())["refuse_intents"] is True
    for wrong in ({"path": "("}, {"nonsense": 1}, {"gateway": "shut"}, {"withhold": ["ALL"], "channel_id": "1"}):
        async with session.post(url, json=wrong) as response:
            assert response.status in {400, 404}
    async with session.delete(url) as response:
        assert response.status == 204
    async with session.get(url) as response:
        assert await response.json() == {"rest": [], "no_ack": False, "refuse_intents": False, "withheld": []}
    await bot.text_channel(general.id).send("all is well")


@pytest.mark.parametrize("fault", [{"gateway": "drop"}, {"gateway": "reconnect"}, {"gateway": "close", "code": 4000}])
async def test_client_resumes_disturbed_gateway(
    *,
    bot: Recorder,
    sandbox: Sandbox,
    session: aiohttp.ClientSession,
    fault: dict[str, object],
    general: Channel,
    amy: HttpClient,
) -> None:
    async with session.post(sandbox.url + "/sandbox/faults", json=fault) as response:
        assert response.status == 201
    await sandbox.say(general.id, amy.id, "meanwhile")
    await bot.next_event("resumed")
    assert (await bot.next_event("message")).content == "meanwhile"


def test_sockets_break_on_the_event_loop_that_qiao_runs_on() -> None:
    async def scenario() -> aiohttp.WSMsgType:
        async with (
            Sandbox() as sandbox,
            aiohttp.ClientSession() as session,
            session.ws_connect(sandbox.gateway) as socket,
        ):
            await socket.send_json({"op": 2, "d": {"token": sandbox.bot_token, "properties": {}}})
            await sandbox.until(sandbox.gateways.connections)
            async with session.post(sandbox.url + "/sandbox/faults", json={"gateway": "drop"}) as response:
                assert response.status == 201
            async with asyncio.timeout(10):
                while (message := await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                    pass
            return message.type

    assert run(scenario()) in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}
