from collections import Counter
from itertools import pairwise

import pytest
import regex
from hypothesis import given

from bot.text.markup import Kind, parse
from bot.text.segmenter import Gap, Segment, segment
from bot.text.symbols import MAX_PLACEHOLDERS
from tests.text.fragments import LONG, messages


def segments(text: str) -> list[str]:
    return [piece.text for piece in segment(parse(text)) if isinstance(piece, Segment)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Hello there.", "How are you?"],
        ["im tired.", "gonna sleep"],
        ["really?!", "no way!!", "ok"],
        ["I'm Mr. Smith from the U.S. Army."],
        ["I live in the U.S.", "It's nice!"],
        ["It costs 3.14 dollars, v1.2.3 is out on example.com today."],
        ["idk... maybe later"],
        ["I said no...", "Then he left."],
        ["J. R. Tolkien wrote it, e.g. here."],
        ["No.", "I won't."],
        ["see No. 5 for that"],
        ["i was there at 5 p.m. yesterday.", "gonna sleep"],
        ['He said "Hello." then left.'],
        ['"Is it?"', "Yes."],
    ],
)
def test_english_sentences(sentences: list[str]) -> None:
    assert segments(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["你好！", "你在吗？？！", "我很好。。。", "走吧"],
        ["他说：“你好。”", "然后走了。"],
        ["再见；", "好的～", "明天见"],
        ["真的吗?", "我不信!", "走吧"],
        ["我……不知道。"],
        ["3～5天"],
        ["（真的！）", "好"],
    ],
)
def test_chinese_sentences(sentences: list[str]) -> None:
    assert segments("".join(sentences)) == sentences


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "😂😂", "<@1>", "12:30 !!!", "```py\nx\n```", "https://x.com", "。。。"]
)
def test_text_without_letters_is_a_gap(text: str) -> None:
    assert segment(parse(text)) == ((Gap(text),) if text else ())


def test_each_line_is_segmented_separately() -> None:
    assert segments("# one\n- two\n> three four") == ["one", "two", "three four"]


def test_only_emoji_at_either_end_are_gaps() -> None:
    assert segments("😂 <@1> so 😂 funny <:a:1> :)") == ["<@1> so 😂 funny"]


def test_marks_around_the_whole_are_gaps() -> None:
    assert segments("**||Hello you||** 😂") == ["Hello you"]


def test_marks_around_sentences_are_gaps() -> None:
    assert segments("**Hello there. How are you?**") == ["Hello there.", "How are you?"]


def test_marks_within_a_sentence_stay_with_it() -> None:
    assert segments("I **really** like it. Yes") == ["I **really** like it.", "Yes"]


def test_marks_across_a_boundary_keep_the_sentences_together() -> None:
    assert segments("I said **stop. now** please. Yes") == ["I said **stop. now** please.", "Yes"]


def test_marks_across_a_long_run_of_sentences_become_gaps() -> None:
    text = "so **" + "this is a sentence. " * 20 + "and this** is the end"
    assert all("*" not in found for found in segments(text))


def test_marks_across_lines_become_gaps() -> None:
    assert segments("say **one\ntwo** three") == ["say", "one", "two", "three"]


def test_long_sentences_are_cut_at_clauses() -> None:
    found = segments("this is a clause of some length, " * 10)
    assert len(found) > 1
    assert all(len(part) <= 200 for part in found)
    assert all(part.endswith("length,") for part in found)


def test_long_chinese_is_cut_at_clauses() -> None:
    found = segments("这是一个不太短的分句，" * 12)
    assert len(found) > 1
    assert all(part.endswith("，") and len(part) <= 80 for part in found)


def test_a_cut_never_splits_a_grapheme() -> None:
    assert not any(found.startswith("\u0301") for found in segments("e\u0301" * 1000))


def check(text: str) -> None:
    pieces = segment(parse(text))
    assert "".join(piece.text for piece in pieces) == text
    assert not any(isinstance(a, Gap) and isinstance(b, Gap) for a, b in pairwise(pieces))
    for piece in pieces:
        assert piece.text
        if isinstance(piece, Segment):
            inline = [span for span in piece.spans if span.kind is Kind.INLINE]
            prose = "".join(span.text for span in piece.spans if span.kind is Kind.PROSE)
            halves = Counter(span.partner for span in inline if span.partner is not None)
            assert set(halves.values()) <= {2}
            assert len(inline) <= MAX_PLACEHOLDERS
            assert len(prose) <= 350
            assert len(regex.findall(r"\p{Han}", prose)) <= 120
            assert regex.search(r"\p{L}", prose)
            first, last = piece.spans[0], piece.spans[-1]
            assert first.kind is Kind.INLINE or not first.text[0].isspace()
            assert last.kind is Kind.INLINE or not last.text[-1].isspace()


@given(messages)
def test_pieces_join_to_the_message(text: str) -> None:
    check(text)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_long_messages(text: str) -> None:
    check(text)


@pytest.mark.parametrize("text", ["选3️⃣这个", "选 3️⃣ 这个", "pick 2️⃣ or so"])
def test_a_keycap_between_words_does_not_split_the_sentence(text: str) -> None:
    assert [piece.text for piece in segment(parse(text))] == [text]
