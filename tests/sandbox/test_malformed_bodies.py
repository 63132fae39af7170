"""Malformed bodies: every route refuses them like Discord, and no client ever hears of them."""

import json
from typing import Any

import aiohttp
import pytest

from bot.sandbox.model import Channel
from bot.sandbox.ratelimit import Limits
from bot.sandbox.rest.call import Route
from bot.sandbox.rest.routes import ROUTES
from bot.sandbox.server import Sandbox
from tests.sandbox.http_client import HttpClient
from tests.sandbox.recorder import Recorder

ROUTES_WITH_BODY = [route for route in ROUTES if route.method in {"POST", "PUT", "PATCH"}]
BROKEN = ["{", "[1,", "nonsense", "\ud800", "[" * 100_000, '"text"', "5", "true"]
JUNK: list[Any] = ["junk", -1, 10**30, [], {}, [None], ["junk"], [{}], [{"type": "junk"}], {"junk": 1}]
FIELDS: dict[str, dict[str, Any]] = {
    "/channels/{channel_id}/messages": {
        "base": {"content": "hi"},
        "fields": "embeds components allowed_mentions message_reference sticker_ids attachments poll flags nonce",
    },
    "/channels/{channel_id}/threads": {
        "base": {"name": "tea", "type": 11},
        "fields": "name type auto_archive_duration rate_limit_per_user applied_tags invitable",
    },
    "/guilds/{guild_id}/channels": {
        "base": {"name": "tea", "type": 15},
        "fields": "name type topic position nsfw parent_id permission_overwrites available_tags default_sort_order",
    },
    "/webhooks/{webhook_id}/{webhook_token}": {"base": {"content": "hi"}, "fields": "username avatar_url embeds"},
    "/users/@me/channels": {"base": {}, "fields": "recipient_id"},
    "/channels/{channel_id}/webhooks": {"base": {}, "fields": "name"},
    "/guilds/{guild_id}/auto-moderation/rules": {
        "base": {"name": "tea", "event_type": 1, "trigger_type": 1, "actions": [{"type": 1}], "enabled": True},
        "fields": "name event_type trigger_type trigger_metadata actions enabled exempt_roles exempt_channels",
    },
}
"""Bodies that are accepted, and fields that make them malformed."""


class Places:
    """Fills the parameters of routes with the ids of things that exist."""

    def __init__(self, sandbox: Sandbox, general: Channel) -> None:
        self._sandbox, self._general = sandbox, general

    async def path(self, route: str, author: HttpClient) -> str:
        world, general = self._sandbox.world, self._general
        hook = next(iter(world.webhooks.values()))
        message = await self._sandbox.say(general.id, author.id, "hello")
        known: dict[str, object] = {"channel_id": general.id, "guild_id": general.guild_id, "message_id": message.id}
        known |= {"webhook_id": hook.id, "webhook_token": hook.token, "application_id": world.application_id}
        known |= dict.fromkeys(("user_id", "target_id"), world.person("Amy").id)
        return route.format(**known, command_id=1, interaction_id=1, token="token", emoji="👍", role_id=1, rule_id=1)


@pytest.fixture
def limits() -> Limits:
    return Limits(enabled=False)


@pytest.fixture
async def places(sandbox: Sandbox, general: Channel, qiao: HttpClient) -> Places:
    await qiao.post(f"/channels/{general.id}/webhooks", {"name": "hook"})
    return Places(sandbox, general)


@pytest.mark.parametrize("route", ROUTES_WITH_BODY, ids=lambda route: f"{route.method} {route.path}")
async def test_a_body_that_is_no_object_is_refused(
    session: aiohttp.ClientSession, places: Places, qiao: HttpClient, sandbox: Sandbox, route: Route
) -> None:
    path = await places.path(route.path, qiao)
    for text in [*BROKEN, '{"a": 1}' if route.lists else "[]"]:
        data, headers = text.encode("utf-8", "surrogatepass"), {"Authorization": qiao.token}
        async with session.request(route.method, sandbox.api + path, data=data, headers=headers) as answer:
            assert 400 <= answer.status < 500, (text[:20], answer.status)
            assert json.loads(await answer.text())["code"] in {50109, 50035}


async def test_an_unknown_charset_is_refused(
    session: aiohttp.ClientSession, places: Places, qiao: HttpClient, sandbox: Sandbox
) -> None:
    path = await places.path("/channels/{channel_id}/messages", qiao)
    headers = {"Authorization": qiao.token, "Content-Type": "application/json; charset=martian"}
    async with session.post(sandbox.api + path, data=b"{}", headers=headers) as answer:
        assert answer.status == 400


@pytest.mark.parametrize("path", FIELDS)
async def test_junk_in_a_field_never_reaches_a_client(
    bot: Recorder, places: Places, sandbox: Sandbox, wangfang: HttpClient, path: str
) -> None:
    base, fields = FIELDS[path]["base"], FIELDS[path]["fields"].split()
    for field in fields:
        for junk in JUNK:
            status, _ = await wangfang.post(await places.path(path, wangfang), {**base, field: junk})
            assert status < 500, (field, junk)
    general = sandbox.world.named("general")
    await sandbox.say(general.id, wangfang.id, "still there?")
    while (await bot.next_event("message")).content != "still there?":
        pass
    assert (await wangfang.get(f"/guilds/{general.guild_id}/channels"))[0] == 200
