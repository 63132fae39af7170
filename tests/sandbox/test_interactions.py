import asyncio
from typing import Any

import discord
import pytest

from bot.sandbox.errors import ApiError
from bot.sandbox.model import Channel
from bot.sandbox.permissions import Permission
from bot.sandbox.ratelimit import Limits
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Login
from tests.sandbox.http_client import GatewayClient, HttpClient
from tests.sandbox.recorder import Recorder
from tests.sandbox.sample_commands import add_commands


@pytest.fixture
async def bot(login: Login) -> Recorder:
    """Without the message content intent, which interactions do not need."""
    bot = await login(intents=discord.Intents.default())
    add_commands(bot)
    await bot.tree.sync()
    return bot


@pytest.fixture
async def gateway(amy: HttpClient) -> GatewayClient:
    gateway = await amy.connect()
    await gateway.event("GUILD_CREATE")
    return gateway


async def test_deferred_ephemeral_response_reaches_only_its_user(
    *, bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient, gateway: GatewayClient, wangfang: HttpClient
) -> None:
    others = await wangfang.connect()
    await others.event("GUILD_CREATE")
    interaction = await sandbox.invoke(amy.id, general.id, "translate", {"text": "hello"})
    message = await interaction.response()
    assert (message.content, message.ephemeral) == ("hello en-US", True)
    assert (await interaction.followup()).content == "and more"
    thinking = await gateway.event("MESSAGE_CREATE")
    assert thinking["flags"] == 64 | 128
    assert thinking["interaction_metadata"]["user"]["id"] == str(amy.id)
    answer = await gateway.event("MESSAGE_UPDATE")
    assert (answer["id"], answer["content"], answer["flags"]) == (thinking["id"], "hello en-US", 64)
    assert answer["edited_timestamp"] is None
    assert (await gateway.event("MESSAGE_CREATE"))["content"] == "and more"
    assert general.messages == {}
    assert bot.pending("message") == 0
    await sandbox.say(general.id, amy.id, "for all")
    assert (await others.event("MESSAGE_CREATE"))["content"] == "for all"


