"""The erasure of a person's data."""

from dataclasses import dataclass
from typing import Final

NOBODY: Final = 0
"""The id of an author who asked to be forgotten; Discord never uses 0."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """How far the erasure of a person has come; stored until they are told that it is finished.

    Attributes:
        user_id: the person.
        locale: the language in which they asked for it.
        posts: their messages whose posts, or lines in digests, were removed from Discord, and posts that showed
            suggestions with their words.
        quotes: posts from which a quote of their words was removed.
        refused: how many of all these Discord did not let us remove.
        links: how many links of their messages were deleted.
        preferences: how many rows of preferences were deleted: 0 or 1.
        suggestions: how many suggestions by them, or about their messages, were deleted.
        votes: how many votes were deleted.
        terms: how many glossary terms stay without the person's id.
    """

    user_id: int
    locale: str
    posts: int = 0
    quotes: int = 0
    refused: int = 0
    links: int = 0
    preferences: int = 0
    suggestions: int = 0
    votes: int = 0
    terms: int = 0
