"""The token is nowhere but in the requests to Discord: not in logs, errors, reports, or the arguments of a process."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import structlog.testing
from pydantic import SecretStr

from bot.cli import cli
from bot.errors import ConfigurationError
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from bot.telemetry.health import serve
from bot.telemetry.runtime import Runtime
from bot.token_forms import read_token
from tests.processes import qiao

# In the form of a token, so that nothing refuses it before Discord does.
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.abcdefghijklmnopqrstuvwxyz0123456789AB"


def parts(token: str) -> Iterator[str]:
    """What would give a token away: all of it, and its secret third part."""
    yield token
    yield token.rpartition(".")[2][:20]


def test_the_token_is_a_secret_in_every_form_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    settings = Settings.read()
    assert isinstance(settings.discord_token, SecretStr)
    shown = [repr(settings), str(settings), f"{settings}", settings.model_dump_json(), repr(settings.model_dump())]
    assert not [form for form in shown for part in parts(TOKEN) if part in form]


def test_every_secret_setting_has_a_secret_type() -> None:
    secrets = {name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
    assert secrets >= {"discord_token", "proxy", "openai_key"}
    assert not [
        name for name in Settings.model_fields if name.endswith(("token", "key", "password")) and name not in secrets
    ]


@pytest.mark.parametrize(("verb", "token"), [("run", TOKEN), ("doctor", f"{TOKEN}\n{TOKEN}"), ("doctor", TOKEN)])
async def test_a_refused_token_is_not_printed(tmp_path: Path, verb: str, token: str) -> None:
    """At the level `debug`, of which discord.py makes use as well."""
    async with Sandbox() as sandbox:
        environment = {
            "QIAO_DISCORD_API": sandbox.api,
            "QIAO_DISCORD_GATEWAY": sandbox.gateway,
            "DISCORD_TOKEN": token,
            "QIAO_LOG_LEVEL": "debug",
            "QIAO_METRICS_PORT": "0",
            "QIAO_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/qiao.db",
        }
        done = await asyncio.to_thread(lambda: qiao(verb, given=b"", cwd=str(tmp_path), **environment))
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == 1
    assert "token" in said.casefold() or "DISCORD_TOKEN" in said
    assert not [part for part in parts(TOKEN) if part in said]


async def test_an_accepted_token_is_not_printed(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        environment = {
            "QIAO_DISCORD_API": sandbox.api,
            "QIAO_DISCORD_GATEWAY": sandbox.gateway,
            "DISCORD_TOKEN": sandbox.bot_token,
        }
        done = await asyncio.to_thread(lambda: qiao("doctor", given=b"", cwd=str(tmp_path), **environment))
        assert done.returncode == 0
        assert sandbox.bot_token not in (done.stdout + done.stderr).decode()


@pytest.mark.parametrize(
    "token", ["your-token-here", "0123456789abcdef" * 4, "https://discord.com/api/webhooks/1/secret"]
)
def test_the_error_about_what_is_no_token_does_not_quote_it(token: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_token(token)
    assert token not in str(caught.value)


def commands(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        yield command
        if isinstance(command, click.Group):
            yield from commands(command)


def test_no_command_takes_a_token_as_an_argument() -> None:
    """Other users of a machine can read the arguments of its processes."""
    names = [
        name for command in commands(cli) for option in command.params for name in (option.name or "", *option.opts)
    ]
    assert names
    assert not [name for name in names if "token" in name or "secret" in name or "password" in name]


def test_what_listens_does_so_on_loopback_by_default() -> None:
    assert Settings().metrics_host == Settings().sandbox_host == "127.0.0.1"


@pytest.mark.parametrize(("host", "warns"), [("127.0.0.1", False), ("0.0.0.0", True)])  # noqa: S104 - tested
async def test_metrics_say_that_other_machines_can_reach_them(
    monkeypatch: pytest.MonkeyPatch, host: str, *, warns: bool
) -> None:
    # A test that configured the log may have left its configuration cached in the module's logger.
    monkeypatch.setattr("bot.telemetry.health.log", structlog.get_logger())
    with structlog.testing.capture_logs() as logs:
        async with serve(Runtime("a-model"), host, 0):
            pass
    assert [entry["host"] for entry in logs if "other machines" in entry["event"]] == [host] * warns


@pytest.mark.parametrize(("host", "exposed"), [("127.0.0.1", False), ("localhost", False), ("0.0.0.0", True)])  # noqa: S104 - tested
async def test_the_sandbox_knows_where_it_can_be_reached_from(host: str, *, exposed: bool) -> None:
    async with Sandbox(host) as sandbox:
        assert sandbox.exposed is exposed
