"""Whose words are translated without being asked, and which of them."""

from collections.abc import Iterable

import discord

from bot.chat.content import Kind, text_of

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

    def heeds(self, message: discord.Message) -> bool:
        """Whether somebody said it whose words are translated; no notice of Discord's own."""
        if not message.author.bot and message.webhook_id is None:
            return message.type in _TALK
        known = message.author.id in self._bots
        return known and not self._is_ours(message) and message.type in _TALK | _ANSWERS

    def text(self, message: discord.Message) -> str:
        """What of it is translated; empty where nothing is.

        Bots say most in embeds; those of people are previews of links.
        """
        if not self.heeds(message) or self._commands(message.content) or self.asks(message):
            return ""
        return text_of(message, Kind.SPOKEN | Kind.EMBED if message.author.bot else Kind.SPOKEN)

    def addresses(self, message: discord.Message) -> bool:
        """Whether a person mentions us in so many words; the ping that comes with a reply is none."""
        return not message.author.bot and self.heeds(message) and not self._ours.isdisjoint(message.raw_mentions)

    def asks(self, message: discord.Message) -> bool:
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
