import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.text.markup import Kind, Role, Span, _spans, parse
from tests.text.fragments import LONG, messages


def roles(text: str) -> list[tuple[str, Role | Kind]]:
    return [(span.text, span.role or span.kind) for span in parse(text) if span.kind is not Kind.PROSE]


def prose(text: str) -> list[str]:
    return [span.text for span in parse(text) if span.kind is Kind.PROSE]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("<@123456789012345678>", Role.MENTION),
        ("<@!123456789012345678>", Role.MENTION),
        ("<@&123456789012345678>", Role.MENTION),
        ("<#123456789012345678>", Role.MENTION),
        ("<id:customize>", Role.MENTION),
        ("@everyone", Role.MENTION),
        ("@here", Role.MENTION),
        ("@Tom", Role.MENTION),
        ("<:cat:123456789012345678>", Role.EMOJI),
        ("<a:cat:123456789012345678>", Role.EMOJI),
        ("😂", Role.EMOJI),
        ("👍🏽", Role.EMOJI),
        ("👨‍👩‍👧‍👦", Role.EMOJI),
        ("🇨🇳", Role.EMOJI),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", Role.EMOJI),
        ("1️⃣", Role.EMOJI),
        ("❤️", Role.EMOJI),
        (":thumbsup:", Role.EMOJI),
        (":+1:", Role.EMOJI),
        (":)", Role.EMOJI),
        ("T_T", Role.EMOJI),
        ("^_^", Role.EMOJI),
        ("(╯°□°)╯︵ ┻━┻", Role.EMOJI),
        ("¯\\_(ツ)_/¯", Role.EMOJI),
        ("(´・ω・`)", Role.EMOJI),
        ("(ಥ﹏ಥ)", Role.EMOJI),
        ("https://example.com/a?b=c#d", Role.LINK),
        ("<https://example.com>", Role.LINK),
        ("www.example.com/a", Role.LINK),
        ("discord.gg/qiao", Role.LINK),
        ("https://zh.wikipedia.org/wiki/中国", Role.LINK),
        ("https://en.wikipedia.org/wiki/A_(b)", Role.LINK),
        ("`x = 1`", Role.CODE),
        ("``a ` b``", Role.CODE),
        ("<t:1700000000:R>", Role.TIMESTAMP),
        ("</translate text:123456789012345678>", Role.COMMAND),
        ("a.b@example.com", Role.LITERAL),
        ("\\*", Role.LITERAL),
        ("⟦0⟧", Role.LITERAL),
        ("snake_case_name", Role.LITERAL),
        ("2*3*4", Role.LITERAL),
        ("\x00", Role.LITERAL),
        ("\ud800", Role.LITERAL),
        ("\ue000", Role.LITERAL),
    ],
)
@pytest.mark.parametrize("around", ["{}", "look {} here", "看 {} 这里"])
def test_protected(text: str, role: Role, around: str) -> None:
    assert roles(around.format(text)) == [(text, role)]


@pytest.mark.parametrize(
    "text",
    [
        "a plain sentence, with (a remark) and [brackets]",
        "10:30:45",
        "std::vector",
        "f*** off",
        "*sigh",
        "5 * 3 * 2",
        "don't and can't",
        "（你好）【早】",
        "1.5 or 2,000",
        "e.g. the U.S.",
        "a lone ` tick",
        "5 > 3 and # hashtag",
        "哈哈~~~",
        "25° (+3°)",
        "ⓗⓔⓛⓛⓞ 𝓗𝓮𝓵𝓵𝓸 🅷🅴🅻🅻🅾",
        "ｈｅｌｌｏ　ｗｏｒｌｄ",
        "`",
        "https://",
    ],
)
def test_prose(text: str) -> None:
    assert parse(text) == (Span(Kind.PROSE, text),)


@pytest.mark.parametrize("mark", ["*", "**", "***", "_", "__", "~~", "||"])
def test_marks_in_pairs(mark: str) -> None:
    opening, inside, closing = parse(f"{mark}some text{mark}")
    assert (opening.role, inside.text, closing.role) == (Role.OPEN, "some text", Role.CLOSE)
    assert opening.partner is not None
    assert opening.partner == closing.partner


