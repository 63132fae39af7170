"""Reads Discord messages: their text, their author, and whether they may be translated."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Flag, auto
from pathlib import PurePath

import discord

from bot.chat.relay.message import File, Message, Person, Quoted, Sticker
from bot.storage.members import Members

_USER_MESSAGES = frozenset({discord.MessageType.default, discord.MessageType.reply})
_COMMAND_RESPONSES = frozenset({discord.MessageType.chat_input_command, discord.MessageType.context_menu_command})
_MAX_MENTIONS = 5
"""Mentions per message whose names are recorded."""

_SPOILER = "SPOILER_"
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_MIN_WORDS = 2
"""Latin words in a file name worth translating; a single one is rarely more than a label."""

_MACHINE_NAME = re.compile(
    r"""
    (?: IMG | image | picture | photo | DSC[NF]? | PXL | PANO | VID(?:eo)? | MOV(?:ie)? | audio | snip | mmexport
      | screen[ ]?(?:shot|recording|capture) | unknown | untitled | voice[ ]message | WX[ ]camera | QQ | Snapchat
      | WhatsApp | Signal | Telegram | received | copy | edited | at | AM | PM
      | (?:屏幕|螢幕|微信)?(?:截图|截圖|擷取畫面|图片|圖片) | 截屏 | 未命名 | \d | \W )++
    """,
    re.IGNORECASE | re.VERBOSE,
)


class Kind(Flag):
    """The part of a message that a text is from."""

    CONTENT = auto()
    FORWARD = auto()
    POLL = auto()
    EMBED = auto()
    FILE = auto()
    STICKER = auto()

    WRITTEN = CONTENT | FORWARD | POLL
    """What people write themselves; only this is translated automatically."""
    ALL = WRITTEN | EMBED | FILE | STICKER


@dataclass(frozen=True, slots=True)
class Part:
    """A text in a message.

    Attributes:
        kind: where it is from.
        text: the text, in Discord's markup with line breaks and spoilers; never blank.
    """

    kind: Kind
    text: str


class Audience:
    """Decides whose messages are translated: those of people, and of the bots that the host names.

    Two translators that answer bots or webhooks would answer each other forever.

    Args:
        prefixes: prefixes of commands for other bots.
        bots: ids of bots and webhooks that are translated like people.
        ours: ids of our user and our application, whose posts are never translated.
    """

    def __init__(self, prefixes: Iterable[str] = (), bots: Iterable[int] = (), ours: Iterable[int | None] = ()) -> None:
        self._prefixes = tuple(filter(None, prefixes))
        self._bots = frozenset(bots)
        self._ours = frozenset(ours) - {None}

    def read(self, message: discord.Message) -> Message:
        """Convert a message for the relay; its `text` is empty if it must not be translated automatically."""
        text = self.text(message)
        return replace(
            read(message),
            text=text,
            mentions_us=self.is_addressed(message),
            crosses_bridges=self._crosses_bridges(message, text),
        )

    def is_ours(self, message: discord.Message) -> bool:
        """Whether Qiao posted the message, in its own name or through a webhook."""
        return not self._ours.isdisjoint((message.author.id, message.application_id))

    def is_eligible(self, message: discord.Message) -> bool:
        """Whether messages of this author are translated; Discord's system messages never are."""
        if not message.author.bot and message.webhook_id is None:
            return message.type in _USER_MESSAGES
        known = message.author.id in self._bots
        return known and not self.is_ours(message) and message.type in _USER_MESSAGES | _COMMAND_RESPONSES

    def text(self, message: discord.Message) -> str:
        """The text that is translated automatically; empty if there is none.

        Embeds count only in messages of bots; those of people are link previews.
        """
        if (
            not self.is_eligible(message)
            or is_command(message.content, self._prefixes)
            or self.is_translation_request(message)
        ):
            return ""
        return text_of(message, Kind.WRITTEN | Kind.EMBED if message.author.bot else Kind.WRITTEN)

    def is_addressed(self, message: discord.Message) -> bool:
        """Whether a person mentions us in the text; the ping of a reply does not count."""
        return not message.author.bot and self.is_eligible(message) and not self._ours.isdisjoint(message.raw_mentions)

    def is_translation_request(self, message: discord.Message) -> bool:
        """Whether a person mentions us in a reply, which asks for a translation of the message replied to."""
        return message.type is discord.MessageType.reply and self.is_addressed(message)

    def _crosses_bridges(self, message: discord.Message, text: str) -> bool:
        """Whether the message is copied across bridges; copying bots and webhooks would never end."""
        if message.author.bot or message.webhook_id is not None or not self.is_eligible(message):
            return False
        return bool(text) or (not message.content and _has_files_or_stickers(message))


def is_command(text: str, prefixes: Iterable[str]) -> bool:
    """Whether a message is a command to a bot: it starts with a prefix directly followed by a lower-case letter.

    So `...` and `?` on their own are not commands, and neither are `$TSLA` and `.NET`. Letters without case count.

    Args:
        text: the message.
        prefixes: prefixes of bots, in any case; never empty strings.
    """
    start = text.lstrip()
    for prefix in prefixes:
        following = start[len(prefix) : len(prefix) + 1]
        if start[: len(prefix)].casefold() == prefix.casefold() and following.isalpha() and not following.isupper():
            return True
    return False


def read(message: discord.Message) -> Message:
    """Convert a message, except for the attributes that an `Audience` decides."""
    return Message(
        id=message.id,
        channel_id=message.channel.id,
        guild_id=message.guild.id if message.guild else None,
        author_id=message.author.id,
        author=message.author.display_name,
        whole_text=text_of(message),
        parent_id=parent_of(message.channel),
        revision=int(message.edited_at.timestamp() * 1000) if message.edited_at else 0,
        addressed=_addressed(message),
        avatar=message.author.display_avatar.url,
        people=tuple(map(_person, filter(_is_person, (message.author, *message.mentions[:_MAX_MENTIONS])))),
        files=tuple(_files(message)),
        stickers=tuple(_stickers(message)),
        quoted=_quoted(message),
    )


