import discord
import pytest

from bot.sandbox.model import Channel
from bot.sandbox.server import Sandbox
from tests.sandbox.http_client import HttpClient
from tests.sandbox.recorder import Recorder


async def test_webhook_posts_under_any_name(bot: Recorder, general: Channel, sandbox: Sandbox) -> None:
    hook = await bot.text_channel(general.id).create_webhook(name="Bridge")
    assert hook.token is not None
    sent = await hook.send("你好", username="Amy", avatar_url="https://example.invalid/a.png", wait=True)
    heard = await bot.next_event("message")
    assert heard.webhook_id == hook.id
    assert (heard.author.name, heard.author.bot, heard.content) == ("Amy", True, "你好")
    assert sandbox.world.message(general.id, sent.id).name == "Amy"
    edited = await sent.edit(content="您好")
    assert (await bot.next_event("raw_message_edit")).message.content == "您好" == edited.content
    assert (await hook.fetch_message(sent.id)).content == "您好"
    await sent.delete()
    assert (await bot.next_event("raw_message_delete")).message_id == sent.id


async def test_webhook_posts_in_a_thread(bot: Recorder, general: Channel, sandbox: Sandbox) -> None:
    channel = bot.text_channel(general.id)
    hook = await channel.create_webhook(name="Bridge")
    thread = await channel.create_thread(name="Side", type=discord.ChannelType.public_thread)
    sent = await hook.send("aside", thread=thread, wait=True)
    assert sandbox.world.message(thread.id, sent.id).content == "aside"
    await sent.edit(content="aside!")
    assert sandbox.world.message(thread.id, sent.id).content == "aside!"
    with pytest.raises(discord.NotFound):
        await hook.send("nowhere", thread=discord.Object(1))


async def test_deleted_webhook_returns_404(bot: Recorder, general: Channel, wangfang: HttpClient) -> None:
    hook = await bot.text_channel(general.id).create_webhook(name="Bridge")
    assert [each.id for each in await bot.text_channel(general.id).webhooks()] == [hook.id]
    assert [each.id for each in await bot.guilds[0].webhooks()] == [hook.id]
    assert (await wangfang.request("DELETE", f"/webhooks/{hook.id}"))[0] == 204
    with pytest.raises(discord.NotFound) as gone:
        await hook.send("anybody?")
    assert gone.value.code == 10015


@pytest.mark.parametrize("name", ["Discord friend", "clyde", "", "n" * 81])
async def test_forbidden_names_are_refused(wangfang: HttpClient, general: Channel, name: str) -> None:
    status, body = await wangfang.post(f"/channels/{general.id}/webhooks", {"name": name})
    assert (status, body["code"]) == (400, 50035)


async def test_channel_has_at_most_fifteen_webhooks(wangfang: HttpClient, general: Channel) -> None:
    path = f"/channels/{general.id}/webhooks"
    answers = [await wangfang.post(path, {"name": f"Bridge {number}"}) for number in range(16)]
    assert [status for status, _ in answers] == [200] * 15 + [400]
    assert answers[-1][1]["code"] == 30007


async def test_webhook_is_moved_and_needs_its_token(wangfang: HttpClient, general: Channel, sandbox: Sandbox) -> None:
    _, hook = await wangfang.post(f"/channels/{general.id}/webhooks", {"name": "Bridge"})
    food = sandbox.world.named("food")
    _, moved = await wangfang.request("PATCH", f"/webhooks/{hook['id']}", {"name": "桥", "channel_id": str(food.id)})
    assert (moved["name"], moved["channel_id"]) == ("桥", str(food.id))
    status, body = await wangfang.post(f"/webhooks/{hook['id']}/wrong", {"content": "x"})
    assert (status, body["code"]) == (401, 50027)
    assert await wangfang.post(f"/webhooks/{hook['id']}/{hook['token']}", {"content": "x"}) == (204, None)
    assert len(food.messages) == 1
