"""The README and `.env.example` tell all and nothing but what is there."""

import re
from pathlib import Path

import click
import pytest

from bot.chat.strings import ENGLISH, SIMPLIFIED, TRADITIONAL, Catalogue
from bot.cli import cli
from bot.settings import Settings, variable

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
SETTINGS = sorted(variable(field) for field in Settings.model_fields)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in README
    assert re.search(rf"^{name}=", EXAMPLE, re.MULTILINE)


def test_no_setting_is_documented_that_does_not_exist() -> None:
    assert set(re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE)) == set(SETTINGS)
    assert set(re.findall(r"`(QIAO_[A-Z_]+)`", README)) <= set(SETTINGS)


def commands(group: click.Group, prefix: str = "") -> list[str]:
    found: list[str] = []
    for name, command in group.commands.items():
        full = f"{prefix}{name}"
        found += commands(command, f"{full} ") if isinstance(command, click.Group) else [full]
    return found


@pytest.mark.parametrize("command", commands(cli))
def test_every_command_of_the_command_line_is_documented(command: str) -> None:
    assert f"python -m bot {command}" in README


def test_the_catalogues_have_the_same_keys_and_fields() -> None:
    catalogue = Catalogue.shipped()
    assert catalogue.keys(ENGLISH) == catalogue.keys(SIMPLIFIED) == catalogue.keys(TRADITIONAL)
    for key in catalogue.keys(ENGLISH):
        fields = [set(re.findall(r"\{(\w+)\}", catalogue.say(locale, key))) for locale in (ENGLISH, SIMPLIFIED)]
        assert fields[0] == fields[1], key


def test_traditional_is_traditional() -> None:
    assert "翻譯" in Catalogue.shipped().say("zh-TW", "command.translate.description")


def test_every_link_in_the_readme_leads_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?://|#)([^)\s]+)\)", README):
        assert (ROOT / target.split("#")[0]).exists(), target
