"""Every setting, read once from the environment and `.env`, at the composition roots.

`.env.example` and the README describe each of them; a test checks that.
"""

from pathlib import Path
from typing import Annotated, Literal, get_args, get_origin

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import ConfigurationError

_PACKAGE = Path(__file__).resolve().parent
_SECRETS = frozenset({"discord_token", "database_url"})


def models_folder() -> Path:
    """The folder of the bundled models: next to the package in a checkout, inside it in a wheel."""
    shipped = _PACKAGE / "_models"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "models"


class Settings(BaseSettings):
    """All settings. Frozen, and built only in `cli` and `app`; the other packages get plain values."""

    model_config = SettingsConfigDict(
        env_prefix="QIAO_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    discord_token: SecretStr | None = Field(None, validation_alias=AliasChoices("discord_token", "DISCORD_TOKEN"))
    discord_api: str | None = None
    discord_gateway: str | None = None
    channels: Annotated[frozenset[int], NoDecode] = frozenset()
    ignored_prefixes: Annotated[tuple[str, ...], NoDecode] = ("!", "?", ".", "/", "$", "%", ";;", "t!")
    bots: Annotated[frozenset[int], NoDecode] = frozenset()
    patience: float = Field(60.0, gt=0)
    member_limit: int = Field(300, ge=0)

    model: str = "qiao-chat-3"
    models_dir: Path = Field(default_factory=models_folder)
    device: Literal["cpu", "cuda"] = "cpu"
    compute_type: str = "auto"
    threads: int = Field(0, ge=0)
    beam: int = Field(4, ge=1, le=8)
    queue_limit: int = Field(4096, ge=1)
    batch_tokens: int = Field(2048, ge=64)
    cache_segments: int = Field(20_000, ge=0)

    links_days: int = Field(30, ge=0)
    guild_days: int = Field(7, ge=0)
    database_url: str = "sqlite+aiosqlite:///data/qiao.db"

    sandbox_host: str = "127.0.0.1"
    sandbox_port: int = Field(8377, ge=0, le=65535)

    metrics_host: str = "127.0.0.1"
    metrics_port: int = Field(9108, ge=0, le=65535)

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"

    @field_validator("channels", "ignored_prefixes", "bots", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part for part in value.replace(",", " ").split() if part] if isinstance(value, str) else value

    @classmethod
    def read(cls, **overrides: object) -> "Settings":
        """Read the environment and `.env`; `overrides` that are not None take precedence.

        Raises:
            ConfigurationError: a value is invalid; the message names the variable, but never a secret.
        """
        try:
            return cls(**{key: value for key, value in overrides.items() if value is not None})  # type: ignore[arg-type]
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = str(first["loc"][0])
            raise ConfigurationError(
                f"{variable(name)} is {_quoted(name, first['input'])}, but must be {_requirement(name)}.",
                "Correct it in .env or in the environment; .env.example lists every setting.",
            ) from None
        except UnicodeDecodeError:
            raise ConfigurationError(".env is not valid UTF-8.", "Save it as UTF-8.") from None


def variable(field: str) -> str:
    """The environment variable for a field."""
    name = field.upper()
    return name if name == "DISCORD_TOKEN" else f"QIAO_{name}"


def _quoted(name: str, value: object) -> str:
    """An invalid value as users see it; secrets and the database's address, which may have a password, stay hidden."""
    return "invalid" if name in _SECRETS else f'"{value}"'


def _requirement(name: str) -> str:
    """What a setting takes, in words."""
    field = Settings.model_fields[name]
    if get_origin(field.annotation) is Literal:
        *others, last = get_args(field.annotation)
        return f"{', '.join(others)} or {last}"
    if field.annotation == frozenset[int]:
        return "whole numbers separated by commas"
    bounds = {key: getattr(part, key) for part in field.metadata for key in ("gt", "ge", "le") if hasattr(part, key)}
    kind = "a whole number" if field.annotation is int else "a number" if field.annotation is float else "valid"
    if "ge" in bounds and "le" in bounds:
        return f"{kind} from {bounds['ge']} to {bounds['le']}"
    if "gt" in bounds:
        return f"{kind} greater than {bounds['gt']:g}"
    return f"{kind} of at least {bounds['ge']}" if "ge" in bounds else kind
