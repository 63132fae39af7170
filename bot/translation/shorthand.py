"""Shorthand of English chat (`idk what to do tmrw`), spelled out for a model that reads sentences."""

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
}
_SMALL: Final = {
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
"""In capitals these may stand for something else, or for a name."""
_SPELLED: Final = _ANY_CASE | _SMALL


def _words(spellings: dict[str, str]) -> str:
    return "|".join(sorted((re.escape(spelling) for spelling in spellings), key=len, reverse=True))


_SHORTHAND = re.compile(rf"(?<![\w@#'’/.:-])(?:(?i:{_words(_ANY_CASE)})|{_words(_SMALL)})(?![\w'’/-])(?!\.\w)")


_ITS = re.compile(
    r"\b([Ii])ts(?= (?:my|your|a|an|the|so|not|too|very|really|just|been|over|fine|ok|okay|me|all|going|gonna)\b)"
)


def spell_out(text: str) -> str:
    """An English text, masked or not, with its shorthand spelled out."""
    if _SHORTHAND.search(text):
        text = _SHORTHAND.sub(lambda found: _SPELLED[found[0].lower()], text)
    return _ITS.sub(r"\1t's", text) if "ts " in text else text
