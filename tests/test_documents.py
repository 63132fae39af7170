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
from bot.nmt.catalog import Catalog, Entry
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
CHINESE = PAGES["README.zh-CN.md"]
READMES = {"README.md": "English | [简体中文](README.zh-CN.md)", "README.zh-CN.md": "[English](README.md) | 简体中文"}
"""The README in each language, and its line that leads to the other."""
README_LINES = 150
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
SETTINGS = sorted(variable(field) for field in Settings.model_fields)
CATALOG = Catalog.read(ROOT / "models" / "catalog.toml").models
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
    return {max(each.opts, key=len) for each in command.params if isinstance(each, click.Option) and not each.hidden}


def test_every_command_of_the_command_line_is_documented_with_its_options_and_no_other() -> None:
    rows = re.findall(r"^\| `python -m bot ([a-z]+(?: [a-z]+)?)([^`]*)` \|", COMMANDS, re.MULTILINE)
    documented = {name: set(re.findall(r"--[a-z-]+", usage)) for name, usage in rows}
    assert documented == {name: options(command) for name, command in verbs(cli)}
    assert len(documented) == len(rows)


@pytest.mark.parametrize("page", CURRENT)
def test_no_command_of_the_command_line_is_named_that_does_not_exist(page: str) -> None:
    known = {name for name, _ in verbs(cli)}
    names = [entry.name for entry in CATALOG]
    known |= {f"{name} {model}" for name in known if name.startswith("models ") for model in names}
    known |= {name.split()[0] for name in known}
    named = re.findall(r"python -m bot((?: [a-z]+(?![\w/.:-]))+)", PAGES[page])
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


def test_every_test_that_the_page_on_security_names_exists() -> None:
    page = re.sub(r"<!--.*?-->", "", PAGES["docs/security.md"], flags=re.DOTALL)
    named = re.findall(r"`(tests/[\w./]+)::(\w+)`", page)
    files = {file: (ROOT / file).read_text("utf-8") for file, _ in named if (ROOT / file).exists()}
    assert [f"{file}::{name}" for file, name in named if f"def {name}(" not in files.get(file, "")] == []
    table = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| threat ")]
    assert table
    assert [line for line in table if not re.search(r"\| `tests/[^|]+ \|$", line)] == []


def rows(page: str, width: int) -> dict[str, list[str]]:
    """The rows of a page's tables that begin with the name of a model: their other cells."""
    found = [[cell.strip() for cell in line.split("|")[1:-1]] for line in PAGES[page].splitlines()]
    first = re.compile(r"\[?`([\w.-]+)`")
    return {name[1]: row[1:] for row in found if len(row) == width and (name := first.match(row[0]))}


def readable(count: int) -> str:
    return f"{count / 1e6:.0f} MB" if count < 1e9 else f"{count / 1e9:.1f} GB"


def test_the_page_on_models_says_of_each_what_the_catalog_says() -> None:
    table = rows("docs/models.md", 6)
    assert list(table) == [entry.name for entry in CATALOG]
    for entry in CATALOG:
        device, download, memory, terms, _ = table[entry.name]
        assert device.startswith({"cuda": "GPU", "cpu": "processor"}[entry.device])
        assert download == (readable(entry.download_size) if entry.download_size else "ships with Qiao")
        assert memory == f"{(entry.memory << 20) / 1e9:.1f} GB"
        assert terms == (entry.licence if entry.commercial else f"{entry.licence}, noncommercial")


@pytest.mark.parametrize("test_set", ["FLORES-200 devtest", "WMT22"])
def test_the_page_on_models_has_the_published_scores_of_the_catalog(test_set: str) -> None:
    listed = re.findall(
        rf"^\| `([\w.-]+)` \| {test_set} \| ([^|]+) \| ([^|]+) \|$", PAGES["docs/models.md"], re.MULTILINE
    )
    assert {name: [en, zh] for name, en, zh in listed} == {
        entry.name: [stated(entry, test_set, direction) for direction in ("en-zh", "zh-en")]
        for entry in CATALOG
        if any(score.test_set == test_set for score in entry.scores)
    }


def stated(entry: Entry, test_set: str, direction: str) -> str:
    scores = [score.value for score in entry.scores if (score.test_set, score.direction) == (test_set, direction)]
    return " / ".join(map(str, scores)) or "not published"