def test_spoilers_may_start_and_end_with_spaces() -> None:
    assert roles("|| he dies ||") == [("||", Role.OPEN), ("||", Role.CLOSE)]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("*so **very***", ["*", "**", "**", "*"]),
        ("**so *very***!", ["**", "*", "*", "**"]),
        ("***so** very*", ["*", "**", "**", "*"]),
        ("__so _very___", ["__", "_", "_", "__"]),
        ("***so very***", ["***", "***"]),
        ("*a **b*** and *c **d***", ["*", "**", "**", "*"] * 2),
    ],
)
def test_three_marks_may_belong_to_two_pairs(text: str, marks: list[str]) -> None:
    assert [found for found, role in roles(text) if role in (Role.OPEN, Role.CLOSE)] == marks


@pytest.mark.parametrize(
    ("text", "before"),
    [("x.com/a", ["x.com/a"]), (":", []), ("C:", ["C:"]), ("hm:", []), ("%A%", ["%A%"])],
)
def test_a_backslash_before_a_mark_is_an_escape_whatever_is_before_it(text: str, before: list[str]) -> None:
    assert [found for found, _ in roles(f"{text}\\`b\\`")] == [*before, "\\`", "\\`"]


def test_the_label_of_a_masked_link_is_prose() -> None:
    text = "see [the **docs**](https://x.com/a_(b)) [now]"
    assert prose(text) == ["see ", "the ", "docs", " [now]"]
    assert [found for found, _ in roles(text)] == ["[", "**", "**", "](https://x.com/a_(b))"]


def test_nested_marks_have_their_own_partners() -> None:
    partners = [span.partner for span in parse("**a *b* __c__**") if span.partner is not None]
    assert len(partners) == 6
    assert partners[0] == partners[-1]
    assert len(set(partners)) == 3


def test_crossing_marks_do_not_pair() -> None:
    assert [role for _, role in roles("**a ||b** c||")] == [Role.OPEN, Role.LITERAL, Role.CLOSE, Role.LITERAL]


@pytest.mark.parametrize("text", ["**unclosed", "unclosed||", "a __b"])
def test_long_marks_without_a_partner_are_protected(text: str) -> None:
    assert [role for _, role in roles(text)] == [Role.LITERAL]


def test_marks_around_nothing_do_not_pair() -> None:
    assert Role.OPEN not in [role for _, role in roles("** ** and []( https://x.com )")]


def test_structure() -> None:
    text = "# Head\n> - **quote**\r\n>>> all\n-# small\n1. one\n```py\nx = '> no'\n```\ntext"
    assert [span.text for span in parse(text) if span.kind is Kind.STRUCTURE] == [
        *("# ", "\n", "> - ", "\r\n", ">>> ", "\n", "-# ", "\n", "1. ", "\n", "```py\nx = '> no'\n```", "\n"),
    ]
    assert prose(text) == ["Head", "quote", "all", "small", "one", "text"]


def test_a_code_block_in_a_quote_in_a_list() -> None:
    text = "- item\n> - ```js\n> **x**\n> ```\nafter"
    assert prose(text) == ["item", "after"]


def test_an_unclosed_fence_is_prose() -> None:
    assert prose("```py\nprint") == ["```py", "print"]


def test_a_link_ends_where_the_sentence_continues() -> None:
    assert roles("看https://a.com/b，好(https://a.com/c) https://a.com/d这个。") == [
        ("https://a.com/b", Role.LINK),
        ("https://a.com/c", Role.LINK),
        ("https://a.com/d", Role.LINK),
    ]


def test_any_query_is_part_of_a_link() -> None:
    assert roles("taobao.com/item?id=123&code=4521，好") == [("taobao.com/item?id=123&code=4521", Role.LINK)]


def test_marks_around_a_link_are_not_part_of_it() -> None:
    assert [found for found, _ in roles("||https://a.com/|| **https://b.com** _https://c.com_")] == [
        *("||", "https://a.com/", "||", "**", "https://b.com", "**", "_", "https://c.com", "_"),
    ]


def test_emoji_in_a_row_are_one_span() -> None:
    assert roles("so 😂😂 <:a:1>🇨🇳 good") == [("😂😂 <:a:1>🇨🇳", Role.EMOJI)]


def test_emphasis_across_lines() -> None:
    assert [role for _, role in roles("**a\nb**")] == [Role.OPEN, Kind.STRUCTURE, Role.CLOSE]


def test_empty() -> None:
    assert parse("") == ()


