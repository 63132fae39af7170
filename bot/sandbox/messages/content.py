"""What a message carries besides its text: embeds, components, attachments, stickers, a poll, a snapshot."""

from collections.abc import Sequence

from bot.sandbox.errors import refused
from bot.sandbox.messages.attachments import Upload, attach
from bot.sandbox.messages.components import place
from bot.sandbox.messages.polls import open_poll
from bot.sandbox.model import Json, Message, MessageFlag
from bot.sandbox.world import World

_VISIBLE = ("embeds", "components", "attachments", "sticker_items", "poll", "message_snapshots", "activity")


def create(world: World, body: Json, files: Sequence[Upload], snapshot: Json | None) -> Json:
    """Return the optional fields of a new message.

    Args:
        world: keeps the files.
        body: as in the request.
        files: uploaded with it.
        snapshot: of the forwarded message.
    """
    extra: Json = {}
    if body.get("embeds"):
        extra["embeds"] = _embeds(body)
    if files or body.get("attachments"):
        extra["attachments"] = attach(world, body.get("attachments") or [], files)
    if body.get("components"):
        _place(extra, body["components"])
    if body.get("sticker_ids"):
        extra["sticker_items"] = [
            {"id": str(sticker_id), "name": f"sticker {sticker_id}", "format_type": 1}
            for sticker_id in body["sticker_ids"]
        ]
    if body.get("activity"):
        extra["activity"] = body["activity"]
        extra["application"] = {
            "id": str(world.application_id),
            "name": world.bot.name,
            "description": "",
            "icon": None,
        }
    if body.get("poll"):
        extra["poll"] = open_poll(body["poll"])
    if snapshot:
        extra["message_snapshots"] = [snapshot]
    return extra


def update(world: World, message: Message, body: Json, files: Sequence[Upload]) -> Json:
    """Return the optional fields of an edited message; those that the request does not name stay."""
    extra = dict(message.extra or {})
    if "embeds" in body:
        extra["embeds"] = _embeds(body)
    if "attachments" in body or files:
        kept = _kept_attachments(extra.get("attachments", []), body)
        extra["attachments"] = kept + attach(world, body.get("attachments") or [], files)
    if "components" in body:
        _place(extra, body["components"] or [])
    return extra


def _place(extra: Json, components: Sequence[Json]) -> None:
    """Set the components of a message; files that they show are not listed among the attachments."""
    extra["components"], rest = place(components, extra.get("attachments", []))
    if "attachments" in extra:
        extra["attachments"] = rest


def _kept_attachments(attachments: list[Json], body: Json) -> list[Json]:
    if "attachments" not in body:
        return attachments
    ids = {str(attachment.get("id")) for attachment in body["attachments"] or ()}
    return [attachment for attachment in attachments if attachment["id"] in ids]


def _embeds(body: Json) -> list[Json]:
    # All embeds are of type "rich", whatever the request says: only link previews have other types.
    return [{**embed, "type": "rich"} for embed in body["embeds"] or []]


def check_not_empty(text: str, extra: Json, flags: int = 0) -> None:
    """Check that a message shows something; "is thinking ..." does.

    Raises:
        ApiError: 50006.
    """
    if not text and not flags & MessageFlag.LOADING and not any(extra.get(key) for key in _VISIBLE):
        raise refused(50006, "Cannot send an empty message")
