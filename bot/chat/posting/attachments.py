"""Files and stickers that a message carries into other channels."""

from dataclasses import dataclass, replace
from typing import Self

import discord
import structlog

log = structlog.get_logger(__name__)

LARGEST = 8 * 1024 * 1024
"""Bytes of a file that is uploaded again; a larger one is linked."""

TOGETHER = 10 * 1024 * 1024
"""Bytes of all of them; what every server takes: discord.com/developers/docs/reference#uploading-files."""


@dataclass(frozen=True, slots=True)
class Attachments:
    """What a message carries.

    Attributes:
        files: uploaded again.
        linked: files that are linked instead, and stickers, as lines of markup.
    """

    files: tuple[discord.Attachment, ...] = ()
    linked: tuple[str, ...] = ()

    @classmethod
    def of(cls, message: discord.Message) -> Self:
        """What a message carries, and what it forwards; small files first come, first served."""
        files: list[discord.Attachment] = []
        linked: list[str] = []
        room = TOGETHER
        sources: list[discord.Message | discord.MessageSnapshot] = [message, *message.message_snapshots]
        for source in sources:
            for file in source.attachments:
                if file.size <= min(LARGEST, room):
                    files.append(file)
                    room -= file.size
                else:
                    linked.append(_link(file))
            linked += map(_sticker, source.stickers)
        return cls(tuple(files), tuple(linked))

    @property
    def links(self) -> tuple[str, ...]:
        """Everything as links, for where nothing can be uploaded."""
        return (*map(_link, self.files), *self.linked)

    async def unpack(self) -> tuple[Self, list[discord.File]]:
        """Fetch the files to be uploaded; one that cannot be had any more is linked like the others."""
        ready: list[discord.File] = []
        missing: list[discord.Attachment] = []
        for file in self.files:
            try:
                ready.append(await file.to_file(spoiler=file.is_spoiler()))
            except (discord.HTTPException, OSError) as error:
                log.info("a file could not be fetched", attachment=file.id, error=type(error).__name__)
                missing.append(file)
        rest = tuple(file for file in self.files if file not in missing)
        return replace(self, files=rest, linked=(*map(_link, missing), *self.linked)), ready


EMPTY = Attachments()


def _link(file: discord.Attachment) -> str:
    name = "".join(f"\\{char}" if char in "\\*_~`|[]" else char for char in file.filename)
    link = f"📎 [{name}]({file.url})"
    return f"||{link}||" if file.is_spoiler() else link


def _sticker(sticker: discord.StickerItem) -> str:
    """Discord shows the picture behind a link; a Lottie sticker is none."""
    if sticker.format is discord.StickerFormatType.lottie:
        return f"🏷️ {sticker.name}"
    return f"🏷️ [{sticker.name}]({sticker.url})"
