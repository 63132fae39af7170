"""A suggestion as moderators read it."""

from bot.chat.catalogue import Catalogue
from bot.chat.glossary_entry import Entry, has_han, read
from bot.storage.types import Suggestion
from bot.text.limits import MESSAGE, fit

_WORDS = 4
_HAN = 8
_ROOM = 300
"""Characters that are left below for the verdict."""


def described(catalogue: Catalogue, suggestion: Suggestion) -> list[str]:
    """A suggestion in as few posts as hold it, in both languages; what it says is shown as it is, markup and all."""
    place = f"{suggestion.guild_id}/{suggestion.channel_id}/{suggestion.post_id}"
    head = catalogue.both(
        "suggest.title",
        number=suggestion.id,
        person=f"<@{suggestion.author_id}>",
        link=f"<https://discord.com/channels/{place}>",
    )
    return fit(f"{head}\n{_quoted(suggestion.source)}\n{_quoted(suggestion.target)}", MESSAGE - _ROOM)


def is_short(suggestion: Suggestion) -> bool:
    """Whether it is a phrase rather than a sentence, and may be a term."""
    source = suggestion.source
    short = len(source) <= _HAN if has_han(source) else len(source.split()) <= _WORDS
    return short and isinstance(read(source, suggestion.target, suggestion.language), Entry)


def _quoted(text: str) -> str:
    # A zero-width space within three backticks, which would else end the block.
    return "```\n" + text.replace("```", "``\u200b`") + "\n```"
