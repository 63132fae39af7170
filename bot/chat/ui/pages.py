"""Lists that are too long for one message, with buttons that turn their pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import discord

from bot.chat.strings import say
from bot.text.limits import MESSAGE, shorten

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """How a list is shown.

    Attributes:
        head: key of the text above a page.
        empty: key of the text that stands for an empty list.
        size: rows on a page.
        line: writes a row, in the language of a locale.
        button: makes the button that leads to a page, from its number and its label.
    """

    head: str
    empty: str
    size: int
    line: Callable[[object, Row], str]
    button: Callable[[int, str], discord.ui.Item[Any]]

    def page(self, locale: object, rows: Sequence[Row], number: int) -> tuple[str, discord.ui.View]:
        """A page with its buttons; the last page if there are fewer by now.

        Args:
            locale: of the reader.
            rows: the whole list.
            number: of the page, from 0.
        """
        view = discord.ui.View(timeout=None)
        if not rows:
            return say(locale, self.empty), view
        count = -(-len(rows) // self.size)
        number = max(0, min(number, count - 1))
        if number > 0:
            view.add_item(self.button(number - 1, f"◀ {number}"))
        if number + 1 < count:
            view.add_item(self.button(number + 1, f"{number + 2} ▶"))
        head = say(locale, self.head, count=len(rows), page=number + 1, pages=count)
        shown = rows[number * self.size : (number + 1) * self.size]
        return shorten("\n".join([head, *(self.line(locale, row) for row in shown)]), MESSAGE), view
