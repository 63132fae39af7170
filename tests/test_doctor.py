import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.chat.ui.invitation import OPTIONAL, REQUESTED
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from bot.storage.database import Database
from bot.storage.lease import Lease
from tests.nmt import tiny
from tests.processes import qiao
from tests.proxies import http_proxy


def on(sandbox: Sandbox) -> dict[str, str]:
    """The environment of a bot on the sandbox's servers."""
    return {
        "QIAO_DISCORD_API": sandbox.api,
        "QIAO_DISCORD_GATEWAY": sandbox.gateway,
        "DISCORD_TOKEN": sandbox.bot_token,
    }


async def doctor(folder: Path, sandbox: Sandbox) -> list[str]:
    """The lines that the doctor prints about a bot on the sandbox's servers."""
    done = await asyncio.to_thread(lambda: qiao("doctor", given=b"", cwd=str(folder), **on(sandbox)))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.decode().splitlines()


def test_it_says_where_settings_come_from(tmp_path: Path) -> None:
    assert "settings: no .env; using defaults" in qiao("doctor", cwd=str(tmp_path)).stdout.decode()
    done = qiao("doctor", cwd=str(tmp_path), QIAO_BEAM="2")
    assert "settings: no .env; read from the environment" in done.stdout.decode()
    (tmp_path / ".env").touch()
    done = qiao("doctor", cwd=str(tmp_path))
    assert "settings: read from .env and the environment" in done.stdout.decode()


def said_about(folder: Path, **environment: str) -> tuple[int, str]:
    """The exit status of the doctor, and what it prints."""
    done = qiao("doctor", given=b"", cwd=str(folder), **environment)
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout.decode()


def test_it_says_whether_both_models_are_intact(tmp_path: Path) -> None:
    tiny.build(tmp_path / "models")
    both = {"QIAO_BETTER_MODEL": tiny.NAME, "QIAO_MODELS_DIR": str(tmp_path / "models")}
    code, said = said_about(tmp_path, **both)
    assert code == 0
    assert "model: qiao-chat-3 is intact" in said
    assert "better model: tiny is intact" in said
    (tmp_path / "models" / tiny.NAME / "model.bin").write_bytes(b"")
    code, said = said_about(tmp_path, **both)
    assert code == 1
    assert "bad  better model: " in said
    assert "note model tiny" not in said


