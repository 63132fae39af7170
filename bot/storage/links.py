"""Which posts belong to which message."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import wraps
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import Select, and_, delete, select, update

from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.links_statements import DELETE, MOVE, ORDER, affected, in_order, key_of, moves_of
from bot.storage.schema import links
from bot.storage.types.erasure import NOBODY
from bot.storage.types.links import Link
from bot.storage.write_behind import WriteBehind

if TYPE_CHECKING:
    from bot.storage.cache import Cache

Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")

_DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
"""Ids count milliseconds from here in the bits above 22: discord.com/developers/docs/reference#snowflakes."""

_LAST_ID = 2**63 - 1
"""The largest id that the databases can store; Discord gets there in 2084."""


def _flushed(
    method: Callable[Concatenate["Links", Arguments], Coroutine[Any, Any, Result]],
) -> Callable[Concatenate["Links", Arguments], Coroutine[Any, Any, Result]]:
    """Make a method wait until the links recorded before are in the database."""

    @wraps(method)
    async def after(self: "Links", /, *args: Arguments.args, **options: Arguments.kwargs) -> Result:
        await self.flush()
        return await method(self, *args, **options)

    return after


class Links:
    """The links from original messages to posts.

    A digest carries several originals, one per line; a long translation takes several posts, one part each.

    `record` returns at once. While one transaction is running, the links of further posts gather, and the next one
    takes them all: there is no timer. Every other method first waits until the links recorded before are in the
    database. Used as an async context manager, it writes what is pending at the end.

    Sequences of ids may hold some 15,000: one statement of either database takes twice as many.

    Args:
        database: open; its failures are raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pending = WriteBehind(self._write, "links not written yet")
        # Only existing links are cached: another process may add the first one at any time.
        self._cache: Cache[list[Link]] = database.cache("links")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Write what is pending.

        Raises:
            StorageError: the database failed.
        """
        await self._pending.close()

    async def flush(self) -> None:
        """Return when every link recorded before is in the database.

        Raises:
            StorageError: the database failed; the links are kept and written with the next ones.
        """
        await self._pending.flush()

    async def record(self, records: Sequence[Link]) -> None:
        """Accept links to be written soon; an existing link with a newer revision stays as it is."""
        self._pending.add(records)

    @uninterruptible
    async def _write(self, records: Sequence[Link]) -> None:
        """Write links, all or none."""
        with self._cache.changing(*(link.original_id for link in records)):
            async with self._database.write() as connection:
                statement = upsert(connection.dialect.name, links, monotonic="revision")
                # The same order everywhere, so that two processes cannot deadlock.
                rows = sorted(records, key=lambda link: (link.original_id, link.post_id))
                await connection.execute(statement, [asdict(link) for link in rows])

    @_flushed
    async def of_original(self, original_id: int) -> list[Link]:
        """The links of a message: translations, copies, then answers, each by post channel and part."""
        return list(await self._cache.get(original_id, self._fetch, keep=bool))

    async def _fetch(self, original_id: int) -> list[Link]:
        query = select(links).where(links.c.original_id == original_id).order_by(*ORDER)
        return [Link(**row) for row in await self._database.rows(query)]

    @_flushed
    async def of_post(self, post_id: int) -> list[Link]:
        """The links of a post in the order of its lines; some may be missing because they were swept."""
        query = select(links).where(links.c.post_id == post_id)
        return in_order(Link(**row) for row in await self._database.rows(query))

    @_flushed
    async def of_author(self, author_id: int, limit: int) -> list[Link]:
        """Links of what a person wrote, newest messages first.

        Args:
            author_id: the person.
            limit: the maximum number of links.
        """
        query = (
            select(links)
            .where(links.c.author_id == author_id)
            .order_by(links.c.original_id.desc(), *ORDER)
            .limit(limit)
        )
        return [Link(**row) for row in await self._database.rows(query)]

    @_flushed
    async def of_guild(self, guild_id: int, since: int, limit: int) -> list[Link]:
        """Links of a server's messages, newest messages first.

        Args:
            guild_id: the server.
            since: id of the oldest message.
            limit: the maximum number of links.
        """
        where = (links.c.guild_id == guild_id, links.c.original_id >= since)
        query = select(links).where(*where).order_by(links.c.original_id.desc(), *ORDER).limit(limit)
        return [Link(**row) for row in await self._database.rows(query)]

    @_flushed
    async def quoting(self, author_id: int) -> list[Link]:
        """Links to posts that quote a person, newest messages first."""
        query = select(links).where(links.c.quoted_author_id == author_id)
        return [Link(**row) for row in await self._database.rows(query.order_by(links.c.original_id.desc(), *ORDER))]

    @_flushed
    @uninterruptible
    async def unquote(self, link: Link) -> None:
        """Note that the quote in a post was removed, because its author asked to be forgotten."""
        these = and_(links.c.original_id == link.original_id, links.c.post_id == link.post_id)
        with self._cache.changing(link.original_id):
            async with self._database.write() as connection:
                await connection.execute(update(links).where(these).values(quoted_author_id=NOBODY))

    @_flushed
    @uninterruptible
    async def revise(self, original_id: int, revision: int) -> bool:
        """Note that the posts of a message now follow this edit.

        Returns:
            False if the message has no links or only links with the same or a newer revision: the edit is stale.
        """
        statement = (
            update(links)
            .where(links.c.original_id == original_id, links.c.revision < revision)
            .values(revision=revision)
        )
        with self._cache.changing(original_id):
            async with self._database.write() as connection:
                result = await connection.execute(statement)
        return result.rowcount > 0

    @_flushed
    @uninterruptible
    async def outdate(self, posts: Sequence[Link], revision: int) -> None:
        """Note that posts of one message still follow an earlier edit, because a later one did not reach them."""
        original_id, post_ids = posts[0].original_id, [link.post_id for link in posts]
        these = and_(links.c.original_id == original_id, links.c.post_id.in_(post_ids))
        with self._cache.changing(original_id):
            async with self._database.write() as connection:
                await connection.execute(update(links).where(these).values(revision=revision))

    @_flushed
    @uninterruptible
    async def retarget(self, posts: Sequence[Link], target: str | None) -> None:
        """Note that posts of one message are now in another language."""
        original_id, post_ids = posts[0].original_id, [link.post_id for link in posts]
        these = and_(links.c.original_id == original_id, links.c.post_id.in_(post_ids))
        with self._cache.changing(original_id):
            async with self._database.write() as connection:
                await connection.execute(update(links).where(these).values(target=target))

    @_flushed
    async def posts_of(self, message_ids: Sequence[int]) -> list[int]:
        """The ids, in ascending order, of the linked posts that carry some messages or are among them."""
        rows = await self._database.rows(affected(message_ids).distinct().order_by(links.c.post_id))
        return [row["post_id"] for row in rows]

    @_flushed
    async def remove(self, message_ids: Sequence[int]) -> list[Link]:
        """Delete the links of messages that were deleted, whether originals or posts of ours, and move up the lines.

        Returns:
            The deleted links whose posts are still on Discord, with their former lines, by post and line: these posts,
            or these lines of them, are what the caller should remove.
        """
        # Most deleted messages were never translated, and a read costs less than a write transaction.
        posts = affected(message_ids)
        if not await self._database.rows(posts.limit(1)):
            return []
        deleted = frozenset(message_ids)
        removed = await self._remove(posts, lambda link: not deleted.isdisjoint((link.original_id, link.post_id)))
        return [link for link in removed if link.post_id not in deleted]

    @_flushed
    async def unlink(self, gone: Sequence[Link]) -> list[Link]:
        """Delete some links of messages that stay, and move up the lines below theirs.

        Returns:
            Those that were there, with their lines, by post and line.
        """
        keys = {(link.original_id, link.post_id) for link in gone}
        posts = [link.post_id for link in gone]
        return await self._remove(posts, lambda link: (link.original_id, link.post_id) in keys)

    @uninterruptible
    async def _remove(
        self, post_ids: Sequence[int] | Select[tuple[int]], is_gone: Callable[[Link], bool]
    ) -> list[Link]:
        # Locked, so that no other process moves the lines while they are counted.
        query = (
            select(links)
            .where(links.c.post_id.in_(post_ids))
            .order_by(links.c.original_id, links.c.post_id)
            .with_for_update()
        )
        removed: list[Link] = []
        kept: list[Link] = []
        with self._cache.changing() as changed:
            async with self._database.write() as connection:
                for row in (await connection.execute(query)).mappings():
                    link = Link(**row)
                    (removed if is_gone(link) else kept).append(link)
                    changed.add(link.original_id)
                if removed:
                    await connection.execute(DELETE, [key_of(link) for link in removed])
                if moves := moves_of(removed, kept):
                    await connection.execute(MOVE, moves)
        return in_order(removed)

    async def remove_posts(self, post_ids: Sequence[int]) -> list[Link]:
        """Delete the links of posts that turned out to be gone.

        Returns:
            The deleted links, by post and line.
        """
        return await self._remove_posts(post_ids) if post_ids else []

    @_flushed
    @uninterruptible
    async def _remove_posts(self, post_ids: Sequence[int]) -> list[Link]:
        statement = delete(links).where(links.c.post_id.in_(post_ids)).returning(*links.columns)
        with self._cache.changing() as changed:
            async with self._database.write() as connection:
                removed = [Link(**row) for row in (await connection.execute(statement)).mappings()]
                changed.update(link.original_id for link in removed)
        return in_order(removed)

    @_flushed
    @uninterruptible
    async def sweep(self, before: datetime) -> int:
        """Delete the links of messages written before a time; other lines and the posts stay.

        Args:
            before: with a time zone.

        Returns:
            How many were deleted.
        """
        first_kept = (before - _DISCORD_EPOCH) // timedelta(milliseconds=1) << 22
        statement = delete(links).where(links.c.original_id < min(first_kept, _LAST_ID))
        try:
            async with self._database.write() as connection:
                return (await connection.execute(statement)).rowcount
        finally:
            self._cache.clear()
