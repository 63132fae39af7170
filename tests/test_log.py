import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.log import configure


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    """Restore the logging configuration for other tests."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
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
