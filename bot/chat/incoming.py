"""What a message says, part by part, and who said it where."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Flag, auto
from pathlib import PurePath

import discord

from bot.chat.relay.post import Original
from bot.storage.members import Members


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


_SPOILER = "SPOILER_"
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_FEWEST = 2  # words: one alone is seldom more than a label
_MACHINE = re.compile(
    r"""
    (?: IMG | image | picture | photo | DSC[NF]? | PXL | PANO | VID(?:eo)? | MOV(?:ie)? | audio | snip | mmexport
      | screen[ ]?(?:shot|recording|capture) | unknown | untitled | voice[ ]message | WX[ ]camera | QQ | Snapchat
      | WhatsApp | Signal | Telegram | received | copy | edited | at | AM | PM
      | (?:屏幕|螢幕|微信)?(?:截图|截圖|擷取畫面|图片|圖片) | 截屏 | 未命名 | \d | \W )++
    """,
    re.IGNORECASE | re.VERBOSE,
)


def spoken_name(file: discord.Attachment) -> str:
    """The name of a file without its ending, as words; empty where a camera or a program gave it.

    Discord puts what it cannot write in a file's name into the title.
    """
    stem = file.title or PurePath(file.filename.removeprefix(_SPOILER)).stem
    words = " ".join(re.split(r"[\s_\-+.]+", stem)).strip()
    if _MACHINE.fullmatch(words):
        return ""
    return words if _HAN.search(words) or len(_WORD.findall(words)) >= _FEWEST else ""


_TALK = frozenset({discord.MessageType.default, discord.MessageType.reply})
_ANSWERS = frozenset({discord.MessageType.chat_input_command, discord.MessageType.context_menu_command})


class Audience:
    """Whom Qiao listens to: people, and those bots that the host names.

    Two translators that answer bots or webhooks would answer each other for ever.

    Args:
        prefixes: with which commands to other bots begin.
        bots: ids of bots and webhooks that are translated as people are.
        ours: ids of our user and our application; what we post, through a webhook too, is never translated.
    """

    def __init__(self, prefixes: Iterable[str] = (), bots: Iterable[int] = (), ours: Iterable[int | None] = ()) -> None:
        self._prefixes = tuple(prefix.casefold() for prefix in prefixes if prefix)
        self._bots = frozenset(bots)
        self._ours = frozenset(ours) - {None}

    def is_eligible(self, message: discord.Message) -> bool:
        """Whether somebody said it whose words are translated; no notice of Discord's own."""
        if not message.author.bot and message.webhook_id is None:
            return message.type in _TALK
        known = message.author.id in self._bots
        return known and not self._is_ours(message) and message.type in _TALK | _ANSWERS

    def text(self, message: discord.Message) -> str:
        """What of it is translated; empty where nothing is.

        Bots say most in embeds; those of people are previews of links.
        """
        if not self.is_eligible(message) or self._commands(message.content) or self.is_translation_request(message):
            return ""
        return text_of(message, Kind.SPOKEN | Kind.EMBED if message.author.bot else Kind.SPOKEN)

    def addresses(self, message: discord.Message) -> bool:
        """Whether a person mentions us in so many words; the ping that comes with a reply is none."""
        return not message.author.bot and self.is_eligible(message) and not self._ours.isdisjoint(message.raw_mentions)

    def is_translation_request(self, message: discord.Message) -> bool:
        """Whether a person mentions us in a reply, to have the message translated that he replies to."""
        return message.type is discord.MessageType.reply and self.addresses(message)

    def _is_ours(self, message: discord.Message) -> bool:
        return not self._ours.isdisjoint((message.author.id, message.application_id))

    def _commands(self, text: str) -> bool:
        """Whether it is a command to a bot: a prefix with a letter right behind it that is no capital.

        So `...` and `?` alone are no commands, and neither are `$TSLA` and `.NET`.
        """
        said = text.lstrip()
        for prefix in self._prefixes:
            behind = said[len(prefix) : len(prefix) + 1]
            if said[: len(prefix)].casefold() == prefix and behind.isalpha() and not behind.isupper():
                return True
        return False


async def has_opted_out(members: Members, message: discord.Message, reader_id: int) -> bool:
    """Whether a message is not to be translated or explained for a reader, because its author does not want that.

    Args:
        members: what people chose.
        message: what the reader points at.
        reader_id: the reader; what he wrote himself is open to him.
    """
    return message.author.id != reader_id and (await members.get(message.author.id)).ignored
