"""Digests: posts with one line per message. Builds, parses and edits them.

The format of a line: `**Amy** [↗](<link to the original>): translation ≈`
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.text.escaping import escape
from bot.text.limits import MESSAGE, length, one_line, shorten, squeeze

SIGN = "≈"
"""Marks a line that may be wrong; `/help` explains it."""

SHORT = 240
"""Maximum length of a line, as Discord counts, when more messages are ready than fit into a post."""

_ADDRESS = "https://discord.com/channels/"
_JUMP = f" [↗](<{_ADDRESS}"
_NAME = r"\*\*(?P<name>(?:\\.|[^*\\\n])+)\*\*(?: \[↗\]\(<[^>\n]*>\))?"
_JUMP_TO = re.compile(r"\*\*(?:\\.|[^*\\\n])+\*\* \[↗\]\(<[^>\n]*/(?P<message>\d+)>\): ")
_SPEAKER = re.compile(_NAME + ": ")
_QUOTE = re.compile(r"> \*\*(?:\\.|[^*\\\n])+\*\*: .*" + re.escape(_JUMP) + r"[^>\n]*>\)$")
_ARROWS = "↗→➚➡⇗⬈⤴\U0001f855\U0001f865\U0001f875"
_FORGED = re.compile(
    rf"\[(?=[^]\w]{{0,30}}[{_ARROWS}])[^][\w]{{1,30}}\]"
    r"\(\s{0,4}<?([^\s()<>]+(?:\([^\s()<>]*\))?[^\s()<>]*)>?[^()\n]{0,200}\)"
)
"""A masked link whose label is an arrow, as only Qiao's links to originals are."""

_SIGNED = re.compile("-# " + _NAME + "$", re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """The content of a line.

    Attributes:
        author: display name of the author.
        text: the translation, of any length.
        link: link to the original, see `link_to`.
        unsure: whether the translation may be wrong.
    """

    author: str
    text: str
    link: str
    unsure: bool = False

    @cached_property
    def line(self) -> str | None:
        """The entry as one line; None if it cannot be one line, or is too long for a post."""
        text = one_line(self.text)
        line = None if text is None else f"{self.speaker}: {text}{self._sign}"
        return line if line is not None and length(line) <= MESSAGE else None

    @cached_property
    def short_line(self) -> str:
        """The entry as one line of at most `SHORT` characters; many lines or a code block are joined by spaces."""
        line = self.line or f"{self.speaker}: {squeeze(self.text)}{self._sign}"
        return shorten(line.removesuffix(self._sign), SHORT - len(self._sign)) + self._sign

    @property
    def speaker(self) -> str:
        """The author's name in bold."""
        return f"**{escape(self.author)}**"

    @property
    def heading(self) -> str:
        """The author and a link to the original, as a line above a post that does not show them otherwise."""
        return f"-# {self.speaker}{self.link}"

    def linked(self, line: str) -> str:
        """Add a link to the original after the author's name in a line."""
        return line.replace(self.speaker, f"{self.speaker}{self.link}", 1)

    @property
    def _sign(self) -> str:
        return f" {SIGN}" if self.unsure else ""


def pack(entries: Sequence[Entry]) -> str:
    """Join entries into one post: whole lines if all fit, and links to the originals if they fit too.

    Args:
        entries: entries whose short lines fit into one post.
    """
    whole = [entry.line for entry in entries if entry.line is not None]
    if len(whole) < len(entries) or length("\n".join(whole)) > MESSAGE:
        whole = [entry.short_line for entry in entries]
    linked = "\n".join(entry.linked(line) for entry, line in zip(entries, whole, strict=True))
    return linked if length(linked) <= MESSAGE else "\n".join(whole)


def replace_line(content: str, number: int, entry: Entry) -> str:
    """Replace a line of a digest; the digest is unchanged if it has no such line."""
    lines = content.split("\n")
    if number >= len(lines):
        return content
    room = MESSAGE - (length(content) - length(lines[number]))
    line = entry.line or entry.short_line
    lines[number] = shorten(entry.linked(line) if _JUMP in lines[number] else line, room)
    return "\n".join(lines)


def remove_lines(content: str, numbers: Collection[int]) -> str:
    """Remove lines from a digest."""
    return "\n".join(line for number, line in enumerate(content.split("\n")) if number not in numbers)


def line_in(content: str, number: int) -> str | None:
    """The translation in a line of a digest, without author and mark; None if there is no such line."""
    lines = content.split("\n")
    if not 0 <= number < len(lines):
        return None
    return _SPEAKER.sub("", lines[number], count=1).removesuffix(f" {SIGN}")


def originals_in(content: str) -> list[tuple[int, int]]:
    """The lines of a digest that link to their originals: the number of each, and the id of the message."""
    found = [(number, _JUMP_TO.match(line)) for number, line in enumerate(content.split("\n"))]
    return [(number, int(match["message"])) for number, match in found if match]


def translation_in(content: str) -> str:
    """The translation in a post with a single message, without a quote, and without small print above and below it."""
    lines = content.split("\n")
    while len(lines) > 1 and (lines[-1].startswith("-# ") or not lines[-1].strip()):
        lines.pop()
    while len(lines) > 1 and (lines[0].startswith("-# ") or _QUOTE.match(lines[0])):
        lines.pop(0)
    return "\n".join(lines)


def speaker_in(content: str, number: int | None) -> str:
    """The author of a message, as plain text; empty if the post does not show it.

    Args:
        content: text of the post.
        number: line in a digest; None for a post with a single message.
    """
    lines = content.split("\n")
    pattern, line = (_SIGNED, 0) if number is None else (_SPEAKER, number)
    match = pattern.match(lines[line]) if 0 <= line < len(lines) else None
    return re.sub(r"\\(.)", r"\1", match["name"]) if match else ""


def without_jumps(text: str) -> str:
    """What a person wrote, in which no link passes for one of Qiao's to an original: its address is shown instead.

    The headings of posts, the lines of digests, and quotes name a person before such a link.
    """
    return _FORGED.sub(r"<\1>", text) if "](" in text else text


def address_of(guild_id: int | None, channel_id: int, message_id: int) -> str:
    """The address of a message."""
    return f"{_ADDRESS}{guild_id or '@me'}/{channel_id}/{message_id}"


def link_to(guild_id: int | None, channel_id: int, message_id: int) -> str:
    """A link to a message, preceded by a space, without preview."""
    return f" [↗](<{address_of(guild_id, channel_id, message_id)}>)"
