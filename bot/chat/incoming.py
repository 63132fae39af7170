"""Reads Discord messages: their text, their author, and whether they may be translated."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import discord

from bot.chat.content import Kind, post_title, quotable_text, sources_of, text_of
from bot.chat.relay.message import File, Message, Person, Quoted, Sender, Sticker
from bot.storage.members import Members
from bot.text.commands import is_command
from bot.text.names import shown_name

_USER_MESSAGES = frozenset({discord.MessageType.default, discord.MessageType.reply})
_COMMAND_RESPONSES = frozenset({discord.MessageType.chat_input_command, discord.MessageType.context_menu_command})
_MAX_MENTIONS = 5
"""Mentions per message whose names are recorded."""


class Audience:
    """Decides whose messages can be translated: those of people, and of bots and webhooks that are not translators.

    The host names bots that are translated like people; about the others, moderators decide channel by channel.
    Two translators that answer each other would never end. So silent messages of bots are left alone, because
    everything that Qiao posts is silent, and so are their replies to Qiao.

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
            title=post_title(message) if self.is_eligible(message) else "",
            mentions_us=self.is_addressed(message),
            crosses_bridges=self._crosses_bridges(message, text),
            sender=self._sender(message),
        )

    def _sender(self, message: discord.Message) -> Sender:
        if message.author.id in self._bots:
            return Sender.PERSON
        if message.webhook_id is not None and message.interaction_metadata is None:
            return Sender.WEBHOOK
        return Sender.BOT if message.author.bot else Sender.PERSON

    def is_ours(self, message: discord.Message) -> bool:
        """Whether Qiao posted the message, in its own name or through a webhook."""
        return not self._ours.isdisjoint((message.author.id, message.application_id))

    def is_eligible(self, message: discord.Message) -> bool:
        """Whether messages of this author can be translated; Discord's system messages never are."""
        if not message.author.bot and message.webhook_id is None:
            return message.type in _USER_MESSAGES
        if self.is_ours(message) or message.flags.silent or self._answers_us(message):
            return False
        return message.type in _USER_MESSAGES | _COMMAND_RESPONSES

    def _answers_us(self, message: discord.Message) -> bool:
        answered = message.reference.resolved if message.reference else None
        return isinstance(answered, discord.Message) and self.is_ours(answered)

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
        """Whether a person mentions us, or the role that came with us, in the text; the ping of a reply does not count.

        Discord offers both under the same name.
        """
        if message.author.bot or not self.is_eligible(message):
            return False
        role = message.guild.self_role if message.guild else None
        return not self._ours.isdisjoint(message.raw_mentions) or (
            role is not None and role.id in message.raw_role_mentions
        )

    def is_translation_request(self, message: discord.Message) -> bool:
        """Whether a person mentions us in a reply, which asks for a translation of the message replied to."""
        return message.type is discord.MessageType.reply and self.is_addressed(message)

    def _crosses_bridges(self, message: discord.Message, text: str) -> bool:
        """Whether the message can be copied across bridges."""
        if not self.is_eligible(message):
            return False
        return bool(text) or (not message.content and _has_files_or_stickers(message))


def is_system_message(message: discord.Message) -> bool:
    """Whether Discord wrote a message itself; such messages cannot be replied to."""
    return message.type not in _USER_MESSAGES | _COMMAND_RESPONSES


def read(message: discord.Message) -> Message:
    """Convert a message, except for the attributes that an `Audience` decides."""
    role_ids, manages = standing(message.author)
    return Message(
        id=message.id,
        channel_id=message.channel.id,
        guild_id=guild_id_of(message),
        author_id=message.author.id,
        author=shown_name(message.author.display_name),
        whole_text=text_of(message),
        parent_id=parent_of(message.channel),
        revision=int(message.edited_at.timestamp() * 1000) if message.edited_at else 0,
        addressed=_addressed(message),
        avatar=message.author.display_avatar.url,
        people=tuple(map(_person, filter(_is_person, (message.author, *message.mentions[:_MAX_MENTIONS])))),
        files=tuple(_files(message)),
        stickers=tuple(_stickers(message)),
        quoted=_quoted(message),
        role_ids=role_ids,
        manages=manages,
    )


def guild_id_of(message: discord.Message) -> int | None:
    """The id of a message's server, which may be unknown except for its id; None in a direct message."""
    guild_id: int | None = message.guild.id if message.guild else getattr(message.channel, "guild_id", None)
    return guild_id


def standing(author: discord.User | discord.Member) -> tuple[frozenset[int], bool]:
    """The ids of a person's roles, and whether they manage the server, which exempts them from AutoMod.

    Neither is known without the server, which discord.py may not have heard of yet.
    """
    guild: discord.Guild | None = getattr(author, "guild", None)
    if not isinstance(author, discord.Member) or guild is None:
        return frozenset(), False
    return frozenset(role.id for role in author.roles), author.guild_permissions.manage_guild


def places_of(channel: object) -> frozenset[int]:
    """The ids that exempt a channel from an AutoMod rule: its own, its category's, and those of a thread's parent."""
    ids = (getattr(channel, name, None) for name in ("id", "parent_id", "category_id"))
    return frozenset(number for number in ids if number)


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
    return await has_person_opted_out(members, message.author.id, reader_id)


async def has_person_opted_out(members: Members, person_id: int, reader_id: int) -> bool:
    """The same for an author, or for the person for whom a proxy posted a message."""
    return person_id != reader_id and (await members.get(person_id)).ignored


def _addressed(message: discord.Message) -> tuple[int, ...]:
    """The ids of the people that a message replies to or mentions."""
    people = {person.id for person in message.mentions}
    replied_to = message.reference.resolved if message.reference else None
    return tuple(people | {replied_to.author.id} if isinstance(replied_to, discord.Message) else people)


def _is_person(user: discord.abc.User) -> bool:
    return not user.bot


def _person(user: discord.abc.User) -> Person:
    return Person(user.id, (user.display_name, getattr(user, "global_name", None) or ""))


def _has_files_or_stickers(message: discord.Message) -> bool:
    return any(source.attachments or source.stickers for source in sources_of(message))


def _files(message: discord.Message) -> Iterator[File]:
    for source in sources_of(message):
        for file in source.attachments:
            yield File(file.id, file.filename, file.url, file.size, file.is_spoiler(), file.description)


def _stickers(message: discord.Message) -> Iterator[Sticker]:
    for source in sources_of(message):
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
    name = shown_name(author.display_name)
    return Quoted(resolved.id, resolved.channel.id, name, quotable_text(resolved), author.id)
