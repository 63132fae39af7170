"""Message components: rows, buttons, select menus, and what newer layouts nest."""

from collections.abc import Sequence

from bot.sandbox.errors import invalid, unknown
from bot.sandbox.messages.components import walk
from bot.sandbox.model import Json, Message, User


def flatten(components: Sequence[Json]) -> list[Json]:
    """Return components and everything nested in them, depth first."""
    return list(walk(components))


def find(components: Sequence[Json], custom_id: object) -> Json | None:
    """Return the component with this custom id, however deeply it is nested."""
    return next((component for component in flatten(components) if component.get("custom_id") == custom_id), None)


def check_use(user: User, message: Message, data: Json) -> Json:
    """Check the data that a user's client sends for a component against the message.

    Returns:
        The interaction data for the bot.

    Raises:
        ApiError: 10008 for a message that the user cannot see, 50035 for a component that is missing or disabled
            or that does not offer the chosen values.
    """
    metadata = (message.extra or {}).get("interaction_metadata") or {}
    if message.ephemeral and metadata.get("user", {}).get("id") != str(user.id):
        raise unknown("message")
    custom_id = data.get("custom_id")
    component = find(message.components, custom_id)
    if component is None or component.get("disabled"):
        raise invalid("data.custom_id", "COMPONENT_VALIDATION_FAILED", "Component validation failed")
    options = {option["value"] for option in component.get("options") or ()}
    if options and not options.issuperset(data.get("values") or ()):
        raise invalid("data.values", "COMPONENT_VALIDATION_FAILED", "Component validation failed")
    checked: Json = {"custom_id": custom_id, "component_type": component["type"]}
    if "values" in data:
        checked["values"] = data["values"]
    return checked
