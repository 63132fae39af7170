"""The documentation and `.env.example` describe everything that exists, and nothing else; no link leads nowhere."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.chat.strings import ENGLISH, SIMPLIFIED, TRADITIONAL, keys, say
from bot.chat.ui.invitation import REQUESTED
from bot.chat.ui.permissions import permission_names
from bot.cli import cli
from bot.settings import Settings, variable
from tests.published import Command, published_commands

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = {
    str(path.relative_to(ROOT)): path.read_text("utf-8")
    for folder, pattern in ((ROOT, "*.md"), (DOCS, "**/*.md"), (ROOT / "models", "*/README.md"))
    for path in sorted(folder.glob(pattern))
}
CURRENT = [name for name in PAGES if not name.startswith("docs/adr/0") and name != "CHANGELOG.md"]
"""Pages that describe how things are now; decisions and changes describe how they were."""

README, COMMANDS, CONFIGURATION = PAGES["README.md"], PAGES["docs/commands.md"], PAGES["docs/configuration.md"]
README_LINES = 150
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
SETTINGS = sorted(variable(field) for field in Settings.model_fields)
ADDRESSES = {"metrics", "healthz"}
"""What is served under these paths is no command."""


def test_every_setting_is_documented_with_its_default_and_no_other() -> None:
    rows = re.findall(r"^\| `((?:QIAO|DISCORD)_\w+)` \| (?:`([^`]*)` )?\|", CONFIGURATION, re.MULTILINE)
    example = re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE)
    assert dict(rows) == dict(example)
    assert sorted(name for name, _ in rows) == sorted(name for name, _ in example) == SETTINGS


@pytest.mark.parametrize("page", CURRENT)
def test_no_setting_is_named_that_does_not_exist(page: str) -> None:
    assert set(re.findall(r"\bQIAO_[A-Z_]+\b", PAGES[page])) <= set(SETTINGS)


def verbs(group: click.Group, prefix: str = "") -> Iterator[tuple[str, click.Command]]:
    """The commands of the command line with their full names."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from verbs(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command


def options(command: click.Command) -> set[str]:
    return {max(each.opts, key=len) for each in command.params if isinstance(each, click.Option)}


def test_every_command_of_the_command_line_is_documented_with_its_options_and_no_other() -> None:
    rows = re.findall(r"^\| `python -m bot ([a-z]+(?: [a-z]+)?)([^`]*)` \|", COMMANDS, re.MULTILINE)
    documented = {name: set(re.findall(r"--[a-z-]+", usage)) for name, usage in rows}
    assert documented == {name: options(command) for name, command in verbs(cli)}
    assert len(documented) == len(rows)


@pytest.mark.parametrize("page", CURRENT)
def test_no_command_of_the_command_line_is_named_that_does_not_exist(page: str) -> None:
    known = {name for name, _ in verbs(cli)}
    known |= {name.split()[0] for name in known}
    named = re.findall(r"python -m bot((?: [a-z]+(?![\w/.-]))+)", PAGES[page])
    assert {words.strip() for words in named} <= known


@pytest.fixture(scope="module")
def published() -> Iterator[list[Command]]:
    with pytest.MonkeyPatch.context() as patch:
        # The client is pointed at the sandbox through discord.py's class attributes, which are put back afterward.
        patch.setattr(Route, "BASE", Route.BASE)
        patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
        yield asyncio.run(published_commands())


def test_every_command_on_discord_is_documented_with_its_options_and_permission_and_no_other(
    published: list[Command],
) -> None:
    rows = re.findall(r"^\| `((?:/|Apps → )[^`]+)` \|[^|]*\|([^|]*)\|$", COMMANDS, re.MULTILINE)
    assert {usage: permission.strip() for usage, permission in rows} == {
        command.usage: command.permission for command in published
    }
    assert len(rows) == len(published)


