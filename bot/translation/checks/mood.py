"""Does a question stay a question, and a statement a statement?"""

import re

from bot.nmt.types import Direction

_ASKING_EN = re.compile(
    r"[?？]|\b(?:who|whom|whose|what|whats|which|when|where|why|how|hows|wdym|wyd|hbu|wbu|wtf|if|whether|or|any|anyone|"
    r"anybody|anything|right|huh|eh|ok|okay|ever|yet|please|pls|should|could|would|can|can't|cant|may|shall|isn't|"
    r"aren't|don't|doesn't|didn't|won't|wanna|mind|u|ya|wonder|guess|ask|asked|asking|question)\b|"
    r"(?:^|[,.!;:…\n] ?|\band |\bbut |\bso )(?:is|are|am|was|were|do|does|did|has|have|had|will|you|got)\b",
    re.IGNORECASE,
)
_ASKING_ZH = re.compile(
    r"[?？吗嗎呢吧么麼什甚谁誰哪几幾多怎啥何嘛岂豈么]|能否|可否|是否|为毛|(.)[不没]\1|[不没]$|有没|好不|行不|不会|难道|不"
)
_STATING_EN = re.compile(
    r"(?:\b(?:is|was|are|were|know|knows|knew|see|saw|hear|heard|remember|remembers|understand|understands|love|loves|"
    r"like|hate|said|says|told|explain|explains|explained|show|shows|showed|matter|care|means|depends on|exactly|"
    r"learned|decide|decided|find out|found out|place|time|day|moment|reason|way|person|people|guy|man|one|those|girl|"
    r"all|everything)|(?<=\w)['’]s)(?<!^is)(?<!^are)(?<!^was)(?<!^were) (?:where|why|what|how|who|when|which|whom)\b",
    re.IGNORECASE,
)
"""A question word that is part of a statement (`this is where I live`)."""
_ASKED_EN = re.compile(
    r"[?？]|\b(?:who|whom|whose|what|which|when|where|why|how|if|whether|or|any\w*|right|huh|ever|please|wonder|guess|"
    r"in case|suppose|mind|ask\w*|question|shall)\b|"
    r"(?:^|[,.!;:…\n] ?|\b(?:and|but|so|then|well|oh|hey) )"
    r"(?:is|are|am|was|were|do|does|did|has|have|had|will|would|can|could|should|may|got|you|seen|need|want)(?:n['’]t)?\b",
    re.IGNORECASE,
)
"""What every English question contains, however it is written."""
_CERTAIN_EN = re.compile(r"[?？]\W*$|^what if\b", re.IGNORECASE)
_CERTAIN_ZH = re.compile(r"[?？吗嗎]\W*$|(?:万一|萬一|要是|如果|假如).*呢\W*$")


def changes_mood(source: str, target: str, direction: Direction) -> bool:
    """Whether a statement became a question, or a question a statement.

    Args:
        source: the original.
        target: its translation.
        direction: from which language to which.
    """
    if _asks(target, direction.target):
        return not _may_ask(source, direction.source)
    required = _CERTAIN_EN if direction.source == "en" else _CERTAIN_ZH
    asked = _ASKED_EN if direction.target == "en" else _ASKING_ZH
    return required.search(source) is not None and asked.search(target) is None


def _asks(target: str, language: str) -> bool:
    """Whether a translation ends as a question."""
    end = target.rstrip(" 。.!！”\"'")
    return end.endswith(("?", "？")) or (language == "zh" and end.endswith("吗"))


def _may_ask(source: str, language: str) -> bool:
    """Whether a text has a word or mark that can ask a question; many people type no question mark."""
    if language == "en":
        return _ASKING_EN.search(_STATING_EN.sub(" ", source)) is not None
    return _ASKING_ZH.search(source) is not None
