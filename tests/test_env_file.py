import os
import stat
import sys
from pathlib import Path

import pytest

from bot import env_file
from bot.errors import ConfigurationError
from bot.settings import Settings


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "QIAO_MODEL=tea\n"),
        ("QIAO_MODEL=qiao\n", "QIAO_MODEL=tea\n"),
        ("QIAO_MODEL=", "QIAO_MODEL=tea"),
        ("A=1\n\n# two\n  QIAO_MODEL = 'old' # mine\nB=2\n", "A=1\n\n# two\n  QIAO_MODEL=tea\nB=2\n"),
        ("export QIAO_MODEL=old\n", "export QIAO_MODEL=tea\n"),
        ("qiao_model=old\n", "QIAO_MODEL=tea\n"),
        ("A=1\n# QIAO_MODEL=\nB=2\n", "A=1\nQIAO_MODEL=tea\nB=2\n"),
        ("#QIAO_MODEL=old\r\nB=2\r\n", "QIAO_MODEL=tea\r\nB=2\r\n"),
        ("QIAO_MODEL=a\n# QIAO_MODEL=b\n", "QIAO_MODEL=tea\n# QIAO_MODEL=b\n"),
        ("QIAO_MODEL=a\nQIAO_MODEL=b\n", "QIAO_MODEL=a\nQIAO_MODEL=tea\n"),
        ("# Set QIAO_MODEL=x for x\nA=1", "# Set QIAO_MODEL=x for x\nA=1\nQIAO_MODEL=tea\n"),
        ("# QIAO_MODEL=x picks x\n", "# QIAO_MODEL=x picks x\nQIAO_MODEL=tea\n"),
        ("A=1\r\nB=2", "A=1\r\nB=2\r\nQIAO_MODEL=tea\r\n"),
        ("QIAO_MODELS_DIR=x\n", "QIAO_MODELS_DIR=x\nQIAO_MODEL=tea\n"),
        ("A='one\nQIAO_MODEL=inside\n'\n", "A='one\nQIAO_MODEL=inside\n'\nQIAO_MODEL=tea\n"),
        ("what is this\nQIAO_MODEL=old\n", "what is this\nQIAO_MODEL=tea\n"),
        ("QIAO_MODEL\n", "QIAO_MODEL\nQIAO_MODEL=tea\n"),
        ("T=秘密 #  ✓\n\n\n", "T=秘密 #  ✓\n\n\nQIAO_MODEL=tea\n"),
    ],
)
def test_one_line_is_set_and_the_others_keep_their_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QIAO_MODEL", raising=False)
    path = tmp_path / ".env"
    for mark in ("", "\ufeff"):
        path.write_bytes((mark + before).encode())
        env_file.set_value(path, "QIAO_MODEL", "tea")
        assert path.read_bytes() == (mark + after).encode()
        assert Settings.read().model == "tea"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_a_new_file_is_for_its_owner_and_an_old_one_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    env_file.set_value(path, "A", "1")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    env_file.set_value(path, "A", "2")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("A=1\n", "utf-8")
    link = tmp_path / ".env"
    link.symlink_to("real")
    env_file.set_value(link, "A", "2")
    assert link.is_symlink()
    assert (tmp_path / "real").read_text("utf-8") == "A=2\n"


def test_what_cannot_be_read_or_written_is_reported(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes("QIAO_MODEL=模型\n".encode("gb18030"))
    with pytest.raises(ConfigurationError, match="not valid UTF-8"):
        env_file.set_value(path, "QIAO_MODEL", "tea")
    with pytest.raises(ConfigurationError, match=r"cannot be changed: .*Set A=1 there or in the environment yourself"):
        env_file.set_value(tmp_path / "missing" / ".env", "A", "1")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_the_owner_stays_when_root_changes_it(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n", "utf-8")
    os.chown(path, 65534, 65534)
    env_file.set_value(path, "A", "2")
    assert (path.stat().st_uid, path.stat().st_gid) == (65534, 65534)
