"""Interactions on both sides: users start them, the application responds.

Source: Discord's documentation, "Receiving and Responding to Interactions".
"""

from bot.sandbox.interactions.model import CallbackType, Interaction, InteractionType
from bot.sandbox.interactions.registry import Interactions

__all__ = ["CallbackType", "Interaction", "InteractionType", "Interactions"]