@pytest.mark.parametrize("page", CURRENT)
def test_no_command_on_discord_is_named_that_does_not_exist(page: str, published: list[Command]) -> None:
    slash = {command.name for command in published if not command.menu}
    slash |= {name.split()[0] for name in slash}
    named = re.findall(r"`/([a-z-]+(?: [a-z-]+(?!:))*)(?: [^`/]*)?`", PAGES[page])
    assert set(named) - ADDRESSES <= slash
    assert set(re.findall(r"Apps → ([^`*|]+)[`*|]", PAGES[page])) <= {
        command.name for command in published if command.menu
    }


def prose(page: str) -> str:
    """A page without its code, in which nothing is a link or a heading."""
    return re.sub(r"^```.*?^```$|`[^`\n]*`", "", PAGES[page], flags=re.MULTILINE | re.DOTALL)


def anchors(page: str) -> set[str]:
    """The anchors that GitHub gives to a page's headings."""
    text = re.sub(r"^```.*?^```$", "", PAGES[page], flags=re.MULTILINE | re.DOTALL)
    seen: Counter[str] = Counter()
    found: set[str] = set()
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", words).strip().replace(" ", "-")
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found


def leads_somewhere(page: str, link: str) -> bool:
    file, _, anchor = link.partition("#")
    target = ((ROOT / page).parent / file).resolve() if file else ROOT / page
    return target.exists() and (not anchor or anchor in anchors(str(target.relative_to(ROOT))))


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\((?!https?://)([^)\s]+)\)", prose(page))
    assert [link for link in links if not leads_somewhere(page, link)] == []


@pytest.mark.parametrize("page", CURRENT)
def test_every_file_that_is_named_exists(page: str) -> None:
    named = re.findall(r"`((?:bot|docs|models|tests)/[\w./-]+)`", PAGES[page])
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_message_that_troubleshooting_quotes_exists() -> None:
    quotes = re.findall(r"^\| \*([^*]+)\* \|", PAGES["docs/troubleshooting.md"], re.MULTILINE)
    files = [path for pattern in ("*.py", "*.toml") for path in (ROOT / "bot").rglob(pattern)]
    said = "\n".join(path.read_text("utf-8") for path in files)
    parts = [part.strip(" .") for quote in quotes for part in quote.split("…")]
    assert [part for part in parts if part not in said] == []
    assert quotes


def test_every_page_is_in_an_index() -> None:
    for page in PAGES:
        path = ROOT / page
        if path.is_relative_to(DOCS) and path != DOCS / "README.md":
            folder = path.parent if (path.parent / "README.md").exists() and path.name != "README.md" else DOCS
            index = (folder / "README.md").read_text("utf-8")
            assert f"]({path.relative_to(folder)})" in index, page


def test_the_readme_is_short_and_opens_with_the_two_commands() -> None:
    assert len(README.splitlines()) <= README_LINES
    assert re.match(r"# .+\n\n\*\*.+\*\*\n\n```\nmake run .*\nmake test .*\n```\n", README)


def test_every_locale_has_the_same_keys_and_fields() -> None:
    assert keys(ENGLISH) == keys(SIMPLIFIED) == keys(TRADITIONAL)
    for key in keys(ENGLISH):
        fields = [set(re.findall(r"\{(\w+)\}", say(locale, key))) for locale in (ENGLISH, SIMPLIFIED)]
        assert fields[0] == fields[1], key


def test_traditional_is_traditional() -> None:
    assert "翻譯" in say("zh-TW", "command.translate.description")


def test_the_readme_lists_the_permissions_that_the_invitation_asks_for() -> None:
    table = README.partition("| permission | why |\n|---|---|\n")[2].partition("\n\n")[0]
    listed = [name for row in table.split("\n") for name in row.split("|")[1].strip().split(", ")]
    assert sorted(listed) == sorted(permission_names(ENGLISH, [name]) for name, asked in REQUESTED if asked)


def test_the_page_on_permissions_says_what_is_missing_without_each() -> None:
    rows = re.findall(r"^\| \*([A-Z][A-Za-z ]+)\* \|", PAGES["docs/hosting.md"], re.MULTILINE)
    assert {permission_names(ENGLISH, [name]) for name, asked in REQUESTED if asked} <= set(rows)
