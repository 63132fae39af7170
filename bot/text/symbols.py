"""The placeholder symbols `⟦0⟧` to `⟦9⟧`, which the model copies from source to target."""

from typing import Final

MAX_PLACEHOLDERS: Final = 10
"""Number of placeholders that a segment can have."""


def symbol(number: int) -> str:
    """The placeholder with a number from 0 to 9."""
    return f"⟦{number}⟧"
