import discord
import pytest

from bot.sandbox.model import Channel
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from tests.sandbox.http_client import HttpClient
from tests.sandbox.recorder import Recorder


async def test_withheld_permission_returns_403(bot: Recorder, sandbox: Sandbox, general: Channel) -> None:
    channel = bot.text_channel(general.id)
    sandbox.world.withheld[general.id] = Permission.SEND_MESSAGES
    assert channel.permissions_for(channel.guild.me).send_messages
    with pytest.raises(discord.Forbidden) as refused:
        await channel.send("may I?")
    assert refused.value.code == 50013
    sandbox.world.withheld[general.id] = Permission.VIEW_CHANNEL
    with pytest.raises(discord.Forbidden) as refused:
        await channel.send("may I?")
    assert refused.value.code == 50001
    assert sandbox.world.metrics["invalid"] == 2


async def test_overwrite_is_announced_and_enforced(
    bot: Recorder, general: Channel, wangfang: HttpClient, amy: HttpClient, sandbox: Sandbox
) -> None:
    body = {"type": 1, "allow": "0", "deny": str(int(Permission.SEND_MESSAGES))}
    path = f"/channels/{general.id}/permissions/{sandbox.world.bot.id}"
    status, answer = await amy.request("PUT", path, body)
    assert (status, answer["code"]) == (403, 50013)
    assert (await wangfang.request("PUT", path, body))[0] == 204
    _, channel = await bot.next_event("guild_channel_update")
    assert not channel.permissions_for(channel.guild.me).send_messages
    with pytest.raises(discord.Forbidden):
        await channel.send("may I?")
    assert (await wangfang.request("DELETE", path))[0] == 204
    await channel.send("now I may")


async def test_invisible_channel_sends_no_events(
    sandbox: Sandbox, general: Channel, amy: HttpClient, bot: Recorder
) -> None:
    (guild,) = sandbox.world.guilds.values()
    sandbox.world.overwrite(general, guild.roles[guild.id], deny=Permission.VIEW_CHANNEL)
    sandbox.world.overwrite(general, sandbox.world.bot, allow=Permission.VIEW_CHANNEL)
    gateway = await amy.connect()
    assert str(general.id) not in {each["id"] for each in (await gateway.event("GUILD_CREATE"))["channels"]}
    await bot.text_channel(general.id).send("unseen")
    await bot.text_channel(sandbox.world.named("food").id).send("seen")
    assert (await gateway.event("MESSAGE_CREATE"))["content"] == "seen"
    assert (await amy.get(f"/channels/{general.id}/messages"))[1]["code"] == 50001


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/channels/1", 10003),
        ("GET", "/channels/{general}/messages/1", 10008),
        ("GET", "/guilds/1", 10004),
        ("GET", "/users/1", 10013),
        ("GET", "/webhooks/1", 10015),
        ("GET", "/guilds/{guild}/members/1", 10007),
        ("GET", "/channels/general", 50035),
        ("POST", "/channels/{general}/webhooks", 50013),
        ("DELETE", "/channels/{general}", 50013),
    ],
)
async def test_errors_have_discords_codes(amy: HttpClient, general: Channel, method: str, path: str, code: int) -> None:
    _, body = await amy.request(method, path.format(general=general.id, guild=general.guild_id))
    assert body["code"] == code


async def test_token_needs_the_right_prefix(sandbox: Sandbox, amy: HttpClient) -> None:
    for header in (f"Bot {amy.user.token}", sandbox.bot_token, "", "Bot "):
        amy.token = header
        assert (await amy.get("/users/@me"))[0] == 401
    assert sandbox.world.metrics["invalid"] == 4


async def test_client_fetches_guild_and_members(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    (guild,) = sandbox.world.guilds.values()
    fetched = await bot.fetch_guild(guild.id)
    assert fetched.name == guild.name
    assert (await fetched.fetch_member(amy.id)).name == "Amy"
    assert len([each async for each in fetched.fetch_members(limit=None)]) == 6
    assert {role.name for role in await fetched.fetch_roles()} >= {"@everyone", "Qiao 桥"}
    assert len(await fetched.fetch_channels()) == 6
    assert (await bot.fetch_user(amy.id)).name == "Amy"
    assert (await bot.application_info()).id == sandbox.world.application_id
    assert [each.id async for each in bot.fetch_guilds()] == [guild.id]
    changed = await bot.text_channel(general.id).guild.me.edit(nick="桥")
    assert changed is None or changed.nick == "桥"


async def test_moderators_create_and_update_channels(
    bot: Recorder, wangfang: HttpClient, amy: HttpClient, general: Channel
) -> None:
    path = f"/guilds/{general.guild_id}/channels"
    assert (await amy.post(path, {"name": "mine"}))[1]["code"] == 50013
    status, made = await wangfang.post(path, {"name": "new", "topic": "news"})
    assert (status, (await bot.next_event("guild_channel_create")).topic) == (201, "news")
    await wangfang.request("PATCH", f"/channels/{made['id']}", {"name": "newer"})
    assert (await bot.next_event("guild_channel_update"))[1].name == "newer"
    await wangfang.request("DELETE", f"/channels/{made['id']}")
    assert (await bot.next_event("guild_channel_delete")).name == "newer"
