"""Commands, buttons, forms, and completions are answered whatever the database and Discord do."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.chat.ui import responses
from bot.sandbox.model import Message, MessageFlag
from bot.sandbox.ratelimit import Limits
from bot.sandbox.server import Sandbox
from tests.chat.fakes import GatedSegments
from tests.chat.harness import PATIENCE, BotHarness

MODERATOR, MEMBER = "王芳", "Amy"
COMMANDS: list[tuple[str, dict[str, Any]]] = [
    ("channel enable", {}),
    ("channel disable", {}),
    ("channel status", {}),
    ("glossary add", {"source": "hotpot", "target": "火锅"}),
    ("glossary remove", {"source": "hotpot"}),
    ("glossary list", {}),
    ("glossary export", {}),
    ("suggestions", {}),
    ("bridge list", {}),
    ("language set", {"language": "en"}),
    ("language show", {}),
    ("ignore-me on", {}),
    ("translate", {"text": "This game is really fun."}),
    ("pinyin", {"text": "你好"}),
    ("qiao setup", {}),
    ("qiao status", {}),
    ("privacy", {}),
    ("help", {}),
    ("forget-me", {}),
]


class Clock:
    """Seconds of the sandbox's clock."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Extend deadlines at once, so that tests need not wait."""
    monkeypatch.setattr(responses, "EXTENDED_AFTER", 0.0)


