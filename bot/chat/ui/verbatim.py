"""Shows texts as they are written: no markup, link, or mention in them has an effect."""

import re
from typing import Final

from bot.text.limits import length

_PAIR: Final = re.compile(r"``(?=`)")
_TICK: Final = re.compile(r"`(?=`)")
_FENCES: Final = len("```\n") + len("\n```")


def code_block(text: str) -> str:
    """A text as a code block of its own."""
    # Three backticks would end the block: a zero-width space separates them.
    return "```\n" + _PAIR.sub("``\u200b", text) + "\n```"


def code_span(text: str) -> str:
    """A text in one line as code."""
    # A space on both sides keeps backticks at the ends apart from those of the markup.
    return "`` " + _TICK.sub("`\u200b", " ".join(text.split())) + " ``"


def cut_block(text: str, room: int) -> tuple[str, int]:
    """The start of a text as a code block, and how many characters of it do not fit.

    Args:
        text: the text.
        room: maximum length of the block in UTF-16 code units.
    """
    block = code_block(text)
    if length(block) <= room:
        return block, 0
    kept = text[: max(0, room - _FENCES)]
    while kept and length(code_block(kept)) > room:
        kept = kept[: -max(1, (length(code_block(kept)) - room) // 2)]
    return code_block(kept), len(text) - len(kept)
