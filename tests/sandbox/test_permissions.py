import discord
import pytest

from bot.sandbox.model import Channel
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from tests.sandbox.person import Person
from tests.sandbox.recorder import Recorder


async def test_what_is_withheld_answers_403(bot: Recorder, sandbox: Sandbox, general: Channel) -> None:
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


async def test_an_overwrite_is_told_and_holds(
    bot: Recorder, general: Channel, wangfang: Person, amy: Person, sandbox: Sandbox
) -> None:
    body = {"type": 1, "allow": "0", "deny": str(int(Permission.SEND_MESSAGES))}
    path = f"/channels/{general.id}/permissions/{sandbox.world.bot.id}"
    status, answer = await amy.ask("PUT", path, body)
    assert (status, answer["code"]) == (403, 50013)
    assert (await wangfang.ask("PUT", path, body))[0] == 204
    _, channel = await bot.heard("guild_channel_update")
    assert not channel.permissions_for(channel.guild.me).send_messages
    with pytest.raises(discord.Forbidden):
        await channel.send("may I?")
    assert (await wangfang.ask("DELETE", path))[0] == 204
    await channel.send("now I may")


async def test_a_channel_that_one_cannot_see_is_silent(
    sandbox: Sandbox, general: Channel, amy: Person, bot: Recorder
) -> None:
    (guild,) = sandbox.world.guilds.values()
    sandbox.world.overwrite(general, guild.roles[guild.id], deny=Permission.VIEW_CHANNEL)
    sandbox.world.overwrite(general, sandbox.world.bot, allow=Permission.VIEW_CHANNEL)
    ears = await amy.connect()
    assert str(general.id) not in {each["id"] for each in (await ears.event("GUILD_CREATE"))["channels"]}
    await bot.text_channel(general.id).send("unseen")
    await bot.text_channel(sandbox.world.named("food").id).send("seen")
    assert (await ears.event("MESSAGE_CREATE"))["content"] == "seen"
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
async def test_refusals_have_the_codes_of_discord(
    amy: Person, general: Channel, method: str, path: str, code: int
) -> None:
    _, body = await amy.ask(method, path.format(general=general.id, guild=general.guild_id))
    assert body["code"] == code


async def test_a_token_counts_only_as_what_it_is(sandbox: Sandbox, amy: Person) -> None:
    for header in (f"Bot {amy.user.token}", sandbox.bot_token, "", "Bot "):
        amy._token = header
        assert (await amy.get("/users/@me"))[0] == 401
    assert sandbox.world.metrics["invalid"] == 4


async def test_the_client_asks_for_guild_and_members(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: Person
) -> None:
    (guild,) = sandbox.world.guilds.values()
    fetched = await bot.fetch_guild(guild.id)
    assert fetched.name == guild.name
    assert (await fetched.fetch_member(amy.id)).name == "Amy"
    assert len([each async for each in fetched.fetch_members(limit=None)]) == 6
    assert {role.name for role in await fetched.fetch_roles()} >= {"@everyone", "Qiao 桥"}
    assert len(await fetched.fetch_channels()) == 4
    assert (await bot.fetch_user(amy.id)).name == "Amy"
    assert (await bot.application_info()).id == sandbox.world.application_id
    assert [each.id async for each in bot.fetch_guilds()] == [guild.id]
    changed = await bot.text_channel(general.id).guild.me.edit(nick="桥")
    assert changed is None or changed.nick == "桥"


async def test_moderators_make_and_change_channels(
    bot: Recorder, wangfang: Person, amy: Person, general: Channel
) -> None:
    path = f"/guilds/{general.guild_id}/channels"
    assert (await amy.post(path, {"name": "mine"}))[1]["code"] == 50013
    status, made = await wangfang.post(path, {"name": "new", "topic": "news"})
    assert (status, (await bot.heard("guild_channel_create")).topic) == (201, "news")
    await wangfang.ask("PATCH", f"/channels/{made['id']}", {"name": "newer"})
    assert (await bot.heard("guild_channel_update"))[1].name == "newer"
    await wangfang.ask("DELETE", f"/channels/{made['id']}")
    assert (await bot.heard("guild_channel_delete")).name == "newer"
