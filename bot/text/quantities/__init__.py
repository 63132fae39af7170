"""Finds numbers, dates, times, money and measures, renders them in the other language, and compares their values."""

from bot.text.quantities import chinese, english
from bot.text.quantities.agreement import agree
from bot.text.quantities.model import Kind, Language, Quantity, Weight
from bot.text.quantities.zones import ZONED

__all__ = ["ZONED", "Kind", "Language", "Quantity", "Weight", "agree", "find", "warm"]


def find(text: str, language: Language) -> list[Quantity]:
    """Find the numeric expressions of a text.

    Phone numbers, codes and versions are expected to be protected already.

    Args:
        text: prose without placeholders for numbers.
        language: of the text.

    Returns:
        From left to right, without overlaps. Returns immediately if nothing looks numeric.
    """
    reader = english if language == "en" else chinese
    if not reader.may_have_quantity(text):
        return []
    return [quantity for quantity in reader.scan(text) if quantity.rendering and quantity.weight is not Weight.SOFT]


def warm() -> None:
    """Load the tables ahead of the first message."""
    find("1 m", "en")
    find("1米", "zh")
