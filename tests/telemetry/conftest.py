"""Fixtures with a running bot."""

from tests.chat.conftest import discord_restored, harness, sandbox

__all__ = ["discord_restored", "harness", "sandbox"]
