"""Components of messages: rows, buttons, menus, and what newer layouts nest."""

from collections.abc import Sequence

from bot.sandbox.model import Json


def flatten(components: Sequence[Json]) -> list[Json]:
    """Return components and all within them."""
    found: list[Json] = []
    for component in components:
        found.append(component)
        found += flatten(component.get("components") or [])
        if component.get("accessory"):
            found.append(component["accessory"])
    return found
