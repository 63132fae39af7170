"""What a post of ours says, without what we put around it: the way back from `bot.chat.delivery`."""

import re

from bot.chat.unsure import SIGN

_SPEAKER = re.compile(r"\*\*(?P<name>(?:\\.|[^*\\\n])+)\*\*(?: \[↗\]\(<[^>\n]*>\))?: ")


def translation_in(content: str) -> str:
    """The translation in a post that carries one: without the subtext below it."""
    lines = content.split("\n")
    while len(lines) > 1 and (lines[-1].startswith("-# ") or not lines[-1].strip()):
        lines.pop()
    return "\n".join(lines)


def line_in(content: str, number: int) -> str | None:
    """A line of a digest, without its speaker and the mark of doubt; None where there is no such line."""
    lines = content.split("\n")
    if not 0 <= number < len(lines):
        return None
    return _SPEAKER.sub("", lines[number], count=1).removesuffix(f" {SIGN}")


def speaker_in(content: str, number: int) -> str:
    """Who speaks in a line of a digest, as plain text; empty where nobody does."""
    lines = content.split("\n")
    match = _SPEAKER.match(lines[number]) if 0 <= number < len(lines) else None
    return re.sub(r"\\(.)", r"\1", match["name"]) if match else ""
