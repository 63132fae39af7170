"""Qiao (桥, "bridge"): English and Chinese speakers in one Discord channel, translated on your own CPU."""

__version__ = "0.1.0"
