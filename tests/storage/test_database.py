import asyncio
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path

import pytest
from sqlalchemy import event, insert, text

from bot.errors import StorageError
from bot.storage.channels import Channels
from bot.storage.database import Database
from bot.storage.glossary import Glossary
from bot.storage.guilds import Guilds
from bot.storage.links import Links
from bot.storage.members import Members
from bot.storage.schema import links
from bot.storage.types import ChannelPreferences, GlossaryTerm, GuildPreferences, Link, MemberPreferences
from tests.storage.rows import record

NOBODY = 65534


def link(original_id: int) -> Link:
    return Link(original_id, 20, 30, 40, 100, 21, original_id)


def term(source: str) -> GlossaryTerm:
    return GlossaryTerm(1, "en", source, "桥", exact=False, author_id=1, created_at=0)


async def pragma(database: Database, words: str) -> object:
    """Set or read a pragma of the connection; only one exists as long as nothing runs concurrently."""
    async with database._reader.connect() as connection:
        result = await connection.exec_driver_sql(f"PRAGMA {words}")
        return result.scalar() if result.returns_rows else None


def logged(caught: pytest.ExceptionInfo[StorageError]) -> str:
    """Everything that a log would show of the error, without the lines of code."""
    lines = "".join(traceback.format_exception(caught.value)).splitlines()
    return "\n".join(line for line in lines if not line.startswith("    "))


async def test_everything_survives_a_restart(url: str) -> None:
    async with await Database.open(url) as database:
        await Guilds(database).set(GuildPreferences(1, "zh-Hant"))
        await Channels(database).set(ChannelPreferences(2, 1, enabled=True))
        await Members(database).set(MemberPreferences(3, "en"))
        await record(database, link(4))
    async with await Database.open(url) as database:
        assert await Guilds(database).get(1) == GuildPreferences(1, "zh-Hant")
        assert await Channels(database).get(2) == ChannelPreferences(2, 1, enabled=True)
        assert await Members(database).get(3) == MemberPreferences(3, "en")
        assert await Links(database).of_original(4) == [link(4)]


async def test_a_closed_database_raises(database: Database) -> None:
    await database.close()
    with pytest.raises(StorageError, match="is closed"):
        await Links(database).of_original(1)
    with pytest.raises(StorageError, match="is closed"):
        await record(database, link(1))


async def test_failures_are_counted_and_a_check_finds_them(sqlite_url: str) -> None:
    async with await Database.open(sqlite_url) as database:
        await database.check()
        assert database.failed == 0
        async with database.write() as connection:
            await connection.execute(text("DROP TABLE alembic_version"))
        with pytest.raises(StorageError):
            await database.check()
        assert database.failed == 1
    with pytest.raises(StorageError, match="closed"):
        await database.check()


async def test_callers_share_an_in_memory_database() -> None:
    async with await Database.open("sqlite+aiosqlite://") as database:
        channels = Channels(database)
        writes = (channels.set(ChannelPreferences(n, 1)) for n in range(20))
        await asyncio.gather(*writes, *(channels.of_guild(1) for _ in range(20)))
        assert len(await channels.of_guild(1)) == 20


