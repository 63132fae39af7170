import pytest

from bot.text.markup import Kind, Role, parse

STICKERS = """
[doge] [笑哭R] [捂脸] [吃瓜] [狗头] [赞R] [偷笑R] [允悲] [二哈]
[哈哈] [色色R] [微笑] [呲牙] [tv_doge] [星星眼] [OK] [Emm] [破涕为笑]
[萌萌哒R] [暗中观察R] [笑cry] [打call] [热词系列_知识增加] [裂开] [哭惹R] [666] [脱单doge]
[旺柴] [泪] [加油] [棒棒糖H] [doge金箍]
""".split()


@pytest.mark.parametrize("sticker", STICKERS)
@pytest.mark.parametrize("around", ["{}", "哈哈{}你真逗", "{}我又忘了", "so {} funny", "好吧{}"])
def test_stickers(sticker: str, around: str) -> None:
    spans = [(span.text, span.role) for span in parse(around.format(sticker)) if span.kind is Kind.INLINE]
    assert spans == [(sticker, Role.EMOJI)]


@pytest.mark.parametrize(
    "text",
    [
        "[my note]",
        "[重要通知：明天停水]",
        "[公告]明天停水",
        "[求助] 怎么办",
        "明天停水[通知]",
        "我住在[上海]的",
        "请填写[姓名]和[电话]",
        "[图片]",
        "[sic]",
        "[x] done",
        "arr[0]",
        "a[b]",
        "[]",
        "[新表情] 好吧",
        "【微笑】",
        "[" * 20,
    ],
)
def test_remarks_in_brackets_are_not_stickers(text: str) -> None:
    assert [span.text for span in parse(text) if span.kind is not Kind.PROSE] == []


def test_an_unlisted_name_at_the_end_of_a_clause_is_a_sticker() -> None:
    assert [span.text for span in parse("好吧[新表情]，走") if span.kind is Kind.INLINE] == ["[新表情]"]


def test_the_label_of_a_link_is_not_a_sticker() -> None:
    assert [span.role for span in parse("[微笑](https://x.com)")] == [Role.OPEN, None, Role.CLOSE]


def test_a_bracketed_word_directly_after_a_sticker_is_a_sticker() -> None:
    found = parse("好耶[某图][某图]我们赢了")
    assert [span.text for span in found if span.kind is Kind.INLINE] == ["[某图]", "[某图]"]
    assert [span.text for span in parse("好耶[某图]我们赢了") if span.kind is Kind.INLINE] == []
