"""Numeric expressions in Chinese."""

from bot.text.quantities.chinese.scanner import may_have_quantity, scan

__all__ = ["may_have_quantity", "scan"]
