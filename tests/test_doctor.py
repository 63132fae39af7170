import asyncio
from pathlib import Path

from bot.sandbox.server import Sandbox
from tests.test_cli import qiao


async def doctor(folder: Path, sandbox: Sandbox) -> list[str]:
    """The lines that the doctor prints about a bot on the sandbox's servers."""
    done = await asyncio.to_thread(
        lambda: qiao("doctor", cwd=str(folder), QIAO_DISCORD_API=sandbox.api, DISCORD_TOKEN=sandbox.bot_token)
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.decode().splitlines()


def test_it_says_where_settings_come_from(tmp_path: Path) -> None:
    assert "settings: no .env; using defaults" in qiao("doctor", cwd=str(tmp_path)).stdout.decode()
    done = qiao("doctor", cwd=str(tmp_path), QIAO_BEAM="2")
    assert "settings: no .env; read from the environment" in done.stdout.decode()
    (tmp_path / ".env").touch()
    done = qiao("doctor", cwd=str(tmp_path))
    assert "settings: read from .env and the environment" in done.stdout.decode()


async def test_it_prints_the_invitation_even_when_the_bot_is_on_a_server(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        said = await doctor(tmp_path, sandbox)
    assert any("token: belongs to" in line and line.endswith("on 1 server") for line in said)
    assert any("invitation: https://discord.com/oauth2/authorize?client_id=" in line for line in said)


async def test_the_name_of_a_server_is_printed_as_it_is(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        sandbox.world.add_guild("[red]Tea[/]")
        said = await doctor(tmp_path, sandbox)
    assert any("server [red]Tea[/]:" in line for line in said)
    assert any(line.endswith("on 2 servers") for line in said)
