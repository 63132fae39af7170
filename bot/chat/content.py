"""What a message says, part by part, and who said it where."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Flag, auto

import discord

from bot.chat.delivery import Original
from bot.chat.filename import spoken_name


class Kind(Flag):
    """Where in a message something is said."""

    CONTENT = auto()
    FORWARD = auto()
    POLL = auto()
    EMBED = auto()
    FILE = auto()
    STICKER = auto()

    SPOKEN = CONTENT | FORWARD | POLL
    """What a person says in a message; translated without being asked."""
    ALL = SPOKEN | EMBED | FILE | STICKER


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a message says.

    Attributes:
        kind: where in the message.
        text: in Discord's markup, several lines as several lines, spoilers as spoilers; never blank.
    """

    kind: Kind
    text: str


def parts_of(message: discord.Message) -> Iterator[Part]:
    """Yield what a message says, in the order in which Discord shows it; previews of links are left out."""
    for kind, text in _parts(message):
        if text.strip():
            yield Part(kind, text)


def text_of(message: discord.Message, kinds: Kind = Kind.ALL) -> str:
    """The parts of some kinds as one text; empty where there are none."""
    return "\n".join(part.text for part in parts_of(message) if part.kind & kinds)


def original_of(message: discord.Message) -> Original:
    """The facts of a message that its translation needs."""
    return Original(
        message_id=message.id,
        channel_id=message.channel.id,
        guild_id=message.guild.id if message.guild else None,
        author_id=message.author.id,
        author=message.author.display_name,
        revision=revision_of(message),
        addressed=tuple(_addressed(message)),
        avatar=message.author.display_avatar.url,
    )


def revision_of(message: discord.Message) -> int:
    """Milliseconds since the epoch of the last edit; 0 where there was none."""
    return int(message.edited_at.timestamp() * 1000) if message.edited_at else 0


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
    said = ": ".join(filter(None, (spoken_name(file), file.description)))
    if not said:
        return ""
    return f"📎 ||{said}||" if file.is_spoiler() else f"📎 {said}"


def _addressed(message: discord.Message) -> set[int]:
    """Whom a message answers or mentions."""
    people = {person.id for person in message.mentions}
    answered = message.reference.resolved if message.reference else None
    return people | {answered.author.id} if isinstance(answered, discord.Message) else people
