"""Every setting, read once from the environment and `.env`, at the composition roots.

`.env.example` and the README describe each of them; a test checks that.
"""

import logging
import os
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_origin
from urllib.parse import urlsplit

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from pydantic import AliasChoices, Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import ConfigurationError
from bot.spelling import misspellings

logging.getLogger("dotenv.main").setLevel(logging.ERROR)  # `unread` says what it would say
_PACKAGE = Path(__file__).resolve().parent
ENV_FILE: Final = ".env"
_SECRETS = frozenset({"discord_token", "database_url", "proxy", "openai_key"})
_LONGEST_QUOTE = 100

API_EXAMPLE: Final = "http://127.0.0.1:8377/api/v10"
GATEWAY_EXAMPLE: Final = "ws://127.0.0.1:8377/gateway"
OPENAI_EXAMPLE: Final = "http://127.0.0.1:8080/v1"

_ADDRESSES: Final = {
    "discord_api": (("http", "https"), API_EXAMPLE),
    "discord_gateway": (("ws", "wss"), GATEWAY_EXAMPLE),
    "openai_url": (("http", "https"), OPENAI_EXAMPLE),
}
"""The schemes that a server's address may have, and an example."""

_SITE = r"https?://(?:\w+\.)?discord(?:app)?\.com/"
_ID = r"(\d{1,20})"
_IDS: Final = {
    "channels": re.compile(
        rf"(\d{{1,20}})|<#(\d{{1,20}})>|{_SITE}channels/(?:\d+|@me)/(\d{{1,20}})(?:/\d+)?/?", re.IGNORECASE
    ),
    "bots": re.compile(
        rf"{_ID}|<@!?{_ID}>|{_SITE}(?:users/{_ID}|api/(?:v\d+/)?webhooks/{_ID}(?:/[\w-]+)?)/?", re.IGNORECASE
    ),
}
"""Ways to write one id: the number, a mention, or a link."""

_REMEDIES: Final = {
    "channels": "In Discord, right-click the channel and copy its ID or its link (the ID needs Settings → Advanced → "
    "Developer Mode); put it into .env or the environment.",
    "bots": "In Discord, turn on Settings → Advanced → Developer Mode, right-click the bot and copy its ID; "
    "put it into .env or the environment.",
}
_KINDS: Final[dict[object, str]] = {Path: "the path of a folder", frozenset[int]: "whole numbers separated by commas"}
_REMEDY = "Correct it in .env or in the environment; .env.example lists every setting."


def bundled_models() -> Path:
    """The folder of the bundled models: next to the package in a checkout, inside it in a wheel."""
    shipped = _PACKAGE / "_models"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "models"


