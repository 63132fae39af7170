"""Numbers, dates, times, money and measures: found, written for the other language, and compared by value."""

from bot.text.quantities import chinese, english
from bot.text.quantities.agreement import agree
from bot.text.quantities.model import Kind, Language, Quantity, Weight
from bot.text.quantities.zones import ZONED

__all__ = ["ZONED", "Kind", "Language", "Quantity", "Weight", "agree", "find", "warm"]


def find(text: str, language: Language) -> list[Quantity]:
    """The numeric expressions of a text.

    Phone numbers, codes and versions are expected to be protected before.

    Args:
        text: prose without placeholders for numbers.
        language: of the text.

    Returns:
        From left to right, not overlapping. Empty at once where nothing looks numeric.
    """
    reader = english if language == "en" else chinese
    if not reader.may_hold(text):
        return []
    return [quantity for quantity in reader.scan(text) if quantity.rendering and quantity.weight is not Weight.SOFT]


def warm() -> None:
    """Load the tables, so that the first message need not wait for them."""
    find("1 m", "en")
    find("1米", "zh")
