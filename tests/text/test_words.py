import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.markup import Kind, Role, parse

CODES = """
Xk9Lm2Pq ABCD1234EFGH QIAO15 SF1234567890123 CA981 MU5101 iPhone15 RTX4090 i7-13700K A4 B2B PS5
MH370 T2 GPT-4 gpt-4o COVID-19 F-16 GPT-3.5 Llama3.1 XXXX-1234-ABCD AB-1234-XZ 1Z999AA10123456784
550e8400-e29b-41d4-a716-446655440000 3f8a2c9d deadbeef12 5G 3D 1080p 1v1 mp3 h2o SAVE20 v2 v1.2.3
3.11.7 v10.0.1-beta.2 978-7-111-54742-6 123-45-6789 20240315001234 110101199003078515 13800138000
12345678 20240115-AB77 SF-1234-5678 A-12-B #4521-X INV-2024-001 ABC-123-XYZ
""".split()

PROSE = """
1st 2nd 3rd 100th 5km 10k 10K 3pm 2x x2 6ft 50kg 100mb 16GB 20s 90s 14:30 3:30pm 24/7 2024-12-31
2024/12/31 31.12.2024 2024.12.31 50% 3-1 50/50 1.5 2,200,112 3.14159265 12.5kg 1.234.567 $42,999
€15.99 $12345678 ¥12345678 10-15min 2-3x 100-200 2020-2024 30-year-old 5-star mid-90s pre-2000
1-on-1 9-to-5 top-10 3h20m 5ft10 10w 1e5 -5 +3 Dec31 gr8 GR8 l8r b4 m8 2day 2nite w8 str8 4ever h8
g2g 2moro any1 no1 top10 day1 88 520 666 233 996 1314 7654321 6'2" RMB100 80s 4u
""".split()

LINKS = """
youtu.be/dQw4w9WgXcQ t.me/mygroup bit.ly/x github.io/a tom.github.io example.com example.com/你好
example.com?q=1 163.com mysite.xyz character.ai example.museum www.foo.is foo.co.uk lemonde.fr
notion.so/page is.gd/abc discord.gg/AbCd play.example.net:25565 my-site.live cool123.fun
bilibili.com/video/BV1xx411c7mD github.com/u/r/blob/main/README.md#usage wikipedia.org/wiki/A_(b)
x.com/a_b
""".split()

TWO_SENTENCES = """
hello.world No.I end.Then wait.what is.it good.morning cool.Thanks done.now me.too it.so e.g i.e U.S
p.m haha.no yes.me him.it good.be at.home 3.in 10.am Mr.Smith No.5 vs.them left.so ok.lol day.one
""".split()

FILES = """
main.py report_final.pdf a.tar.gz index.html node.js Vue.js README.md src/main.py bot/text/a.json
photo-1.JPG.png document.getElementById
""".split()


def protected(text: str) -> list[tuple[str, Role | None]]:
    return [(span.text, span.role) for span in parse(text) if span.kind is not Kind.PROSE]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("around", ["{}", "it is {} now", "用{}快去", "“{}”，好", "so: {}, ok", "({})"])
def test_codes(code: str, around: str) -> None:
    assert protected(around.format(code)) == [(code, Role.LITERAL)]


@pytest.mark.parametrize("word", PROSE)
@pytest.mark.parametrize("around", ["{}", "so {} now", "在{}吧", "it was {}."])
def test_numbers_and_slang_are_not_codes(word: str, around: str) -> None:
    assert protected(around.format(word)) == []


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("around", ["{}", "see {} tonight", "看 {} 吧", "({})", "see {}. Then", "看{}，好", "just {}!"])
def test_links_without_a_scheme(link: str, around: str) -> None:
    assert protected(around.format(link)) == [(link, Role.LINK)]


@pytest.mark.parametrize("words", TWO_SENTENCES)
@pytest.mark.parametrize("around", ["{}", "I said {} you know", "{} and so on"])
def test_a_missing_space_does_not_make_a_link(words: str, around: str) -> None:
    assert protected(around.format(words)) == []


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("around", ["{}", "run {} first", "运行{}吧", "see {}."])
def test_file_names(name: str, around: str) -> None:
    assert protected(around.format(name)) == [(name, Role.LITERAL)]


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("看youtube.com很好", "youtube.com"),
        ("看youtube.com/watch?v=abc很好看", "youtube.com/watch?v=abc"),
        ("example.com/你好，对吧", "example.com/你好"),
        ("https://example.com/你好/世界 很好看", "https://example.com/你好/世界"),
        ("www.example.com。好", "www.example.com"),
        ("visit coffee.shop today", "coffee.shop"),
        ("访问foo.wiki吧", "foo.wiki"),
        ("**example.com**", "example.com"),
        ("||example.com/a||", "example.com/a"),
    ],
)
def test_where_a_link_ends(text: str, link: str) -> None:
    assert (link, Role.LINK) in protected(text)


@given(st.from_regex(r"[A-Z]{2,4}[0-9]{3,8}", fullmatch=True), st.sampled_from(["", " ", "，", "好", "。"]))
def test_letters_and_digits_are_protected_as_a_whole(code: str, edge: str) -> None:
    if not code.startswith(("USD", "RMB", "CNY", "EUR", "GBP", "US", "HK", "NT", "JAN", "FEB", "MAR")) and code[
        :3
    ] not in (*("APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),):
        assert protected(f"{edge}{code}{edge}") == [(code, Role.LITERAL)]


@given(st.integers(0, 9_999_999), st.sampled_from(["", "km", "kg", "%", "th", "pm", "x", "元", "个", "度"]))
def test_numbers_are_left_to_the_model(figure: int, unit: str) -> None:
    assert protected(f"about {figure}{unit} then") == []
