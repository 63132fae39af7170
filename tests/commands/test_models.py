"""`python -m bot models`, except what connects to the hub."""

import stat
import sys
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.commands.terminal import at_terminal
from tests.nmt import tiny
from tests.processes import qiao

EMBEDDED = Settings.model_fields["model"].default


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A host's folder, with a tiny model in `data/models`."""
    tiny.build(tmp_path / "data" / "models")
    return tmp_path


def said(folder: Path, *arguments: str, code: int = 0, **environment: str) -> str:
    """What a command prints, with the terminal's line breaks undone."""
    done = qiao("models", *arguments, given=b"", cwd=str(folder), **environment)
    output = (done.stdout + done.stderr).decode()
    assert done.returncode == code, output
    assert "Traceback" not in output
    return " ".join(output.split())


def test_installed_and_available_models_are_listed(folder: Path) -> None:
    text = said(folder, "list", QIAO_MODEL="tiny")
    assert "→ tiny en-zh, zh-en " in text
    assert "Translates word by word. Installed, and in use." in text
    assert f"{EMBEDDED} en-zh, zh-en" in text
    assert "quickmt en-zh, zh-en 425 MB CC-BY-4.0" in text
    assert "CC-BY-NC-4.0, noncommercial use only" in text
    assert "needs a GPU with" in text
    assert text.endswith("python -m bot models recommend")


def test_the_list_says_what_is_in_use_besides(folder: Path) -> None:
    text = said(folder, "list", QIAO_MODEL="openai:large", QIAO_BETTER_MODEL="tiny")
    assert "+ tiny en-zh, zh-en " in text
    assert "Translates word by word. Installed, and in use for better translations." in text
    assert "QIAO_MODEL is openai:large, which is on another server. Install one:" in text
    text = said(folder, "list", QIAO_MODEL="tiny", QIAO_BETTER_MODEL="quickmt")
    assert "QIAO_BETTER_MODEL is quickmt, which is not installed. Install one:" in text


def test_use_writes_the_model_into_env(folder: Path) -> None:
    text = said(folder, "use", "tiny")
    assert "Qiao uses tiny from its next start on: QIAO_MODEL=tiny is in .env." in text
    path = folder / ".env"
    assert path.read_text("utf-8") == "QIAO_MODEL=tiny\n"
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("# mine\nDISCORD_TOKEN=abc\nQIAO_MODEL=tiny # here\nQIAO_BEAM=1\n", "utf-8")
    said(folder, "use", EMBEDDED)
    assert path.read_text("utf-8") == f"# mine\nDISCORD_TOKEN=abc\nQIAO_MODEL={EMBEDDED}\nQIAO_BEAM=1\n"


def test_use_says_what_overrides_it(folder: Path) -> None:
    text = said(folder, "use", "tiny", QIAO_MODEL="other")
    assert "The environment variable QIAO_MODEL is set to 'other', which overrides .env: unset it." in text
    assert "overrides" not in said(folder, "use", "tiny", QIAO_MODEL="tiny")


def test_use_notes_a_model_of_one_direction(tmp_path: Path) -> None:
    tiny.build(tmp_path / "data" / "models", family="nllb")
    assert "It translates in one direction only: en-zh." in said(tmp_path, "use", "tiny")


def test_use_writes_the_better_model(folder: Path) -> None:
    text = said(folder, "use", "tiny", "--better")
    assert "Qiao uses tiny for better translations from its next start on: QIAO_BETTER_MODEL=tiny is in .env." in text
    path = folder / ".env"
    assert path.read_text("utf-8") == "QIAO_BETTER_MODEL=tiny\n"
    assert "QIAO_BETTER_MODEL names it too, so there is no second model" in said(folder, "use", "tiny")
    path.write_text("QIAO_MODEL=tiny\n", "utf-8")
    assert "tiny is the first model already (QIAO_MODEL)." in said(folder, "use", "tiny", "--better", code=1)
    assert path.read_text("utf-8") == "QIAO_MODEL=tiny\n"


