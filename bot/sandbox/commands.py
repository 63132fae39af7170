"""What Discord accepts as an application command, and who may use which.

Source: Discord's documentation, "Application Commands".
"""

from collections.abc import Iterable
from typing import Any

import regex

from bot.sandbox.errors import FormErrors, refused
from bot.sandbox.model import Channel, Json, User
from bot.sandbox.world import World

CHAT_INPUT, USER, MESSAGE = 1, 2, 3
_MOST = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}
_NAME = regex.compile(r"[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}")
_NAME_MAX = 32
_TEXT_MAX = 100
_OPTIONS_MAX = 25
_TOTAL_MAX = 8000
_SUBCOMMAND, _GROUP = 1, 2
_TYPES = range(1, 12)
_STRING, _INTEGER, _NUMBER = 3, 4, 10
# Source: Discord's documentation, "Locales".
LOCALES = frozenset(
    "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th "
    "zh-CN ja zh-TW ko".split()
)


def check(command: Json, form: FormErrors, at: str = "") -> None:
    """Note what is wrong with a command; `at` is put before the paths ("0.")."""
    kind = command.get("type") or CHAT_INPUT
    if kind not in _MOST:
        form.choice(f"{at}type", tuple(_MOST))
        return
    slash = kind == CHAT_INPUT
    _names(command, form, at, slash=slash)
    if slash:
        _description(command, form, at)
        options = command.get("options") or []
        _options(options, form, f"{at}options", 0)
        if _total(command) > _TOTAL_MAX:
            form.add(f"{at}options", "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({_TOTAL_MAX})")
    elif command.get("description"):
        form.add(f"{at}description", "APPLICATION_COMMAND_INVALID", "Context menu commands have no description")
    elif command.get("options"):
        form.add(f"{at}options", "APPLICATION_COMMAND_INVALID", "Context menu commands have no options")


def check_all(commands: list[Json]) -> None:
    """Refuse a set of commands that Discord would not take.

    Raises:
        ApiError: 50035 for a wrong command, 30032 for too many of a kind.
    """
    form = FormErrors()
    seen: set[tuple[int, str]] = set()
    for index, command in enumerate(commands):
        check(command, form, f"{index}.")
        key = (command.get("type") or CHAT_INPUT, str(command.get("name")))
        if key in seen:
            form.add(f"{index}.name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
        seen.add(key)
    form.done()
    for kind, most in _MOST.items():
        if sum((each.get("type") or CHAT_INPUT) == kind for each in commands) > most:
            raise refused(30032, f"Maximum number of application commands reached ({most})")


def _valid_name(name: Any) -> bool:
    return isinstance(name, str) and _NAME.fullmatch(name) is not None and name == name.lower()


def _names(one: Json, form: FormErrors, at: str, *, slash: bool) -> None:
    localized = one.get("name_localizations") or {}
    for path, name in [("name", one.get("name")), *((f"name_localizations.{k}", v) for k, v in localized.items())]:
        if not name:
            form.required(at + path)
        elif slash and not _valid_name(name):
            form.add(at + path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
        elif not slash:
            form.length(at + path, name, _NAME_MAX, 1)
    _locales(localized, form, f"{at}name_localizations")


def _description(one: Json, form: FormErrors, at: str) -> None:
    if not one.get("description"):
        form.required(f"{at}description")
    form.length(f"{at}description", one.get("description"), _TEXT_MAX)
    localized = one.get("description_localizations") or {}
    for locale, text in localized.items():
        form.length(f"{at}description_localizations.{locale}", text, _TEXT_MAX, 1)
    _locales(localized, form, f"{at}description_localizations")


def _locales(localized: Iterable[str], form: FormErrors, at: str) -> None:
    for locale in localized:
        if locale not in LOCALES:
            form.choice(f"{at}.{locale}", "the locales that Discord knows")


def _options(options: list[Json], form: FormErrors, at: str, depth: int) -> None:
    form.count(at, len(options), _OPTIONS_MAX)
    names: set[str] = set()
    optional = False
    for index, option in enumerate(options):
        here = f"{at}.{index}."
        kind = option.get("type")
        if kind not in _TYPES or (depth and kind == _GROUP) or (depth > 1 and kind == _SUBCOMMAND):
            form.choice(f"{here}type", "the option types")
        _names(option, form, here, slash=True)
        _description(option, form, here)
        if option.get("name") in names:
            form.add(f"{here}name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
        names.add(str(option.get("name")))
        if option.get("required") and optional:
            form.add(
                f"{here}required",
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional = optional or not option.get("required")
        if kind in {_SUBCOMMAND, _GROUP}:
            _options(option.get("options") or [], form, f"{here}options", depth + 1)
        _choices(option, form, here)


def _choices(option: Json, form: FormErrors, at: str) -> None:
    choices = option.get("choices") or []
    form.count(f"{at}choices", len(choices), _OPTIONS_MAX)
    if choices and (option.get("autocomplete") or option.get("type") not in {_STRING, _INTEGER, _NUMBER}):
        form.add(f"{at}choices", "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", "Choices are not allowed here")
    for number, choice in enumerate(choices):
        form.length(f"{at}choices.{number}.name", choice.get("name") or "", _TEXT_MAX, 1)
        _locales(choice.get("name_localizations") or {}, form, f"{at}choices.{number}.name_localizations")
        if isinstance(choice.get("value"), str):
            form.length(f"{at}choices.{number}.value", choice["value"], _TEXT_MAX)


def _total(one: Json) -> int:
    # Of each text the longest of its localisations counts, as of April 2022.
    own = sum(
        max(len(one.get(key) or ""), *(len(v) for v in (one.get(f"{key}_localizations") or {}).values()), 0)
        for key in ("name", "description")
    )
    inner = sum(_total(option) for option in one.get("options") or [])
    return own + inner + sum(len(c["name"]) + len(str(c["value"])) for c in one.get("choices") or [])


def complete(world: World, command: Json, guild_id: int, number: int | None = None) -> Json:
    """Return a command as Discord keeps it, with id, version and defaults."""
    slash = (command.get("type") or CHAT_INPUT) == CHAT_INPUT
    whole: Json = {
        "type": CHAT_INPUT,
        "description": "",
        "default_member_permissions": None,
        "nsfw": False,
        "name_localizations": None,
        "description_localizations": None,
        "contexts": None,
        "integration_types": [0],
        **({"options": []} if slash else {}),
        **command,
        "id": str(number or world.snowflake()),
        "application_id": str(world.application_id),
        "version": str(world.snowflake()),
    }
    whole["dm_permission"] = not guild_id
    if guild_id:
        whole["guild_id"] = str(guild_id)
    return whole


def usable(world: World, user: User, channel: Channel) -> list[Json]:
    """Return the commands that a user may use in a channel."""
    held = world.rights(user, channel)
    context = 0 if channel.guild_id else 1
    found = [*world.commands.get(0, {}).values(), *world.commands.get(channel.guild_id or -1, {}).values()]
    return [
        command
        for command in found
        if context in (command["contexts"] or (0, 1, 2)) and not _needed(command, context) & ~held
    ]


def _needed(command: Json, context: int) -> int:
    asked = command["default_member_permissions"]
    # In direct messages nobody has permissions to lack; "0" means administrators alone.
    return 0 if asked is None or context else int(asked) or 1 << 3
