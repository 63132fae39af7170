import discord
import pytest

from bot.sandbox.model import Channel
from bot.sandbox.permissions import Permission
from bot.sandbox.ratelimit import NO_LIMITS, Limits
from bot.sandbox.server import Sandbox
from tests.sandbox.http_client import HttpClient
from tests.sandbox.recorder import Recorder


@pytest.fixture
def limits() -> Limits:
    return NO_LIMITS


async def test_reactions_are_added_and_removed(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient, wangfang: HttpClient
) -> None:
    said = await sandbox.say(general.id, amy.id, "nice")
    path = f"/channels/{general.id}/messages/{said.id}/reactions"
    assert (await amy.request("PUT", f"{path}/👍/@me"))[0] == 204
    assert (await amy.request("PUT", f"{path}/👍/@me"))[0] == 204
    added = await bot.next_event("raw_reaction_add")
    assert (str(added.emoji), added.user_id, added.member.name) == ("👍", amy.id, "Amy")
    message = await bot.text_channel(general.id).fetch_message(said.id)
    await message.add_reaction("👍")
    await message.add_reaction("<:qiao:123456789>")
    (thumb, custom) = (await message.fetch()).reactions
    assert (thumb.count, thumb.me, [user.name async for user in thumb.users()]) == (2, True, ["Amy", "Qiao 桥"])
    assert isinstance(custom.emoji, discord.PartialEmoji)
    await message.remove_reaction("👍", discord.Object(amy.id))
    assert (await bot.next_event("raw_reaction_remove")).user_id == amy.id
    assert (await wangfang.request("DELETE", f"{path}/👍"))[0] == 204
    assert str((await bot.next_event("raw_reaction_clear_emoji")).emoji) == "👍"
    await message.clear_reactions()
    assert (await bot.next_event("raw_reaction_clear")).message_id == said.id
    assert (await message.fetch()).reactions == []


async def test_at_most_twenty_reactions_and_no_words(sandbox: Sandbox, general: Channel, amy: HttpClient) -> None:
    said = await sandbox.say(general.id, amy.id, "nice")
    path = f"/channels/{general.id}/messages/{said.id}/reactions"
    answers = [await amy.request("PUT", f"{path}/{chr(0x1F600 + number)}/@me") for number in range(21)]
    assert [status for status, _ in answers] == [204] * 20 + [400]
    assert (await amy.request("PUT", f"{path}/word/@me"))[1]["code"] == 10014


async def test_new_reaction_needs_permission(
    sandbox: Sandbox, general: Channel, amy: HttpClient, wangfang: HttpClient
) -> None:
    said = await sandbox.say(general.id, amy.id, "nice")
    path = f"/channels/{general.id}/messages/{said.id}/reactions/👍"
    sandbox.world.overwrite(general, amy.user, deny=Permission.ADD_REACTIONS)
    assert (await amy.request("PUT", f"{path}/@me"))[1]["code"] == 50013
    await wangfang.request("PUT", f"{path}/@me")
    assert (await amy.request("PUT", f"{path}/@me"))[0] == 204
    assert (await amy.request("DELETE", f"{path}/{wangfang.id}"))[1]["code"] == 50013
