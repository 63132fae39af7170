"""Statements about links, and how the lines of a digest move up when others are removed."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import Select, and_, bindparam, case, delete, or_, select, update

from bot.storage.schema import links
from bot.storage.types import Link, PostKind

ORDER = (
    case({kind: place for place, kind in enumerate(PostKind)}, value=links.c.kind),
    links.c.post_channel_id,
    links.c.part,
    links.c.post_id,
)
"""The order of a message's links."""


def affected(deleted: Collection[int]) -> Select[tuple[int]]:
    """The posts that were deleted or carry deleted messages."""
    return select(links.c.post_id).where(or_(links.c.original_id.in_(deleted), links.c.post_id.in_(deleted)))


_THIS = and_(links.c.original_id == bindparam("its_original"), links.c.post_id == bindparam("its_post"))
DELETE = delete(links).where(_THIS)
MOVE = update(links).where(_THIS).values(line=bindparam("to"))


def key_of(link: Link) -> dict[str, int]:
    """The parameters of `DELETE`."""
    return {"its_original": link.original_id, "its_post": link.post_id}


def moves_of(removed: Iterable[Link], kept: Iterable[Link]) -> list[dict[str, int]]:
    """The parameters of `MOVE`, after some lines were removed and others kept."""
    lines: defaultdict[int, list[int]] = defaultdict(list)
    for link in removed:
        if link.line is not None:
            lines[link.post_id].append(link.line)
    for gone in lines.values():
        gone.sort()
    return [
        {**key_of(link), "to": link.line - above}
        for link in kept
        if link.line is not None and (above := bisect_left(lines[link.post_id], link.line))
    ]


def in_order(records: Iterable[Link]) -> list[Link]:
    """Sort links by post and line."""
    return sorted(records, key=lambda link: (link.post_id, link.line or 0, link.original_id))
