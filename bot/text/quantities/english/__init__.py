"""Numeric expressions of English."""

from bot.text.quantities.english.scanner import may_hold, scan

__all__ = ["may_hold", "scan"]