def parent_of(channel: object) -> int | None:
    """The id of a thread's parent channel; None if the channel is not a thread."""
    parent_id: int | None = getattr(channel, "parent_id", None)
    return parent_id


async def has_opted_out(members: Members, message: discord.Message, reader_id: int) -> bool:
    """Whether the author of a message has opted out, so that others cannot have it translated or explained.

    Args:
        members: who has opted out.
        message: the message that the reader asks about.
        reader_id: the reader; authors may ask about their own messages.
    """
    return message.author.id != reader_id and (await members.get(message.author.id)).ignored


def parts_of(message: discord.Message) -> Iterator[Part]:
    """Yield the texts of a message in the order in which Discord shows them, without link previews."""
    for kind, text in _parts(message):
        if text.strip():
            yield Part(kind, text)


def text_of(message: discord.Message, kinds: Kind = Kind.ALL) -> str:
    """The texts of the given kinds, joined by line breaks; empty if there are none."""
    return "\n".join(part.text for part in parts_of(message) if part.kind & kinds)


def descriptive_name(file: discord.Attachment) -> str:
    """The name of a file as words, without its extension; empty if a camera or a program chose it.

    Discord puts file names with characters that it does not support into the title.
    """
    stem = file.title or PurePath(file.filename.removeprefix(_SPOILER)).stem
    words = " ".join(re.split(r"[\s_\-+.]+", stem)).strip()
    if _MACHINE_NAME.fullmatch(words):
        return ""
    return words if _HAN.search(words) or len(_WORD.findall(words)) >= _MIN_WORDS else ""


def _parts(message: discord.Message) -> Iterator[tuple[Kind, str]]:
    yield from _body(message, Kind.CONTENT)
    for snapshot in message.message_snapshots:
        yield from _body(snapshot, Kind.FORWARD)
    if message.poll:
        yield Kind.POLL, _poll(message.poll)


def _body(message: discord.Message | discord.MessageSnapshot, kind: Kind) -> Iterator[tuple[Kind, str]]:
    yield kind, message.content
    for embed in message.embeds:
        if embed.type == "rich" and not (embed.url and embed.url in message.content):
            yield Kind.EMBED, _embed(embed)
    for file in message.attachments:
        yield Kind.FILE, _file(file)
    for sticker in message.stickers:
        yield Kind.STICKER, f"🏷️ {sticker.name}"


def _poll(poll: discord.Poll) -> str:
    answers = (f"- {answer.emoji or ''} {answer.text}".replace("-  ", "- ") for answer in poll.answers)
    return "\n".join((f"**{poll.question}**", *answers))


def _embed(embed: discord.Embed) -> str:
    heads = [(embed.title, embed.description), *((field.name, field.value) for field in embed.fields)]
    lines = [line for head, text in heads for line in (f"**{head}**" if head else None, text)]
    return "\n".join(line for line in lines if line)


def _file(file: discord.Attachment) -> str:
    text = ": ".join(filter(None, (descriptive_name(file), file.description)))
    if not text:
        return ""
    return f"📎 ||{text}||" if file.is_spoiler() else f"📎 {text}"


def _addressed(message: discord.Message) -> tuple[int, ...]:
    """The ids of the people that a message replies to or mentions."""
    people = {person.id for person in message.mentions}
    replied_to = message.reference.resolved if message.reference else None
    return tuple(people | {replied_to.author.id} if isinstance(replied_to, discord.Message) else people)


def _is_person(user: discord.abc.User) -> bool:
    return not user.bot


def _person(user: discord.abc.User) -> Person:
    return Person(user.id, (user.display_name, getattr(user, "global_name", None) or ""))


def _sources(message: discord.Message) -> tuple[discord.Message | discord.MessageSnapshot, ...]:
    """A message and the messages that it forwards."""
    return (message, *message.message_snapshots)


def _has_files_or_stickers(message: discord.Message) -> bool:
    return any(source.attachments or source.stickers for source in _sources(message))


def _files(message: discord.Message) -> Iterator[File]:
    for source in _sources(message):
        for file in source.attachments:
            yield File(file.id, file.filename, file.url, file.size, file.is_spoiler(), file.description)


def _stickers(message: discord.Message) -> Iterator[Sticker]:
    for source in _sources(message):
        for sticker in source.stickers:
            # Discord shows a linked image, but a Lottie sticker is not an image.
            shown = sticker.format is not discord.StickerFormatType.lottie
            yield Sticker(sticker.name, sticker.url if shown else "")


def _quoted(message: discord.Message) -> Quoted | None:
    reference = message.reference
    if message.type is not discord.MessageType.reply or reference is None or reference.message_id is None:
        return None
    resolved = reference.resolved
    if not isinstance(resolved, discord.Message):
        return Quoted(reference.message_id)
    author = resolved.author
    return Quoted(resolved.id, resolved.channel.id, author.display_name, quotable_text(resolved), author.id)


def quotable_text(message: discord.Message) -> str:
    """The text that a quote of a message shows: its own text without its quote, or else its files and stickers."""
    lines = message.content.split("\n")
    if lines[0].startswith("> **"):
        lines = lines[1:]
    carried = [f"📎 {file.filename}" for file in message.attachments]
    carried += [f"🏷️ {sticker.name}" for sticker in message.stickers]
    return "\n".join(lines).strip() or " ".join(carried)
