"""The texts of a Discord message, wherever in it they are; docs/architecture.md lists every kind of message."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Flag, auto
from pathlib import PurePath

import discord

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

_COUNTED = frozenset(
    {
        discord.MessageType.premium_guild_subscription,
        discord.MessageType.premium_guild_tier_1,
        discord.MessageType.premium_guild_tier_2,
        discord.MessageType.premium_guild_tier_3,
        discord.MessageType.guild_incident_alert_mode_enabled,
    }
)
"""System messages whose content is a number or a time; in others it is empty, or a name that people chose."""

Source = discord.Message | discord.MessageSnapshot


class Kind(Flag):
    """The part of a message that a text is from."""

    TITLE = auto()
    """The title of a forum or media post, in the message that starts it."""
    CONTENT = auto()
    FORWARD = auto()
    """Forwarded texts, with embeds and components: they are what is forwarded."""
    POLL = auto()
    EMBED = auto()
    """Embeds, and the components that replace them in newer messages of bots."""
    FILE = auto()
    STICKER = auto()

    WRITTEN = CONTENT | FORWARD | POLL
    """What people write themselves; only this is translated automatically."""
    ALL = TITLE | WRITTEN | EMBED | FILE | STICKER


@dataclass(frozen=True, slots=True)
class Part:
    """A text in a message.

    Attributes:
        kind: where it is from.
        text: the text, in Discord's markup with line breaks and spoilers; never blank.
    """

    kind: Kind
    text: str


def parts_of(message: discord.Message) -> Iterator[Part]:
    """Yield the texts of a message in the order in which Discord shows them, without link previews."""
    for kind, text in _parts(message):
        if text.strip():
            yield Part(kind, text)


def text_of(message: discord.Message, kinds: Kind = Kind.ALL) -> str:
    """The texts of the given kinds, joined by line breaks; empty if there are none."""
    return "\n".join(part.text for part in parts_of(message) if part.kind & kinds)


def sources_of(message: discord.Message) -> tuple[Source, ...]:
    """A message and the messages that it forwards."""
    return (message, *message.message_snapshots)


def quotable_text(message: discord.Message) -> str:
    """The text that a quote of a message shows: its own text without its quote, or else whatever it carries."""
    lines = message.content.split("\n")
    if lines[0].startswith("> **"):
        lines = lines[1:]
    carried = [f"📎 {file.filename}" for file in message.attachments]
    carried += [f"🏷️ {sticker.name}" for sticker in message.stickers]
    other = Kind.FORWARD | Kind.POLL | Kind.EMBED
    return "\n".join(lines).strip() or text_of(message, other) or " ".join(carried)


def post_title(message: discord.Message) -> str:
    """The title of the forum or media post that a message is in; empty elsewhere."""
    thread = message.channel
    return thread.name if isinstance(thread, discord.Thread) and isinstance(thread.parent, discord.ForumChannel) else ""


def descriptive_name(file: discord.Attachment) -> str:
    """The name of a file as words, without its extension; empty if a camera or a program chose it.

    Discord puts file names with characters that it does not support into the title.
    """
    return _words_in(file.title or PurePath(file.filename.removeprefix(_SPOILER)).stem)


def _words_in(stem: str) -> str:
    words = " ".join(re.split(r"[\s_\-+.]+", stem)).strip()
    if _MACHINE_NAME.fullmatch(words):
        return ""
    return words if _HAN.search(words) or len(_WORD.findall(words)) >= _MIN_WORDS else ""


def _parts(message: discord.Message) -> Iterator[tuple[Kind, str]]:
    replied_to = message.reference.resolved if message.reference else None
    if message.type is discord.MessageType.thread_starter_message and isinstance(replied_to, discord.Message):
        yield from _parts(replied_to)  # Discord shows it in its place
        return
    if message.id == message.channel.id and (title := post_title(message)):
        yield Kind.TITLE, f"**{title}**"
    yield from _body(message, Kind.CONTENT)
    for snapshot in message.message_snapshots:
        yield from _body(snapshot, Kind.FORWARD)
    if message.poll:
        yield Kind.POLL, _poll(message.poll)


def _body(message: Source, kind: Kind) -> Iterator[tuple[Kind, str]]:
    if message.type not in _COUNTED:
        yield kind, message.content
    carried = Kind.FORWARD if kind is Kind.FORWARD else Kind.EMBED
    for embed in message.embeds:
        if not (embed.url and embed.url in message.content):
            yield carried, _embed(embed)
    for part, text in _components(message.components):
        yield carried if part is Kind.EMBED else part, text
    for file in message.attachments:
        text = ": ".join(filter(None, (descriptive_name(file), file.description)))
        yield Kind.FILE, _file(text, spoiler=file.is_spoiler())
    for sticker in message.stickers:
        yield Kind.STICKER, f"🏷️ {sticker.name}"


def _poll(poll: discord.Poll) -> str:
    answers = (f"- {answer.emoji or ''} {answer.text}".replace("-  ", "- ") for answer in poll.answers)
    return "\n".join((f"**{poll.question}**", *answers))


def _embed(embed: discord.Embed) -> str:
    """The texts of an embed; empty for link previews, whose texts are not the author's."""
    fields = [(field.name, field.value) for field in embed.fields]
    kind: str = embed.type
    match kind:
        case "rich":
            heads = [(embed.title, embed.description), *fields]
            lines = [line for head, text in heads for line in (f"**{head}**" if head else None, text)]
            return "\n".join(filter(None, (embed.author.name, *lines, embed.footer.text)))
        case "poll_result":
            result = {"poll_question_text": "", "victor_answer_text": ""} | dict(fields)
            return "**{poll_question_text}**\n- {victor_answer_text}".format_map(result).removesuffix("\n- ")
        case "auto_moderation_message":
            return embed.description or ""
        case _:
            return ""


def _components(components: Iterable[object], *, spoiler: bool = False) -> Iterator[tuple[Kind, str]]:
    """Yield the texts of components in order; labels of buttons and menus are left alone, as they are controls."""
    for component in components:
        match component:
            case discord.TextDisplay():
                yield Kind.EMBED, _hidden(component.content) if spoiler else component.content
            case discord.SectionComponent():
                yield from _components((*component.children, component.accessory), spoiler=spoiler)
            case discord.Container():
                yield from _components(component.children, spoiler=spoiler or component.spoiler)
            case discord.MediaGalleryComponent():
                yield from _components(component.items, spoiler=spoiler)
            case discord.MediaGalleryItem() | discord.components.ThumbnailComponent():
                yield Kind.EMBED, _file(component.description or "", spoiler=spoiler or component.spoiler)
            case discord.FileComponent():
                name = _words_in(PurePath(component.name or "").stem)
                yield Kind.FILE, _file(name, spoiler=spoiler or component.spoiler)


def _file(text: str, *, spoiler: bool) -> str:
    if not text:
        return ""
    return f"📎 {_hidden(text)}" if spoiler else f"📎 {text}"


def _hidden(text: str) -> str:
    return f"||{text.replace('||', '')}||"
