"""What is translated without a model: phrases, slang, words, greetings, and messages in both languages."""

from bot.text.language import Language
from bot.text.markup import Kind, Role, Span, parse
from bot.text.segmenter import Segment, segment
from bot.translation.known.answers import find_answer, find_noun, is_universal
from bot.translation.known.bilingual import are_translations, prose_by_language
from bot.translation.known.greetings import settle_greeting
from bot.translation.known.slang import Slang, slang_terms
from tests.fuzz.harness import Reader


def phrasebook(data: bytes) -> None:
    reader = Reader(data)
    source = (Language.ENGLISH, Language.CHINESE)[reader.number(2)]
    compared = reader.number(16) == 0
    text = reader.text()
    is_universal(text)
    for answer in (find_answer(text, source, ()), find_noun(text, source, ())):
        assert answer is None or answer.strip()
    end = 0
    for occurrence in Slang.shipped().find(text, source):
        assert end <= occurrence.start < occurrence.end <= len(text)
        end = occurrence.end
    for piece in segment(parse(text)):
        if isinstance(piece, Segment):
            _check_segment(piece, source)
    if compared:
        are_translations(*prose_by_language(text))


def _check_segment(piece: Segment, source: Language) -> None:
    protected = slang_terms().protect(piece, source)
    assert protected.text == piece.text
    kept = [span for span in piece.spans if span.kind is Kind.INLINE and span.role is not Role.LITERAL]
    assert [span for span in protected.spans if span in kept] == kept
    named = Segment((*piece.spans, Span(Kind.INLINE, "Mia", Role.TERM)))
    for greeting in (settle_greeting(protected, source, ()), settle_greeting(named, source, ())):
        if greeting is not None:
            assert all(span.written for span in greeting.spans)
            assert sum(span.role is Role.TERM for span in greeting.spans) > 1
