"""Which post carries the translation of which message."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Delete, bindparam, delete, select, update

from bot.storage.database import Database, uninterruptible
from bot.storage.dialect import upsert
from bot.storage.schema import links
from bot.storage.types import Link

if TYPE_CHECKING:
    from bot.storage.cache import Cache

_DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
"""Ids count milliseconds from here in the bits above 22: discord.com/developers/docs/reference#snowflakes."""

_LAST_ID = 2**63 - 1
"""What the databases can hold; Discord gets there in 2084."""


class Links:
    """The links of originals to posts.

    A digest post carries several originals, one line each; several posts carry a long translation, one part each.

    Sequences of ids may hold some 30,000, which is what one statement of either database takes.

    Args:
        database: open; everything that it cannot do is raised as `StorageError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        # Only links that are there are kept: that there is none may change in any process at any time.
        self._cache: Cache[list[Link]] = database.cache("links")

    async def of_original(self, original_id: int) -> list[Link]:
        """The links of a message by part; none where it has no translation."""
        return list(await self._cache.get(original_id, self._fetch, keep=bool))

    async def _fetch(self, original_id: int) -> list[Link]:
        query = select(links).where(links.c.original_id == original_id).order_by(links.c.part)
        return [Link(**row) for row in await self._database.rows(query)]

    async def of_post(self, post_id: int) -> list[Link]:
        """The links of a post in the order of its lines; some may be missing where they were swept."""
        query = select(links).where(links.c.post_id == post_id)
        return in_order(Link(**row) for row in await self._database.rows(query))

    async def of_author(self, author_id: int, limit: int) -> list[Link]:
        """Some links of what a person wrote, the newest messages first.

        Args:
            author_id: the person.
            limit: how many links at most.
        """
        query = (
            select(links)
            .where(links.c.author_id == author_id)
            .order_by(links.c.original_id.desc(), links.c.part)
            .limit(limit)
        )
        return [Link(**row) for row in await self._database.rows(query)]

    @uninterruptible
    async def record(self, records: Sequence[Link]) -> None:
        """Keep the links, all or none; one that is there already with a newer revision stays as it is."""
        if not records:
            return
        with self._cache.changing(*(link.original_id for link in records)):
            async with self._database.write() as connection:
                statement = upsert(connection.dialect.name, links, monotonic="revision")
                # In one order everywhere, so that two processes cannot wait for each other.
                rows = sorted(records, key=lambda link: (link.original_id, link.part))
                await connection.execute(statement, [asdict(link) for link in rows])

    @uninterruptible
    async def revise(self, original_id: int, revision: int) -> bool:
        """Note that the translation now follows this edit.

        Returns:
            False where there is no link, or one with the same or a newer revision: then the edit is stale.
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

    @uninterruptible
    async def remove(self, original_ids: Sequence[int]) -> list[Link]:
        """Delete the links of messages that are gone, and move up the lines below theirs.

        Returns:
            The deleted links with the lines that they had, by post and line.
        """
        posts = select(links.c.post_id).where(links.c.original_id.in_(original_ids))
        # Locked, so that no other process moves the lines that are being counted.
        query = (
            select(links)
            .where(links.c.post_id.in_(posts))
            .order_by(links.c.original_id, links.c.part)
            .with_for_update()
        )
        gone = frozenset(original_ids)
        removed: list[Link] = []
        kept: list[Link] = []
        with self._cache.changing() as changed:
            async with self._database.write() as connection:
                for row in (await connection.execute(query)).mappings():
                    link = Link(**row)
                    (removed if link.original_id in gone else kept).append(link)
                    changed.add(link.original_id)
                if removed:
                    ids = [link.original_id for link in removed]
                    await connection.execute(delete(links).where(links.c.original_id.in_(ids)))
                if moves := _moves(removed, kept):
                    await connection.execute(_MOVE, moves)
        return in_order(removed)

    @uninterruptible
    async def remove_posts(self, post_ids: Sequence[int]) -> list[Link]:
        """Delete the links of posts that are gone.

        Returns:
            The deleted links, by post and line.
        """
        statement = delete(links).where(links.c.post_id.in_(post_ids)).returning(*links.columns)
        with self._cache.changing() as changed:
            async with self._database.write() as connection:
                removed = [Link(**row) for row in (await connection.execute(statement)).mappings()]
                changed.update(link.original_id for link in removed)
        return in_order(removed)

    @uninterruptible
    async def sweep(self, before: datetime) -> int:
        """Delete the links of messages written before a time; the lines of the others stay, as do the posts.

        Args:
            before: with a time zone.

        Returns:
            How many were deleted.
        """
        first_kept = (before - _DISCORD_EPOCH) // timedelta(milliseconds=1) << 22
        return await self._delete(delete(links).where(links.c.original_id < min(first_kept, _LAST_ID)))

    @uninterruptible
    async def forget(self, author_id: int) -> int:
        """Delete the links of what a person wrote; the lines of the others stay, as do the posts.

        Returns:
            How many were deleted.
        """
        return await self._delete(delete(links).where(links.c.author_id == author_id))

    async def _delete(self, statement: Delete) -> int:
        try:
            async with self._database.write() as connection:
                return (await connection.execute(statement)).rowcount
        finally:
            self._cache.clear()


_MOVE = (
    update(links)
    .where(links.c.original_id == bindparam("moved"), links.c.part == bindparam("moved_part"))
    .values(line=bindparam("to"))
)


def _moves(removed: Iterable[Link], kept: Iterable[Link]) -> list[dict[str, int]]:
    lines: defaultdict[int, list[int]] = defaultdict(list)
    for link in removed:
        if link.line is not None:
            lines[link.post_id].append(link.line)
    for gone in lines.values():
        gone.sort()
    return [
        {"moved": link.original_id, "moved_part": link.part, "to": link.line - above}
        for link in kept
        if link.line is not None and (above := bisect_left(lines[link.post_id], link.line))
    ]


def in_order(records: Iterable[Link]) -> list[Link]:
    """Links by post and line."""
    return sorted(records, key=lambda link: (link.post_id, link.line or 0, link.original_id, link.part))
