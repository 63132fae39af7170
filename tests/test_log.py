import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.log import configure
from bot.storage.database import Database
from bot.storage.suggestions import Suggestions


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    """Restore the logging configuration for other tests."""
    root = logging.getLogger()
    handlers, levels = root.handlers[:], (root.level, logging.getLogger("bot").level)
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    logging.getLogger("bot").setLevel(levels[1])
    structlog.reset_defaults()


def fail(secret: str) -> None:
    local = f"the {secret} text"
    raise ValueError(local)


@pytest.mark.parametrize("form", ["console", "json"])
@pytest.mark.parametrize("own", [True, False], ids=["our own log", "a library's log"])
def test_an_exception_is_logged_with_its_location_and_type_but_no_text(form: str, *, own: bool) -> None:
    stream = io.StringIO()
    configure("info", form, stream)
    try:
        fail("hidden")
    except ValueError:
        if own:
            structlog.get_logger("bot.test").exception("a step failed", message=5)
        else:
            logging.getLogger("discord.client").exception("Ignoring exception in %s", "on_message")
    said = stream.getvalue()
    assert "ValueError" in said
    assert "in fail" in said
    assert "hidden" not in said


def test_json_logs_have_one_object_per_line() -> None:
    stream = io.StringIO()
    configure("info", "json", stream)
    structlog.get_logger("bot.test").info("listening", guilds=3, name="茶馆")
    logging.getLogger("aiohttp.server").warning("slow")
    entries = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert entries[0]["event"] == "listening"
    assert entries[0]["guilds"] == 3
    assert entries[0]["name"] == "茶馆"
    assert entries[1]["level"] == "warning"


def test_libraries_are_quiet() -> None:
    stream = io.StringIO()
    configure("info", "console", stream)
    logging.getLogger("discord.gateway").info("Shard ID None has connected")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("library", ["aiosqlite", "asyncpg", "sqlalchemy.engine", "discord.http", "websockets.client"])
def test_a_library_logs_no_payload_even_in_debug_mode(library: str) -> None:
    stream = io.StringIO()
    configure("debug", "console", stream)
    structlog.get_logger("bot.test").debug("our own entry")
    logging.getLogger(library).info("INSERT ... %r", ("hidden",))
    assert "our own entry" in stream.getvalue()
    assert "hidden" not in stream.getvalue()


async def test_debug_mode_does_not_log_what_is_stored(tmp_path: Path) -> None:
    stream = io.StringIO()
    configure("debug", "json", stream)
    async with await Database.open(f"sqlite+aiosqlite:///{tmp_path}/qiao.db") as database:
        suggestion = await Suggestions(database).add(
            guild_id=1,
            channel_id=2,
            post_id=3,
            author_id=4,
            language="zh",
            source="elderberry",
            target="接骨木",
            created_at=5,
        )
        assert await Suggestions(database).get(suggestion.id) == suggestion
    logging.getLogger("aiosqlite").warning("the log works")
    assert "the log works" in stream.getvalue()
    assert "elderberry" not in stream.getvalue()
    assert "接骨木" not in stream.getvalue()