class Settings(BaseSettings):
    """All settings. Frozen, and built only in `cli` and `app`; the other packages get plain values."""

    model_config = SettingsConfigDict(
        env_prefix="QIAO_",
        env_file=ENV_FILE,
        env_file_encoding="utf-8-sig",  # Windows's Notepad begins a file with a byte-order mark
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    discord_token: SecretStr | None = Field(None, validation_alias=AliasChoices("discord_token", "DISCORD_TOKEN"))
    discord_api: str | None = None
    discord_gateway: str | None = None
    proxy: SecretStr | None = None
    channels: Annotated[frozenset[int], NoDecode] = frozenset()
    ignored_prefixes: Annotated[tuple[str, ...], NoDecode] = ("!", "?", ".", "/", "$", "%", ";;", "t!")
    bots: Annotated[frozenset[int], NoDecode] = frozenset()
    patience: float = Field(60.0, gt=0, allow_inf_nan=False)
    member_limit: int = Field(300, ge=0)
    guild_limit: int = Field(0, ge=0)
    reconcile_messages: int = Field(100, ge=0)
    reconcile_hours: float = Field(24.0, gt=0)

    model: str = "qiao-chat-3"
    better_model: str = ""
    models_dir: Path = Path("data/models")
    device: Literal["cpu", "cuda"] = "cpu"
    compute_type: str = "auto"
    threads: int = Field(0, ge=0)
    beam: int = Field(4, ge=1, le=8)
    queue_limit: int = Field(4096, ge=1)
    batch_tokens: int = Field(2048, ge=64)
    cache_segments: int = Field(20_000, ge=0)
    openai_url: str | None = None
    openai_key: SecretStr | None = None
    openai_parallel: int = Field(4, ge=1, le=256)
    openai_timeout: float = Field(30.0, gt=0, allow_inf_nan=False)

    links_days: int = Field(30, ge=0, le=36_500)
    guild_days: int = Field(7, ge=0, le=36_500)
    database_url: str = "sqlite+aiosqlite:///data/qiao.db"

    sandbox_host: str = "127.0.0.1"
    sandbox_port: int = Field(8377, ge=0, le=65535)

    metrics_host: str = "127.0.0.1"
    metrics_port: int = Field(9108, ge=0, le=65535)

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"

    @model_validator(mode="before")
    @classmethod
    def _clean(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Take away what people add by accident: spaces, quotes, full-width characters; blank is not set."""
        cleaned = {key: _cleaned(key, value) if isinstance(value, str) else value for key, value in values.items()}
        return {key: value for key, value in cleaned.items() if value != ""}

    @field_validator("ignored_prefixes", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return list(filter(None, re.split(r"[\s,，、]+", value))) if isinstance(value, str) else value

    @field_validator("channels", mode="before")
    @classmethod
    def _read_channels(cls, value: object) -> object:
        return _ids(value, _IDS["channels"]) if isinstance(value, str) else value

    @field_validator("bots", mode="before")
    @classmethod
    def _read_bots(cls, value: object) -> object:
        return _ids(value, _IDS["bots"]) if isinstance(value, str) else value

    @field_validator("discord_api", "discord_gateway", "openai_url")
    @classmethod
    def _check_address(cls, value: str | None, info: ValidationInfo) -> str | None:
        return _address(str(info.field_name), value)

    @field_validator("models_dir")
    @classmethod
    def _expand(cls, value: Path) -> Path:
        try:
            return value.expanduser()
        except RuntimeError as error:  # nobody has such a home
            raise ValueError from error

    @property
    def model_folders(self) -> tuple[Path, ...]:
        """Where models are looked for: the folder of the installed ones, then that of the bundled ones."""
        return tuple(dict.fromkeys((self.models_dir, bundled_models())))

    @classmethod
    def read(cls, **overrides: object) -> "Settings":
        """Read the environment and `.env`; `overrides` that are not None take precedence.

        Raises:
            ConfigurationError: a value is invalid; the message names the variable, but never a secret.
        """
        try:
            return cls(**{key: value for key, value in overrides.items() if value is not None})  # type: ignore[arg-type]
        except ValidationError as error:
            wrong = {str(each["loc"][0]).lower(): each["input"] for each in error.errors(include_url=False)}
            raise ConfigurationError(
                " ".join(
                    f"{variable(name)} is {_quoted(name, value)}, but must be {_requirement(name)}."
                    for name, value in wrong.items()
                ),
                " ".join(dict.fromkeys(_REMEDIES.get(name, _REMEDY) for name in wrong)),
            ) from None
        except UnicodeDecodeError:
            raise ConfigurationError(".env is not valid UTF-8.", "Save it as UTF-8.") from None
        except OSError as error:
            raise ConfigurationError(
                f".env cannot be read: {error.strerror}.", "Let Qiao's user read it, or remove it."
            ) from None


def variable(field: str) -> str:
    """The environment variable for a field."""
    name = field.upper()
    return name if name == "DISCORD_TOKEN" else f"QIAO_{name}"


def environment() -> dict[str, str | None]:
    """All names and values in `.env` and in the environment, which wins.

    Besides the settings, these are the variables that other programs read too, such as HTTPS_PROXY.
    """
    return {**_env_file(), **os.environ}


def unread() -> list[str]:
    """What in `.env` and in the environment was probably meant to be a setting, but is not read; as sentences."""
    try:
        with Path(ENV_FILE).open(encoding="utf-8-sig") as file:
            broken = [binding.original.line for binding in parse_stream(file) if binding.error]
    except (OSError, UnicodeDecodeError):
        broken = []
    names = misspellings(_env_file(), os.environ, map(variable, Settings.model_fields))
    return [*(f"Line {line} of .env is not NAME=value, so it is ignored." for line in broken), *map(str, names)]


def _env_file() -> dict[str, str | None]:
    try:
        return dict(dotenv_values(ENV_FILE, encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return {}  # `Settings.read` says so


def _cleaned(name: str, value: str) -> str:
    """A value without surrounding spaces and quotes; full-width characters become ASCII where no text is expected."""
    name = name.lower().removeprefix("qiao_")
    value = value.strip()
    if name == "ignored_prefixes":  # may be quotes
        return value
    while len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1].strip()
    field = Settings.model_fields.get(name)
    if field is None or field.annotation in {str, Path} or name in _SECRETS:
        return value
    value = unicodedata.normalize("NFKC", value)
    return value.lower() if get_origin(field.annotation) is Literal else value


def _ids(text: str, form: re.Pattern[str]) -> list[int]:
    """The ids in a list that a person wrote.

    Raises:
        ValueError: something in it is no id.
    """
    found = []
    for part in re.split(r"[\s,、;|\[\]\"']+", re.sub(r"(?<=>)(?=<)", " ", text)):
        if part:
            match = form.fullmatch(part)
            if match is None:
                raise ValueError
            found.append(int(next(filter(None, match.groups()))))
    return found


def _address(name: str, value: str | None) -> str | None:
    """Check the address of a server.

    Raises:
        ValueError: it has no host or path, or another scheme.
    """
    if value is None:
        return None
    schemes, _ = _ADDRESSES[name]
    parts = urlsplit(value)  # raises ValueError, as does the port
    if parts.scheme.lower() not in schemes or not parts.hostname or parts.port == 0 or re.search(r"[\s@]", value):
        raise ValueError
    if parts.query or parts.fragment or (name == "discord_api" and not parts.path.strip("/")):
        raise ValueError
    return value


def _quoted(name: str, value: object) -> str:
    """An invalid value as users see it; secrets and the database's address, which may have a password, stay hidden."""
    text = re.sub(r"(webhooks/\d+)/[\w-]+", r"\1/…", str(value))
    text = re.sub(r"(?<=//)[^/@\s]*@", "…@", text)
    shown = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
    return "invalid" if name in _SECRETS else f'"{shown}"'


def _requirement(name: str) -> str:
    """What a setting takes, in words."""
    field = Settings.model_fields[name]
    if name in _ADDRESSES:
        return f"an address such as {_ADDRESSES[name][1]}"
    if get_origin(field.annotation) is Literal:
        *others, last = get_args(field.annotation)
        return f"{', '.join(others)} or {last}"
    if field.annotation in _KINDS:
        return _KINDS[field.annotation]
    bounds = {key: getattr(part, key) for part in field.metadata for key in ("gt", "ge", "le") if hasattr(part, key)}
    kind = "a whole number" if field.annotation is int else "a number" if field.annotation is float else "valid"
    if "ge" in bounds and "le" in bounds:
        return f"{kind} from {bounds['ge']} to {bounds['le']}"
    if "gt" in bounds:
        return f"{kind} greater than {bounds['gt']:g}"
    return f"{kind} of at least {bounds['ge']}" if "ge" in bounds else kind
