"""A glossary as a list with pages, in Discord's markup."""

from collections.abc import Sequence

from bot.chat.strings import say
from bot.storage.types.terms import GlossaryTerm
from bot.text.escaping import escape
from bot.text.limits import MESSAGE, shorten

_PAGE = 15
"""Entries on a page."""

_EXCERPT = 45


def count_pages(terms: Sequence[GlossaryTerm]) -> int:
    """How many pages a glossary takes."""
    return -(-len(terms) // _PAGE)


def page(locale: object, terms: Sequence[GlossaryTerm], number: int) -> str:
    """A page of a glossary.

    Args:
        locale: of the reader.
        terms: the whole glossary, at least one term.
        number: of the page, from 0.
    """
    head = say(locale, "glossary.page", count=len(terms), page=number + 1, pages=count_pages(terms))
    shown = terms[number * _PAGE : (number + 1) * _PAGE]
    return shorten("\n".join([head, *(line(locale, term) for term in shown)]), MESSAGE)


def line(locale: object, term: GlossaryTerm) -> str:
    """A term in one line."""
    source, target = excerpt(term.source), excerpt(term.target)
    language = say(locale, f"glossary.label.{term.language}")
    if term.source == term.target:
        return say(locale, "glossary.line.kept", source=source, language=language)
    key = "glossary.line.whole" if term.exact else "glossary.line.term"
    return say(locale, key, source=source, target=target, language=language)


def excerpt(text: str) -> str:
    """The beginning of a text in one line, without active markup."""
    return escape(cut(text, _EXCERPT))


def cut(text: str, longest: int) -> str:
    """A text in one line, cut to a number of characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"
