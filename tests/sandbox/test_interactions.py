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
from tests.sandbox.person import Ears, Person
from tests.sandbox.recorder import Recorder
from tests.sandbox.sample_commands import add_commands


@pytest.fixture
async def bot(login: Login) -> Recorder:
    """Without the message content intent: interactions need none."""
    bot = await login(intents=discord.Intents.default())
    add_commands(bot)
    await bot.tree.sync()
    return bot


@pytest.fixture
async def ears(amy: Person) -> Ears:
    ears = await amy.connect()
    await ears.event("GUILD_CREATE")
    return ears


async def test_a_deferred_answer_reaches_its_person_alone(
    *, bot: Recorder, sandbox: Sandbox, general: Channel, amy: Person, ears: Ears, wangfang: Person
) -> None:
    others = await wangfang.connect()
    await others.event("GUILD_CREATE")
    interaction = await sandbox.invoke(amy.id, general.id, "translate", {"text": "hello"})
    message = await interaction.response()
    assert (message.content, message.ephemeral) == ("hello en-US", True)
    assert (await interaction.followup()).content == "and more"
    thinking = await ears.event("MESSAGE_CREATE")
    assert thinking["flags"] == 64 | 128
    assert thinking["interaction_metadata"]["user"]["id"] == str(amy.id)
    answer = await ears.event("MESSAGE_UPDATE")
    assert (answer["id"], answer["content"], answer["flags"]) == (thinking["id"], "hello en-US", 64)
    assert answer["edited_timestamp"] is None
    assert (await ears.event("MESSAGE_CREATE"))["content"] == "and more"
    assert general.messages == {}
    assert bot.unheard("message") == 0
    await sandbox.say(general.id, amy.id, "for all")
    assert (await others.event("MESSAGE_CREATE"))["content"] == "for all"


async def test_the_first_followup_takes_the_place_of_thinking(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: Person
) -> None:
    interaction = await sandbox.invoke(amy.id, general.id, "think")
    message = await interaction.response()
    assert message.content.startswith("thought")
    assert list(general.messages) == [message.id]
    assert sandbox.world.pings[-1].users == {amy.id}
    assert interaction.followups == []


async def test_options_are_resolved_and_given_in_the_persons_locale(
    bot: Recorder, sandbox: Sandbox, general: Channel
) -> None:
    world = sandbox.world
    li, jake = world.person("小李"), world.person("Jake")
    interaction = await sandbox.invoke(li.id, general.id, "translate", {"text": "a", "whom": jake.id})
    assert (await interaction.response()).content == "a Jake"
    interaction = await sandbox.invoke(li.id, general.id, "translate", {"text": "a"})
    assert (await interaction.response()).content == "a zh-CN"
    interaction = await sandbox.invoke(li.id, general.id, "channel mode", {"value": 1})
    assert (await interaction.response()).content == "2"


async def test_context_menus_see_their_target(bot: Recorder, sandbox: Sandbox, general: Channel, amy: Person) -> None:
    said = await sandbox.say(general.id, amy.id, "abc")
    assert (await bot.heard("message")).content == ""
    interaction = await sandbox.invoke_message(amy.id, general.id, said.id, "Translate")
    assert (await interaction.response()).content == "cba"
    interaction = await sandbox.invoke_user(amy.id, general.id, sandbox.world.person("Jake").id, "Who")
    assert (await interaction.response()).content == "Jake"


async def test_components_edit_their_message(bot: Recorder, sandbox: Sandbox, general: Channel, amy: Person) -> None:
    offered = await (await sandbox.invoke(amy.id, general.id, "offer")).response()
    chosen = await sandbox.press(amy.id, offered, "language", ["zh"])
    await sandbox.until(lambda: offered.content == "chose zh")
    assert chosen.original is offered
    pressed = await sandbox.press(amy.id, offered, "original")
    assert (await pressed.response()).content == "pressed"
    assert offered.components == []


async def test_a_modal_is_opened_filled_and_answered(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: Person, ears: Ears
) -> None:
    offered = await (await sandbox.invoke(amy.id, general.id, "offer")).response()
    opened = await sandbox.press(amy.id, offered, "ask")
    await opened.callback_given()
    shown = await ears.event("INTERACTION_MODAL_CREATE")
    assert (shown["title"], shown["id"]) == ("Suggest", str(opened.id))
    assert opened.modal is not None
    submitted = await sandbox.submit(opened, {"better": "桥"})
    assert (await submitted.response()).content == "thanks for 桥"


async def test_an_option_completes_itself(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: Person, ears: Ears
) -> None:
    interaction = await sandbox.complete(amy.id, general.id, "translate", {"text": "ab"}, "text")
    await interaction.callback_given()
    assert interaction.choices == [{"name": "abab", "value": "ab"}]
    assert (await ears.event("APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE"))["choices"] == interaction.choices


