"""Files that moderators attach: reading them, and saying what is wrong with them."""

from collections.abc import Sequence
from typing import Final

import discord

from bot.chat.strings import join_items, say
from bot.text.tables import SheetError

MAX_BYTES: Final = 1024 * 1024
"""The size of a file."""

YES: Final = frozenset({"yes", "true", "1", "是"})
"""What people write in a column of yes or no, ignoring case; everything else is no."""

_LISTED_LINES: Final = 40


async def read_file(file: discord.Attachment) -> bytes:
    """Download a file.

    Raises:
        SheetError: it is larger than `MAX_BYTES`, or Discord no longer has it.
    """
    if file.size > MAX_BYTES:
        raise SheetError("large")
    try:
        data = await file.read()
    except discord.HTTPException:
        raise SheetError("gone") from None
    if len(data) > MAX_BYTES:  # Discord's figure was wrong
        raise SheetError("large")
    return data


def refusal(locale: object, error: SheetError, most: int) -> str:
    """Why nothing was imported from a file.

    Args:
        locale: of the reader.
        error: what is wrong with the file.
        most: entries that a file may have.
    """
    return say(locale, f"file.{error.reason}", line=error.line, most=most)


def list_lines(locale: object, numbers: Sequence[int]) -> str:
    """The numbers of lines, the first ones only if there are many."""
    more = len(numbers) - _LISTED_LINES
    return join_items(locale, map(str, numbers[:_LISTED_LINES])) + (f" … (+{more})" if more > 0 else "")
