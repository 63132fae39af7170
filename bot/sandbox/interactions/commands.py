"""Application commands: what Discord accepts, and who can use which.

Source: Discord's documentation, "Application Commands".
"""

from collections.abc import Iterable
from typing import Any

import regex

from bot.sandbox.errors import FormErrors, refused, unknown
from bot.sandbox.model import Channel, Json, User
from bot.sandbox.permissions import Permission
from bot.sandbox.world import World

CHAT_INPUT, USER, MESSAGE = 1, 2, 3
BOT_DM, PRIVATE_CHANNEL = 1, 2
USER_INSTALL = 1
_MAX_COMMANDS = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}
_NAME = regex.compile(r"[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}")
_NAME_MAX = 32
_TEXT_MAX = 100
_OPTIONS_MAX = 25
_SIZE_MAX = 8000
_SUBCOMMAND, _GROUP = 1, 2
_TYPES = range(1, 12)
_STRING, _INTEGER, _NUMBER = 3, 4, 10
# Source: Discord's documentation, "Locales".
LOCALES = frozenset(
    "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th "
    "zh-CN ja zh-TW ko".split()
)


def check(command: Json, form: FormErrors, at: str = "") -> None:
    """Add the errors in a command to a form.

    Args:
        command: as in the request.
        form: collects the errors.
        at: prefix of the error paths, such as "0.".
    """
    kind = command.get("type") or CHAT_INPUT
    if kind not in _MAX_COMMANDS:
        form.choice(f"{at}type", tuple(_MAX_COMMANDS))
        return
    slash = kind == CHAT_INPUT
    _check_names(command, form, at, slash=slash)
    if slash:
        _check_description(command, form, at)
        options = command.get("options") or []
        _check_options(options, form, f"{at}options", 0)
        if _size(command) > _SIZE_MAX:
            form.add(f"{at}options", "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({_SIZE_MAX})")
    elif command.get("description"):
        form.add(f"{at}description", "APPLICATION_COMMAND_INVALID", "Context menu commands have no description")
    elif command.get("options"):
        form.add(f"{at}options", "APPLICATION_COMMAND_INVALID", "Context menu commands have no options")


