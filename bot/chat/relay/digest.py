"""Several messages in one post, a line each: made, read again, and changed line by line.

`**Amy** [↗](<link to the original>): what she says ≈`
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.text.escaping import escape
from bot.text.limits import MESSAGE, length, one_line, shorten

SIGN = "≈"
"""At the end of a line that may be wrong; `/help` explains it."""

SHORT = 240
"""Longest line, in Discord's characters, while more is ready than fits into one post."""

_JUMP = " [↗](<https://discord.com/channels/"
_NAME = r"\*\*(?P<name>(?:\\.|[^*\\\n])+)\*\*(?: \[↗\]\(<[^>\n]*>\))?"
_SPEAKER = re.compile(_NAME + ": ")
_SIGNED = re.compile("-# " + _NAME + "$", re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """What becomes a line.

    Attributes:
        author: the speaker's display name.
        text: what is said, of any length.
        link: to the original, see `link_to`.
        unsure: whether the line may be wrong.
    """

    author: str
    text: str
    link: str
    unsure: bool = False

    @cached_property
    def line(self) -> str | None:
        """The whole of it in one line; None where that cannot be, or is longer than a post."""
        said = one_line(self.text)
        line = None if said is None else f"{self.speaker}: {said}{self._sign}"
        return line if line is not None and length(line) <= MESSAGE else None

    @cached_property
    def short_line(self) -> str:
        """The line, cut to `SHORT` where it is longer; also of a text that cannot be one line as it is."""
        line = self.line or f"{self.speaker}: {' '.join(self.text.split())}{self._sign}"
        return shorten(line.removesuffix(self._sign), SHORT - len(self._sign)) + self._sign

    @property
    def speaker(self) -> str:
        """The name in bold."""
        return f"**{escape(self.author)}**"

    @property
    def heading(self) -> str:
        """The name with a link to the original, as a line above a post that does not show them otherwise."""
        return f"-# {self.speaker}{self.link}"

    def linked(self, line: str) -> str:
        """One of its lines with a link to the original after the speaker."""
        return line.replace(self.speaker, f"{self.speaker}{self.link}", 1)

    @property
    def _sign(self) -> str:
        return f" {SIGN}" if self.unsure else ""


def pack(entries: Sequence[Entry]) -> str:
    """Several entries as one post: whole lines if all fit, with links to the originals if these fit too.

    Args:
        entries: whose short lines fit into one post.
    """
    whole = [entry.line for entry in entries if entry.line is not None]
    if len(whole) < len(entries) or length("\n".join(whole)) > MESSAGE:
        whole = [entry.short_line for entry in entries]
    linked = "\n".join(entry.linked(line) for entry, line in zip(entries, whole, strict=True))
    return linked if length(linked) <= MESSAGE else "\n".join(whole)


def replace_line(content: str, number: int, entry: Entry) -> str:
    """A digest with another entry in the place of one of its lines; unchanged where there is no such line."""
    lines = content.split("\n")
    if number >= len(lines):
        return content
    room = MESSAGE - (length(content) - length(lines[number]))
    line = entry.line or entry.short_line
    lines[number] = shorten(entry.linked(line) if _JUMP in lines[number] else line, room)
    return "\n".join(lines)


def remove_lines(content: str, numbers: Collection[int]) -> str:
    """A digest without some of its lines."""
    return "\n".join(line for number, line in enumerate(content.split("\n")) if number not in numbers)


def line_in(content: str, number: int) -> str | None:
    """What a line of a digest says, without its speaker and the sign of doubt; None where there is no such line."""
    lines = content.split("\n")
    if not 0 <= number < len(lines):
        return None
    return _SPEAKER.sub("", lines[number], count=1).removesuffix(f" {SIGN}")


def translation_in(content: str) -> str:
    """The translation in a post of its own, without the subtext above and below it."""
    lines = content.split("\n")
    while len(lines) > 1 and (lines[-1].startswith("-# ") or not lines[-1].strip()):
        lines.pop()
    while len(lines) > 1 and lines[0].startswith("-# "):
        lines.pop(0)
    return "\n".join(lines)


def speaker_in(content: str, number: int | None) -> str:
    """Who speaks, as plain text; empty where the post does not say so.

    Args:
        content: of the post.
        number: of the line in a digest; None for a post of its own.
    """
    lines = content.split("\n")
    pattern, line = (_SIGNED, 0) if number is None else (_SPEAKER, number)
    match = pattern.match(lines[line]) if 0 <= line < len(lines) else None
    return re.sub(r"\\(.)", r"\1", match["name"]) if match else ""


def link_to(guild_id: int | None, channel_id: int, message_id: int) -> str:
    """A link to a message, with a space before it and no preview."""
    return f"{_JUMP}{guild_id or '@me'}/{channel_id}/{message_id}>)"
