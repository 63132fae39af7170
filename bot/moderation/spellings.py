"""Which spellings of a watched term are the same: in whatever case, and in Simplified or Traditional characters."""

from collections.abc import Iterable
from dataclasses import replace

from bot.storage.types.moderation import WatchedTerm
from bot.text.script import to_simplified


def plain(term: str) -> str:
    """What the spellings of a term have in common; takes some microseconds, so call it for thousands in a thread."""
    return to_simplified(term).casefold()


def respelled(terms: Iterable[WatchedTerm], known: Iterable[WatchedTerm]) -> list[WatchedTerm]:
    """Terms in the spelling in which a server has them already, so that they replace these; each once, the last wins.

    Args:
        terms: of one server.
        known: all that it has.
    """
    spelled = {_place(each): each.term for each in known}
    by_place = {_place(each): each for each in terms}
    return [replace(each, term=spelled.get(place, each.term)) for place, each in by_place.items()]


def spellings(term: str, known: Iterable[WatchedTerm]) -> set[str]:
    """The spellings in which known terms have a term, in both languages."""
    wanted = plain(term)
    return {each.term for each in known if plain(each.term) == wanted}


def _place(term: WatchedTerm) -> tuple[int, str, str]:
    return term.topic_id, term.language, plain(term.term)
