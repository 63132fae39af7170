"""Recognizes commands to other bots, such as `!play despacito`, among what people write to each other."""

import re
from collections.abc import Iterable

from bot.text.han import HAN

_NAME = re.compile(r"[a-z][a-z0-9_-]*(?=\s|$)")
"""The name of a command. Text that goes on after it with anything but a space is prose: `!important: read this`."""

_DASH = re.compile(r"\s+[-–—]+\s")
_VERB = r"""(?:
    (?:is|are|was|were|am|has|had|does|do|did|will|would|could|should|must|might|can)(?:n['’]?t)? | (?:won|can)['’]?t
)"""
_CLAUSE = re.compile(
    rf"\b(?: {_VERB} | (?:i|he|she|we|they)(?:['’](?:m|re|s|ve|ll|d))? | (?:you|it|that|there)['’](?:re|s|ve|ll|d) )\b",
    re.IGNORECASE | re.VERBOSE,
)
"""Verbs that are always finite, and pronouns that are always subjects: they make a sentence of what they are in."""

_PRONOUN = re.compile(r"\b(?:you|it|that|there|this|these|those)\b", re.IGNORECASE)
_LONG_NAME = 5
"""Han characters of a name that a command may have as its argument; more of them say something."""

_TAKING_TEXT = frozenset(
    """
    8ball add afk ai announce announcement ask away ball ban bug calc chat chatgpt choose confess confession define
    dict dm draw dream echo embed eval exec feedback giveaway google gpt image imagine joke kick lyrics math mute nick
    note p play playnow playskip playtop poll prefix purge q queue quickpoll quote remind reminder remindme rename rep
    report roast run say search send sing softban song soundcloud speak spotify status story sudo suggest suggestion
    tag tags tell timeout timer title todo topic tr translate trivia tts unban unmute urban vote warn welcome wiki
    youtube yt
    """.split()
)
"""Commands whose arguments may be a sentence."""

_OPENERS = frozenset(
    """
    a although and any are because bro but can could damn did do does dude everybody everyone everything few guys had
    haha has have he hello her hey hi his how however i if is it its just lmao lol many maybe me most my nah never no
    nobody nope not nothing now of oh ok okay omg once only or our perhaps please really she should since so some
    somebody someone sometimes sorry still than thanks that the their then there these they this those though was we
    well were what whatever when where whether which while who whoever whose why will wish with without wow wtf would
    yeah yep yes yet you your
    """.split()
)
"""Words that open sentences, and that hardly any bot has as a command."""


def is_command(text: str, prefixes: Iterable[str]) -> bool:
    """Whether a message is a command to a bot: a prefix, directly followed by a word in small Latin letters.

    Before anything else, a prefix is punctuation: `?你认真的吗`, `...anyway`, `$5`, `.NET`. So it is before a sentence:
    `!important: read the rules`, `?why would you say that`, `!urgent the server is down`.

    Args:
        text: the message.
        prefixes: prefixes of bots, in any case; never empty strings.
    """
    start = text.strip()
    for prefix in prefixes:
        name = _NAME.match(start, len(prefix))
        if name and start[: len(prefix)].casefold() == prefix.casefold():
            return not _is_sentence(name.group(), start[name.end() :])
    return False


def _is_sentence(word: str, rest: str) -> bool:
    """Whether a word and what follows it are, or contain, a sentence rather than a command and its arguments."""
    if _DASH.match(rest):
        return True
    if word in _TAKING_TEXT:
        return False
    han = len(HAN.findall(rest))
    if word in _OPENERS and (han or _PRONOUN.search(rest)):
        return True
    return han > _LONG_NAME or _CLAUSE.search(rest) is not None
