"""Files that messages carry, kept in memory and served again."""

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass

from bot.sandbox.model import Json
from bot.sandbox.world import World

_FILES_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart request; `index` is the n of its field's name, files[n]."""

    index: int
    filename: str
    content: bytes


def attach(world: World, described: Sequence[Json], files: Sequence[Upload]) -> list[Json]:
    """Keep uploaded files and return their attachment objects.

    Args:
        world: which keeps the latest thousand files.
        described: the `attachments` of the body; those with the index of a file as id describe that file.
        files: the files.
    """
    descriptions = {str(each.get("id")): each for each in described}
    attached = []
    for file in files:
        about = descriptions.get(str(file.index), {})
        name = about.get("filename") or file.filename
        number = world.snowflake()
        world.files[number] = (name, file.content)
        if len(world.files) > _FILES_KEPT:
            world.files.popitem(last=False)
        one = kept(world, number)
        one |= {key: about[key] for key in ("description", "duration_secs", "waveform", "title") if key in about}
        attached.append(one)
    return attached


def kept(world: World, number: int) -> Json:
    """Return the attachment object of a kept file.

    Raises:
        KeyError: there is no such file, or not any more.
    """
    name, content = world.files[number]
    url = f"{world.url}/sandbox/files/{number}/{name}"
    return {
        "id": str(number),
        "filename": name,
        "size": len(content),
        "url": url,
        "proxy_url": url,
        "content_type": mimetypes.guess_type(name)[0] or "application/octet-stream",
    }