def check_all(commands: list[Json]) -> None:
    """Check a set of commands.

    Raises:
        ApiError: 50035 for an invalid command, 30032 for too many commands of a type.
    """
    form = FormErrors()
    seen: set[tuple[int, str]] = set()
    for index, command in enumerate(commands):
        check(command, form, f"{index}.")
        key = (command.get("type") or CHAT_INPUT, str(command.get("name")))
        if key in seen:
            form.add(f"{index}.name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
        seen.add(key)
    form.raise_errors()
    for kind, maximum in _MAX_COMMANDS.items():
        if sum((command.get("type") or CHAT_INPUT) == kind for command in commands) > maximum:
            raise refused(30032, f"Maximum number of application commands reached ({maximum})")


def _valid_name(name: Any) -> bool:
    return isinstance(name, str) and _NAME.fullmatch(name) is not None and name == name.lower()


def _check_names(item: Json, form: FormErrors, at: str, *, slash: bool) -> None:
    localized = item.get("name_localizations") or {}
    for path, name in [("name", item.get("name")), *((f"name_localizations.{k}", v) for k, v in localized.items())]:
        if not name:
            form.required(at + path)
        elif slash and not _valid_name(name):
            form.add(at + path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
        elif not slash:
            form.length(at + path, name, _NAME_MAX, 1)
    _check_locales(localized, form, f"{at}name_localizations")


def _check_description(item: Json, form: FormErrors, at: str) -> None:
    if not item.get("description"):
        form.required(f"{at}description")
    form.length(f"{at}description", item.get("description"), _TEXT_MAX)
    localized = item.get("description_localizations") or {}
    for locale, text in localized.items():
        form.length(f"{at}description_localizations.{locale}", text, _TEXT_MAX, 1)
    _check_locales(localized, form, f"{at}description_localizations")


def _check_locales(localized: Iterable[str], form: FormErrors, at: str) -> None:
    for locale in localized:
        if locale not in LOCALES:
            form.choice(f"{at}.{locale}", "the locales that Discord knows")


def _check_options(options: list[Json], form: FormErrors, at: str, depth: int) -> None:
    form.count(at, len(options), _OPTIONS_MAX)
    names: set[str] = set()
    optional = False
    for index, option in enumerate(options):
        here = f"{at}.{index}."
        kind = option.get("type")
        if kind not in _TYPES or (depth and kind == _GROUP) or (depth > 1 and kind == _SUBCOMMAND):
            form.choice(f"{here}type", "the option types")
        _check_names(option, form, here, slash=True)
        _check_description(option, form, here)
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
            _check_options(option.get("options") or [], form, f"{here}options", depth + 1)
        _check_choices(option, form, here)


def _check_choices(option: Json, form: FormErrors, at: str) -> None:
    choices = option.get("choices") or []
    form.count(f"{at}choices", len(choices), _OPTIONS_MAX)
    if choices and (option.get("autocomplete") or option.get("type") not in {_STRING, _INTEGER, _NUMBER}):
        form.add(f"{at}choices", "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", "Choices are not allowed here")
    for number, choice in enumerate(choices):
        form.length(f"{at}choices.{number}.name", choice.get("name") or "", _TEXT_MAX, 1)
        _check_locales(choice.get("name_localizations") or {}, form, f"{at}choices.{number}.name_localizations")
        if isinstance(choice.get("value"), str):
            form.length(f"{at}choices.{number}.value", choice["value"], _TEXT_MAX)


def _size(item: Json) -> int:
    # The longest localization of each text counts.
    own = sum(
        max(len(item.get(key) or ""), *(len(v) for v in (item.get(f"{key}_localizations") or {}).values()), 0)
        for key in ("name", "description")
    )
    inner = sum(_size(option) for option in item.get("options") or [])
    return own + inner + sum(len(c["name"]) + len(str(c["value"])) for c in item.get("choices") or [])


def normalize(world: World, command: Json, guild_id: int, command_id: int | None = None) -> Json:
    """Return a command as Discord stores it, with id, version and defaults.

    Args:
        world: hands out ids.
        command: as in the request.
        guild_id: 0 for a global command.
        command_id: the id to keep; None for a new command.
    """
    slash = (command.get("type") or CHAT_INPUT) == CHAT_INPUT
    stored: Json = {
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
        "id": str(command_id or world.snowflake()),
        "application_id": str(world.application_id),
        "version": str(world.snowflake()),
    }
    stored["dm_permission"] = not guild_id
    if guild_id:
        stored["guild_id"] = str(guild_id)
    return stored


def available(world: World, user: User, channel: Channel) -> list[Json]:
    """Return the commands that a user can use in a channel."""
    held = world.permissions_for(user, channel)
    context = context_of(world, channel)
    found = [*world.commands.get(0, {}).values(), *world.commands.get(channel.guild_id or -1, {}).values()]
    return [
        command
        for command in found
        if context in (command["contexts"] or (0, 1, 2))
        and (context != PRIVATE_CHANNEL or USER_INSTALL in command["integration_types"])
        and not _required_permissions(command, context) & ~held
    ]


def context_of(world: World, channel: Channel) -> int:
    """Return where commands are used: in a guild, with the bot, or in a direct message channel without the bot."""
    if channel.guild_id is not None:
        return 0
    return BOT_DM if world.bot.id in channel.recipients else PRIVATE_CHANNEL


def _required_permissions(command: Json, context: int) -> int:
    default = command["default_member_permissions"]
    # Permissions do not apply in direct messages; "0" means administrators only.
    return 0 if default is None or context else int(default) or Permission.ADMINISTRATOR


def check_use(world: World, user: User, channel: Channel, data: Json, *, partial: bool) -> Json:
    """Check the data that a user's client sends for a command against the command.

    Args:
        world: the state that has the command.
        user: who uses it.
        channel: where.
        data: as in the request.
        partial: whether options are still being typed, so that required ones may be missing.

    Returns:
        The interaction data for the bot.

    Raises:
        ApiError: 10063 for a command that the user cannot use here, 50035 for a required option that is missing.
    """
    command_id = str(data.get("id"))
    command = next((found for found in available(world, user, channel) if found["id"] == command_id), None)
    if command is None:
        raise unknown("application command")
    form = FormErrors()
    if not partial:
        _check_given(command.get("options") or [], data.get("options") or [], form, "data.options")
    form.raise_errors()
    checked: Json = {"id": command_id, "name": command["name"], "type": command["type"]}
    checked |= {key: data[key] for key in ("options", "target_id") if key in data}
    if "guild_id" in command:
        checked["guild_id"] = command["guild_id"]
    return checked


def _check_given(options: list[Json], given: list[Json], form: FormErrors, at: str) -> None:
    by_name = {option.get("name"): option for option in given}
    names = {option["name"] for option in options}
    for name in by_name.keys() - names:
        form.choice(f"{at}.{name}", sorted(names))
    for option in options:
        path = f"{at}.{option['name']}"
        value = by_name.get(option["name"])
        if value is not None:
            _check_given(option.get("options") or [], value.get("options") or [], form, path)
        elif option.get("required"):
            form.required(path)
