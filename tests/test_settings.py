import os
import re
from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.settings import Settings, variable


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run each test in a folder without `.env` and an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields:
        monkeypatch.delenv(variable(field), raising=False)


def test_no_setting_is_required() -> None:
    settings = Settings.read()
    assert settings.discord_token is None
    assert settings.sandbox_host == "127.0.0.1"


def test_the_example_file_matches_the_defaults(tmp_path: Path) -> None:
    example = (Path(__file__).parents[1] / ".env.example").read_text("utf-8")
    (tmp_path / ".env").write_text(example, "utf-8")
    with_example = Settings.read()
    (tmp_path / ".env").unlink()
    assert with_example == Settings.read()


def test_env_file_and_environment_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("DISCORD_TOKEN=abc\nQIAO_CHANNELS=1, 2 3\nUNRELATED=x\n", "utf-8")
    monkeypatch.setenv("QIAO_BEAM", "4")
    settings = Settings.read()
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == "abc"
    assert settings.channels == {1, 2, 3}
    assert settings.beam == 4


def test_prefixes_can_be_set_and_disabled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIAO_IGNORED_PREFIXES", "m!, >>")
    assert Settings.read().ignored_prefixes == ("m!", ">>")
    monkeypatch.setenv("QIAO_IGNORED_PREFIXES", "m!，！、>>")
    assert Settings.read().ignored_prefixes == ("m!", "！", ">>")
    monkeypatch.setenv("QIAO_IGNORED_PREFIXES", ",")
    assert Settings.read().ignored_prefixes == ()


def test_a_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "very-secret")
    assert "very-secret" not in repr(Settings.read())


@pytest.mark.parametrize(
    ("name", "value", "requirement"),
    [
        ("QIAO_PATIENCE", "soon", "a number greater than 0"),
        ("QIAO_PATIENCE", "-1", "a number greater than 0"),
        ("QIAO_OPENAI_TIMEOUT", "0", "a number greater than 0"),
        ("QIAO_OPENAI_PARALLEL", "0", "a whole number from 1 to 256"),
        ("QIAO_BEAM", "0", "a whole number from 1 to 8"),
        ("QIAO_BEAM", "1.5", "a whole number from 1 to 8"),
        ("QIAO_SANDBOX_PORT", "harbour", "a whole number from 0 to 65535"),
        ("QIAO_THREADS", "all", "a whole number of at least 0"),
        ("QIAO_CHANNELS", "general", "whole numbers separated by commas"),
        ("QIAO_BOTS", "MEE6", "whole numbers separated by commas"),
        ("QIAO_LOG_LEVEL", "loud", "debug, info, warning or error"),
    ],
)
def test_an_invalid_value_is_reported_with_what_the_setting_takes(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, requirement: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as caught:
        Settings.read()
    assert caught.value.message == f'{name} is "{value}", but must be {requirement}.'
    assert ".env" in caught.value.remedy


CHANNELS = {
    "1，2": {1, 2},
    "1 2,3": {1, 2, 3},
    "1、2；3;4|5": {1, 2, 3, 4, 5},
    " １２ ": {12},
    "<#1>": {1},
    "<#1><#2>": {1, 2},
    '"1", "2"': {1, 2},
    "[1, 2]": {1, 2},
    "https://discord.com/channels/7/1": {1},
    "https://ptb.discord.com/channels/7/1/9, https://discordapp.com/channels/7/2/": {1, 2},
    ",": set(),
    "  ": set(),
}


@pytest.mark.parametrize("value", CHANNELS)
@pytest.mark.parametrize("file", [True, False])
def test_channels_are_taken_as_people_write_them(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    value: str,
    file: bool,  # noqa: FBT001 - parametrized
) -> None:
    if file:
        (tmp_path / ".env").write_text(f"QIAO_CHANNELS={value}\n", "utf-8")
    else:
        monkeypatch.setenv("QIAO_CHANNELS", value)
    # In .env, ` #` begins a comment, and quotes end a value.
    if not (file and value.startswith('"')):
        assert Settings.read().channels == CHANNELS[value]


def test_bots_are_taken_as_people_write_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "QIAO_BOTS", "1，<@2> <@!3> https://discord.com/api/webhooks/4/s3cret https://discord.com/users/5"
    )
    assert Settings.read().bots == {1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("QIAO_BEAM", " ２ ", 2),
        ("QIAO_BEAM", '"2"', 2),
        ("QIAO_PATIENCE", "３０.5", 30.5),
        ("QIAO_LOG_LEVEL", "DEBUG", "debug"),
        ("QIAO_LOG_FORMAT", "Json", "json"),
        ("QIAO_DEVICE", "ＣＰＵ", "cpu"),
        ("QIAO_DISCORD_API", "'http：//127.0.0.1:8377/api/v10'", "http://127.0.0.1:8377/api/v10"),
        ("QIAO_MODEL", " ", "qiao-chat-3"),
        ("QIAO_MODELS_DIR", "~/models", Path("~/models").expanduser()),
    ],
)
def test_what_people_add_by_accident_is_taken_away(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, meant: object
) -> None:
    monkeypatch.setenv(name, value)
    assert getattr(Settings.read(), name.removeprefix("QIAO_").lower()) == meant