async def test_first_followup_replaces_thinking(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    interaction = await sandbox.invoke(amy.id, general.id, "think")
    message = await interaction.response()
    assert message.content.startswith("thought")
    assert list(general.messages) == [message.id]
    assert sandbox.world.pings[-1].users == {amy.id}
    assert interaction.followups == []


async def test_options_are_resolved_with_the_users_locale(bot: Recorder, sandbox: Sandbox, general: Channel) -> None:
    world = sandbox.world
    li, jake = world.person("小李"), world.person("Jake")
    interaction = await sandbox.invoke(li.id, general.id, "translate", {"text": "a", "member": jake.id})
    assert (await interaction.response()).content == "a Jake"
    interaction = await sandbox.invoke(li.id, general.id, "translate", {"text": "a"})
    assert (await interaction.response()).content == "a zh-CN"
    interaction = await sandbox.invoke(li.id, general.id, "channel mode", {"value": 1})
    assert (await interaction.response()).content == "2"


async def test_context_menus_get_their_target(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    said = await sandbox.say(general.id, amy.id, "abc")
    assert (await bot.next_event("message")).content == ""
    interaction = await sandbox.invoke_message(amy.id, general.id, said.id, "Translate")
    assert (await interaction.response()).content == "cba"
    interaction = await sandbox.invoke_user(amy.id, general.id, sandbox.world.person("Jake").id, "Who")
    assert (await interaction.response()).content == "Jake"


async def test_components_edit_their_message(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    offered = await (await sandbox.invoke(amy.id, general.id, "offer")).response()
    chosen = await sandbox.press(amy.id, offered, "language", ["zh"])
    await sandbox.until(lambda: offered.content == "chose zh")
    assert chosen.original is offered
    pressed = await sandbox.press(amy.id, offered, "original")
    assert (await pressed.response()).content == "pressed"
    assert offered.components == []


async def test_modal_is_opened_submitted_and_answered(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient, gateway: GatewayClient
) -> None:
    offered = await (await sandbox.invoke(amy.id, general.id, "offer")).response()
    opened = await sandbox.press(amy.id, offered, "ask")
    await opened.callback_given()
    shown = await gateway.event("INTERACTION_MODAL_CREATE")
    assert (shown["title"], shown["id"]) == ("Suggest", str(opened.id))
    assert opened.modal is not None
    submitted = await sandbox.submit(opened, {"better": "桥"})
    assert (await submitted.response()).content == "thanks for 桥"


async def test_option_is_autocompleted(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient, gateway: GatewayClient
) -> None:
    interaction = await sandbox.complete(amy.id, general.id, "translate", {"text": "ab"}, "text")
    await interaction.callback_given()
    assert interaction.choices == [{"name": "abab", "value": "ab"}]
    assert (await gateway.event("APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE"))["choices"] == interaction.choices


async def test_user_client_starts_interactions_over_http(
    bot: Recorder, general: Channel, amy: HttpClient, gateway: GatewayClient
) -> None:
    status, index = await amy.get(f"/channels/{general.id}/application-command-index")
    assert status == 200
    names = {command["name"] for command in index["application_commands"]}
    assert names == {"translate", "offer", "think", "sleep", "channel", "Translate", "Who"}
    command = next(each for each in index["application_commands"] if each["name"] == "offer")

    def asked(kind: int, nonce: str, data: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {
            "type": kind,
            "application_id": command["application_id"],
            "guild_id": str(general.guild_id),
            "channel_id": str(general.id),
            "nonce": nonce,
            "data": data,
            **more,
        }

    data = {"id": command["id"], "name": "offer", "type": 1, "options": []}
    assert await amy.post("/interactions", asked(2, "n1", data)) == (204, None)
    assert (await gateway.event("INTERACTION_CREATE"))["nonce"] == "n1"
    assert (await gateway.event("INTERACTION_SUCCESS"))["nonce"] == "n1"
    offered = await gateway.event("MESSAGE_CREATE")
    button = {"component_type": 2, "custom_id": "original"}
    assert (await amy.post("/interactions", asked(3, "n2", button, message_id=offered["id"])))[0] == 204
    assert (await gateway.event("MESSAGE_UPDATE"))["content"] == "pressed"
    status, body = await amy.post("/interactions", asked(3, "n3", button, message_id=offered["id"]))
    assert (status, body["errors"]["data"]["custom_id"]["_errors"][0]["code"]) == (400, "COMPONENT_VALIDATION_FAILED")
    translate = next(each for each in index["application_commands"] if each["name"] == "translate")
    status, body = await amy.post("/interactions", asked(2, "n4", {"id": translate["id"], "options": []}))
    assert (status, list(body["errors"]["data"]["options"])) == (400, ["text"])
    assert (await amy.post("/interactions", asked(2, "n5", {"id": "1"})))[1]["code"] == 10063


async def test_moderator_command_is_only_for_moderators(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient, wangfang: HttpClient
) -> None:
    with pytest.raises(ApiError):
        await sandbox.invoke(amy.id, general.id, "moderate")
    interaction = await sandbox.invoke(wangfang.id, general.id, "moderate")
    assert (await interaction.response()).content == "done"


async def test_commands_need_permission(bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient) -> None:
    sandbox.world.overwrite(general, amy.user, deny=Permission.USE_APPLICATION_COMMANDS)
    with pytest.raises(ApiError) as refused:
        await sandbox.invoke(amy.id, general.id, "offer")
    assert refused.value.code == 50013


class TestTime:
    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(response_seconds=0.02)

    @pytest.mark.usefixtures("bot")
    async def test_interaction_without_response_fails(
        self, sandbox: Sandbox, general: Channel, amy: HttpClient, gateway: GatewayClient, qiao: HttpClient
    ) -> None:
        interaction = await sandbox.invoke(amy.id, general.id, "sleep")
        assert (await gateway.event("INTERACTION_FAILURE"))["id"] == str(interaction.id)
        with pytest.raises(TimeoutError):
            await interaction.callback_given()
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        status, body = await qiao.post(path, {"type": 4, "data": {"content": "late"}})
        assert (status, body["code"]) == (404, 10062)


async def test_tokens_expire(general: Channel) -> None:
    now = 0.0
    async with Sandbox(clock=lambda: now) as sandbox:
        amy, food = sandbox.world.person("Amy"), sandbox.world.named("food")
        sandbox.world.commands[0] = {
            1: {"id": "1", "name": "x", "type": 1, "contexts": None, "default_member_permissions": None}
        }
        interaction = await sandbox.invoke(amy.id, food.id, "x")
        found = sandbox.interactions.by_id(interaction.id, interaction.token)
        sandbox.interactions.respond(found, {"type": 4, "data": {"content": "quick"}}, [])
        with pytest.raises(ApiError) as refused:
            sandbox.interactions.by_id(interaction.id, interaction.token)
        assert refused.value.code == 40060
        now = 899.0
        assert sandbox.interactions.by_token(interaction.token) is interaction
        now = 901.0
        with pytest.raises(ApiError) as refused:
            sandbox.interactions.by_token(interaction.token)
        assert refused.value.code == 50027


async def test_responses_can_be_read_edited_and_deleted(
    *, bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient, gateway: GatewayClient, qiao: HttpClient
) -> None:
    interaction = await sandbox.invoke(amy.id, general.id, "translate", {"text": "hello"})
    followup = await interaction.followup()
    root = f"/webhooks/{sandbox.world.application_id}/{interaction.token}/messages"
    assert (await qiao.get(f"{root}/@original"))[1]["content"] == "hello en-US"
    changed = await qiao.request("PATCH", f"{root}/{followup.id}", {"content": "less"})
    assert changed[1]["content"] == "less"
    for name in ("@original", followup.id):
        assert (await qiao.request("DELETE", f"{root}/{name}"))[0] == 204
        assert "id" in await gateway.event("MESSAGE_DELETE")
        assert (await qiao.get(f"{root}/{name}"))[1]["code"] == 10008


async def test_interactions_are_not_rate_limited(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient
) -> None:
    started = [await sandbox.invoke(amy.id, general.id, "translate", {"text": str(n)}) for n in range(60)]
    await asyncio.gather(*(each.followup() for each in started))
    assert sandbox.world.metrics["limited"] == 0


@pytest.mark.parametrize("kind", [6, 7, 8, 99])
async def test_response_of_wrong_type_is_refused(
    *, bot: Recorder, sandbox: Sandbox, general: Channel, amy: HttpClient, qiao: HttpClient, kind: int
) -> None:
    interaction = await sandbox.invoke(amy.id, general.id, "sleep")
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    assert (await qiao.post(path, {"type": kind, "data": {"content": "x"}}))[1]["code"] == 50035
    assert (await qiao.post(path, {"type": 4, "data": {"content": "x"}}))[0] == 204
