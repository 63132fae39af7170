"""Recognizes commands to other bots, such as `!play despacito`, among what people write to each other."""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[a-z][a-z0-9_-]*(?=\s|$)")
"""The name of a command. Text that goes on after it with anything but a space is prose: `!important: read this`."""

_BE = r"(?:is|are|was|were|am|has|had)(?:n['’]?t)?"
_PREDICATE = re.compile(rf"\s+(?:{_BE}\b|[-–—]+\s)", re.IGNORECASE)
"""A verb, as in `!server is down`, or a dash, as in `!note - the server is down`."""

_FINITE = re.compile(
    rf"""\b(?:
        {_BE} | (?:do|does|did|will|would|can|could|should|must|might)(?:n['’]?t)? | (?:won|can)['’]?t
      | (?:i|you|he|she|it|we|they|that|there|this|these|those)(?:['’](?:m|re|s|ve|ll|d))?
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Verbs that are always finite, and pronouns: after a word that opens a sentence, they make one."""

_OPENERS = frozenset(
    """
    a although and any are because but can could did do does everybody everyone everything few had has have he hello
    her hey hi his how however i if is it its just lol many maybe me most my never no nobody nope not nothing now of oh
    ok okay omg once only or our perhaps please really she should since so some somebody someone sometimes sorry still
    than thanks that the their then there these they this those though was we well were what whatever when where
    whether which while who whoever whose why will wish with without wow would yeah yes yet you your
    """.split()
)
"""Words that open sentences, and that hardly any bot has as a command with arguments."""


def is_command(text: str, prefixes: Iterable[str]) -> bool:
    """Whether a message is a command to a bot: a prefix, directly followed by a word in small Latin letters.

    Before anything else, a prefix is punctuation: `?你认真的吗`, `...anyway`, `$5`, `.NET`. So it is before a sentence:
    `!important: read the rules`, `?why would you say that`, `!this is great`.

    Args:
        text: the message.
        prefixes: prefixes of bots, in any case; never empty strings.
    """
    start = text.strip()
    for prefix in prefixes:
        word = _WORD.match(start, len(prefix))
        if word and start[: len(prefix)].casefold() == prefix.casefold():
            return not _is_sentence(word.group(), start[word.end() :])
    return False


def _is_sentence(word: str, rest: str) -> bool:
    """Whether a word and what follows it are a sentence rather than a command and its arguments."""
    return bool(_PREDICATE.match(rest) or (word in _OPENERS and _FINITE.search(rest)))
