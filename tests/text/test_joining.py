import pytest
from hypothesis import given

from bot.text.joining import join
from bot.text.markup import parse
from bot.text.segmenter import Gap, segment
from tests.text.fragments import messages


@pytest.mark.parametrize(
    ("pieces", "language", "whole"),
    [
        (["Hello.", "How are you?"], "en", "Hello. How are you?"),
        (["你好。", "你好吗？"], "zh", "你好。你好吗？"),
        (["你好。", Gap(" "), "你好吗？"], "zh", "你好。你好吗？"),
        (["你好", Gap(" "), "在吗"], "zh", "你好 在吗"),
        (["你好。", Gap("\n"), "你好吗？"], "zh-Hant", "你好。\n你好吗？"),
        (["Hello.", Gap("😂"), "Are you there?"], "en", "Hello. 😂 Are you there?"),
        ([Gap("**"), "Hello.", Gap("** "), "Yes"], "en", "**Hello.** Yes"),
        (["look at", Gap("<@1>"), "please"], "en", "look at <@1> please"),
        (["看", Gap("https://a.com"), "这个"], "zh", "看https://a.com 这个"),
        (["看https://a.com", "这个"], "zh", "看https://a.com 这个"),
        (["Hello", "Let's go"], "en", "Hello Let's go"),
        (['He said "hi."', "Then he left."], "en", 'He said "hi." Then he left.'),
        ([Gap("> "), "a", Gap("\n- "), "b", Gap("\n")], "en", "> a\n- b\n"),
        (["", Gap("!"), ""], "en", "!"),
        ([Gap(">"), "be me"], "en", ">be me"),
        (["价格：", Gap(" $20")], "zh", "价格：$20"),
        (["Age:", Gap(" 25\n"), "City:"], "en", "Age: 25\nCity:"),
        ([], "en", ""),
    ],
)
def test_join(pieces: list[Gap | str], language: str, whole: str) -> None:
    assert join(pieces, language) == whole


@given(messages)
def test_only_spaces_change(text: str) -> None:
    pieces = [piece if isinstance(piece, Gap) else piece.text for piece in segment(parse(text))]
    for language in ("en", "zh"):
        assert "".join(join(pieces, language).split()) == "".join(text.split())
