"""What a post of ours says, without what we put around it: the way back from `bot.chat.relay.post`."""

import re

from bot.chat.relay.unsure import SIGN

_NAME = r"\*\*(?P<name>(?:\\.|[^*\\\n])+)\*\*(?: \[↗\]\(<[^>\n]*>\))?"
_SPEAKER = re.compile(_NAME + ": ")
_SIGNED = re.compile("-# " + _NAME + "$", re.MULTILINE)


def translation_in(content: str) -> str:
    """The translation in a post that carries one: without the subtext above and below it."""
    lines = content.split("\n")
    while len(lines) > 1 and (lines[-1].startswith("-# ") or not lines[-1].strip()):
        lines.pop()
    while len(lines) > 1 and lines[0].startswith("-# "):
        lines.pop(0)
    return "\n".join(lines)


def line_in(content: str, number: int) -> str | None:
    """A line of a digest, without its speaker and the mark of doubt; None where there is no such line."""
    lines = content.split("\n")
    if not 0 <= number < len(lines):
        return None
    return _SPEAKER.sub("", lines[number], count=1).removesuffix(f" {SIGN}")


def speaker_in(content: str, number: int | None) -> str:
    """Who speaks, as plain text; empty where the post does not say so.

    Args:
        content: of the post.
        number: of the line of a digest; None for a post that is none.
    """
    lines = content.split("\n")
    pattern, line = (_SIGNED, 0) if number is None else (_SPEAKER, number)
    match = pattern.match(lines[line]) if 0 <= line < len(lines) else None
    return re.sub(r"\\(.)", r"\1", match["name"]) if match else ""