@pytest.mark.parametrize(
    ("name", "example"),
    [
        ("QIAO_DISCORD_API", "http://127.0.0.1:8377/api/v10"),
        ("QIAO_DISCORD_GATEWAY", "ws://127.0.0.1:8377/gateway"),
        ("QIAO_OPENAI_URL", "http://127.0.0.1:8080/v1"),
    ],
)
@pytest.mark.parametrize(
    "value",
    [
        "127.0.0.1:8391",
        "localhost",
        "http//127.0.0.1/api",
        "http://",
        "ws://",
        "http://me:s3cret@127.0.0.1:1/api",
        "http://127.0.0.1:99999/api",
        "http://127.0.0.1:port/api",
        "http://[::1/api",
        "http://a b/api",
        "ftp://127.0.0.1/api",
        "http://127.0.0.1/api?v=10",
        "/api/v10",
    ],
)
def test_an_address_that_is_none_is_reported_with_an_example(
    monkeypatch: pytest.MonkeyPatch, name: str, example: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=f"^{name} is .*, but must be an address such as {example}") as caught:
        Settings.read()
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QIAO_DISCORD_API", "ws://127.0.0.1:8377/gateway"),
        ("QIAO_DISCORD_API", "http://127.0.0.1:8377"),
        ("QIAO_DISCORD_GATEWAY", "http://127.0.0.1:8377/api/v10"),
    ],
)
def test_the_addresses_of_api_and_gateway_are_not_mixed_up(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=name):
        Settings.read()


NONSENSE = ["nonsense", "-1", "1e999", "nan", "9" * 400, "~nobody/y", "{}", "[", "1.5.2", "\x7f"]


@pytest.mark.parametrize("value", NONSENSE)
@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_accepts_a_value_or_says_what_it_takes(
    monkeypatch: pytest.MonkeyPatch, field: str, value: str
) -> None:
    monkeypatch.setenv(variable(field), value)
    said = ""
    try:
        Settings.read()
    except ConfigurationError as error:
        said = error.message
    assert not said or said.startswith(f"{variable(field)} is ")
    assert len(said) < 300
    assert not re.search(r"(?i)input|pydantic|valid|parse|type=", said.replace(value, ""))


def test_a_webhook_in_the_wrong_setting_is_not_quoted_with_its_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIAO_CHANNELS", "https://discord.com/api/webhooks/4/s3cret")
    with pytest.raises(ConfigurationError, match="QIAO_CHANNELS") as caught:
        Settings.read()
    assert "s3cret" not in str(caught.value)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DISCORD_TOKEN=abc\n", "utf-8-sig")
    assert Settings.read().discord_token is not None


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read every file")
def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    (tmp_path / ".env").touch(0)
    with pytest.raises(ConfigurationError, match=r"\.env cannot be read"):
        Settings.read()


@pytest.mark.parametrize("field", ["discord_token", "database_url", "proxy"])
def test_an_invalid_secret_is_not_quoted(field: str) -> None:
    with pytest.raises(ConfigurationError, match=variable(field)) as caught:
        Settings.read(**{field: ["hidden"]})
    assert "hidden" not in str(caught.value)


def test_an_env_file_in_another_encoding_is_reported(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("QIAO_MODEL=模型".encode("gbk"))
    with pytest.raises(ConfigurationError, match="UTF-8"):
        Settings.read()


def test_every_invalid_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIAO_BEAM", "9")
    monkeypatch.setenv("QIAO_LOG_LEVEL", "loud")
    monkeypatch.setenv("QIAO_CHANNELS", "general")
    with pytest.raises(ConfigurationError) as caught:
        Settings.read()
    for name in ("QIAO_BEAM", "QIAO_LOG_LEVEL", "QIAO_CHANNELS"):
        assert name in caught.value.message
    assert "copy its ID" in caught.value.remedy
    assert ".env.example" in caught.value.remedy