@asynccontextmanager
async def locked(folder: Path) -> AsyncIterator[None]:
    """Another program is writing to the database, so that nobody else can; what the bot was writing is done by then."""
    connection = sqlite3.connect(folder / "qiao.db", isolation_level=None, timeout=PATIENCE, check_same_thread=False)
    # Not in the event loop's thread, in which the bot has to go on.
    await asyncio.to_thread(connection.execute, "BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


@pytest.mark.usefixtures("dictionaries")
@pytest.mark.parametrize(("name", "options"), COMMANDS, ids=[name for name, _ in COMMANDS])
async def test_a_command_waits_for_a_locked_database(
    harness: BotHarness, tmp_path: Path, soon: None, name: str, options: dict[str, Any]
) -> None:
    async with locked(tmp_path):
        used = await harness.sandbox.invoke(harness.world.person(MODERATOR).id, harness.channel, name, options)
        await used.callback_given()
    answer = await used.response()
    assert answer.content
    assert answer.flags & MessageFlag.EPHEMERAL
    assert not used.failed


async def test_a_database_that_stays_locked_is_a_sentence(sandbox: Sandbox, tmp_path: Path, soon: None) -> None:
    harness = BotHarness(sandbox, tmp_path)
    harness._url += "?timeout=0.05"
    await harness.open()
    with capture_logs() as logs:
        async with locked(tmp_path):
            assert "database" in await harness.use(MEMBER, "language set", language="en")
            assert "数据库" in await harness.use("小李", "ignore-me on")
    failed = [entry for entry in logs if entry["event"] == "a command failed"]
    assert [entry["command"] for entry in failed] == ["language set", "ignore-me on"]
    assert all(entry["exc_info"] is None for entry in failed)
    await harness.close()


async def test_buttons_and_menus_wait_for_a_locked_database(harness: BotHarness, tmp_path: Path, soon: None) -> None:
    moderator = harness.world.person(MODERATOR).id
    opened = await harness.sandbox.invoke(moderator, harness.channel, "qiao setup")
    panel = await opened.response()
    async with locked(tmp_path):
        used = await harness.sandbox.press(moderator, panel, "setup:script", ["zh-Hant"])
        await used.callback_given()
    await harness.sandbox.until(lambda: harness.guilds.seen)
    await harness.sandbox.until(lambda: panel.edited)
    assert not used.failed


async def test_a_form_waits_for_a_locked_database(
    harness: BotHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.model.enqueue("我死了，这太有趣了。")
    post = await harness.known_answer_to(await harness.say("I am dead, this is so funny."))
    jake = harness.world.person("Jake").id
    opened = await harness.ended(
        harness.sandbox.invoke_message(jake, post.channel_id, post.id, "Suggest a better translation")
    )
    monkeypatch.setattr(responses, "EXTENDED_AFTER", 0.0)
    async with locked(tmp_path):
        sent = await harness.sandbox.submit(opened, {"better": "笑死我了，太好笑了。"})
        await sent.callback_given()
    assert (await sent.response()).content


async def test_a_form_that_is_too_late_is_a_sentence(harness: BotHarness, soon: None) -> None:
    harness.model.enqueue("我死了，这太有趣了。")
    post = await harness.known_answer_to(await harness.say("I am dead, this is so funny."))
    await harness.stores.links.flush()
    harness.database.clear_caches()
    jake = harness.world.person("Jake").id
    opened = await harness.sandbox.invoke_message(jake, post.channel_id, post.id, "Suggest a better translation")
    await opened.callback_given()
    assert "try again" in (await opened.response()).content
    assert opened.modal is None


async def test_a_late_completion_is_one_line(harness: BotHarness) -> None:
    sandbox, moderator = harness.sandbox, harness.world.person(MODERATOR).id
    sandbox.faults.add("/interactions/.*", method="POST", status=404, body={"code": 10062, "message": "Unknown"})
    with capture_logs() as logs:
        await sandbox.complete(moderator, harness.channel, "glossary remove", {"source": "h"}, "source")
        await harness.until(lambda: any("interaction" in entry["event"] for entry in logs))
        assert "h" in await harness.use(MODERATOR, "glossary remove", source="h")
    [entry] = [entry for entry in logs if "interaction" in entry["event"]]
    assert (entry["event"], entry["log_level"]) == ("interaction expired", "info")


async def test_a_completion_without_a_database_is_empty(harness: BotHarness) -> None:
    sandbox, moderator = harness.sandbox, harness.world.person(MODERATOR).id
    await harness.database.close()
    with capture_logs() as logs:
        asked = await sandbox.complete(moderator, harness.channel, "glossary remove", {"source": "h"}, "source")
        await asked.callback_given()
    assert not asked.choices
    [entry] = [entry for entry in logs if entry["event"] == "option not completed"]
    assert entry["command"] == "glossary remove"


@pytest.mark.parametrize("code", [10062, 10015])
async def test_what_is_too_late_for_a_response_is_sent_directly(harness: BotHarness, code: int) -> None:
    harness.sandbox.faults.add("/interactions/.*", method="POST", status=404, body={"code": code, "message": "Unknown"})
    harness.model.enqueue("这个游戏真好玩")
    with capture_logs() as logs:
        await harness.sandbox.invoke(
            harness.world.person(MEMBER).id, harness.channel, "translate", {"text": "This game is really fun."}
        )
        message = await harness.sandbox.until(lambda: next(iter(direct_messages(harness)), None))
    assert message.content == "这个游戏真好玩"
    assert [entry["event"] for entry in logs] == ["interaction expired"]


async def test_an_answer_after_fifteen_minutes_is_sent_directly(discord_restored: None, tmp_path: Path) -> None:
    clock = Clock()
    async with Sandbox(limits=Limits(enabled=False), clock=clock) as sandbox:
        harness = BotHarness(sandbox, tmp_path)
        gate = asyncio.Event()
        model = GatedSegments()
        model.gates = [gate]
        model.enqueue("这个游戏真好玩")
        harness.model = model
        await harness.open()
        with capture_logs() as logs:
            used = await harness.sandbox.invoke(
                harness.world.person(MEMBER).id, harness.channel, "translate", {"text": "This game is really fun."}
            )
            await used.callback_given()
            await model.until_called(1)
            clock.now += 901
            gate.set()
            message = await harness.sandbox.until(lambda: next(iter(direct_messages(harness)), None))
        assert message.content == "这个游戏真好玩"
        assert [entry["event"] for entry in logs if entry["log_level"] != "debug"] == ["interaction expired"]
        await harness.close()


async def test_an_expired_answer_that_cannot_be_delivered_is_one_line(harness: BotHarness) -> None:
    harness.sandbox.faults.add(
        "/interactions/.*", method="POST", status=404, body={"code": 10062, "message": "Unknown"}
    )
    harness.sandbox.faults.add("/users/@me/channels", status=403, body={"code": 50007, "message": "no"})
    with capture_logs() as logs:
        await harness.sandbox.invoke(harness.world.person(MEMBER).id, harness.channel, "help")
        await harness.until(lambda: any(entry["event"] == "answer not delivered" for entry in logs))
        await harness.use(MEMBER, "help")
    assert [entry["event"] for entry in logs] == ["interaction expired", "answer not delivered"]


def direct_messages(harness: BotHarness) -> list[Message]:
    """What the bot sent directly."""
    return [
        message
        for channel in harness.world.channels.values()
        if channel.guild_id is None
        for message in channel.messages.values()
    ]


async def test_a_command_that_no_longer_exists_is_a_sentence(harness: BotHarness) -> None:
    harness.client.tree.remove_command("help")
    with capture_logs() as logs:
        assert "restart Discord" in await harness.use(MEMBER, "help")
    assert [entry["exc_info"] for entry in logs] == [None]
