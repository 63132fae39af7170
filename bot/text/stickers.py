"""Stickers that Chinese apps write in brackets: `[doge]`, `[笑哭R]`, `[微笑]`."""

from functools import cache
from importlib import resources

import regex

_MARKED = regex.compile(r"\[(?:\p{Han}{1,5}[RH]|(?:tv|bili|doge|热词系列)_[\p{Han}A-Za-z0-9_]{1,8}|doge\p{Han}{1,3})\]")
"""Unmistakable by their form: RedNote's end in R or H, Bilibili's begin with the name of the set."""
_HAN = regex.compile(r"\[\p{Han}{1,4}\]")
_ENDS = "[。！？!?,，~～.…\n"


@cache
def known() -> frozenset[str]:
    """The names of stickers, and of labels that look like them, which are marked with a `-`."""
    lines = resources.files("bot.text").joinpath("data", "stickers.txt").read_text("utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


def is_sticker(bracketed: str, before: str, behind: str) -> bool:
    """Whether a word in square brackets is a sticker and no remark.

    A name that the list lacks is one where it stands behind text and at the end of a clause, or directly behind another
    word in brackets, unless the list has it as a label (`[公告]`).

    Args:
        bracketed: with its brackets.
        before: the character in front of it; empty at the start of the message.
        behind: the character behind it; empty at the end.
    """
    name = bracketed[1:-1]
    if name in known() or name.lower() in known() or _MARKED.fullmatch(bracketed):
        return True
    if not _HAN.fullmatch(bracketed) or f"-{name}" in known():
        return False
    return bool(before) and not before.isspace() and (not behind or behind in _ENDS or before == "]")
