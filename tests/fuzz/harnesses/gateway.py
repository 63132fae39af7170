"""Events of Discord's gateway with parts that are missing, wrong or new."""

import json
from functools import cache
from typing import Any

import discord
from structlog.testing import capture_logs

from bot.chat.parsing import RESULTS, Parsing
from tests.fuzz.events import EVENTS, MESSAGE, READY, SERVER
from tests.fuzz.harness import Reader

_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        0,
        -1,
        1 << 40,
        1 << 70,
        1e308,
        "",
        "x",
        "5",
        "123456789012345678",
        "2026-13-45",
        "2026-01-01T00:00:00+00:00",
    ),
    *([], {}, [None], [{}], {"id": None}, {"id": "1"}, [[]], ["1"], {"a": {"b": []}}),
)
_CHANGES = 3


class _Client(discord.Client):
    """A client without a connection that remembers which events it was told of."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, messages=True, reactions=True, message_content=True),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self.told: list[str] = []
        self.parsing = Parsing(self._connection)
        self.changed = True

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        self.told.append(event)

    def receive(self, event: str, data: Any) -> None:
        self._connection.parsers[event](data)

    def start_again(self) -> None:
        """Forget what an event changed: an input must not depend on the ones before it."""
        self.changed = False
        self._connection.clear()
        self._connection.user = discord.ClientUser(state=self._connection, data=json.loads(READY)["user"])
        self.receive("GUILD_CREATE", json.loads(SERVER))
        self.told.clear()


@cache
def _client() -> _Client:
    return _Client()


def gateway(data: bytes) -> None:
    reader = Reader(data)
    event, payload = EVENTS[reader.number(len(EVENTS))]
    body = json.loads(payload)
    changes = [[reader.number(256) for _ in range(5)] for _ in range(1 + reader.number(_CHANGES))]
    text = reader.text()
    for change in changes:
        body = _changed(body, change, text)
    client = _client()
    if client.changed:
        client.start_again()
    client.changed = not event.startswith("MESSAGE")
    failures = client.parsing.failures.total()
    with capture_logs():
        client.receive(event, body)
    assert client.parsing.failures.total() - failures in (0, 1)
    assert set(client.parsing.failures) <= set(RESULTS)
    client.told.clear()
    skipped = client.parsing.failures["skipped"]
    client.receive("MESSAGE_CREATE", json.loads(MESSAGE))
    assert client.told == ["message"]
    assert client.parsing.failures["skipped"] == skipped


def _changed(body: Any, change: list[int], text: str) -> Any:
    """The payload with one part, found by a walk through it, replaced, removed or added."""
    *steps, last, kind = change
    parent: Any = None
    key: Any = None
    here = body
    for step in steps:
        if not isinstance(here, dict | list) or not here or (parent is not None and step % 3 == 0):
            break
        parent, key = here, list(here)[step % len(here)] if isinstance(here, dict) else step % len(here)
        here = parent[key]
    value = text if last % 4 == 0 else _VALUES[last % len(_VALUES)]
    if parent is None:
        return value
    if kind % 4 == 0:
        del parent[key]
    elif kind % 4 == 1 and isinstance(here, list):
        here.append(value)
    elif kind % 4 == 1 and isinstance(here, dict):
        here[text[:10]] = value
    else:
        parent[key] = value
    return body
