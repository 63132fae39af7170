"""Questions about a word of another language, which is itself kept: `ghost是什么意思`, `how do you say 谢谢`.

People who learn each other's languages ask them all the time, and models translate the word instead.
"""

import re

from bot.text.folding import fold
from bot.text.language import Language

_LONGEST = 80
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_FOREIGN = rf"[\"'“‘「]?[^\W\d_{_HAN}][^{_HAN}，。？！；：,?!;:\n]{{0,40}}?[\"'”’」]?"
_LETTERS = rf"[{_HAN}\u3040-\u30ff\uac00-\ud7af\u0400-\u04ff]"
_WORD = rf"[\"'“‘「《]?{_LETTERS}++(?:[ ]?{_LETTERS}++){{0,3}}[\"'”’」》]?"
_END = r"[?？。.!！\s]*+"
_PARTICLE = r"(?:啊|呀|呢|来着)?"
_LANGUAGES = {
    "中文": "Chinese",
    "汉语": "Chinese",
    "英文": "English",
    "英语": "English",
    "日语": "Japanese",
    "韩语": "Korean",
}
_LANGUAGES_IN_CHINESE = {"chinese": "中文", "mandarin": "中文", "english": "英语", "japanese": "日语", "korean": "韩语"}
_VERBS = {
    "说": "say",
    "讲": "say",
    "写": "write",
    "读": "pronounce",
    "念": "pronounce",
    "发音": "pronounce",
    "拼": "spell",
}
_VERBS_IN_CHINESE = {"say": "说", "write": "写", "read": "读", "pronounce": "读", "spell": "写", "type": "打"}

_VERB = rf"(?P<verb>{'|'.join(_VERBS_IN_CHINESE)})"
_IN_LANGUAGE = rf"(?: in (?P<language>{'|'.join(_LANGUAGES_IN_CHINESE)}))?"
_CHINESE = tuple(
    re.compile(rf"(?:请问|那|所以)?[,，]?\s*{pattern}{_PARTICLE}{_END}")
    for pattern in (
        rf"(?P<x>{_FOREIGN})\s*(?:这个?(?:单?词|缩写|梗|字))?\s*(?:到底)?是?(?:啥|什么)意思",
        rf"(?P<x>{_FOREIGN})\s*(?:这个?(?:单?词|字))?\s*(?:用|的)?(?P<language>{'|'.join(_LANGUAGES)})?(?:该|要)?怎么(?P<verb>{'|'.join(_VERBS)})",
        rf"(?P<x>{_FOREIGN})\s*(?:到底)?是(?:啥|什么)",
        rf"(?:啥|什么)(?:叫|是)\s*(?P<x>{_FOREIGN})",
    )
)
_ENGLISH = tuple(
    re.compile(rf"(?:so|and|but|hey|guys|um)?[, ]*{pattern}{_END}", re.IGNORECASE)
    for pattern in (
        rf"(?:what(?:'s|’s| is| does)?(?: the meaning of)?|wdym by) (?P<x>{_WORD}) (?:even )?mean",
        rf"what(?:'s|’s|s| is) the meaning of (?P<x>{_WORD})",
        rf"what(?:'s|’s|s| is) the difference between (?P<x>{_WORD}) and (?P<y>{_WORD})",
        rf"what(?:'s|’s|s| is) (?P<x>{_WORD}){_IN_LANGUAGE}",
        rf"how (?:to|(?:do|would|can|should) (?:you|u|i|we)) {_VERB} (?P<x>{_WORD}){_IN_LANGUAGE}",
    )
)


def translate_word_question(text: str, source: Language) -> str | None:
    """Translate a question about a word of another language.

    Args:
        text: a sentence.
        source: its language.

    Returns:
        English or Simplified Chinese, with the word as it was written; None if the text is no such question.
    """
    if text.isascii() or len(text) > _LONGEST:
        return None
    text = fold(text)
    if source is Language.CHINESE:
        return next((_to_english(found) for form in _CHINESE if (found := form.fullmatch(text))), None)
    return next((_to_chinese(found) for form in _ENGLISH if (found := form.fullmatch(text))), None)


def _to_english(found: re.Match[str]) -> str:
    parts = found.groupdict()
    word = parts["x"].strip()
    if verb := parts.get("verb"):
        language = f" in {_LANGUAGES[parts['language']]}" if parts["language"] else ""
        return f"How do you {_VERBS[verb]} {word}{language}?"
    return f"What does {word} mean?" if "意思" in found[0] else f"What is {word}?"


def _to_chinese(found: re.Match[str]) -> str:
    parts = found.groupdict()
    word = parts["x"].strip()
    if other := parts.get("y"):
        return f"{word}和{other.strip()}有什么区别？"
    language = _LANGUAGES_IN_CHINESE[parts["language"].lower()] if parts.get("language") else ""
    if verb := parts.get("verb"):
        return f"{word}{f'用{language}' if language else ''}怎么{_VERBS_IN_CHINESE[verb.lower()]}？"
    if language:
        return f"{word}用{language}怎么说？"
    return f"{word}是什么意思？" if "mean" in found[0].lower() else f"{word}是什么？"