def test_it_names_misspelt_settings(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("QIAO_CHANELS=123\nDISCORD_TOKN=s3cret\n", "utf-8")
    code, said = said_about(tmp_path, QIAO_PATINCE="3")
    assert code == 0
    assert "note settings: QIAO_CHANELS in .env is not a setting, so it is ignored. Did you mean QIAO_CHANNELS?" in said
    assert "DISCORD_TOKN in .env is not a setting, so it is ignored. Did you mean DISCORD_TOKEN?" in said
    assert "QIAO_PATINCE in the environment" in said
    assert "s3cret" not in said


def test_it_tells_about_memory_and_disk(tmp_path: Path) -> None:
    _, said = said_about(tmp_path)
    assert re.search(r"^\S+ +memory: \d+ [MG]iB free", said, re.MULTILINE)
    assert re.search(rf"^\S+ +disk: \d+ [MG]iB free in {re.escape(str(tmp_path))}", said, re.MULTILINE)


def test_it_names_the_proxy_without_its_password(tmp_path: Path) -> None:
    _, said = said_about(tmp_path)
    assert "ok   proxy: none" in said
    _, said = said_about(tmp_path, ALL_PROXY="http://me:s3cret@127.0.0.1:3128")
    assert "ok   proxy: http://127.0.0.1:3128 (from ALL_PROXY, with a user name)" in said
    assert "s3cret" not in said
    code, said = said_about(tmp_path, QIAO_PROXY="socks5://me:s3cret@127.0.0.1:1080")
    assert code == 1
    assert "bad  proxy: QIAO_PROXY names a SOCKS proxy" in said
    assert "s3cret" not in said


def test_it_explains_a_wrong_token(tmp_path: Path) -> None:
    code, said = said_about(tmp_path, DISCORD_TOKEN="123456789012345678")
    assert code == 1
    assert "bad  token: DISCORD_TOKEN is an ID" in said


async def test_a_token_with_a_prefix_is_used_and_noted(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        code, said = await asyncio.to_thread(
            said_about, tmp_path, **on(sandbox) | {"DISCORD_TOKEN": f"Bot {sandbox.bot_token}"}
        )
    assert code == 0
    assert "note token: DISCORD_TOKEN begins with a word such as Bot" in said
    assert "token: belongs to" in said


async def test_it_names_a_gateway_that_cannot_be_reached(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        code, said = await asyncio.to_thread(
            said_about,
            tmp_path,
            QIAO_DISCORD_API=sandbox.api,
            QIAO_DISCORD_GATEWAY="ws://no-such-host.invalid/gateway",
            DISCORD_TOKEN=sandbox.bot_token,
        )
    assert code == 1
    assert "QIAO_DISCORD_GATEWAY (ws://no-such-host.invalid/gateway)" in said


@pytest.mark.parametrize("token", ["", "abc"])
@pytest.mark.parametrize(
    ("name", "value"),
    [("QIAO_DISCORD_API", "http://127.0.0.1:1/api/v10"), ("QIAO_DISCORD_GATEWAY", "ws://127.0.0.1:1/gateway")],
)
def test_one_address_without_the_other_is_bad(tmp_path: Path, name: str, value: str, token: str) -> None:
    code, said = said_about(tmp_path, DISCORD_TOKEN=token, **{name: value})
    assert code == 1
    assert "bad  addresses: Only one of QIAO_DISCORD_API and QIAO_DISCORD_GATEWAY is set.\n      → Set both" in said


async def test_the_proxy_is_tried_without_a_token(tmp_path: Path) -> None:
    async with Sandbox() as sandbox, http_proxy("me:right") as proxy:
        environment = on(sandbox) | {"DISCORD_TOKEN": "", "QIAO_PROXY": f"http://me:right@127.0.0.1:{proxy.port}"}
        code, said = await asyncio.to_thread(said_about, tmp_path, **environment)
        assert code == 0, said
        assert f"ok   connection: {sandbox.api} answers through the proxy" in said
        assert any(path.endswith("/gateway") for path in proxy.paths)
        environment["QIAO_PROXY"] = f"http://me:s3cret@127.0.0.1:{proxy.port}"
        code, said = await asyncio.to_thread(said_about, tmp_path, **environment)
        assert code == 1
        assert "bad  connection: The proxy" in said
        assert "refuses the user name or password" in said
        code, said = await asyncio.to_thread(
            said_about, tmp_path, HTTPS_PROXY=f"http://me:right@127.0.0.1:{proxy.port}"
        )
        assert code == 1
        assert "(from HTTPS_PROXY, with a user name) does not connect to Discord (status 403)." in said


async def test_it_tells_whether_another_process_runs_the_bot(tmp_path: Path) -> None:
    async with Sandbox() as sandbox, shared_database(tmp_path, sandbox) as (database, environment):
        assert "ok   second process: none" in (await asyncio.to_thread(said_about, tmp_path, **environment))[1]
        async with held(Lease(database, sandbox.bot_token)):
            _, said = await asyncio.to_thread(said_about, tmp_path, **environment)
    assert "ok   second process: another process runs this bot" in said


async def test_it_tells_about_a_process_that_crashed(tmp_path: Path) -> None:
    async with (
        Sandbox() as sandbox,
        shared_database(tmp_path, sandbox) as (database, environment),
        held(Lease(database, sandbox.bot_token, sleep=lambda _: asyncio.sleep(3600))),
    ):
        _, said = await asyncio.to_thread(said_about, tmp_path, **environment)
    assert "note second process: another process ran this bot, but does not answer" in said


@asynccontextmanager
async def shared_database(folder: Path, sandbox: Sandbox) -> AsyncIterator[tuple[Database, dict[str, str]]]:
    """A database, and the environment of a doctor that opens it too."""
    url = f"sqlite+aiosqlite:///{folder}/qiao.db"
    async with await Database.open(url) as database:
        yield (
            database,
            on(sandbox) | {"QIAO_DATABASE_URL": url},
        )


@asynccontextmanager
async def held(lease: Lease) -> AsyncIterator[None]:
    """Hold the lease while the block runs."""
    working = asyncio.Event()

    async def work() -> None:
        working.set()
        await asyncio.Event().wait()

    running = asyncio.create_task(lease.run(work))
    await working.wait()
    yield
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


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


@pytest.mark.parametrize(
    ("held", "named"),
    [
        (Permission.ADMINISTRATOR | Permission.KICK_MEMBERS, "Administrator"),
        (Permission.KICK_MEMBERS | Permission.MANAGE_ROLES, "Kick Members, Manage Roles"),
    ],
)
async def test_it_names_permissions_that_nothing_needs(tmp_path: Path, held: Permission, named: str) -> None:
    async with Sandbox() as sandbox:
        grant(sandbox, held)
        said = await doctor(tmp_path, sandbox)
    [line] = [line for line in said if "does not need" in line]
    assert line.startswith("note server Teahouse 茶馆: has permissions that Qiao does not need: ")
    assert line.endswith(f": {named}")
    assert "Server Settings → Roles" in said[said.index(line) + 1]


async def test_permissions_of_optional_features_are_not_needless(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        grant(sandbox, Permission(OPTIONAL.value | REQUESTED.value))
        said = await doctor(tmp_path, sandbox)
    assert not [line for line in said if "does not need" in line]


def grant(sandbox: Sandbox, permissions: Permission) -> None:
    """Give the bot a role with permissions on its server."""
    [guild] = sandbox.world.guilds.values()
    role = sandbox.world.add_role(guild, "Extra", int(permissions))
    guild.members[sandbox.world.bot.id].roles.append(role.id)


def test_it_creates_nothing(tmp_path: Path) -> None:
    code, said = said_about(tmp_path)
    assert code == 0
    assert "ok   database: does not exist yet" in said
    assert list(tmp_path.iterdir()) == []
    code, said = said_about(tmp_path, QIAO_DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/a/b/qiao.db")
    assert code == 0
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_cannot_be_created_is_bad(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, said = said_about(tmp_path, QIAO_DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}/file/qiao.db")
    assert code == 1
    assert "bad  database:" in said
    assert "→ Create it for Qiao's user" in said


async def test_it_does_not_upgrade_a_database(tmp_path: Path) -> None:
    """Another process of the older version may still be using it."""
    file = tmp_path / "qiao.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE other (id INTEGER)")
        connection.commit()
    code, said = await asyncio.to_thread(said_about, tmp_path, QIAO_DATABASE_URL=f"sqlite+aiosqlite:///{file}")
    assert code == 0
    assert "ok   database: does not exist yet, or is empty" in said
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("other",)]
