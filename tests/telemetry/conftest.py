"""The fixtures of a running bot, for telemetry that watches one."""

from tests.chat.conftest import discord_restored, harness, sandbox

__all__ = ["discord_restored", "harness", "sandbox"]
