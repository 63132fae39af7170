import asyncio
import zlib

import aiohttp
import discord
import pytest

from bot.sandbox.model import Channel
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Login
from tests.sandbox.person import Person
from tests.sandbox.recorder import Recorder


async def test_the_client_finds_the_teahouse(bot: Recorder, sandbox: Sandbox) -> None:
    (guild,) = bot.guilds
    assert bot.user is not None
    assert (bot.user.name, bot.application_id) == ("Qiao 桥", sandbox.world.application_id)
    assert guild.name == "Teahouse 茶馆"
    assert [channel.name for channel in guild.text_channels] == [
        "general-大厅",
        "gaming-游戏",
        "food-美食",
        "quiet-安静",
    ]
    assert {member.name for member in guild.members} == {"Amy", "Jake", "小李", "王芳", "阿明", "Qiao 桥"}
    assert guild.chunked


async def test_a_message_goes_to_the_client_and_its_answer_to_people(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: Person
) -> None:
    ears = await amy.connect()
    assert (await ears.event("READY"))["user"]["username"] == "Amy"
    guild = await ears.event("GUILD_CREATE")
    assert guild["name"] == "Teahouse 茶馆"
    assert len(guild["members"]) == 6

    said = await sandbox.say(general.id, amy.id, "how are you?")
    heard = await bot.heard("message")
    assert (heard.id, heard.content, heard.author.name) == (said.id, "how are you?", "Amy")
    assert heard.author.joined_at is not None
    await heard.reply("你好吗？", mention_author=False, silent=True)

    assert (await ears.event("MESSAGE_CREATE"))["content"] == "how are you?"
    answer = await ears.event("MESSAGE_CREATE")
    assert answer["content"] == "你好吗？"
    assert answer["type"] == 19
    assert answer["flags"] == 4096
    assert answer["referenced_message"]["id"] == str(said.id)
    assert answer["author"]["bot"] is True


async def test_a_wrong_token_is_refused(sandbox: Sandbox, login: Login, session: aiohttp.ClientSession) -> None:
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


async def test_a_resumed_session_has_neither_lost_nor_doubled(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: Person
) -> None:
    texts = [str(number) for number in range(30)]
    for text in texts[:10]:
        await sandbox.say(general.id, amy.id, text)
    await sandbox.gateways.break_sockets()
    for text in texts[10:20]:
        await sandbox.say(general.id, amy.id, text)
    await bot.heard("resumed")
    for text in texts[20:]:
        await sandbox.say(general.id, amy.id, text)
    heard = [(await bot.heard("message")).content for _ in texts]
    assert heard == texts
    assert bot.unheard("message") == 0
    assert bot.unheard("ready") == 0


async def test_a_request_to_reconnect_is_followed_by_a_resume(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: Person
) -> None:
    sandbox.gateways.ask_to_reconnect()
    await bot.heard("resumed")
    await sandbox.say(general.id, amy.id, "still there?")
    assert (await bot.heard("message")).content == "still there?"


async def test_an_unknown_session_is_invalid(sandbox: Sandbox, amy: Person) -> None:
    ears = await amy.connect()
    ready = await ears.event("READY")
    sandbox.gateways.invalidate(amy.user)
    assert await ears.op(9) is False
    await ears.socket.send_json({"op": 6, "d": {"token": amy.user.token, "session_id": ready["session_id"], "seq": 1}})
    assert await ears.op(9) is False


async def test_the_client_says_which_intents_were_refused(sandbox: Sandbox, login: Login) -> None:
    sandbox.faults.intents_refused = True
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await login()
    client = await login(intents=discord.Intents.default())
    assert client.application_flags.gateway_message_content_limited is False


async def test_without_the_intent_content_is_hidden_but_where_it_concerns_the_bot(
    login: Login, sandbox: Sandbox, general: Channel, amy: Person
) -> None:
    bot = await login(intents=discord.Intents.default())
    await sandbox.say(general.id, amy.id, "secret", embeds=[{"title": "secret"}])
    hidden = await bot.heard("message")
    assert (hidden.content, hidden.embeds) == ("", [])
    await sandbox.say(general.id, amy.id, f"<@{sandbox.world.bot.id}> open")
    assert (await bot.heard("message")).content.endswith("open")
    sent = await bot.text_channel(general.id).send("my own")
    assert (await bot.heard("message")).content == sent.content == "my own"
    direct = sandbox.world.dm(amy.user, sandbox.world.bot)
    await sandbox.say(direct.id, amy.id, "between us")
    assert (await bot.heard("message")).content == "between us"


