"""Numeric expressions in English."""

from bot.text.quantities.english.scanner import may_have_quantity, scan

__all__ = ["may_have_quantity", "scan"]
