import asyncio
import zlib

import aiohttp
import discord
import pytest

from bot.sandbox.model import Channel
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Login
from tests.sandbox.http_client import HttpClient
from tests.sandbox.recorder import Recorder


async def test_client_sees_the_default_world(bot: Recorder, sandbox: Sandbox) -> None:
    (guild,) = bot.guilds
    assert bot.user is not None
    assert (bot.user.name, bot.application_id) == ("Qiao 桥", sandbox.world.application_id)
    assert guild.name == "Teahouse 茶馆"
    assert [channel.name for channel in guild.text_channels] == [
        "general-大厅",
        "gaming-游戏",
        "food-美食",
        "quiet-安静",
        "english",
        "中文",
    ]
    assert {member.name for member in guild.members} == {"Amy", "Jake", "小李", "王芳", "阿明", "Qiao 桥"}
    assert guild.chunked


async def test_message_reaches_client_and_its_reply_reaches_people(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    gateway = await amy.connect()
    assert (await gateway.event("READY"))["user"]["username"] == "Amy"
    guild = await gateway.event("GUILD_CREATE")
    assert guild["name"] == "Teahouse 茶馆"
    assert len(guild["members"]) == 6

    said = await sandbox.say(general.id, amy.id, "how are you?")
    heard = await bot.next_event("message")
    assert (heard.id, heard.content, heard.author.name) == (said.id, "how are you?", "Amy")
    assert heard.author.joined_at is not None
    await heard.reply("你好吗？", mention_author=False, silent=True)

    assert (await gateway.event("MESSAGE_CREATE"))["content"] == "how are you?"
    answer = await gateway.event("MESSAGE_CREATE")
    assert answer["content"] == "你好吗？"
    assert answer["type"] == 19
    assert answer["flags"] == 4096
    assert answer["referenced_message"]["id"] == str(said.id)
    assert answer["author"]["bot"] is True


async def test_invalid_token_is_refused(sandbox: Sandbox, login: Login, session: aiohttp.ClientSession) -> None:
    client = Recorder()
    await login()
    with pytest.raises(discord.LoginFailure):
        await client.start("nonsense")
    await client.close()
    socket = await session.ws_connect(sandbox.gateway)
    await socket.send_json({"op": 2, "d": {"token": "nonsense", "properties": {}}})
    while (message := await socket.receive()).type is aiohttp.WSMsgType.TEXT:
        pass
    assert message.data == 4004


async def test_resumed_session_gets_every_event_once(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    texts = [str(number) for number in range(30)]
    for text in texts[:10]:
        await sandbox.say(general.id, amy.id, text)
    await sandbox.gateways.break_sockets()
    for text in texts[10:20]:
        await sandbox.say(general.id, amy.id, text)
    await bot.next_event("resumed")
    for text in texts[20:]:
        await sandbox.say(general.id, amy.id, text)
    heard = [(await bot.next_event("message")).content for _ in texts]
    assert heard == texts
    assert bot.pending("message") == 0
    assert bot.pending("ready") == 0


async def test_client_resumes_after_reconnect_request(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    sandbox.gateways.request_reconnect()
    await bot.next_event("resumed")
    await sandbox.say(general.id, amy.id, "still there?")
    assert (await bot.next_event("message")).content == "still there?"


async def test_unknown_session_is_invalid(sandbox: Sandbox, amy: HttpClient) -> None:
    gateway = await amy.connect()
    ready = await gateway.event("READY")
    sandbox.gateways.invalidate(amy.user)
    assert await gateway.op(9) is False
    await gateway.socket.send_json(
        {"op": 6, "d": {"token": amy.user.token, "session_id": ready["session_id"], "seq": 1}}
    )
    assert await gateway.op(9) is False


async def test_client_reports_refused_intents(sandbox: Sandbox, login: Login) -> None:
    sandbox.faults.intents_refused = True
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await login()
    client = await login(intents=discord.Intents.default())
    assert client.application_flags.gateway_message_content_limited is False


async def test_without_intent_content_is_hidden_unless_bot_is_involved(
    login: Login, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    bot = await login(intents=discord.Intents.default())
    await sandbox.say(general.id, amy.id, "secret", embeds=[{"title": "secret"}])
    hidden = await bot.next_event("message")
    assert (hidden.content, hidden.embeds) == ("", [])
    await sandbox.say(general.id, amy.id, f"<@{sandbox.world.bot.id}> open")
    assert (await bot.next_event("message")).content.endswith("open")
    sent = await bot.text_channel(general.id).send("my own")
    assert (await bot.next_event("message")).content == sent.content == "my own"
    direct = sandbox.world.dm(amy.user, sandbox.world.bot)
    await sandbox.say(direct.id, amy.id, "between us")
    assert (await bot.next_event("message")).content == "between us"


async def test_events_without_their_intent_are_not_sent(
    login: Login, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    intents = discord.Intents.all()
    intents.typing = False
    bot = await login(intents=intents)
    await amy.post(f"/channels/{general.id}/typing")
    await sandbox.say(general.id, amy.id, "done typing")
    await bot.next_event("message")
    assert bot.pending("raw_typing") == 0


async def test_members_can_be_requested(login: Login, sandbox: Sandbox) -> None:
    bot = await login(intents=discord.Intents.default())
    (guild,) = bot.guilds
    assert len(guild.members) == 1
    found = await guild.query_members("小", limit=5)
    assert [member.name for member in found] == ["小李"]


async def test_heartbeats_are_acknowledged_unless_withheld(sandbox: Sandbox, amy: HttpClient) -> None:
    gateway = await amy.connect()
    await gateway.event("GUILD_CREATE")
    await gateway.socket.send_json({"op": 1, "d": 1})
    await gateway.op(11)
    sandbox.faults.acks_withheld = True
    await gateway.socket.send_json({"op": 1, "d": 2})
    await gateway.socket.send_json({"op": 8, "d": {"guild_id": "1"}})
    sandbox.gateways.request_reconnect(amy.user)
    assert (await gateway.next_payload())["op"] == 7


@pytest.mark.parametrize("text", ["no json", "[]", '{"op":2}', '{"op":6,"d":7}'])
async def test_malformed_payload_closes_socket(sandbox: Sandbox, session: aiohttp.ClientSession, text: str) -> None:
    socket = await session.ws_connect(sandbox.gateway)
    await socket.receive()
    await socket.send_str(text)
    message = await socket.receive()
    assert message.data == 4002


async def test_stream_is_compressed_on_request(session: aiohttp.ClientSession) -> None:
    async with Sandbox(compress=True) as sandbox:
        socket = await session.ws_connect(sandbox.gateway + "?compress=zlib-stream")
        inflate = zlib.decompressobj()
        data = await socket.receive_bytes()
        assert data.endswith(b"\x00\x00\xff\xff")
        assert b"heartbeat_interval" in inflate.decompress(data)
        await socket.close()


async def test_guild_joined_later_is_announced(bot: Recorder, sandbox: Sandbox, amy: HttpClient) -> None:
    guild = sandbox.world.add_guild("Second", bot=False)
    sandbox.world.add_channel(guild, "lobby")
    await sandbox.join(guild, amy.user)
    await sandbox.join(guild, sandbox.world.bot)
    joined = await bot.next_event("guild_join")
    assert [channel.name for channel in joined.text_channels] == ["lobby"]
    opened = await sandbox.create_channel(guild, "annex")
    assert (await bot.next_event("guild_channel_create")).id == opened.id
    await sandbox.leave(guild, sandbox.world.bot)
    assert (await bot.next_event("guild_remove")).id == guild.id


async def test_guilds_are_split_between_shards(qiao: HttpClient, sandbox: Sandbox, amy: HttpClient) -> None:
    (first,) = sandbox.world.guilds.values()
    second = sandbox.world.add_guild("Second")
    while (second.id >> 22) % 2 == (first.id >> 22) % 2:
        del sandbox.world.guilds[second.id]
        second = sandbox.world.add_guild("Second")
    shards = [await qiao.connect(intents=513, shard=[number, 2]) for number in range(2)]
    told = [await gateway.event("GUILD_CREATE") for gateway in shards]
    assert {each["id"] for each in told} == {str(first.id), str(second.id)}
    assert all((int(each["id"]) >> 22) % 2 == number for number, each in enumerate(told))


async def test_close_closes_every_socket(session: aiohttp.ClientSession) -> None:
    async with Sandbox() as sandbox:
        socket = await session.ws_connect(sandbox.gateway)
        await socket.receive()
        waiting = asyncio.create_task(socket.receive())
    assert (await waiting).type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}


async def test_close_does_not_wait_for_stalled_reader(session: aiohttp.ClientSession) -> None:
    async with Sandbox() as sandbox:
        general, amy = sandbox.world.named("general"), sandbox.world.person("Amy")
        gateway = await HttpClient(session, sandbox, amy).connect()
        await gateway.event("READY")
        for _ in range(2000):
            await sandbox.say(general.id, amy.id, "桥" * 2000)


async def test_events_can_be_sent_as_they_are_and_spoiled(sandbox: Sandbox, general: Channel, amy: HttpClient) -> None:
    sandbox.faults.spoiled["MESSAGE_CREATE"] = {"embeds": None}
    gateway = await amy.connect()
    await gateway.event("GUILD_CREATE")
    await sandbox.say(general.id, amy.id, "how are you?")
    event = await gateway.event("MESSAGE_CREATE")
    assert (event["content"], event["embeds"]) == ("how are you?", None)
    sandbox.gateways.send("MESSAGE_CREATE", {"id": "1"}, sandbox.world.users[amy.id])
    assert await gateway.event("MESSAGE_CREATE") == {"id": "1"}


async def test_connections_can_be_refused(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    sandbox.faults.gateway_refusals = 1
    with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
        await session.ws_connect(sandbox.gateway)
    async with session.ws_connect(sandbox.gateway) as socket:
        assert (await socket.receive_json())["op"] == 10
