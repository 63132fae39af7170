import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli, main
from bot.settings import Settings, bundled_models
from tests.processes import ROOT, qiao


def test_a_text_is_translated() -> None:
    done = qiao("translate", "Good morning, my friend!")
    assert done.returncode == 0, done.stderr
    assert any("\u4e00" <= char <= "\u9fff" for char in done.stdout.decode())


def test_lines_become_json_objects_in_order() -> None:
    lines = ["Good morning, my friend!", "gg", "我今天很累。", ""]
    done = qiao("translate", "--json", given="\n".join(lines).encode() + b"\nx\x00y \xff")
    assert done.returncode == 0, done.stderr
    objects = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [thing["source"] for thing in objects[:4]] == lines[:4]
    assert [thing["skipped"] for thing in objects[:4]] == [None, "unknown language", None, "empty"]
    assert objects[0].keys() == {
        "source",
        "target",
        "source_language",
        "target_language",
        "confidence",
        "unsure",
        "very_unsure",
        "doubts",
        "skipped",
    }
    assert (objects[2]["source_language"], objects[2]["target_language"]) == ("zh", "en")
    assert 0 < objects[2]["confidence"] <= 1


def test_text_already_in_the_target_language_is_unchanged() -> None:
    done = qiao("translate", "--to", "en", "I am already English")
    assert done.stdout.decode().strip() == "I am already English"
    assert "same language" in done.stderr.decode()


def test_traditional_chinese_can_be_requested() -> None:
    done = qiao("translate", "--to", "zh-Hant", "这个游戏很好玩")
    assert done.stdout.decode().strip() == "這個遊戲很好玩"


@pytest.mark.parametrize("command", ["translate", "doctor", "run"])
def test_a_truncated_model_is_reported_with_a_remedy(tmp_path: Path, command: str) -> None:
    [shipped] = [path for path in bundled_models().iterdir() if (path / "manifest.json").exists()][:1]
    folder = tmp_path / shipped.name
    folder.mkdir()
    for file in shipped.iterdir():
        data = file.read_bytes()
        (folder / file.name).write_bytes(data[:1000] if file.name == "model.bin" else data)
    done = qiao(
        command, cwd=str(tmp_path), QIAO_MODELS_DIR=str(tmp_path), DISCORD_TOKEN="a.b.c", QIAO_MODEL=shipped.name
    )
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == 1
    assert "model.bin" in said
    assert "Traceback" not in said


def test_a_missing_model_is_reported() -> None:
    done = qiao("translate", "hello my friend", QIAO_MODEL="nonesuch")
    assert done.returncode == 1
    assert b"nonesuch" in done.stderr
    assert b"Traceback" not in done.stderr


def test_an_invalid_setting_is_reported() -> None:
    done = qiao("run", QIAO_SANDBOX_PORT="harbour")
    assert done.returncode == 1
    assert b"QIAO_SANDBOX_PORT" in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("QIAO_DISCORD_API", "http://127.0.0.1:1/api/v10"), ("QIAO_DISCORD_GATEWAY", "ws://127.0.0.1:1/gateway")],
)
def test_the_addresses_of_another_server_are_set_together(name: str, value: str) -> None:
    done = qiao("run", given=b"", DISCORD_TOKEN="abc", **{name: value})
    assert done.returncode == 1
    assert b"Only one of QIAO_DISCORD_API and QIAO_DISCORD_GATEWAY is set." in done.stderr


@pytest.mark.parametrize(
    ("token", "meaning"),
    [("123456789012345678", b"is an ID"), ("0123456789abcdef" * 4, b"public key"), ("your-token-here", b"placeholder")],
)
def test_what_is_not_a_token_is_explained(token: str, meaning: bytes) -> None:
    done = qiao("run", DISCORD_TOKEN=token)
    assert done.returncode == 1
    assert meaning in done.stderr
    assert token.encode() not in done.stderr


@pytest.mark.parametrize("command", [["run"], ["doctor"]])
def test_an_address_without_a_scheme_is_reported_with_an_example(command: list[str]) -> None:
    done = qiao(*command, DISCORD_TOKEN="abc", QIAO_DISCORD_API="127.0.0.1:8391")
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert b"QIAO_DISCORD_API" in said
    assert b"http://127.0.0.1:8377/api/v10" in said
    assert b"bug" not in said


@pytest.mark.parametrize("columns", ["40", "80"])
def test_a_narrow_terminal_cuts_off_no_name_or_license(columns: str) -> None:
    said = qiao("models", "list", COLUMNS=columns).stdout.decode()
    assert re.search(rf"\b{Settings.model_fields['model'].default}\b", said)
    assert "…" not in said


def test_models_are_listed_and_verified() -> None:
    assert b"qiao" in qiao("models", "list").stdout
    done = qiao("models", "verify")
    assert done.returncode == 0
    assert done.stdout.startswith(b"ok")


def test_a_folder_of_models_need_not_exist(tmp_path: Path) -> None:
    for command in ("list", "verify"):
        done = qiao("models", command, QIAO_MODELS_DIR=str(tmp_path / "nowhere"))
        assert done.returncode == 0
        assert Settings.model_fields["model"].default in done.stdout.decode()


def test_the_remedy_for_a_model_is_printed_once() -> None:
    done = qiao("models", "verify", "quikmt")
    assert done.returncode == 1
    assert done.stderr.startswith(b"bad  ")
    assert done.stderr.count(b"Did you mean quickmt?") == 1
    assert b"1 of 1 models cannot be used." in done.stderr


def test_the_doctor_reports_an_invalid_database(tmp_path: Path) -> None:
    (tmp_path / "qiao.db").write_text("this is a poem " * 100)
    done = qiao("doctor", cwd=str(tmp_path), QIAO_DATABASE_URL="sqlite+aiosqlite:///qiao.db")
    assert done.returncode == 1
    assert b"bad  database" in done.stdout
    assert b"Traceback" not in done.stderr


def test_translate_does_not_import_what_it_does_not_need() -> None:
    code = (
        "import sys; from bot.cli import cli; import bot.commands.translate; "
        "print([m for m in ('discord', 'sqlalchemy', 'alembic', 'aiohttp', 'prometheus_client') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)  # noqa: S603 - as above
    assert done.stdout.strip() == b"[]", done.stdout


def test_help_names_every_command() -> None:
    said = CliRunner().invoke(cli, ["--help"]).output
    for command in cli.commands:
        assert command in said


def test_an_unknown_command_is_reported_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["qiao", "fly"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    assert "fly" in capsys.readouterr().err
