"""The language of a message and of each of its segments."""

from collections.abc import Sequence

from bot.text.language import Identification, Language, identify
from bot.text.markup import Kind, Role
from bot.text.segmenter import Segment
from bot.translation.known.slang import slang_terms
from bot.translation.options import RequestOptions
from bot.translation.preprocess.code_switching import is_borrowed_word
from bot.translation.preprocess.shorthand import expand_shorthand
from bot.translation.terms import TRANSLATED, language_from_terms

_WORDED_ROLES = (Role.TERM, Role.QUANTITY)
_HAN_WEIGHT = 4
"""How many Latin letters a Han character counts for."""


def prose(segment: Segment) -> str:
    """The natural language in a segment: no protected spans except for terms and quantities."""
    return " ".join(span.text for span in segment.spans if span.kind is Kind.PROSE or span.role in _WORDED_ROLES)


def has_han(text: str) -> bool:
    """Whether a text contains a Han character."""
    return any("\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" for char in text)


def identify_prose(text: str) -> Identification:
    """Identify the language of a text; shorthand (`wyd tonight`) is expanded first where it says too little itself."""
    found = identify(text)
    if found.language in TRANSLATED or (expanded := expand_shorthand(text)) == text:
        return found
    again = identify(expanded)
    return again if again.language in TRANSLATED else found


def segment_languages(segments: Sequence[Segment], whole: Identification, options: RequestOptions) -> list[Language]:
    """The language of each segment, in order.

    Args:
        segments: all segments of a message.
        whole: what the message as a whole was identified as.
        options: of the request.
    """
    return [
        _segment_language(piece, whole if len(segments) == 1 else identify_prose(prose(piece)), whole, options)
        for piece in segments
    ]


def _segment_language(
    segment: Segment, itself: Identification, whole: Identification, options: RequestOptions
) -> Language:
    """The language according to the segment itself, its terms, the message around it, its author, or the request."""
    language = itself.language
    if language in TRANSLATED:
        # A sentence of a Japanese or French message may look like English or Chinese.
        related = whole.language is Language.OTHER and language is Language.ENGLISH
        borrowed = (
            language is Language.CHINESE and whole.language is Language.ENGLISH and is_borrowed_word(prose(segment))
        )
        return whole.language if related or borrowed else language
    if (by_terms := language_from_terms(segment, (*options.terms, slang_terms()))) is not None:
        return by_terms
    han = has_han(prose(segment))
    if language is Language.OTHER:
        # Short sentences are easily taken for a related language; the whole message is better evidence.
        return Language.ENGLISH if whole.language is Language.ENGLISH and not han else Language.OTHER
    likely = Language.CHINESE if han else Language.ENGLISH
    if whole.language is likely:
        return likely
    wanted = options.target is not None and options.target.language is not likely
    written = options.native is likely and len(prose(segment).split()) > 1
    if whole.language is Language.UNKNOWN and (wanted or written):
        return likely
    return Language.UNKNOWN


def dominant_language(segments: Sequence[Segment], languages: Sequence[Language]) -> Language:
    """The language that most of the text is in, preferring those that Qiao translates."""
    weights: dict[Language, int] = {}
    for piece, language in zip(segments, languages, strict=True):
        weight = len(piece.text) * (_HAN_WEIGHT if language is Language.CHINESE else 1)
        weights[language] = weights.get(language, 0) + weight
    translated = {language: weight for language, weight in weights.items() if language in TRANSLATED}
    return max(translated or weights, key=lambda language: weights[language])
