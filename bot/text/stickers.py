"""Recognizes stickers that Chinese apps write in brackets: `[doge]`, `[笑哭R]`, `[微笑]`."""

from functools import cache
from importlib import resources

import regex

_MARKED = regex.compile(r"\[(?:\p{Han}{1,5}[RH]|(?:tv|bili|doge|热词系列)_[\p{Han}A-Za-z0-9_]{1,8}|doge\p{Han}{1,3})\]")
"""Recognizable by their form: RedNote's end in R or H, Bilibili's start with the name of the set."""
_HAN = regex.compile(r"\[\p{Han}{1,4}\]")
_ENDS = "[。！？!?,，~～.…\n"


@cache
def known() -> frozenset[str]:
    """The names of stickers, and labels that look like stickers, marked with a `-`."""
    lines = resources.files("bot.text").joinpath("data", "stickers.txt").read_text("utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


def is_sticker(bracketed: str, before: str, after: str) -> bool:
    """Whether a word in square brackets is a sticker rather than a remark.

    An unlisted name is a sticker if it follows text and ends a clause, or directly follows another word in brackets,
    unless it is listed as a label (`[公告]`).

    Args:
        bracketed: the word with its brackets.
        before: the character before it; empty at the start of the message.
        after: the character after it; empty at the end.
    """
    name = bracketed[1:-1]
    if name in known() or name.lower() in known() or _MARKED.fullmatch(bracketed):
        return True
    if not _HAN.fullmatch(bracketed) or f"-{name}" in known():
        return False
    return bool(before) and not before.isspace() and (not after or after in _ENDS or before == "]")
