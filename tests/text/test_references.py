import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.markup import Kind, Role, parse
from bot.text.references import is_address, protect_disguises, without_new_references
from tests.text.fragments import messages

POINTING = [
    "https://evil.example",
    "<https://evil.example>",
    "discord.gg/evil",
    "www.evil.com",
    "<@1>",
    "<@&1>",
    "<#1>",
]


@pytest.mark.parametrize(
    ("original", "translation", "clean"),
    [
        ("Join us", "加入 https://discord.gg/evil 吧", "加入 吧"),
        ("Join us", "加入discord.gg/evil", "加入"),
        ("Join us", "去 <https://evil.example> 看", "去 看"),
        ("Join us", "去[这里](https://evil.example)看", "去[这里]看"),
        ("Join us", "大家好 @everyone", "大家好 ＠everyone"),
        ("Join us", "大家好 <@1> <@&2> <#3> <:a:4> </b:5>", "大家好"),
        ("来吧", "evil<@1>.com is nice", "evil .com is nice"),
        ("来吧", "discord.gg/evil", ""),
        ("Join us", "密码：<@1>", "密码："),
        ("Join us", "#话题#https://x.com/a#话题#", "#话题 话题#"),
        ("See https://a.example/b", "看 https://a.example/b", "看 https://a.example/b"),
        ("See A.com", "看 a.com", "看 a.com"),
        ("@everyone hi", "@everyone 嗨", "@everyone 嗨"),
        (
            "来吧",
            "I know. It was 3.14, e.g. at 5 p.m. in the U.S.A.",
            "I know. It was 3.14, e.g. at 5 p.m. in the U.S.A.",
        ),
    ],
)
def test_references_that_the_original_lacks_are_removed(original: str, translation: str, clean: str) -> None:
    assert without_new_references(original, translation) == clean


@given(
    messages, st.lists(messages | st.sampled_from(POINTING) | st.sampled_from([" ", "evil", ".com", "/a", "](", "["]))
)
def test_nothing_is_pointed_to_that_the_original_lacks(original: str, parts: list[str]) -> None:
    clean = without_new_references(original, "".join(parts))
    # What is in code points nowhere.
    spans = [span for span in parse(clean) if span.kind is Kind.INLINE and not span.text.startswith("`")]
    new = [span.text for span in spans if span.text.casefold() not in original.casefold()]
    assert not [text for text in new if re.match(r"\]\(|<(?:@[!&]?|#)[0-9]+>", text) or "://" in text]
    assert not [text for text in new if text in {"@everyone", "@here"}]
    assert not [span for span in spans if span.role is Role.LINK and span.text in new]


@given(messages)
def test_a_message_keeps_its_own_references(text: str) -> None:
    assert without_new_references(text, text) == text


@pytest.mark.parametrize(
    "text",
    [
        "paypal.com", "PayPal 。com", "paypal[.]com", "paypal (dot) com", "𝐩𝐚𝐲𝐩𝐚𝐥.𝐜𝐨𝐦", "pay\u200bpal.com",
        "discord . gg/abc", "https://a.example", "ｄｉｓｃｏｒｄ．ｇｇ/abc",
    ],
)  # fmt: skip
def test_addresses_are_recognized_however_they_are_written(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text", ["click here", "点击这里", "Dr. Who", "the end.", "v1.2", "", "log in to paypal.com now"]
)
def test_words_are_no_address(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize(
    ("text", "protected"),
    [
        ("see 𝐡𝐭𝐭𝐩𝐬://𝐚.𝐜𝐨𝐦/𝐛 now", "𝐡𝐭𝐭𝐩𝐬://𝐚.𝐜𝐨𝐦/𝐛"),
        ("加入ⓓⓘⓢⓒⓞⓡⓓ.ⓖⓖ/abc吧", "ⓓⓘⓢⓒⓞⓡⓓ.ⓖⓖ/abc"),
        ("hi @\u200beveryone!", "@\u200beveryone!"),
        ("[paypal 。com](https://evil.example)", "paypal 。com"),
    ],
)
def test_what_would_become_a_reference_stays_as_it_is(text: str, protected: str) -> None:
    spans = protect_disguises(parse(text))
    assert protected in [span.text for span in spans if span.role is Role.LITERAL]


@given(messages)
def test_spans_keep_their_texts(text: str) -> None:
    assert "".join(span.text for span in protect_disguises(parse(text))) == text