async def test_a_persons_client_starts_everything_over_http(
    bot: Recorder, general: Channel, amy: Person, ears: Ears
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
    assert (await ears.event("INTERACTION_CREATE"))["nonce"] == "n1"
    assert (await ears.event("INTERACTION_SUCCESS"))["nonce"] == "n1"
    offered = await ears.event("MESSAGE_CREATE")
    button = {"component_type": 2, "custom_id": "original"}
    assert (await amy.post("/interactions", asked(3, "n2", button, message_id=offered["id"])))[0] == 204
    assert (await ears.event("MESSAGE_UPDATE"))["content"] == "pressed"
    status, body = await amy.post("/interactions", asked(3, "n3", button, message_id=offered["id"]))
    assert (status, body["errors"]["data"]["custom_id"]["_errors"][0]["code"]) == (400, "COMPONENT_VALIDATION_FAILED")
    translate = next(each for each in index["application_commands"] if each["name"] == "translate")
    status, body = await amy.post("/interactions", asked(2, "n4", {"id": translate["id"], "options": []}))
    assert (status, list(body["errors"]["data"]["options"])) == (400, ["text"])
    assert (await amy.post("/interactions", asked(2, "n5", {"id": "1"})))[1]["code"] == 10063


async def test_a_command_for_moderators_is_theirs(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: Person, wangfang: Person
) -> None:
    with pytest.raises(ApiError):
        await sandbox.invoke(amy.id, general.id, "moderate")
    interaction = await sandbox.invoke(wangfang.id, general.id, "moderate")
    assert (await interaction.response()).content == "done"


async def test_who_may_not_use_commands_cannot(bot: Recorder, sandbox: Sandbox, general: Channel, amy: Person) -> None:
    sandbox.world.overwrite(general, amy.user, deny=Permission.USE_APPLICATION_COMMANDS)
    with pytest.raises(ApiError) as refused:
        await sandbox.invoke(amy.id, general.id, "offer")
    assert refused.value.code == 50013


class TestTime:
    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(answer_seconds=0.02)

    @pytest.mark.usefixtures("bot")
    async def test_who_does_not_answer_has_failed(
        self, sandbox: Sandbox, general: Channel, amy: Person, ears: Ears, qiao: Person
    ) -> None:
        interaction = await sandbox.invoke(amy.id, general.id, "sleep")
        assert (await ears.event("INTERACTION_FAILURE"))["id"] == str(interaction.id)
        with pytest.raises(TimeoutError):
            await interaction.callback_given()
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        status, body = await qiao.post(path, {"type": 4, "data": {"content": "late"}})
        assert (status, body["code"]) == (404, 10062)


async def test_tokens_grow_old(general: Channel) -> None:
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


async def test_answers_can_be_read_changed_and_deleted(
    *, bot: Recorder, sandbox: Sandbox, general: Channel, amy: Person, ears: Ears, qiao: Person
) -> None:
    interaction = await sandbox.invoke(amy.id, general.id, "translate", {"text": "hello"})
    followup = await interaction.followup()
    root = f"/webhooks/{sandbox.world.application_id}/{interaction.token}/messages"
    assert (await qiao.get(f"{root}/@original"))[1]["content"] == "hello en-US"
    changed = await qiao.ask("PATCH", f"{root}/{followup.id}", {"content": "less"})
    assert changed[1]["content"] == "less"
    for name in ("@original", followup.id):
        assert (await qiao.ask("DELETE", f"{root}/{name}"))[0] == 204
        assert "id" in await ears.event("MESSAGE_DELETE")
        assert (await qiao.get(f"{root}/{name}"))[1]["code"] == 10008


async def test_interactions_do_not_count_against_the_limits(
    bot: Recorder, sandbox: Sandbox, general: Channel, amy: Person
) -> None:
    started = [await sandbox.invoke(amy.id, general.id, "translate", {"text": str(n)}) for n in range(60)]
    await asyncio.gather(*(each.followup() for each in started))
    assert sandbox.world.metrics["limited"] == 0


@pytest.mark.parametrize("kind", [6, 7, 8, 99])
async def test_an_answer_that_does_not_fit_is_refused(
    *, bot: Recorder, sandbox: Sandbox, general: Channel, amy: Person, qiao: Person, kind: int
) -> None:
    interaction = await sandbox.invoke(amy.id, general.id, "sleep")
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    assert (await qiao.post(path, {"type": kind, "data": {"content": "x"}}))[1]["code"] == 50035
    assert (await qiao.post(path, {"type": 4, "data": {"content": "x"}}))[0] == 204
