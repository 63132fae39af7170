"""Numeric expressions of Chinese."""

from bot.text.quantities.chinese.scanner import may_hold, scan

__all__ = ["may_hold", "scan"]
