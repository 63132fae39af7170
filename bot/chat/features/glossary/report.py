"""A glossary and what became of a file, as people read it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord

from bot.chat.features.glossary.sheet import Sheet
from bot.chat.strings import Catalogue
from bot.storage.types import GlossaryTerm
from bot.text.limits import MESSAGE, shorten
from bot.translation.terms import LONGEST

if TYPE_CHECKING:
    from bot.chat.features.glossary.entries import Flaw

PAGE = 15
"""Entries on a page."""

_SHOWN = 45
_LINES = 40


def pages(terms: Sequence[GlossaryTerm]) -> int:
    """How many pages a glossary takes."""
    return -(-len(terms) // PAGE)


def page(catalogue: Catalogue, locale: object, terms: Sequence[GlossaryTerm], number: int) -> str:
    """A page of a glossary.

    Args:
        catalogue: what is said to people.
        locale: of the reader.
        terms: the whole glossary, at least one term.
        number: of the page, from 0.
    """
    here = terms[number * PAGE : (number + 1) * PAGE]
    head = catalogue.say(locale, "glossary.page", count=len(terms), page=number + 1, pages=pages(terms))
    return shorten("\n".join([head, *(line(catalogue, locale, term) for term in here)]), MESSAGE)


def line(catalogue: Catalogue, locale: object, term: GlossaryTerm) -> str:
    """An entry in a line."""
    if term.source == term.target:
        return catalogue.say(locale, "glossary.line.kept", source=plain(term.source), language=term.language)
    key = "glossary.line.whole" if term.exact else "glossary.line.term"
    return catalogue.say(locale, key, source=plain(term.source), target=plain(term.target), language=term.language)


def plain(text: str) -> str:
    """The beginning of a text in one line, in which nothing acts as markup."""
    flat = " ".join(text.split())
    return discord.utils.escape_markdown(flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + "…")


def imported(catalogue: Catalogue, locale: object, sheet: Sheet, total: int) -> str:
    """What became of a file.

    Args:
        catalogue: what is said to people.
        locale: of the reader.
        sheet: what was in the file.
        total: how many entries the glossary has now.
    """
    count = len(sheet.entries)
    said = [catalogue.say(locale, "glossary.imported" if count else "glossary.imported_none", count=count, total=total)]
    by_flaw: defaultdict[Flaw, list[int]] = defaultdict(list)
    for number, flaw in sheet.flaws:
        by_flaw[flaw].append(number)
    if sheet.flaws:
        said.append(catalogue.say(locale, "glossary.left_out", count=len(sheet.flaws)))
    for flaw, numbers in by_flaw.items():
        reason = catalogue.say(locale, f"glossary.flaw.{flaw}", longest=LONGEST)
        said.append(catalogue.say(locale, "glossary.lines", lines=_listed(numbers), reason=reason))
    if sheet.repeated:
        said.append(catalogue.say(locale, "glossary.repeated", lines=_listed(sheet.repeated)))
    return "\n".join(said)


def _listed(numbers: Sequence[int]) -> str:
    more = len(numbers) - _LINES
    return ", ".join(map(str, numbers[:_LINES])) + (f" … (+{more})" if more > 0 else "")
