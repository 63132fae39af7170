"""Files and stickers that are copied with a message."""

from dataclasses import dataclass
from typing import Self

from bot.chat.relay.message import File, Message, Sticker
from bot.text.escaping import escape

LARGEST = 8 * 1024 * 1024
"""Maximum size in bytes of a file that is uploaded again; larger ones are linked."""

TOGETHER = 10 * 1024 * 1024
"""Maximum size in bytes of all files of a post on any server.

Source: https://discord.com/developers/docs/reference#uploading-files
"""


@dataclass(frozen=True, slots=True)
class Attachments:
    """The files and stickers of a message.

    Attributes:
        files: files to upload again.
        linked: links to the other files, and stickers, as lines of markup.
    """

    files: tuple[File, ...] = ()
    linked: tuple[str, ...] = ()

    @classmethod
    def of(cls, message: Message) -> Self:
        """The attachments of a message; small files are uploaded as long as the limit for a post permits."""
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
        """All attachments as links, for posts that cannot upload files."""
        return (*map(_link, self.files), *self.linked)

    @property
    def as_links(self) -> Self:
        """The same attachments, all linked."""
        return type(self)(linked=self.links)

    def without(self, missing: frozenset[File]) -> Self:
        """The same attachments, with some files linked instead of uploaded."""
        files = tuple(file for file in self.files if file not in missing)
        gone = (_link(file) for file in self.files if file in missing)
        return type(self)(files, (*gone, *self.linked))


NOTHING = Attachments()


def _link(file: File) -> str:
    link = f"📎 [{escape(file.name)}]({file.url})"
    return f"||{link}||" if file.spoiler else link


def _sticker(sticker: Sticker) -> str:
    return f"🏷️ [{sticker.name}]({sticker.url})" if sticker.url else f"🏷️ {sticker.name}"
