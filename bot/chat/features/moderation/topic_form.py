"""The form in which moderators name a topic and word its notice, in both languages."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import discord

from bot.chat.strings import ENGLISH, SIMPLIFIED, say
from bot.chat.ui.forms import Form
from bot.storage.types.moderation import LONGEST_NOTICE

LONGEST_NAME: Final = 60
"""Maximum characters of the name of a topic in the form, so that both names can be offered while people type."""

_NAMES = ("name_en", "name_zh")
_NOTICES = {"notice_en": ENGLISH, "notice_zh": SIMPLIFIED}

Texts = Mapping[str, str]
"""The names and notices of a topic by the names of their fields in `Topic`."""

Submit = Callable[[discord.Interaction, Texts], Awaitable[None]]


class TopicForm(Form):
    """A form with the names and notices of a topic.

    Args:
        submit: takes what was written.
        locale: of the user.
        title: key of the form's title.
        texts: what the fields contain at first; nothing if left out.
    """

    def __init__(self, submit: Submit, locale: object, title: str, texts: Texts | None = None) -> None:
        super().__init__(say(locale, title))
        self._submit = submit
        texts = texts or {}
        self._fields: dict[str, discord.ui.TextInput[TopicForm]] = {}
        for name in _NAMES:
            self._add(locale, name, default=texts.get(name), max_length=LONGEST_NAME)
        for name, language in _NOTICES.items():
            self._add(
                locale,
                name,
                default=texts.get(name),
                max_length=LONGEST_NOTICE,
                required=False,
                placeholder=say(language, "topic.notice"),
                style=discord.TextStyle.long,
            )

    def _add(
        self,
        locale: object,
        name: str,
        *,
        default: str | None,
        max_length: int,
        required: bool = True,
        placeholder: str | None = None,
        style: discord.TextStyle = discord.TextStyle.short,
    ) -> None:
        field: discord.ui.TextInput[TopicForm] = discord.ui.TextInput(
            custom_id=name,
            default=default or None,
            max_length=max_length,
            required=required,
            placeholder=placeholder,
            style=style,
        )
        self._fields[name] = field
        self.add_item(discord.ui.Label(text=say(locale, f"topic.form.{name}"), component=field))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Submit what was written."""
        await self._submit(interaction, {name: field.value.strip() for name, field in self._fields.items()})
