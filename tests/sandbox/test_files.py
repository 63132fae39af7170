"""Files over HTTP: in messages, in commands, and what is refused."""

import io
import json
from typing import Any

import aiohttp
import pytest

from bot.sandbox.messages.attachments import MAX_BYTES
from bot.sandbox.model import Channel
from bot.sandbox.server import Sandbox
from tests.sandbox.http_client import HttpClient
from tests.sandbox.recorder import Recorder


class Uploader:
    """Sends forms with files as a person."""

    def __init__(self, session: aiohttp.ClientSession, client: HttpClient, sandbox: Sandbox) -> None:
        self._session, self._client, self._sandbox = session, client, sandbox

    async def post(self, path: str, body: dict[str, Any], *files: tuple[str, bytes]) -> tuple[int, Any]:
        """Return the status and the body of the answer."""
        form = aiohttp.FormData()
        form.add_field("payload_json", json.dumps(body), content_type="application/json")
        for index, (name, content) in enumerate(files):
            form.add_field(f"files[{index}]", io.BytesIO(content), filename=name)
        headers = {"Authorization": self._client.token}
        async with self._session.post(self._sandbox.api + path, data=form, headers=headers) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text else None


@pytest.fixture
def uploader(session: aiohttp.ClientSession, amy: HttpClient, sandbox: Sandbox) -> Uploader:
    return Uploader(session, amy, sandbox)


async def test_files_of_a_message_are_described_by_index(
    uploader: Uploader, general: Channel, session: aiohttp.ClientSession
) -> None:
    described = [{"id": "1", "filename": "second.png", "description": "a dot"}]
    files = ("first.html", b"<script>"), ("x.png", b"png")
    status, message = await uploader.post(f"/channels/{general.id}/messages", {"attachments": described}, *files)
    assert status == 200
    first, second = message["attachments"]
    assert (first["filename"], first["size"], first["content_type"]) == ("first.html", 8, "text/html")
    assert (second["filename"], second["description"], second["content_type"]) == ("second.png", "a dot", "image/png")
    async with session.get(first["url"]) as answer:
        assert answer.headers["Content-Disposition"] == "attachment"
        assert answer.content_type == "application/octet-stream"
    async with session.get(second["url"]) as answer:
        assert "Content-Disposition" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert (answer.content_type, await answer.read()) == ("image/png", b"png")


@pytest.mark.parametrize(
    ("files", "status", "code"),
    [
        ([("large", bytes(MAX_BYTES + 1))], 413, 40005),
        ([("large", bytes(MAX_BYTES))], 200, None),
        ([("large", bytes(MAX_BYTES))] * 3, 413, 40005),  # more than a request can have
        ([("small", b"x")] * 10, 200, None),
        ([("small", b"x")] * 11, 400, 30015),
    ],
)
async def test_sizes_and_numbers_are_limited(
    uploader: Uploader, general: Channel, files: list[tuple[str, bytes]], status: int, code: int | None
) -> None:
    answered, body = await uploader.post(f"/channels/{general.id}/messages", {"content": "here"}, *files)
    assert (answered, body.get("code")) == (status, code)
    assert len(general.messages) == (code is None)


def read_command(value: str, command: dict[str, Any], channel: Channel) -> dict[str, Any]:
    option = {"type": 11, "name": "file", "value": value}
    described = [{"id": "0", "filename": "notes.txt"}]
    data = {"id": command["id"], "name": "read", "type": 1, "options": [option], "attachments": described}
    return {"type": 2, "channel_id": str(channel.id), "guild_id": str(channel.guild_id), "nonce": "1", "data": data}


async def test_command_gets_the_file_of_its_request(
    bot: Recorder, uploader: Uploader, qiao: HttpClient, general: Channel, sandbox: Sandbox
) -> None:
    option = {"type": 11, "name": "file", "description": "A file", "required": True}
    path = f"/applications/{sandbox.world.application_id}/commands"
    _, command = await qiao.post(path, {"name": "read", "description": "Read", "options": [option]})
    assert await uploader.post("/interactions", read_command("0", command, general), ("x", b"notes")) == (204, None)
    interaction = await bot.next_event("interaction")
    [file_id] = interaction.data["resolved"]["attachments"]
    assert interaction.data["options"][0]["value"] == file_id
    assert sandbox.world.files[int(file_id)] == ("notes.txt", b"notes")
    status, body = await uploader.post("/interactions", read_command("7", command, general), ("x", b"notes"))
    assert (status, list(body["errors"]["data"]["options"])) == (400, ["file"])


async def test_guild_index_has_the_commands_that_a_member_cannot_use(
    amy: HttpClient, qiao: HttpClient, general: Channel, sandbox: Sandbox
) -> None:
    path = f"/applications/{sandbox.world.application_id}/commands"
    command = {"name": "sweep", "description": "Sweep", "default_member_permissions": "16"}
    await qiao.post(path, command)
    _, usable = await amy.get(f"/channels/{general.id}/application-command-index")
    _, known = await amy.get(f"/guilds/{general.guild_id}/application-command-index")
    assert usable["application_commands"] == []
    assert [(one["name"], one["default_member_permissions"]) for one in known["application_commands"]] == [
        ("sweep", "16")
    ]
