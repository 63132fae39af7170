"""Keeps gateway events that discord.py cannot parse from ending the process.

discord.py parses events without a net: one missing field raises out of the loop that reads the gateway. Here the bad
parts of an event are removed, such as one scheduled event of a server or one component of a message; an event that
cannot be parsed even so is skipped. The parts of a message are also bad if discord.py parses them, but nothing can read
them, such as an embed whose list of fields is null.
"""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import Any

import discord
import structlog
from discord.state import ConnectionState

from bot.chat.incoming import read
from bot.log import origin

log = structlog.get_logger(__name__)

Json = dict[str, Any]
Parses = Callable[[Any], bool]
"""Whether discord.py can parse a value."""

REPAIRED, SKIPPED = "repaired", "skipped"
RESULTS = (REPAIRED, SKIPPED)
"""What became of events that discord.py could not parse."""

_LISTS = ("attachments", "embeds", "mentions", "mention_roles", "components")
_MESSAGE: Json = {
    "id": None,
    "channel_id": None,
    "author": None,
    "type": 0,
    "flags": 0,
    "content": "",
    **{key: [] for key in _LISTS},
}
_KEPT: dict[str, Json] = {
    "READY": {"user": None},
    "GUILD_CREATE": {"id": None, "name": ""},
    "GUILD_UPDATE": {"id": None, "name": ""},
    "THREAD_LIST_SYNC": {"guild_id": None},
    "MESSAGE_CREATE": _MESSAGE,
    "MESSAGE_UPDATE": _MESSAGE,
    "INTERACTION_CREATE": {
        **dict.fromkeys(("id", "application_id", "type", "token", "version")),
        "attachment_size_limit": 10 * 1024 * 1024,
        "locale": "en-US",
    },
}
"""The events that can be repaired, with the fields that they need, and what replaces a missing one, if anything can."""

_CHANNEL: Json = {"name": "", "position": 0, "permission_overwrites": []}
_REACTION: Json = {"type": 0, "burst": False}
_DEFAULTS: dict[str, Json] = {
    **{event: _KEPT[event] for event in ("MESSAGE_CREATE", "MESSAGE_UPDATE", "INTERACTION_CREATE")},
    **dict.fromkeys(("CHANNEL_CREATE", "CHANNEL_UPDATE"), _CHANNEL),
    **dict.fromkeys(("MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE"), _REACTION),
}
"""What is added to every event: discord.py would fail without it, or leave out attributes that everything relies on."""

_USER: Json = {"username": "somebody", "discriminator": "0"}

_CARRIED = (*_LISTS, "message_snapshots", "poll", "sticker_items")
"""Parts of a message that are objects."""


class Parsing:
    """Guards discord.py's parsers.

    Args:
        state: discord.py's state, whose parsers are replaced.

    Attributes:
        failures: number of events that discord.py could not parse, see `RESULTS`.
    """

    def __init__(self, state: ConnectionState[Any]) -> None:
        self.failures: Counter[str] = Counter()
        self._state = state
        self._reported: set[tuple[str, str]] = set()
        for event, parse in state.parsers.items():
            state.parsers[event] = partial(self._parse, event, parse)

    def _parse(self, event: str, parse: Callable[[Any], None], data: Any) -> None:
        try:
            if event in _DEFAULTS:
                data = _with_users({**data, **_completed(data, _DEFAULTS[event])})
            if _KEPT.get(event) is _MESSAGE and any(map(data.get, _CARRIED)):
                self._try(event, data)
            parse(data)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one event, the others must be handled
            removed = self._parse_rest(event, parse, data)
            result = SKIPPED if removed is None else REPAIRED
            self.failures[result] += 1
            where = origin(error)
            if (event, where) not in self._reported:  # a server sends the same event at every start
                self._reported.add((event, where))
                log.warning(
                    "gateway event not understood",
                    event_type=event,
                    result=result,
                    removed=removed,
                    error=type(error).__name__,
                    at=where,
                )

    def _parse_rest(self, event: str, parse: Callable[[Any], None], data: Any) -> list[str] | None:
        """Parse an event without its bad parts.

        Returns:
            The removed parts; None if the event was skipped.
        """
        if not isinstance(data, dict):
            return None
        parses, kept = partial(_succeeds, partial(self._try, event)), _KEPT.get(event)
        if kept is None:
            repaired = _trimmed(data, partial(_succeeds, parse))
        elif parses(data):
            return None
        else:
            repaired = _repair(data, kept, parses)
            if repaired is None or not _succeeds(parse, repaired):
                return None
        if repaired is None:
            return None
        return sorted(key for key, value in data.items() if key not in repaired or repaired[key] != value)

    def _try(self, event: str, data: Any) -> object:
        """Do what discord.py does to parse an event, without dispatching it."""
        state = self._state
        match event:
            case "READY":
                return [discord.ClientUser(state=state, data=data["user"]), *map(self._guild, data["guilds"])]
            case "GUILD_CREATE" | "GUILD_UPDATE":
                return self._guild(data)
            case "THREAD_LIST_SYNC":
                guild = state._get_guild(int(data["guild_id"])) or discord.Object(0)  # noqa: SLF001 - no other way
                return [discord.Thread(guild=guild, state=state, data=thread) for thread in data["threads"]]  # type: ignore[arg-type]
            case "INTERACTION_CREATE":
                return discord.Interaction(data=data, state=state)
            case _:
                channel, _ = state._get_guild_channel(data)  # noqa: SLF001 - as discord.py's parser does
                # discord.py takes the data of members out of mentions.
                return read(discord.Message(channel=channel, data=deepcopy(data), state=state))  # type: ignore[arg-type]

    def _guild(self, data: Any) -> discord.Guild:
        return discord.Guild(data=data, state=self._state)