async def test_sqlite_is_set_up(sqlite_url: str) -> None:
    async with await Database.open(sqlite_url) as database:
        found = [
            await pragma(database, name) for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert found == ["wal", 1, 1, 5000]


async def test_writers_of_two_processes_wait_for_each_other(database: Database, other: Database) -> None:
    channels = (Channels(database), Channels(other))
    rows = [ChannelPreferences(n, 1) for n in range(100)]
    await asyncio.gather(*(channels[n % 2].set(row) for n, row in enumerate(rows)))
    assert await channels[0].of_guild(1) == rows


class _Listener(logging.Handler):
    """Calls back in the event loop when the SQLite driver logs certain words."""

    def __init__(self, words: str, callback: Callable[[], None]) -> None:
        super().__init__()
        self._words = words
        self._callback = callback
        self._loop = asyncio.get_running_loop()

    def emit(self, record: logging.LogRecord) -> None:
        if self._words in record.getMessage():
            self._loop.call_soon_threadsafe(self._callback)


@contextmanager
def driver_says(words: str) -> Iterator[asyncio.Event]:
    """An event that is set once a thread of the SQLite driver logs these words."""
    said = asyncio.Event()
    listener, logger = _Listener(words, said.set), logging.getLogger("aiosqlite")
    before = logger.level
    logger.addHandler(listener)
    logger.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        logger.setLevel(before)
        logger.removeHandler(listener)


@contextmanager
def locked(path: Path, how: str = "IMMEDIATE") -> Iterator[Callable[[], object]]:
    """Another program that locks the file until the yielded function is called."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(f"BEGIN {how}")
        yield lambda: other.execute("ROLLBACK")


async def test_opening_waits_for_a_lock_on_a_new_file(sqlite_path: Path, sqlite_url: str) -> None:
    await asyncio.to_thread(sqlite_path.parent.mkdir)
    with locked(sqlite_path) as release, driver_says("database is locked") as refused:
        opening = asyncio.create_task(Database.open(sqlite_url))
        await refused.wait()
        release()
        async with await opening as database:
            assert await pragma(database, "journal_mode") == "wal"


@pytest.mark.parametrize("how", ["IMMEDIATE", "EXCLUSIVE"])
async def test_a_new_file_locked_by_another_program(sqlite_path: Path, sqlite_url: str, how: str) -> None:
    await asyncio.to_thread(sqlite_path.parent.mkdir)
    with locked(sqlite_path, how) as release:
        with pytest.raises(StorageError, match="is locked by another program") as caught:
            await Database.open(f"{sqlite_url}?timeout=0.1")
        assert caught.value.remedy
        release()
        await (await Database.open(f"{sqlite_url}?timeout=0.1")).close()


async def test_opening_waits_for_the_migration_of_another_process(sqlite_path: Path, sqlite_url: str) -> None:
    await (await Database.open(sqlite_url)).close()
    impatient = f"{sqlite_url}?timeout=0"
    with locked(sqlite_path) as release, driver_says("BEGIN IMMEDIATE") as asked:
        opening = asyncio.create_task(Database.open(impatient))
        await asked.wait()
        # Opening without waiting fails immediately; while waiting there is nothing to observe.
        await asyncio.wait([opening], timeout=0.2)
        release()
        async with await opening as database:
            assert await pragma(database, "busy_timeout") == 0


async def test_several_processes_open_a_blank_file(sqlite_url: str) -> None:
    program = f"""
import asyncio
from bot.storage.database import Database
from bot.storage.links import Links
from bot.storage.types import Link

async def main(first):
    async with await Database.open({sqlite_url!r}) as database, Links(database) as links:
        for original_id in range(first, first + 20):
            await links.record([Link(original_id, 1, 1, 1, 100, 1, original_id)])
            await links.flush()

asyncio.run(main({{first}}))
"""
    running = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-W", "error", "-c", program.format(first=first), stderr=subprocess.PIPE
        )
        for first in (0, 20, 40)
    ]
    ends = await asyncio.gather(*(process.communicate() for process in running))
    assert [(process.returncode, end[1]) for process, end in zip(running, ends, strict=True)] == [(0, b"")] * 3
    async with await Database.open(sqlite_url) as database:
        assert [each.line for each in await Links(database).of_post(100)] == list(range(60))


@pytest.mark.parametrize("blank", [True, False])
async def test_opening_does_not_touch_logging_and_imports_alembic_only_to_migrate(
    sqlite_url: str,
    blank: bool,  # noqa: FBT001 - parametrized
) -> None:
    if not blank:
        await (await Database.open(sqlite_url)).close()
    program = f"""
import asyncio, logging, sys
from bot.storage.database import Database

async def main():
    await (await Database.open({sqlite_url!r})).close()

asyncio.run(main())
assert ("alembic" in sys.modules) is {blank}
root = logging.getLogger()
assert (root.handlers, root.level) == ([], logging.WARNING), root.handlers
assert logging.getLogger("alembic").level == logging.NOTSET
assert not logging.getLogger("bot").disabled
"""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stderr=subprocess.PIPE)
    _, errors = await process.communicate()
    assert (process.returncode, errors.decode()) == (0, "")


@pytest.mark.parametrize("turns", range(0, 60, 7))
async def test_a_cancelled_call_is_completed_or_never_started(database: Database, turns: int) -> None:
    glossary = Glossary(database)
    call = asyncio.create_task(glossary.add_many([term("a"), term("b")]))
    for _ in range(turns):
        await asyncio.sleep(0)
    call.cancel()
    await asyncio.wait([call])
    await glossary.add(term("c"))
    found = "".join(each.source for each in await glossary.of_guild(1))
    assert found == ("c" if turns == 0 else "abc")


async def test_close_waits_for_the_work_of_a_cancelled_caller(url: str) -> None:
    database = await Database.open(url)
    call = asyncio.create_task(Glossary(database).add(term("a")))
    await asyncio.sleep(0)
    call.cancel()
    await database.close()
    async with await Database.open(url) as reopened:
        assert await Glossary(reopened).of_guild(1) == (term("a"),)


@pytest.mark.parametrize("turns", range(0, 60, 7))
async def test_a_killed_transaction_leaves_nothing_open(database: Database, other: Database, turns: int) -> None:
    """At the end of a program, asyncio cancels every task, including shielded ones."""
    call = asyncio.create_task(Glossary(database).add_many([term("a"), term("b")]))
    for _ in range(turns):
        await asyncio.sleep(0)
    for task in database._unfinished:
        task.cancel()
    await asyncio.wait([call])
    await Glossary(other).add(term("c"))
    await Glossary(database).add(term("d"))
    found = "".join(each.source for each in await Glossary(database).of_guild(1))
    assert found in {"cd", "abcd"}


async def test_a_transaction_killed_during_a_write_releases_its_lock(database: Database, other: Database) -> None:
    writing = asyncio.Event()
    kept: list[BaseException] = []

    def begun(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith("INSERT"):
            writing.set()

    event.listen(database._engine.sync_engine, "before_cursor_execute", begun)

    async def write() -> None:
        try:
            async with database.write() as connection:
                await connection.execute(insert(links), [asdict(link(number)) for number in range(20_000)])
        except asyncio.CancelledError as error:
            kept.append(error)  # and with it everything that its traceback refers to
            raise

    task = asyncio.create_task(write())
    await writing.wait()
    task.cancel()
    await asyncio.wait([task])
    assert kept
    await record(other, link(30_000))
    assert await Links(other).of_post(100) == [link(30_000)]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "qiao.db",
        "me:s3cret@host/qiao",
        "postgresql+asyncpg://me:s3cret@host:port/qiao",
        "mysql+aiomysql://me:s3cret@host/qiao",
        "sqlite:///qiao.db",
        "sqlite+aiosqlite://s3cret/qiao.db",
        "sqlite+aiosqlite:///qiao.db?timeout=s3cret",
        "postgresql://me:s3cret@host/qiao",
    ],
)
async def test_an_invalid_url(url: str) -> None:
    with pytest.raises(StorageError) as caught:
        await Database.open(url)
    assert "Write sqlite+aiosqlite:///" in caught.value.remedy
    assert "s3cret" not in logged(caught)


async def test_a_missing_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(StorageError, match=r'postgresql\+asyncpg://me@host/qiao.*pip install "qiao') as caught:
        await Database.open("postgresql+asyncpg://me:s3cret@host/qiao")
    assert "s3cret" not in logged(caught)


async def test_an_unreachable_server(tmp_path: Path) -> None:
    pytest.importorskip("asyncpg", reason="asyncpg is not installed")
    with pytest.raises(StorageError, match="cannot be reached") as caught:
        await Database.open(f"postgresql+asyncpg://me:s3cret@/qiao?host={tmp_path}")
    assert "s3cret" not in logged(caught)


async def test_an_unknown_user_and_an_unknown_database(postgres_url: str) -> None:
    with pytest.raises(StorageError, match="rejected the user"):
        await Database.open(postgres_url.replace("qiao@", "nobody:s3cret@"))
    with pytest.raises(StorageError, match="does not exist"):
        await Database.open(postgres_url.replace("@/t", "@/none"))


def running_drivers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if "connection_worker" in thread.name]


@pytest.fixture
def letter(sqlite_path: Path) -> Path:
    sqlite_path.parent.mkdir()
    sqlite_path.write_bytes(b"This is a letter, not a database. " * 100)
    return sqlite_path


async def test_a_file_that_is_not_a_database(letter: Path, sqlite_url: str) -> None:
    with pytest.raises(StorageError, match="is not a SQLite database") as caught:
        await Database.open(sqlite_url)
    assert str(letter) in caught.value.message
    assert not letter.with_name("qiao.db-wal").exists()
    assert running_drivers() == []


def spoil(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xff" * (len(content) - 8192))


async def test_a_damaged_file(sqlite_path: Path, sqlite_url: str) -> None:
    async with await Database.open(sqlite_url) as database:
        await record(database, *(link(n) for n in range(5000)))
    spoil(sqlite_path)
    with pytest.raises(StorageError, match="is damaged"):
        async with await Database.open(sqlite_url) as database:
            await Links(database).of_original(1)


async def test_a_folder_instead_of_the_file(sqlite_path: Path, sqlite_url: str) -> None:
    await asyncio.to_thread(sqlite_path.mkdir, parents=True)
    with pytest.raises(StorageError, match="cannot be opened"):
        await Database.open(sqlite_url)
    # The event loop may close now, because no thread is left to call it.
    assert running_drivers() == []


async def test_a_file_instead_of_the_folder(sqlite_path: Path, sqlite_url: str) -> None:
    await asyncio.to_thread(sqlite_path.parent.touch)
    with pytest.raises(StorageError, match="folder"):
        await Database.open(sqlite_url)
    with pytest.raises(StorageError, match="folder"):
        await Database.open(f"sqlite+aiosqlite:////proc/{sqlite_path.name}/qiao.db")


@pytest.fixture
def guarded() -> Iterator[Path]:
    """A file `qiao.db` in its own folder, with the user nobody, because root may write to anything."""
    if not hasattr(os, "geteuid"):
        pytest.skip("this system does not enforce file modes")
    # Not pytest's tmp_path, which the user nobody cannot enter.
    folder = Path(tempfile.mkdtemp(prefix="qiao-"))
    path = folder / "qiao.db"
    asyncio.run(_create(path))
    root = os.geteuid() == 0
    if root:
        for each in (folder, path):
            shutil.chown(each, NOBODY)
        os.seteuid(NOBODY)
    yield path
    if root:
        os.seteuid(0)
    folder.chmod(0o700)
    shutil.rmtree(folder)


async def _create(path: Path) -> None:
    await (await Database.open(f"sqlite+aiosqlite:///{path}")).close()


@pytest.mark.parametrize("whole_folder", [False, True])
async def test_a_read_only_file_or_folder(guarded: Path, whole_folder: bool) -> None:  # noqa: FBT001 - parametrized
    await _create(guarded)
    os.chmod(*(guarded.parent, 0o500) if whole_folder else (guarded, 0o400))  # noqa: PTH101 - either path
    with pytest.raises(StorageError, match=r"is read-only|cannot be opened") as caught:
        await _create(guarded)
    assert str(guarded) in caught.value.message
    assert "write to" in caught.value.remedy


async def test_a_new_file_in_a_read_only_folder(guarded: Path) -> None:
    os.chmod(guarded.parent, 0o500)  # noqa: PTH101 - a Path's own would count as blocking
    with pytest.raises(StorageError, match="cannot be opened"):
        await _create(guarded.with_name("new.db"))
    with pytest.raises(StorageError, match="folder"):
        await _create(guarded.with_name("new") / "qiao.db")


async def test_a_database_opened_read_only(sqlite_path: Path, sqlite_url: str) -> None:
    await (await Database.open(sqlite_url)).close()
    with pytest.raises(StorageError, match="is read-only"):
        await Database.open(f"sqlite+aiosqlite:///file:{sqlite_path}?mode=ro&uri=true")


async def test_a_database_that_becomes_read_only(sqlite_url: str) -> None:
    async with await Database.open(sqlite_url) as database:
        await pragma(database, "query_only = ON")
        with pytest.raises(StorageError, match="is read-only") as caught:
            await record(database, link(1))
        assert caught.value.remedy
        assert await Links(database).of_original(1) == []


async def test_a_full_disk_loses_nothing_and_the_error_reveals_no_rows(sqlite_url: str) -> None:
    async with await Database.open(sqlite_url) as database:
        await record(database, link(1))
        await pragma(database, "max_page_count = 1")
        with pytest.raises(StorageError, match="has no space left") as caught:
            await record(database, *(link(n) for n in range(777_000_000, 777_005_000)))
        assert "777" not in logged(caught)
        await pragma(database, "max_page_count = 1000000")
        await record(database, link(2))
        assert await Links(database).of_post(100) == [link(1), link(2)]


async def test_a_database_locked_by_another_program(sqlite_path: Path, sqlite_url: str) -> None:
    async with await Database.open(sqlite_url) as database:
        await pragma(database, "busy_timeout = 0")
        greedy = sqlite3.connect(sqlite_path, isolation_level=None)
        try:
            greedy.execute("BEGIN IMMEDIATE")
            with pytest.raises(StorageError, match="is locked by another program"):
                await record(database, link(1))
            greedy.execute("ROLLBACK")
            await record(database, link(1))
        finally:
            greedy.close()
        assert await Links(database).of_original(1) == [link(1)]
