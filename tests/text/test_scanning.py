import pytest
from hypothesis import given

from bot.text.markup import Kind, Role, parse
from bot.text.scanning import tokens
from tests.text.fragments import messages

LITERALS = [
    r"C:\Users\Tom\Desktop\file.txt",
    r"D:\游戏\save",
    r"C:\Program Files\Foo Bar\x.exe",
    "C:/Users/me/a.txt",
    r"\\server\share\file.xlsx",
    r"%APPDATA%\Foo\bar.ini",
    "/usr/local/bin/python",
    "/etc/nginx/nginx.conf",
    "/home/tom/文件",
    "~/.config/foo",
    "~/Downloads/论文/最终版.docx",
    "./run.sh",
    "../shared/a.txt",
    "$HOME/bin",
    "$PATH",
    "192.168.0.1",
    "192.168.0.1:8080",
    "10.0.0.0/8",
    "localhost",
    "localhost:3000",
    "2001:db8::1",
    "fe80::1",
    "::1",
    "aa:bb:cc:dd:ee:ff",
    "00:1A:2B:3C:4D:5E",
    "tom@qq.com",
    "+1 555 123 4567",
    "+86 138 0013 8000",
    "+8613800138000",
    "555-0199",
    "(555) 123-4567",
    "1-800-273-8255",
    "400-800-8888",
    "010-12345678",
    "138 0013 8000",
    "6222 0212 3456 7890",
    "C#",
    "C++",
    "F#",
    ".NET",
    "--verbose",
    "--no-cache",
    "foo()",
    "console.log()",
    "snake_case",
    "getElementById",
    "useState",
    "#Topic",
    "#今日份快乐",
    "#今天吃什么#",
    "#OOTD",
    "#123",
    ".env",
    "4-7-2-9",
    ".ssh/config",
    "src/components",
    "lib/utils.py/x",
    "AAAAA-BBBBB-CCCCC-DDDDD",
    "*100#",
    "#FF0000",
    "→",
    "①",
    "™",
    "∞",
]


def protected(text: str) -> list[tuple[str, Role | Kind]]:
    return [(span.text, span.role or span.kind) for span in parse(text) if span.kind is not Kind.PROSE]


@pytest.mark.parametrize("literal", LITERALS)
@pytest.mark.parametrize("around", ["{}", "see {} here", "看 {} 吧", "it is {}, ok", "（{}）"])
def test_literals(literal: str, around: str) -> None:
    assert protected(around.format(literal)) == [(literal, Role.LITERAL)]


@pytest.mark.parametrize(
    "text",
    [
        "he/she/they and/or n/a w/o km/h yes/no",
        "吃/喝/玩",
        "男/女/other",
        "either / or",
        "10:30:45 and std::vector",
        "#1 fan of the show",
        "# ",
        "a#b and &#39;",
        "iPhone eBay YouTube McDonald macOS iOS",
        "word--word and -- so",
        "I went home --and so did she",
        "carbon-14 and degree-7",
        "D: no",
        "5÷2≈2.5 ≥3 25° ½",
        "二○二四年",
        "100-200 or 2020-2024",
        "+1 for that, +3 more",
    ],
)
def test_lookalikes_are_not_protected(text: str) -> None:
    assert [one for one in protected(text) if one[1] is not Kind.STRUCTURE] == []


@pytest.mark.parametrize(
    ("text", "literals"),
    [
        (r"D:\游戏\save里面", [r"D:\游戏\save"]),
        (r"C:\a\b.txt and D:\c", [r"C:\a\b.txt", r"D:\c"]),
        ("在/etc/hosts里改", ["/etc/hosts"]),
        ("type /help please", ["/help"]),
        ("C# every day, C++ too", ["C#", "C++"]),
        ("我用C++和C#写代码", ["C++", "C#"]),
        ("调用getElementById方法", ["getElementById"]),
        ("#今天吃什么#大家说说", ["#今天吃什么#"]),
        ("#Topic，好", ["#Topic"]),
        ("看#Topic。", ["#Topic"]),
        ("Apple™ and ①开会②放假", ["™", "①", "②"]),
        ("↑↑↓↓ go", ["↑↑↓↓"]),
        ("he mentioned mods/admins and HAHA-HAHA", []),
        ("call +1 555 123 4567 555-0199", ["+1 555 123 4567", "555-0199"]),
    ],
)
def test_where_literals_end(text: str, literals: list[str]) -> None:
    assert [found for found, role in protected(text) if role is Role.LITERAL] == literals


@pytest.mark.parametrize("text", ["★★★★☆", "⭐⭐⭐☆☆", "♪", "───", "▓▓░░", "✦✧"])
def test_decorations_are_treated_like_emoji(text: str) -> None:
    assert "".join(found for found, role in protected(f"{text} 值得看") if role is Role.EMOJI) == text


@given(messages)
def test_tokens_do_not_overlap(text: str) -> None:
    at = 0
    for token in tokens(text):
        assert at <= token.start < token.end <= len(text)
        assert token.name
        at = token.end
