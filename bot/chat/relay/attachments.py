"""Files and stickers that a message carries into other channels."""

from dataclasses import dataclass
from typing import Self

from bot.chat.relay.message import File, Message, Sticker
from bot.text.escaping import escape

LARGEST = 8 * 1024 * 1024
"""Bytes of a file that is uploaded again; a larger one is linked."""

TOGETHER = 10 * 1024 * 1024
"""Bytes of all files together that every server takes: discord.com/developers/docs/reference#uploading-files."""


@dataclass(frozen=True, slots=True)
class Attachments:
    """What a message carries.

    Attributes:
        files: uploaded again.
        linked: files that are linked instead, and stickers, as lines of markup.
    """

    files: tuple[File, ...] = ()
    linked: tuple[str, ...] = ()

    @classmethod
    def of(cls, message: Message) -> Self:
        """What a message carries, and what it forwards; the first small files are uploaded as long as there is room."""
        files: list[File] = []
        linked: list[str] = []
        room = TOGETHER
        for file in message.files:
            if file.size <= min(LARGEST, room):
                files.append(file)
                room -= file.size
            else:
                linked.append(_link(file))
        return cls(tuple(files), (*linked, *map(_sticker, message.stickers)))

    @property
    def links(self) -> tuple[str, ...]:
        """Everything as links, for where nothing can be uploaded."""
        return (*map(_link, self.files), *self.linked)

    @property
    def as_links(self) -> Self:
        """The same with nothing to upload."""
        return type(self)(linked=self.links)

    def without(self, missing: frozenset[File]) -> Self:
        """The same with some files linked instead of uploaded."""
        files = tuple(file for file in self.files if file not in missing)
        gone = (_link(file) for file in self.files if file in missing)
        return type(self)(files, (*gone, *self.linked))


NOTHING = Attachments()


def _link(file: File) -> str:
    link = f"📎 [{escape(file.name)}]({file.url})"
    return f"||{link}||" if file.spoiler else link


def _sticker(sticker: Sticker) -> str:
    return f"🏷️ [{sticker.name}]({sticker.url})" if sticker.url else f"🏷️ {sticker.name}"
