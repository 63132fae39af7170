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


@pytest.mark.parametrize("field", ["discord_token", "database_url"])
def test_an_invalid_secret_is_not_quoted(field: str) -> None:
    with pytest.raises(ConfigurationError, match=variable(field)) as caught:
        Settings.read(**{field: ["hidden"]})
    assert "hidden" not in str(caught.value)


def test_an_env_file_in_another_encoding_is_reported(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("QIAO_MODEL=模型".encode("gbk"))
    with pytest.raises(ConfigurationError, match="UTF-8"):
        Settings.read()
