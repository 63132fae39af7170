"""Decides where spaces go around protected spans in English and Chinese."""

import regex

from bot.text.markup import Role, Span

_WORDS = (Role.TERM, Role.QUANTITY)
_HAN_SIDE = regex.compile(r"[\p{Han}\u3000-\u303f\uff00-\uffef‘’“”…—]")
_AFTER_LINK = regex.compile(r"([.,:;\"'\])]*)(?:\s|$)")
_OPENING = "([{<\"'“‘（【《「『/#-"
_GOES_ON = "/?#&=_%-"
_CLOSING = ".,!?;:)]}>\"'”’%。，！？；：、）】》」』…～~/-"


def is_chinese(language: str) -> bool:
    """Whether a language tag (`zh`, `zh-Hant`) is Chinese."""
    return language.partition("-")[0] == "zh"


def is_word(character: str) -> bool:
    """Whether a character belongs to a word delimited by spaces: a letter or a digit, but not Han or kana."""
    return character.isalnum() and not _HAN_SIDE.match(character)


def is_bare_link(span: Span) -> bool:
    """Whether the end of the link depends on what follows it."""
    return span.role is Role.LINK and not span.text.startswith("<")


def before(text: str, span: Span, language: str, *, spaced: bool) -> str:
    """The space between text and the span after it.

    Args:
        text: the text before the span, without trailing whitespace.
        span: the protected span.
        language: of the text.
        spaced: whether the model wrote a space there.
    """
    if not text or span.role is Role.CLOSE or text[-1] in _OPENING:
        return " " if text and spaced and span.role is not Role.CLOSE and text[-1] in "\"'/#-" else ""
    if is_word(text[-1]):
        return " "
    if is_chinese(language) or _HAN_SIDE.match(text[-1]):
        return ""
    return " " if spaced or text[-1] in ".,!?;:" else ""


def after(span: Span, text: str, language: str, *, spaced: bool) -> str:
    """The space between a span and the text after it; the arguments are those of `before`.

    A bare link is followed by a space if Discord would otherwise include the text in it.
    """
    if is_bare_link(span) and not _ends_link(span.text, text):
        return " "
    if not text or span.role is Role.OPEN:
        return ""
    if is_word(text[0]):
        return " "
    if text[0] in _CLOSING or _HAN_SIDE.match(text[0]):
        open_ended = span.text[0] in "@#＃" and span.text[-1] not in "#＃"
        return " " if open_ended and text[0].isalpha() else ""
    return " " if spaced and not is_chinese(language) else ""


def _ends_link(link: str, text: str) -> bool:
    """Whether Discord excludes all of the following text from a bare link; `)` only if none is open in the link.

    Discord does not link a host without a scheme; there, the reader has to see where it ends.
    """
    if "://" not in link:
        return not text or not (text[0].isalnum() or text[0] in _GOES_ON)
    found = _AFTER_LINK.match(text)
    return found is not None and (")" not in found.group(1) or link.count("(") <= link.count(")"))


def between(left: Span, right: Span, language: str, *, spaced: bool) -> str:
    """The space between two spans that are separated only by whitespace."""
    if left.role is Role.OPEN or right.role is Role.CLOSE:
        return " " if is_bare_link(left) and right.role is not Role.CLOSE else ""
    if is_bare_link(left) or is_bare_link(right):
        return " "
    if right.role in _WORDS:
        return after(left, right.written, language, spaced=spaced)
    if left.role in _WORDS:
        return before(left.written, right, language, spaced=spaced)
    return " " if spaced or not is_chinese(language) else ""