def _succeeds(work: Callable[[Any], object], data: Any) -> bool:
    try:
        work(data)
    except Exception:  # noqa: BLE001 - what is wrong was reported when the whole event failed
        return False
    return True


def _repair(data: Json, kept: Json, parses: Parses) -> Json | None:
    """An event without its bad parts; None if the fields that it needs are bad.

    Starting from the fields that it needs, the others are added one by one as far as they can be parsed.
    """
    try:
        needed = {key: [] if key in _LISTS else value for key, value in _completed(data, kept).items()}
    except KeyError:
        return None
    lists: Json = {key: [] for key, value in data.items() if isinstance(value, list)}
    good = needed | lists
    if not parses(good):  # something is a list that must not be one
        good = needed | {key: [] for key in lists if parses(needed | {key: []})}
    if not parses(good):
        return None
    rest = data.keys() - (needed.keys() - _LISTS)
    for key in sorted(rest, key=lambda key: (isinstance(data[key], dict | list), key)):

        def fits(value: Any, key: str = key) -> bool:
            return parses(good | {key: value})

        if fits(data[key]):
            good[key] = data[key]
        elif isinstance(data[key], list):
            if key in good:
                good[key] = _good_entries(data[key], fits)
        elif (value := _trimmed(data[key], fits)) is not None:
            good[key] = value
    return good


def _completed(data: Json, kept: Json) -> Json:
    """The fields that an event needs, with defaults for what is missing or null.

    Raises:
        KeyError: a field is missing that has no default.
    """
    fields = {key: default if data.get(key) is None else data[key] for key, default in kept.items()}
    for key, value in fields.items():
        if value is None:
            raise KeyError(key)
    return fields


def _with_users(data: Json) -> Json:
    """An event, or the member in one, with the fields that the user in it needs."""
    completed = dict(data)
    for key in ("author", "user"):
        if isinstance(user := data.get(key), dict):
            completed[key] = {"avatar": None, **user, **_completed(user, _USER)}
    if isinstance(member := data.get("member"), dict):
        completed["member"] = _with_users(member)
    return completed


def _good_entries(entries: list[Any], fits: Parses) -> list[Any]:
    """The entries of a list that can be parsed, some of them without a bad part."""
    if fits(entries):
        return entries
    if len(entries) == 1:
        trimmed = _trimmed(entries[0], lambda entry: fits([entry]))
        return [] if trimmed is None else [trimmed]
    half = len(entries) // 2
    return [*_good_entries(entries[:half], fits), *_good_entries(entries[half:], fits)]


def _trimmed(entry: Any, fits: Parses) -> Json | None:
    """An object without its one bad field, or with that list emptied; None if that does not help."""
    if not isinstance(entry, dict):
        return None
    for key, value in entry.items():
        without = {other: kept for other, kept in entry.items() if other != key}
        for trial in ({**entry, key: []}, without) if isinstance(value, list) or value is None else (without,):
            if fits(trial):
                return trial
    return None
