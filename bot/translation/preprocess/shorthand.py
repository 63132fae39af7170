"""Expanding the shorthand of English chat (`idk what to do tmrw`) for a model trained on sentences."""

import re
from typing import Final

_ANY_CASE: Final = {
    "idk": "I don't know",
    "idk y": "I don't know why",
    "idc": "I don't care",
    "lmk": "let me know",
    "tmr": "tomorrow",
    "tmrw": "tomorrow",
    "tmw": "tomorrow",
    "thx": "thanks",
    "thnx": "thanks",
    "tnx": "thanks",
    "tysm": "thank you so much",
    "tyvm": "thank you very much",
    "wyd": "what are you doing",
    "wdyt": "what do you think",
    "irl": "in real life",
    "imo": "I think",
    "imho": "I think",
    "bday": "birthday",
    "b-day": "birthday",
    "ppl": "people",
    "pls": "please",
    "plz": "please",
    "asap": "as soon as possible",
    "i'm craving": "I really want",
    "im craving": "I really want",
    "i am craving": "I really want",
    "i've been craving": "I've really wanted",
}
_LOWERCASE: Final = {
    "ty": "thank you",
    "rn": "right now",
    "u": "you",
    "r u": "are you",
    "bc": "because",
    "cuz": "because",
    "coz": "because",
    "abt": "about",
    "tho": "though",
    "rly": "really",
    "msg": "message",
    "sth": "something",
    "b4": "before",
    "dunno": "don't know",
    "i gtg": "I have to go",
    "gtg": "I have to go",
    "g2g": "I have to go",
    "w/o": "without",
    "w/": "with",
}
"""In capitals, these may be names or other abbreviations."""
_EXPANSIONS: Final = _ANY_CASE | _LOWERCASE


def _alternatives(spellings: dict[str, str]) -> str:
    return "|".join(sorted((re.escape(spelling) for spelling in spellings), key=len, reverse=True))


_SHORTHAND = re.compile(
    rf"(?<![\w@#'’/.:-])(?:(?i:{_alternatives(_ANY_CASE)})|{_alternatives(_LOWERCASE)})(?![\w'’/-])(?!\.\w)"
)


_MISSING_APOSTROPHE = re.compile(
    r"\b([Ii])ts(?= (?:my|your|a|an|the|so|not|too|very|really|just|been|over|fine|ok|okay|me|all|going|gonna)\b)"
)


def expand_shorthand(text: str) -> str:
    """Expand the shorthand in an English text, masked or not."""
    if _SHORTHAND.search(text):
        text = _SHORTHAND.sub(lambda found: _EXPANSIONS[found[0].lower()], text)
    return _MISSING_APOSTROPHE.sub(r"\1t's", text) if "ts " in text else text