@given(messages)
@example("[a](https://x.com)](https://y.com)")
def test_spans_join_to_the_message(text: str) -> None:
    spans = parse(text)
    assert "".join(span.text for span in spans) == text
    assert all(span.text for span in spans)
    assert all((span.role is None) == (span.kind is not Kind.INLINE) for span in spans)
    assert all((span.partner is None) == (span.role not in {Role.OPEN, Role.CLOSE}) for span in spans)


@given(messages)
def test_pairs_nest(text: str) -> None:
    standing: list[int | None] = []
    for span in parse(text):
        if span.role is Role.OPEN:
            standing.append(span.partner)
        elif span.role is Role.CLOSE:
            assert standing.pop() == span.partner
    assert not standing


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_long_messages(text: str) -> None:
    assert "".join(span.text for span in parse(text)) == text


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "orz",
                    "OTZ",
                    "QAQ",
                    "uwu",
                    "OwO",
                    "xD",
                    "XDD",
                    "Xo",
                    "T",
                    "x",
                    "steam",
                    "com",
                    "a.",
                    ".",
                    " ",
                    "乁",
                    "localhost",
                    "getBy",
                    "iPhone",
                    "你",
                ]
            ),
            st.text("abcDoPqrTuwxXQzlhst你好丁 ,!?'，。！？；、“”《》.", max_size=8),
        ),
        max_size=8,
    ).map("".join)
)
@example("")
@example("example.com")
def test_the_fast_path_agrees_on_plain_messages(text: str) -> None:
    assert parse(text) == tuple(_spans(text))


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("- [ ] buy milk", "- [ ] "),
        ("- [x] 买牛奶", "- [x] "),
        (">be me", ">"),
        (">他没来", ">"),
        ("• first point", "• "),
        ("·第一点", "·"),
        ("1、打开设置", "1、"),
        ("2) log in", "2) "),
        ("（1）先登录", "（1）"),
    ],
)
def test_line_prefixes_are_structure(text: str, mark: str) -> None:
    assert [span.text for span in parse(text)] == [mark, text[len(mark) :]]
    assert parse(text)[0].kind is Kind.STRUCTURE


@pytest.mark.parametrize("text", ["1、2、3都可以", "1.5倍速度", "8.20见", "5、6个人"])
def test_numbers_at_the_start_of_a_line_are_not_structure(text: str) -> None:
    assert all(span.kind is not Kind.STRUCTURE for span in parse(text))


@pytest.mark.parametrize(
    ("text", "kept"),
    [("-> go there", "->"), ("a => b", "=>"), ("what does __init__ do", "__init__"), ("(*^_^*) hi", "(*^_^*)")],
)
def test_arrows_and_faces_are_kept(text: str, kept: str) -> None:
    assert [span.text for span in parse(text) if span.kind is Kind.INLINE] == [kept]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@小李 did you eat yet?", ["@小李"]),
        ("thanks @阿强!", ["@阿强"]),
        ("@小李，你来吗", ["@小李"]),
        ("cc @王老师: please", ["@王老师"]),
        ("@大明 @小明2 在吗", ["@大明", "@小明2"]),
        ("@小李你吃饭了吗？", ["@小李"]),
        ("@张三您好", ["@张三"]),
        ("@小王快来", ["@小王"]),
        ("@所有人 今晚开会", ["@所有人"]),
        ("有事@我", []),
        ("大家别@他了", []),
        ("记得@一下", []),
        ("@李雷和韩梅梅来", []),
        ("a@小李", []),
    ],
)
def test_a_plain_name_in_han_is_a_mention(text: str, names: list[str]) -> None:
    assert [name for name, role in roles(text) if role is Role.MENTION] == names


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("this guy is 10/10, A+++", ["A+++"]),
        ("I got a B- in math", ["B-"]),
        ("B+ 也不错", ["B+"]),
        ("给你A+！", ["A+"]),
        ("AB+ blood", ["AB+"]),
        ("A-Team and B-sides", []),
        ("plan A - the best", []),
        ("CS:GO or Valorant?", ["CS:GO"]),
        ("PS:OK", []),
        ("NOTE:READ this", []),
    ],
)
def test_grades_and_titles_in_capitals_are_protected(text: str, kept: list[str]) -> None:
    assert [found for found, role in roles(text) if role is Role.LITERAL] == kept