def test_the_readme_says_of_models_what_their_page_says() -> None:
    page, short = rows("docs/models.md", 6), rows("README.md", 5)
    assert "quickmt" in short
    for name, (download, memory, *_) in short.items():
        assert [download.replace("none", "ships with Qiao"), memory] == page[name][1:3]
    for entry in CATALOG:
        for score in entry.scores:
            if entry.name in short and (score.test_set, score.metric) == ("FLORES-200 devtest", "BLEU"):
                assert str(score.value) in short[entry.name][3]


def test_every_page_is_in_an_index() -> None:
    for page in PAGES:
        path = ROOT / page
        if path.is_relative_to(DOCS) and path != DOCS / "README.md":
            folder = path.parent if (path.parent / "README.md").exists() and path.name != "README.md" else DOCS
            index = (folder / "README.md").read_text("utf-8")
            assert f"]({path.relative_to(folder)})" in index, page


@pytest.mark.parametrize("page", READMES)
def test_the_readme_is_short_and_opens_with_the_other_language_and_the_two_commands(page: str) -> None:
    assert len(PAGES[page].splitlines()) <= README_LINES
    languages = re.escape(READMES[page])
    assert re.match(rf"# .+\n\n{languages}\n\n\*\*.+\*\*\n\n```\nmake run .*\nmake test .*\n```\n", PAGES[page])


CODE_BLOCK = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`[^`\n]+`")
TWO_NAMES = re.compile(r"`((?:/|应用 → )[^`]+)`（(`(?:/|Apps → )[^`]+`)）")
"""A command's Chinese name, and its English one in parentheses."""


def code_blocks(text: str) -> list[str]:
    """The code blocks without their comments, which are in the language of the page."""
    return [re.sub(r" *#.*$", "", block, flags=re.MULTILINE) for block in CODE_BLOCK.findall(text)]


def links(text: str) -> Counter[str]:
    return Counter(re.findall(r"\]\(([^)\s]+)\)", text))


def tables(text: str) -> list[list[int]]:
    """For each table, how many cells each of its rows has."""
    blocks = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    return [[len(re.findall(r"(?<!\\)\|", row)) - 1 for row in block.splitlines()] for block in blocks]


def outline(text: str) -> list[str]:
    """Headings, steps, bullets, pictures, code blocks, and tables, in their order."""
    return re.findall(r"^(#+|\d+\.|-|!|```|\|-).*$", text, re.MULTILINE)


def numbers(text: str) -> Counter[str]:
    """The numbers that people read: not those in code and links."""
    read = re.sub(r"\]\([^)]*\)", "]", INLINE_CODE.sub("", CODE_BLOCK.sub("", text)))
    return Counter(re.findall(r"\d+(?:[.,]\d+)*", read))


def test_both_readmes_have_the_same_parts_code_links_tables_and_numbers() -> None:
    english, chinese = (PAGES[page].replace(f"\n{languages}\n", "", 1) for page, languages in READMES.items())
    assert outline(chinese) == outline(english)
    assert code_blocks(chinese) == code_blocks(english)
    assert links(chinese) == links(english)
    assert tables(chinese) == tables(english)
    assert numbers(chinese) == numbers(english)
    assert Counter(INLINE_CODE.findall(TWO_NAMES.sub(r"\2", chinese))) == Counter(INLINE_CODE.findall(english))


def test_the_chinese_readme_names_commands_as_discord_shows_them_in_chinese(published: list[Command]) -> None:
    shown = {
        f"`Apps → {command.name}`" if command.menu else f"`/{command.name}`": (
            f"应用 → {command.chinese}" if command.menu else f"/{command.chinese}"
        )
        for command in published
    }
    named = TWO_NAMES.findall(CHINESE)
    assert named
    assert [(chinese, english) for chinese, english in named if shown.get(english) != chinese] == []


@pytest.mark.parametrize(
    ("page", "locale", "heading"),
    [("README.md", ENGLISH, "| permission | why |"), ("README.zh-CN.md", SIMPLIFIED, "| 权限 | 用途 |")],
)
def test_each_readme_lists_the_permissions_of_the_invitation_in_discords_words(
    page: str, locale: str, heading: str
) -> None:
    [rows] = re.findall(rf"^{re.escape(heading)}\n\|[-|]+\n((?:\|.*\n)+)", PAGES[page], re.MULTILINE)
    listed = [name for cell in re.findall(r"^\| ([^|]+) \|", rows, re.MULTILINE) for name in re.split(", |、", cell)]
    named = {key: key.removeprefix("permission.") for key in keys(locale) if key.startswith("permission.")}
    asked = [say(locale, key) for key, name in named.items() if getattr(REQUESTED, name)]
    assert sorted(listed) == sorted(asked)
    assert len(asked) == REQUESTED.value.bit_count()


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
