import asyncio

import aiohttp

from bot.sandbox.server import Sandbox


async def test_state_has_urls_channels_and_users(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    headers = {"Host": "192.168.1.7:8000"}
    async with session.get(sandbox.url + "/sandbox/state", headers=headers) as response:
        state = await response.json()
    assert state["api"] == "http://192.168.1.7:8000/api/v10"
    assert state["gateway"] == "ws://192.168.1.7:8000/gateway"
    assert state["guild_name"] == "Teahouse 茶馆"
    assert state["bot"] == {"id": state["application_id"], "name": "Qiao 桥"}
    assert [each["name"] for each in state["channels"]] == [
        "general-大厅",
        "gaming-游戏",
        "food-美食",
        "quiet-安静",
        "english",
        "中文",
    ]
    people = {each["name"]: each for each in state["users"]}
    assert {name: each["locale"] for name, each in people.items()} == {
        "Amy": "en-US",
        "Jake": "en-US",
        "小李": "zh-CN",
        "王芳": "zh-CN",
        "阿明": "zh-TW",
    }
    assert [name for name, each in people.items() if each["can_manage"]] == ["Jake", "王芳", "阿明"]
    authorization = {"Authorization": people["Amy"]["token"]}
    async with session.get(sandbox.api + "/users/@me", headers=authorization) as response:
        assert (await response.json())["id"] == people["Amy"]["id"]


async def test_avatars_are_rendered_and_escaped(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    odd = sandbox.world.add_user("<script>")
    async with session.get(f"{sandbox.url}/sandbox/avatars/{odd.id}.svg") as response:
        assert response.content_type == "image/svg+xml"
        assert "&lt;</text>" in await response.text()
    async with session.get(f"{sandbox.url}/sandbox/avatars/x.svg") as response:
        assert response.status == 200


async def test_both_api_versions_are_served(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    headers = {"Authorization": f"Bot {sandbox.bot_token}"}
    for version in ("v9", "v10"):
        async with session.get(f"{sandbox.url}/api/{version}/gateway/bot", headers=headers) as response:
            assert response.headers["Content-Type"] == "application/json"
            assert (await response.json())["url"] == sandbox.gateway


async def test_missing_resources_return_404(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    for path in ("/api/v10/nothing", "/sandbox/files/1/x", "/nothing"):
        async with session.get(sandbox.url + path) as response:
            assert response.status == 404
    sandbox.world.guilds.clear()
    async with session.get(sandbox.url + "/sandbox/state") as response:
        assert response.status == 404


async def test_state_can_wait_for_the_bot(session: aiohttp.ClientSession) -> None:
    async with Sandbox(bot_seconds=30) as sandbox:
        asking = asyncio.create_task(session.get(f"{sandbox.url}/sandbox/state"))
        async with session.ws_connect(sandbox.gateway) as socket:
            await socket.receive_json()
            assert not asking.done()
            await socket.send_json({"op": 2, "d": {"token": sandbox.bot_token, "intents": 0, "properties": {}}})
            assert (await asking).status == 200


async def test_state_does_not_wait_forever(session: aiohttp.ClientSession) -> None:
    async with Sandbox(bot_seconds=0.01) as sandbox:
        assert (await session.get(f"{sandbox.url}/sandbox/state")).status == 200
