from pathlib import Path

import pytest

from bot.settings import Settings, unread, variable
from bot.spelling import misspellings

KNOWN = [variable(field) for field in Settings.model_fields]


def nearest(name: str, *, file: bool = False) -> str | None:
    """The setting that Qiao asks about; None if it says nothing about the name."""
    found = misspellings({name: ""} if file else {}, [] if file else [name], KNOWN)
    return found[0].nearest if found else None


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("QIAO_PATINCE", "QIAO_PATIENCE"),
        ("QIAO_CHANELS", "QIAO_CHANNELS"),
        ("QIAO_CHANNEL", "QIAO_CHANNELS"),
        ("qiao_chanels", "QIAO_CHANNELS"),
        ("QIAO_LOGLEVEL", "QIAO_LOG_LEVEL"),
        ("QIAO_DATABASE", "QIAO_DATABASE_URL"),
        ("QIAO_HTTP_PROXY", "QIAO_PROXY"),
        ("QIAO-BEAM", "QIAO_BEAM"),
        ("QIAOBEAM", "QIAO_BEAM"),
        ("QAIO_BEAM", "QIAO_BEAM"),
        ("QIAO_FLAVOR", ""),
        ("QIAO_DISCORD_TOKEN", "DISCORD_TOKEN"),
        ("QIAO_TOKEN", "DISCORD_TOKEN"),
        ("DISCORD_TOKN", "DISCORD_TOKEN"),
        ("DICSORD_TOKEN", "DISCORD_TOKEN"),
        ("discord_tokne", "DISCORD_TOKEN"),
        ("DISCORD_BOT_TOKEN", "DISCORD_TOKEN"),
        ("DiscordToken", "DISCORD_TOKEN"),
    ],
)
@pytest.mark.parametrize("file", [True, False])
def test_a_misspelt_name_is_reported_with_the_nearest_one(name: str, setting: str, file: bool) -> None:  # noqa: FBT001 - parametrized
    assert nearest(name, file=file) == setting


@pytest.mark.parametrize("name", ["DISCORD_TOKEN", "discord_token", "QIAO_BEAM", "qiao_beam", "Qiao_Beam"])
@pytest.mark.parametrize("file", [True, False])
def test_the_case_of_a_name_does_not_matter(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
    file: bool,  # noqa: FBT001 - parametrized
) -> None:
    monkeypatch.chdir(tmp_path)
    if file:
        (tmp_path / ".env").write_text(f"{name}=3\n", "utf-8")
    else:
        monkeypatch.setenv(name, "3")
    settings = Settings.read()
    assert settings.beam == 3 or settings.discord_token is not None
    assert nearest(name, file=file) is None


@pytest.mark.parametrize("name", ["PATH", "HTTPS_PROXY", "TOKEN", "MODEL", "DISCORD_WEBHOOK", "QIAOQIAO", "LOG_LEVEL"])
def test_names_in_the_environment_may_belong_to_other_programs(name: str) -> None:
    assert nearest(name) is None


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("TOKEN", "DISCORD_TOKEN"),
        ("BOT_TOKEN", "DISCORD_TOKEN"),
        ("PATIENCE", "QIAO_PATIENCE"),
        ("HTTPS_PROXY", None),
        ("COMPOSE_PROJECT_NAME", None),
    ],
)
def test_names_in_the_file_are_probably_for_qiao(name: str, setting: str | None) -> None:
    assert nearest(name, file=True) == setting


def test_other_tokens_are_fine_once_the_token_is_set() -> None:
    assert misspellings({"DISCORD_TOKEN": "x", "TOKEN": "y"}, ["DISCORD_BOT_TOKEN"], KNOWN) == []


def test_the_sentence_names_the_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("\ufeffQIAO_PATINCE=3\nQIAO_BEAM: 2\nDISCORD_TOKEN=x\n", "utf-8")
    monkeypatch.setenv("QIAO_CHANELS", "1")
    said = unread()
    assert said[0] == "Line 2 of .env is not NAME=value, so it is ignored."
    assert "QIAO_PATINCE in .env is not a setting, so it is ignored. Did you mean QIAO_PATIENCE?" in said
    assert "QIAO_CHANELS in the environment is not a setting, so it is ignored. Did you mean QIAO_CHANNELS?" in said
    assert Settings.read().discord_token is not None