@pytest.mark.parametrize(("options", "setting"), [((), "QIAO_MODEL"), (("--better",), "QIAO_BETTER_MODEL")])
def test_use_writes_a_model_on_another_server(folder: Path, options: tuple[str, ...], setting: str) -> None:
    name = "openai:hf.co/makers/Hy-MT2-7B_gguf:Q4_K_M"
    text = said(folder, "use", name, *options)
    assert f"{setting}={name} is in .env. What people write is then sent to the server that runs it." in text
    assert "Also set QIAO_OPENAI_URL to the server's base address, such as http://127.0.0.1:8080/v1." in text
    assert text.endswith("python -m bot doctor")
    assert (folder / ".env").read_text("utf-8") == f"{setting}={name}\n"
    assert "Also set" not in said(folder, "use", name, *options, QIAO_OPENAI_URL="http://127.0.0.1:1/v1")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("openai:", "openai: has no name after it. Add the model's: openai:NAME"),
        ("openai:two words", "'two words' does not look like the name of a model"),
        ("openai:a#b", "'a#b' does not look"),
        ("openai:${HOME}", "'${HOME}' does not look"),
    ],
)
def test_use_refuses_names_that_no_server_has(folder: Path, name: str, reason: str) -> None:
    assert reason in said(folder, "use", name, code=1)
    assert not (folder / ".env").exists()


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("quickmt", "The model quickmt is not installed. Install it: python -m bot models pull quickmt"),
        ("quikmt", "Qiao knows no model 'quikmt'. Did you mean quickmt?"),
        ("Tiny", "Qiao knows no model 'Tiny'. Did you mean tiny?"),
        ("../tiny", "Qiao knows no model '../tiny'."),
        ("zzzzzzzzz", "Qiao knows no model 'zzzzzzzzz'. `python -m bot models list` shows all that it knows."),
    ],
)
def test_use_refuses_what_is_not_installed(folder: Path, name: str, hint: str) -> None:
    assert hint in said(folder, "use", name, code=1)
    assert not (folder / ".env").exists()


def test_use_refuses_a_damaged_model(folder: Path) -> None:
    with (folder / "data/models/tiny/model.bin").open("ab") as file:
        file.write(b"x")
    assert "model.bin has " in said(folder, "use", "tiny", code=1)
    assert not (folder / ".env").exists()


def test_a_model_is_removed(folder: Path) -> None:
    assert "--yes" in said(folder, "remove", "tiny", code=1)
    text = said(folder, "remove", "tiny", "--yes")
    assert text.startswith("Removed tiny: ")
    assert not (folder / "data/models/tiny").exists()


def test_the_model_for_better_translations_is_in_use(folder: Path) -> None:
    text = said(folder, "remove", "tiny", "--yes", code=1, QIAO_BETTER_MODEL="tiny")
    assert text == "tiny is in use. Set QIAO_BETTER_MODEL to nothing first."


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("tiny", "tiny is in use. Choose another one first"),
        (EMBEDDED, f"{EMBEDDED} comes with Qiao and cannot be removed."),
        ("quickmt", "The model quickmt is not installed."),
        ("tinny", "Did you mean tiny?"),
        ("..", "Qiao knows no model '..'"),
        ("", "Qiao knows no model ''"),
    ],
)
def test_what_must_stay_or_is_not_there_is_not_removed(folder: Path, name: str, reason: str) -> None:
    assert reason in said(folder, "remove", name, "--yes", code=1, QIAO_MODEL="tiny")
    assert (folder / "data/models/tiny/manifest.json").exists()


def test_recommend_names_a_model_or_says_why_not(folder: Path) -> None:
    text = said(folder, "recommend")
    assert text.startswith(("The embedded model", "quickmt: ", "lmt-60", "seed-x"))
    assert "It needs" in text or "it needs" in text


def test_what_is_left_of_a_download_is_removed_and_noted_by_the_doctor(folder: Path) -> None:
    part = folder / "data/models/.quickmt.part"
    (part / "quickmt").mkdir(parents=True)
    (part / "quickmt/model.bin").write_bytes(bytes(3_000_000))
    with (folder / "data/models/tiny/model.bin").open("ab") as file:
        file.write(b"x")
    done = qiao("doctor", cwd=str(folder))
    lines = done.stdout.decode()
    assert "note model tiny: " in lines
    assert "note model quickmt: its download was cut off" in lines
    assert done.returncode == 0
    assert said(folder, "remove", "quickmt", "--yes") == "Removed quickmt: 3 MB are free again."
    assert not part.exists()


def test_removal_is_confirmed_at_a_terminal(folder: Path) -> None:
    assert "Nothing was removed." in at_terminal(folder, "models", "remove", "tiny", answer="n")[1]
    status, shown = at_terminal(folder, "models", "remove", "tiny", answer="y")
    assert (status, "Removed tiny: " in shown) == (0, True), shown
