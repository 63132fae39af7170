import discord
import pytest

from bot.sandbox.model import Channel
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from tests.sandbox.http_client import HttpClient
from tests.sandbox.recorder import Recorder


async def test_thread_from_a_message(bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient) -> None:
    said = await sandbox.say(general.id, amy.id, "let us talk")
    heard = await bot.next_event("message")
    thread = await heard.create_thread(name="翻译")
    assert (thread.id, thread.parent_id) == (said.id, general.id)
    assert (await bot.next_event("thread_create")).id == thread.id
    assert (await bot.next_event("raw_message_edit")).message.flags.has_thread
    await thread.send("in here")
    assert [each.content for each in sandbox.world.history(thread.id)] == ["", "in here"]
    with pytest.raises(discord.HTTPException) as refused:
        await heard.create_thread(name="again")
    assert refused.value.code == 160004


async def test_people_start_join_and_leave_threads(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    status, body = await amy.post(f"/channels/{general.id}/threads", {"name": "Tea", "type": 11})
    assert status == 201
    created = await bot.next_event("thread_create")
    assert (created.name, created.owner_id) == ("Tea", amy.id)
    await created.join()
    assert {each.id for each in await created.fetch_members()} == {amy.id, bot.application_id}
    path = f"/channels/{body['id']}/thread-members"
    assert (await amy.request("DELETE", f"{path}/@me"))[0] == 204
    assert (await amy.get(f"{path}/{amy.id}"))[1]["code"] == 10007
    assert [each.id for each in await bot.guilds[0].active_threads()] == [created.id]
    _, notice = await amy.get(f"/channels/{general.id}/messages")
    assert [each["type"] for each in notice] == [18]


async def test_archived_thread_reopens_unless_locked(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    channel = bot.text_channel(general.id)
    thread = await channel.create_thread(name="Tea", type=discord.ChannelType.public_thread)
    await thread.edit(archived=True)
    assert [each.id async for each in channel.archived_threads()] == [thread.id]
    await sandbox.say(thread.id, amy.id, "wake")
    assert not sandbox.world.channel(thread.id).thread.archived  # type: ignore[union-attr] # it is a thread
    await thread.edit(locked=True)
    status, body = await amy.post(f"/channels/{thread.id}/messages", {"content": "let me in"})
    assert (status, body["code"]) == (400, 50083)
    await thread.delete()
    assert (await bot.next_event("thread_delete")).id == thread.id


async def test_threads_have_their_own_permissions(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    sandbox.world.overwrite(
        general, amy.user, deny=Permission.CREATE_PUBLIC_THREADS | Permission.SEND_MESSAGES_IN_THREADS
    )
    assert (await amy.post(f"/channels/{general.id}/threads", {"name": "Tea", "type": 11}))[1]["code"] == 50013
    thread = await bot.text_channel(general.id).create_thread(name="Tea", type=discord.ChannelType.public_thread)
    assert (await amy.post(f"/channels/{thread.id}/messages", {"content": "x"}))[1]["code"] == 50013
    assert (await amy.post(f"/channels/{general.id}/messages", {"content": "x"}))[0] == 200
