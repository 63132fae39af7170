"""The words of a topic as moderators write them, and as they are shown."""

import re
from collections.abc import Sequence

from bot.chat.strings import join_items, say
from bot.storage.types.moderation import Topic, WatchedTerm
from bot.text.escaping import escape
from bot.text.limits import shorten

_BETWEEN = re.compile(r"[,，、;；\r\n]")
_EXCERPT = 300
"""Characters of a topic's words in a list of topics."""


def parse_words(text: str) -> list[str]:
    """Words or phrases that are separated by commas, semicolons, or line breaks; each once, ignoring case."""
    words = (" ".join(word.split()) for word in _BETWEEN.split(text))
    return list({word.casefold(): word for word in words if word}.values())


def words_line(locale: object, terms: Sequence[WatchedTerm]) -> str:
    """All words of a topic in one line."""
    return join_items(locale, (escape(each.term) for each in terms))


def describe(locale: object, topic: Topic, terms: Sequence[WatchedTerm]) -> str:
    """A topic with its state, its notice, and the beginning of its words.

    Args:
        locale: of the reader.
        topic: the topic.
        terms: its words.
    """
    head = say(
        locale,
        "topic.line",
        topic=escape(topic.name),
        state=say(locale, "topic.on" if topic.enabled else "topic.off"),
        pause=say(locale, "topic.pause", count=topic.minutes),
    )
    notices = [f"  > {escape(notice)}" for notice in (topic.notice_en, topic.notice_zh) if notice]
    words = shorten(words_line(locale, terms), _EXCERPT) or say(locale, "topic.no_words")
    return "\n".join([head, *notices, f"  -# {words}"])


def describe_words(locale: object, topic: Topic, terms: Sequence[WatchedTerm]) -> list[str]:
    """The words of a topic in lines, and what is missing for them to have an effect.

    Args:
        locale: of the reader.
        topic: the topic.
        terms: its words.
    """
    shown = escape(topic.name)
    if not terms:
        return [say(locale, "topic.wordless", topic=shown)]
    lines = [say(locale, "topic.words", topic=shown, count=len(terms)), words_line(locale, terms)]
    languages = {each.language for each in terms}
    if len(languages) == 1:
        lines.append(say(locale, f"topic.only.{languages.pop()}"))
    if not topic.enabled:
        lines.append(say(locale, "topic.still_off"))
    return lines
