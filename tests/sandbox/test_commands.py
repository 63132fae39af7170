from typing import Any

import pytest

from bot.sandbox.errors import ApiError
from bot.sandbox.interactions import commands
from bot.sandbox.server import Sandbox
from tests.sandbox.http_client import HttpClient

GOOD = {"name": "translate", "description": "Translate a text"}
OPTION = {"type": 3, "name": "text", "description": "The text"}


def invalid_fields(command: dict[str, Any]) -> set[str]:
    """Return the invalid fields of a command."""
    with pytest.raises(ApiError) as refused:
        commands.check_all([command])
    assert refused.value.errors is not None
    (tree,) = refused.value.errors.values()
    return set(tree)


def test_valid_commands_are_accepted() -> None:
    commands.check_all(
        [
            {**GOOD, "name_localizations": {"zh-CN": "翻译"}, "options": [{**OPTION, "required": True}]},
            {"type": 3, "name": "Translate · 翻译"},
            {"type": 2, "name": "translate"},
        ]
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "Translate"}, "name"),
        ({"name": "two words"}, "name"),
        ({"name": "n" * 33}, "name"),
        ({"name": "trans\n"}, "name"),
        ({"description": ""}, "description"),
        ({"description": "d" * 101}, "description"),
        ({"name_localizations": {"zh": "翻译"}}, "name_localizations"),
        ({"name_localizations": {"zh-CN": "翻 译"}}, "name_localizations"),
        ({"description_localizations": {"zh-CN": "译" * 101}}, "description_localizations"),
        ({"type": 9}, "type"),
        ({"options": [OPTION] * 2}, "options"),
        ({"options": [{**OPTION, "name": f"text{number}"} for number in range(26)]}, "options"),
        ({"options": [OPTION, {**OPTION, "name": "late", "required": True}]}, "options"),
        ({"options": [{**OPTION, "choices": [{"name": "a", "value": "a"}] * 26}]}, "options"),
        ({"options": [{**OPTION, "autocomplete": True, "choices": [{"name": "a", "value": "a"}]}]}, "options"),
        ({"type": 3, "name": "Menu"}, "description"),
    ],
)
def test_invalid_commands_are_refused(change: dict[str, Any], field: str) -> None:
    assert invalid_fields({**GOOD, **change}) == {field}


def test_commands_are_limited_and_unique() -> None:
    commands.check_all([{**GOOD, "name": f"translate{number}"} for number in range(100)])
    with pytest.raises(ApiError) as refused:
        commands.check_all([{"type": 3, "name": f"Menu {number}"} for number in range(16)])
    assert refused.value.code == 30032
    with pytest.raises(ApiError):
        commands.check_all([GOOD, GOOD])


async def test_commands_are_stored_by_scope_and_name(qiao: HttpClient, sandbox: Sandbox, amy: HttpClient) -> None:
    root = f"/applications/{sandbox.world.application_id}"
    (guild_id,) = sandbox.world.guilds
    assert (await qiao.request("PUT", f"{root}/commands", [GOOD]))[1][0]["name"] == "translate"
    status, again = await qiao.request("POST", f"{root}/commands", {**GOOD, "description": "Other"})
    assert status == 200
    assert (await qiao.get(f"{root}/commands"))[1] == [again]
    status, local = await qiao.request("POST", f"{root}/guilds/{guild_id}/commands", {**GOOD, "name": "here"})
    assert (status, local["guild_id"]) == (201, str(guild_id))
    path = f"{root}/guilds/{guild_id}/commands/{local['id']}"
    assert (await qiao.request("PATCH", path, {"name": "there"}))[1]["name"] == "there"
    assert (await qiao.request("DELETE", path))[0] == 204
    assert (await qiao.get(path))[1]["code"] == 10063
    assert (await amy.get(f"{root}/commands"))[0] == 403
    assert (await qiao.request("PUT", f"{root}/commands", []))[1] == []
