"""Groups the links of a message by what they carry: its translation, each copy, the answers in each language."""

from collections.abc import Iterable

from bot.storage.types.links import Link, PostKind


def families(links: Iterable[Link]) -> list[list[Link]]:
    """Group the links of a message by content: its translation, each copy, and the answers in each language."""
    found: dict[tuple[PostKind, int, str | None], list[Link]] = {}
    for link in links:
        language = link.target if link.kind is PostKind.ANSWER else None
        found.setdefault((link.kind, link.post_channel_id, language), []).append(link)
    return list(found.values())


def in_pages(family: Iterable[Link]) -> list[list[Link]]:
    """Split a family into posts with their pages; a page belongs to the latest post that it can continue."""
    posts: list[list[Link]] = []
    for link in sorted(family, key=lambda link: link.post_id):
        before = next((pages for pages in reversed(posts) if pages[-1].part < link.part), None)
        if before:
            before.append(link)
        else:
            posts.append([link])
    return posts


def pages_with(links: Iterable[Link], post_id: int) -> list[Link]:
    """The pages of the translation, copy, or answer that a post belongs to; empty if it isn't among the links."""
    groups = (pages for family in families(links) for pages in in_pages(family))
    return next((pages for pages in groups if any(page.post_id == post_id for page in pages)), [])
