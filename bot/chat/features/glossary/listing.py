"""The terms of a glossary in lines, in Discord's markup."""

from bot.chat.strings import say
from bot.storage.types.terms import GlossaryTerm
from bot.text.escaping import escape
from bot.text.limits import excerpt

_EXCERPT = 45


def line(locale: object, term: GlossaryTerm) -> str:
    """A term in one line."""
    source, target = plain(term.source), plain(term.target)
    language = say(locale, f"glossary.label.{term.language}")
    if term.source == term.target:
        return say(locale, "glossary.line.kept", source=source, language=language)
    key = "glossary.line.whole" if term.exact else "glossary.line.term"
    return say(locale, key, source=source, target=target, language=language)


def plain(text: str) -> str:
    """The beginning of a text in one line, without active markup."""
    return escape(excerpt(text, _EXCERPT))
