"""Files attached to messages, kept in memory and served by the sandbox.

Source of the limits: Discord's documentation, "Uploading Files" and "Opcodes and Status Codes", section "JSON".
"""

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass

from bot.sandbox.errors import ApiError, refused
from bot.sandbox.messages.pictures import size_of
from bot.sandbox.model import Json
from bot.sandbox.world import World

MAX_BYTES = 10 * 1024 * 1024
MAX_PER_MESSAGE = 10
MAX_REQUEST_BYTES = 26 * 1024 * 1024
_MAX_FILES = 1000
_SPOILER = 1 << 3
_DESCRIBED = ("description", "duration_secs", "waveform", "title")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart request; `index` is the n in its field's name, files[n]."""

    index: int
    filename: str
    content: bytes


def too_large() -> ApiError:
    """Return the 413 for a file or a request that is too large."""
    return refused(40005, "Request entity too large", 413)


def attach(world: World, descriptions: Sequence[Json], files: Sequence[Upload]) -> list[Json]:
    """Keep uploaded files and return their attachment objects.

    Args:
        world: keeps the latest thousand files.
        descriptions: the `attachments` of the body; one whose id is the index of a file describes that file.
        files: the uploads.

    Raises:
        ApiError: 40005 if a file is too large, 30015 if there are too many.
    """
    if any(len(file.content) > MAX_BYTES for file in files):
        raise too_large()
    if len(files) > MAX_PER_MESSAGE:
        raise refused(30015, f"Maximum number of attachments in a message reached ({MAX_PER_MESSAGE})")
    by_id = {str(description.get("id")): description for description in descriptions}
    attachments = []
    for file in files:
        description = by_id.get(str(file.index), {})
        file_id = world.snowflake()
        world.files[file_id] = (description.get("filename") or file.filename, file.content)
        if len(world.files) > _MAX_FILES:
            world.files.popitem(last=False)
        attachment = payload(world, file_id)
        attachment |= {key: description[key] for key in _DESCRIBED if key in description}
        if description.get("is_spoiler"):
            attachment["flags"] = _SPOILER
        attachments.append(attachment)
    return attachments


def payload(world: World, file_id: int) -> Json:
    """Return the attachment object of a kept file.

    Raises:
        KeyError: there is no such file, or it is no longer kept.
    """
    name, content = world.files[file_id]
    url = f"{world.url}/sandbox/files/{file_id}/{name}"
    size = size_of(content)
    return {
        "id": str(file_id),
        "filename": name,
        "size": len(content),
        "url": url,
        "proxy_url": url,
        "content_type": mimetypes.guess_type(name)[0] or "application/octet-stream",
        **({"width": size[0], "height": size[1]} if size else {}),
    }
