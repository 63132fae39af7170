import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.keyed import find_keyed
from bot.text.markup import Kind, parse
from tests.text.fragments import LONG, messages


def named(text: str) -> list[str]:
    return [text[start:end] for start, end in find_keyed(text)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("群号：987654321，密码：8848", ["987654321", "8848"]),
        ("密码是8848", ["8848"]),
        ("验证码 4512", ["4512"]),
        ("我的验证码是 837201，别告诉别人", ["837201"]),
        ("code 4821", ["4821"]),
        ("the code is 4821.", ["4821"]),
        ("PIN 0000", ["0000"]),
        ("My PIN: 4821.", ["4821"]),
        ("your OTP is 928374 do not share", ["928374"]),
        ("QQ 群 123456", ["123456"]),
        ("QQ: 10001", ["10001"]),
        ("房间号 302", ["302"]),
        ("订单号 20240115-AB77 已发货", ["20240115-AB77"]),
        ("快递单号 75312-QW-22", ["75312-QW-22"]),
        ("尾号 6789", ["6789"]),
        ("手机尾号是1234", ["1234"]),
        ("取件码 5-2-3041", ["5-2-3041"]),
        ("电话13800138000", ["13800138000"]),
        ("手机号码：138-0013-8000", ["138-0013-8000"]),
        ("Call 911", ["911"]),
        ("call 911!!", ["911"]),
        ("dial 110", ["110"]),
        ("快打119", ["119"]),
        ("请拨打12345", ["12345"]),
        ("room 302", ["302"]),
        ("the password is ||hunter2|| ok", ["hunter2"]),
        ("密码是**abc123**", ["abc123"]),
        ("the password is correct-horse-battery", ["correct-horse-battery"]),
        ("文件名是 final_v2_真的最终版.psd", ["final_v2_真的最终版.psd"]),
        ("Meet me in Room 1204, ok", ["1204"]),
        ("gate 34B", ["34B"]),
        ("zip code is 94107", ["94107"]),
        ("order number 48213", ["48213"]),
        ("ticket no. 4471", ["4471"]),
        ("error 404", ["404"]),
        ("my id is 123456", ["123456"]),
        ("密码:123", ["123"]),
        ("PIN:4821", ["4821"]),
        ('The password is "Summer2024!"', ["Summer2024!"]),
        ("flight UA 857 is late", ["UA 857"]),
        ("CA 981航班晚点", ["CA 981"]),
        ("航班号：CA 981", ["CA 981"]),
        ("车牌沪A12345", ["沪A12345"]),
        ("粤B·88888的车主", ["粤B·88888"]),
        ("京AD12345", ["京AD12345"]),
        ("password is p@ss!w0rd", ["p@ss!w0rd"]),
        ("password: Tr0ub4dor&3.", ["Tr0ub4dor&3"]),
        ("wifi密码：Hello@2024 快连", ["Hello@2024"]),
        ("密码改成了abc12345哦", ["abc12345"]),
        ("请打开报告.docx", ["报告.docx"]),
        ("我的简历.pdf", ["简历.pdf"]),
        ("把毕业论文最终版2.docx发给我", ["毕业论文最终版2.docx"]),
    ],
)
def test_identifiers_after_a_keyword_are_found(text: str, values: list[str]) -> None:
    assert named(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "手机5000块",
        "密码6位",
        "密码是12位数字",
        "打120分",
        "call 100 people",
        "call 3 friends",
        "the pin is 4 digits",
        "password is wrong!",
        "password is so long",
        "forgot my password again",
        "群里有500人",
        "我有3个密码",
        "电话打了20分钟",
        "code 100 percent",
        "I order 20 pizzas",
        "there are 302 of us",
        "room 3.5",
        "room at 12:30",
        "on 2024-12-31",
        "京城2024",
        "一共10000美元",
        "有12345个人",
        "今天.好",
    ],
)
def test_quantities_are_not_identifiers(text: str) -> None:
    assert named(text) == []


def test_the_keyword_is_prose() -> None:
    spans = parse("群号：987654321，密码：8848")
    assert [span.text for span in spans if span.kind is Kind.PROSE] == ["群号：", "，密码："]


@given(
    st.sampled_from(["密码：", "验证码是", "房间号 ", "code ", "PIN: ", "订单号"]),
    st.from_regex(r"[0-9]{3,20}", fullmatch=True),
)
def test_digits_after_a_keyword_are_protected(keyword: str, digits: str) -> None:
    assert digits in [span.text for span in parse(f"{keyword}{digits}") if span.kind is Kind.INLINE]


@given(messages | st.sampled_from(sorted(LONG.values())))
def test_bounds_ascend_without_overlaps(text: str) -> None:
    edges = list(find_keyed(text))
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in edges)
