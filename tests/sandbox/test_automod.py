import pytest

from bot.sandbox.errors import ApiError
from bot.sandbox.model import Channel, Json
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Login
from tests.sandbox.http_client import HttpClient

RULE: Json = {
    "name": "no cats",
    "event_type": 1,
    "trigger_type": 1,
    "trigger_metadata": {"keyword_filter": ["cat*"], "allow_list": ["catalog"]},
    "actions": [{"type": 1, "metadata": {}}],
    "enabled": True,
}


@pytest.fixture
def rules(general: Channel) -> str:
    return f"/guilds/{general.guild_id}/auto-moderation/rules"


async def test_moderators_make_change_and_delete_rules(wangfang: HttpClient, rules: str) -> None:
    status, made = await wangfang.post(rules, RULE)
    assert status == 200
    assert made["name"] == "no cats"
    assert await wangfang.get(rules) == (200, [made])
    changed = {**made, "name": "no dogs", "exempt_roles": ["5"]}
    body = {"name": "no dogs", "exempt_roles": [5]}
    assert await wangfang.request("PATCH", f"{rules}/{made['id']}", body) == (200, changed)
    assert await wangfang.get(f"{rules}/{made['id']}") == (200, changed)
    assert await wangfang.request("DELETE", f"{rules}/{made['id']}") == (204, None)
    status, error = await wangfang.get(f"{rules}/{made['id']}")
    assert (status, error["code"]) == (404, 10066)


async def test_rules_need_manage_server(amy: HttpClient, qiao: HttpClient, rules: str) -> None:
    for client in (amy, qiao):
        status, error = await client.get(rules)
        assert (status, error["code"]) == (403, 50013)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": None}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"trigger_type": 2}, "trigger_type"),
        ({"event_type": 3}, "event_type"),
        ({"enabled": "yes"}, "enabled"),
        ({"actions": [{"type": 9}]}, "actions"),
        ({"exempt_roles": [str(number) for number in range(21)]}, "exempt_roles"),
        ({"exempt_channels": ["x"]}, "exempt_channels"),
        ({"trigger_metadata": []}, "trigger_metadata"),
        ({"trigger_metadata": {"keyword_filter": ["x"] * 1001}}, "trigger_metadata"),
        ({"trigger_metadata": {"keyword_filter": ["x" * 61]}}, "trigger_metadata"),
        ({"trigger_metadata": {"regex_patterns": ["x" * 261]}}, "trigger_metadata"),
        ({"trigger_metadata": {"allow_list": [5]}}, "trigger_metadata"),
        ({"trigger_metadata": {"presets": [4]}}, "trigger_metadata"),
        ({"trigger_metadata": {"mention_total_limit": 51}}, "trigger_metadata"),
    ],
)
async def test_invalid_rules_are_refused(wangfang: HttpClient, rules: str, changes: Json, field: str) -> None:
    status, error = await wangfang.post(rules, {**RULE, **changes})
    assert (status, error["code"]) == (400, 50035)
    assert field in error["errors"]
    assert await wangfang.get(rules) == (200, [])


async def test_a_guild_has_a_limited_number_of_rules(wangfang: HttpClient, rules: str) -> None:
    for _ in range(6):
        assert (await wangfang.post(rules, RULE))[0] == 200
    assert (await wangfang.post(rules, RULE))[0] == 400
    assert (await wangfang.post(rules, {**RULE, "trigger_type": 4}))[0] == 200


async def test_the_bot_hears_of_rules_with_manage_server_and_the_intent(
    sandbox: Sandbox, general: Channel, login: Login, wangfang: HttpClient, rules: str
) -> None:
    guild = sandbox.world.guilds[general.guild_id or 0]
    own = next(role for role in guild.roles.values() if role.bot_id)
    bot = await login()
    await wangfang.post(rules, RULE)
    own.permissions |= Permission.MANAGE_GUILD
    _, made = await wangfang.post(rules, {**RULE, "name": "no dogs"})
    created = await bot.next_event("automod_rule_create")
    assert (created.name, created.trigger.keyword_filter) == ("no dogs", ["cat*"])
    await wangfang.request("PATCH", f"{rules}/{made['id']}", {"enabled": False})
    assert not (await bot.next_event("automod_rule_update")).enabled
    await wangfang.request("DELETE", f"{rules}/{made['id']}")
    assert (await bot.next_event("automod_rule_delete")).id == created.id
    fetched = await created.guild.fetch_automod_rules()
    assert [rule.name for rule in fetched] == ["no cats"]
    assert bot.pending("automod_rule_create") == 0


class Chat:
    """A chat in which `cat*` is blocked, and two people."""

    def __init__(self, sandbox: Sandbox, wangfang: HttpClient, amy: HttpClient, rules: str) -> None:
        self.sandbox, self.wangfang, self.amy, self.rules = sandbox, wangfang, amy, rules
        self.general = sandbox.world.named("general").id

    async def block(self, **changes: object) -> None:
        assert (await self.wangfang.post(self.rules, {**RULE, **changes}))[0] == 200


@pytest.fixture
def chat(sandbox: Sandbox, wangfang: HttpClient, amy: HttpClient, rules: str) -> Chat:
    return Chat(sandbox, wangfang, amy, rules)


async def test_blocked_keywords_are_neither_posted_nor_edited_in(chat: Chat) -> None:
    await chat.block()
    message = await chat.sandbox.say(chat.general, chat.amy.id, "a catalog, a copycat")
    with pytest.raises(ApiError, match="blocked") as refused:
        await chat.sandbox.say(chat.general, chat.amy.id, "A Catapult")
    assert refused.value.code == 200000
    with pytest.raises(ApiError, match="blocked"):
        await chat.sandbox.edit(chat.general, message.id, "A Catapult")
    assert message.content == "a catalog, a copycat"


async def test_moderators_bots_and_exempt_channels_are_not_blocked(chat: Chat, qiao: HttpClient) -> None:
    quiet = chat.sandbox.world.named("english").id
    await chat.block(exempt_channels=[str(quiet)])
    assert (await qiao.post(f"/channels/{chat.general}/messages", {"content": "a cat"}))[0] == 200
    assert (await chat.amy.post(f"/channels/{chat.general}/messages", {"content": "a cat"}))[0] == 400
    assert (await chat.wangfang.post(f"/channels/{chat.general}/messages", {"content": "a cat"}))[0] == 200
    assert (await chat.amy.post(f"/channels/{quiet}/messages", {"content": "a cat"}))[0] == 200


@pytest.mark.parametrize(
    "changes", [{"enabled": False}, {"actions": [{"type": 2, "metadata": {"channel_id": "1"}}]}, {"trigger_type": 5}]
)
async def test_other_rules_block_nothing(chat: Chat, changes: Json) -> None:
    await chat.block(**changes)
    assert (await chat.sandbox.say(chat.general, chat.amy.id, "a cat")).content == "a cat"