async def test_events_of_intents_not_asked_for_are_not_told(
    login: Login, sandbox: Sandbox, general: Channel, amy: Person
) -> None:
    intents = discord.Intents.all()
    intents.typing = False
    bot = await login(intents=intents)
    await amy.post(f"/channels/{general.id}/typing")
    await sandbox.say(general.id, amy.id, "done typing")
    await bot.heard("message")
    assert bot.unheard("raw_typing") == 0


async def test_members_can_be_asked_for(login: Login, sandbox: Sandbox) -> None:
    bot = await login(intents=discord.Intents.default())
    (guild,) = bot.guilds
    assert len(guild.members) == 1
    found = await guild.query_members("小", limit=5)
    assert [member.name for member in found] == ["小李"]


async def test_heartbeats_are_answered_unless_withheld(sandbox: Sandbox, amy: Person) -> None:
    ears = await amy.connect()
    await ears.event("GUILD_CREATE")
    await ears.socket.send_json({"op": 1, "d": 1})
    await ears.op(11)
    sandbox.faults.acks_withheld = True
    await ears.socket.send_json({"op": 1, "d": 2})
    await ears.socket.send_json({"op": 8, "d": {"guild_id": "1"}})
    sandbox.gateways.ask_to_reconnect(amy.user)
    assert (await ears._next())["op"] == 7


@pytest.mark.parametrize("text", ["no json", "[]", '{"op":2}', '{"op":6,"d":7}'])
async def test_nonsense_closes_the_socket(sandbox: Sandbox, session: aiohttp.ClientSession, text: str) -> None:
    socket = await session.ws_connect(sandbox.gateway)
    await socket.receive()
    await socket.send_str(text)
    message = await socket.receive()
    assert message.data == 4002


async def test_a_stream_is_compressed_on_request(session: aiohttp.ClientSession) -> None:
    async with Sandbox(compress=True) as sandbox:
        socket = await session.ws_connect(sandbox.gateway + "?compress=zlib-stream")
        inflate = zlib.decompressobj()
        data = await socket.receive_bytes()
        assert data.endswith(b"\x00\x00\xff\xff")
        assert b"heartbeat_interval" in inflate.decompress(data)
        await socket.close()


async def test_a_guild_joined_later_is_told(bot: Recorder, sandbox: Sandbox, amy: Person) -> None:
    guild = sandbox.world.add_guild("Second", bot=False)
    sandbox.world.add_channel(guild, "lobby")
    await sandbox.join(guild, amy.user)
    await sandbox.join(guild, sandbox.world.bot)
    joined = await bot.heard("guild_join")
    assert [channel.name for channel in joined.text_channels] == ["lobby"]
    opened = await sandbox.open_channel(guild, "annex")
    assert (await bot.heard("guild_channel_create")).id == opened.id
    await sandbox.leave(guild, sandbox.world.bot)
    assert (await bot.heard("guild_remove")).id == guild.id


async def test_shards_share_the_guilds(qiao: Person, sandbox: Sandbox, amy: Person) -> None:
    (first,) = sandbox.world.guilds.values()
    second = sandbox.world.add_guild("Second")
    while (second.id >> 22) % 2 == (first.id >> 22) % 2:
        del sandbox.world.guilds[second.id]
        second = sandbox.world.add_guild("Second")
    shards = [await qiao.connect(intents=513, shard=[number, 2]) for number in range(2)]
    told = [await ears.event("GUILD_CREATE") for ears in shards]
    assert {each["id"] for each in told} == {str(first.id), str(second.id)}
    assert all((int(each["id"]) >> 22) % 2 == number for number, each in enumerate(told))


async def test_closing_ends_every_socket(session: aiohttp.ClientSession) -> None:
    async with Sandbox() as sandbox:
        socket = await session.ws_connect(sandbox.gateway)
        await socket.receive()
        waiting = asyncio.create_task(socket.receive())
    assert (await waiting).type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}


async def test_closing_does_not_wait_for_who_no_longer_reads(session: aiohttp.ClientSession) -> None:
    async with Sandbox() as sandbox:
        general, amy = sandbox.world.named("general"), sandbox.world.person("Amy")
        ears = await Person(session, sandbox, amy).connect()
        await ears.event("READY")
        for _ in range(2000):
            await sandbox.say(general.id, amy.id, "桥" * 2000)
