"""What is found and what is not. The watched words are invented or harmless, with the shapes of real ones."""

import pytest

from bot.moderation.matcher import Entry, Match, Matcher, is_findable

_WATCHED = [
    Entry("darnit", "en", "darnit"),
    Entry("flibber", "en", "flibber"),
    Entry("grundle*", "en", "grundle"),
    Entry("*splork*", "en", "splork"),
    Entry("go boil your head", "en", "boil"),
    Entry("ass", "en", "donkey"),
    Entry("tit", "en", "bird"),
    Entry("god", "en", "god"),
    Entry("hell", "en", "hell"),
    Entry("cock", "en", "rooster"),
    Entry("cock-a-doodle-doo", "en", "", exception=True),
    Entry("anal", "en", "anal"),
    Entry("rapist", "en", "rapist"),
    Entry("sex", "en", "sex"),
    Entry("8964", "en", "8964"),
    Entry("64", "en", "64"),
    Entry("c++", "en", "c++"),
    Entry("🍆", "en", "aubergine"),
    Entry("坏蛋", "zh", "坏蛋"),
    Entry("笨蛋", "zh", "笨蛋"),
    Entry("西瓜皮", "zh", "西瓜皮"),
    Entry("我们", "zh", "我们"),
    Entry("日", "zh", "日"),
    Entry("日本", "zh", "", exception=True),
    Entry("生日", "zh", "", exception=True),
    Entry("鸡", "zh", "鸡"),
    Entry("田鸡", "zh", "", exception=True),
    Entry("卡拉OK", "zh", "卡拉OK"),
]


@pytest.fixture(scope="module")
def matcher() -> Matcher[str]:
    return Matcher(_WATCHED)


def _styled(first: int, word: str) -> str:
    return "".join(chr(first + ord(letter) - ord("a")) for letter in word)


_EVASIONS = [
    # as it is
    ("darnit", "darnit"), ("what a DARNIT", "darnit"), ("Darnit!", "darnit"), ("darnit's", "darnit"),
    ("(darnit)", "darnit"), ("#darnit", "darnit"), ("@darnit", "darnit"), ("你darnit了", "darnit"),
    ("坏蛋", "坏蛋"), ("你这个坏蛋啊", "坏蛋"), ("今日", "日"), ("吃鸡", "鸡"), ("去唱卡拉ok", "卡拉OK"),
    ("c++ is hard", "c++"), ("nice 🍆", "aubergine"), ("8964", "8964"),
    # other letters
    ("ｄａｒｎｉｔ", "darnit"), ("ＤＡＲＮＩＴ", "darnit"), (_styled(0x1D4EA, "darnit"), "darnit"),
    (_styled(0x1D5BA, "darnit"), "darnit"), (_styled(0x1D68A, "darnit"), "darnit"),
    (_styled(0x24D0, "darnit"), "darnit"), (_styled(0x249C, "darnit"), "darnit"),
    (_styled(0x1F130, "darnit"), "darnit"), (_styled(0x1F150, "darnit"), "darnit"),
    (_styled(0x1F170, "darnit"), "darnit"), (_styled(0x1F1E6, "darnit"), "darnit"),
    (" ".join(_styled(0x1F1E6, "darnit")), "darnit"), ("ᴅᴀʀɴɪᴛ", "darnit"), ("dаrnit", "darnit"),
    ("ԁаrnіt", "darnit"), ("dαrnιt", "darnit"), ("dårnît", "darnit"), ("đarnit", "darnit"), ("fłibber", "flibber"),
    ("ﬂibber", "flibber"), ("８９６４", "8964"), ("⑧⑨⑥④", "8964"),
    # marks and invisible characters
    ("d̶a̶r̶n̶i̶t̶", "darnit"), ("d͛͗ͭa̴͠r̸n̷͝i̵t", "darnit"), ("dar\u200bnit", "darnit"), ("dar\u00adnit", "darnit"),
    ("\u202edarnit\u202c", "darnit"), ("d\ufe0fa\u2060r\u200dn\u200ci\u180et", "darnit"), ("坏\u200b蛋", "坏蛋"),
    ("坏\U000e0061蛋", "坏蛋"), ("d\u3164arnit", "darnit"), ("dar\u034fnit", "darnit"),
    # digits and symbols
    ("d4rn1t", "darnit"), ("d@rn!t", "darnit"), ("darn|t", "darnit"), ("d4rn17", "darnit"), ("dar9it darn1t", "darnit"),
    ("f1ibber", "flibber"), ("fl1bb3r", "flibber"), ("f11bb3r", "flibber"), ("f|!bb3r", "flibber"),
    ("fli88er", "flibber"), ("a55", "donkey"), ("a$$", "donkey"), ("@ss", "donkey"), ("@$$", "donkey"),
    ("t1t", "bird"), ("h3ll", "hell"), ("he11", "hell"), ("c0(k", "rooster"), ("c0ck", "rooster"),
    ("sp|0rk", "splork"), ("ра55 d@rnit", "darnit"),
    # repeated letters
    ("daaaarnit", "darnit"), ("dddarrrniiittt", "darnit"), ("darnittttt", "darnit"), ("flibbbbber", "flibber"),
    ("asssss", "donkey"), ("aaass", "donkey"), ("DAAARNIT", "darnit"), ("d4444rnit", "darnit"), ("helllll", "hell"),
    # spaced letters
    ("d a r n i t", "darnit"), ("d.a.r.n.i.t", "darnit"), ("d-a-r-n-i-t", "darnit"), ("d_a_r_n_i_t", "darnit"),
    ("d, a, r, n, i, t", "darnit"), ("d'a'r'n'i't", "darnit"), ("d\na\nr\nn\ni\nt", "darnit"), ("a s s", "donkey"),
    ("d/a/r/n/i/t", "darnit"), ("i d a r n i t", "darnit"), ("d a r n i t u", "darnit"),
    ("d a r n i t  y o u", "darnit"), ("a  d a r n i t", "darnit"), ("you d a r n i t head", "darnit"),
    ("坏 蛋", "坏蛋"), ("坏.蛋", "坏蛋"), ("坏*蛋", "坏蛋"), ("坏-蛋", "坏蛋"), ("坏…蛋", "坏蛋"), ("坏·蛋", "坏蛋"),
    ("西 瓜 皮", "西瓜皮"), ("8 9 6 4", "8964"), ("8.9.6.4", "8964"),
    # emoji between letters
    ("d🎉a🎉r🎉n🎉i🎉t", "darnit"), ("dar🎉nit", "darnit"), ("d ❤️ a ❤️ r ❤️ n ❤️ i ❤️ t", "darnit"),
    ("坏😂蛋", "坏蛋"), ("dar<:party:123456789012345678>nit", "darnit"), ("dar→nit", "darnit"),
    # markup
    ("d**ar**nit", "darnit"), ("**d**arnit", "darnit"), ("d||ar||nit", "darnit"), ("d~~a~~rnit", "darnit"),
    ("d*a*r*n*i*t", "darnit"), ("d__ar__nit", "darnit"), ("d\\arnit", "darnit"), ("d\\*ar\\*nit", "darnit"),
    ("||d||||a||||r||||n||||i||||t||", "darnit"), ("坏**蛋**", "坏蛋"), ("坏||蛋||", "坏蛋"), ("d`ar`nit", "darnit"),
    ("<:darnit:123456789012345678>", "darnit"), ("<a:Darnit:123456789012345678>", "darnit"),
    ("[darnit](https://example.org)", "darnit"), ("https://example.org/darnit", "darnit"),
    ("https://darnit.example.org/?q=1", "darnit"), ("> darnit", "darnit"), ("```darnit```", "darnit"),
    # Traditional Chinese, compatibility forms, pinyin, initials
    ("壞蛋", "坏蛋"), ("壞 蛋", "坏蛋"), ("雞", "鸡"), ("⽇", "日"), ("huaidan", "坏蛋"), ("HUAI DAN", "坏蛋"),
    ("huài dàn", "坏蛋"), ("huai-dan", "坏蛋"), ("ｈｕａｉｄａｎ", "坏蛋"), ("hua1dan", "坏蛋"), ("bendan", "笨蛋"),
    ("xi gua pi", "西瓜皮"), ("xi guapi", "西瓜皮"), ("xgp", "西瓜皮"),
    ("你这个xgp", "西瓜皮"), ("x g p", "西瓜皮"), ("卡拉 OK", "卡拉OK"),
    # phrases and wildcards
    ("go boil your head", "boil"), ("Go   boil\nyour, head!", "boil"), ("go-boil-your-head", "boil"),
    ("g0 b0il y0ur h34d", "boil"), ("goooo boil your head", "boil"), ("grundles", "grundle"), ("GRUNDLED", "grundle"),
    ("gruuuundleness", "grundle"), ("unsplorkable", "splork"), ("splork", "splork"), ("un5pl0rky", "splork"),
    ("goboilyourhead", "boil"), ("GO🎁BOIL🎁YOUR🎁HEAD", "boil"), ("go 🎁 boil 🎁 your 🎁 head", "boil"),
    ("g o b o i l y o u r h e a d", "boil"), ("g.o b.o.i.l y.o.u.r h.e.a.d", "boil"),
    # part of a word in a link
    ("[d](https://example.org)arnit", "darnit"), ('d[ar](<https://example.org> "title")nit', "darnit"),
    ("[坏](https://example.org)蛋", "坏蛋"), ("坏[蛋](https://example.org)", "坏蛋"),
    # part of a word in pinyin
    ("坏dan", "坏蛋"), ("你这个HUAI蛋", "坏蛋"), ("坏 dan！", "坏蛋"), ("壞ｄàn", "坏蛋"), ("坏d", "坏蛋"),
    ("西gua皮", "西瓜皮"), ("西g皮", "西瓜皮"), ("x瓜皮", "西瓜皮"), ("西瓜pi", "西瓜皮"),
    # several at once
    ("D̶４ rnit ｄ４ｒｎ１ｔ", "darnit"), ("d\u200b.а.r.n.!.t", "darnit"), ("Ⓓ@@@ʀɴ1т", "darnit"),
    ("d * 4 * r * n * 1 * t", "darnit"), ("𝐟 𝟏 𝐢 𝐛 𝐛 𝟑 𝐫", "flibber"), ("壞\u200b||蛋||", "坏蛋"), ("壞 😂 蛋", "坏蛋"),
]  # fmt: skip

_INNOCENTS = [
    # words that contain others
    "class", "Scunthorpe", "assassin", "cockpit", "therapist", "analysis", "as shown", "assume", "bass", "passage",
    "compass", "embassy", "Essex", "Sussex", "sextant", "peacock", "cocktail", "Hancock", "shuttlecock", "title",
    "titanic", "institute", "analog", "canal", "banal", "shell", "hello", "Michelle", "godly", "ungodly", "classic",
    "glasses", "grun dle", "under grundy", "darnitty", "flibberty", "ungrundle", "assess the situation",
    # doubled letters and words that differ by them
    "good", "goood", "gooood", "g00d", "as", "As a rule", "titer", "sexx appeal".replace("xx", "t"), "hel", "he'll",
    "I'll be there, he'll come", "as is", "a s h", "has", "has s", "anall".replace("ll", "ly"), "fliber",
    # numbers
    "2024", "10 am", "10am", "455", "1st", "455 + 55", "10 455 971", "t 1 2 3", "64k", "64GB", "1640", "6-4", "6.4",
    "v6.4", "6 4", "6:4", "$6.4", "18964", "89640", "8.96.4", "3.14159", "100%", "1234567890", "(555) 455-5455",
    "<@8964>", "<@!64>", "<#8964>", "<:x:8964>", "<t:64:R>", "<@&64>", "</rules:64>", "<id:customize>",
    # phrases, spacing and punctuation
    "boil your head", "go boil your egg", "go boil", "p a s s", "b a s s", "c l a s s", "plan a, b or c", "A B C",
    "don't b a", "U.S.A.", "e.g. this", "as\nshown", "a ss".replace("ss", "st"), "J. R. R. Tolkien", "x y z",
    "ass" + "ure", "**ass**ume", "cl**ass**", "||cl||ass", "_assume_",
    # code and addresses
    "for i in range(10): print(i)", "if (a && b) { c = a + b; }", "is_glass = class_set", "c = 3", "C# and C",
    "https://example.org/classes/assets?id=a5f5e5", "https://youtu.be/dQw4w9WgXcQ", "user@example.org", "a@b.co",
    "550e8400-e29b-41d4-a716-446655440000", "0xa55e", "std::class", "#a55e55", "int* p = &x;", "npm i -g assert",
    # flags and faces
    "🇦🇸", "🇺🇸 🇨🇳", "😀😃😄", "¯\\_(ツ)_/¯", ":D :P XD", "m(_ _)m",
    # Chinese
    "日本", "去日本旅游", "生日快乐", "我的生日在日本", "田鸡", "炒田雞", "坏的鸭蛋", "坏，蛋", "坏。蛋碎了", "坏！蛋",
    "坏\n蛋", "笨鸭蛋", "西瓜", "西瓜 的 皮", "破坏鸟蛋", "women", "the women", "hd", "bd", "in HD", "卡拉", "卡拉不ok",
    "坏data", "坏d1", "坏dandan", "西guapi", "[蛋糕](https://example.org)", "西瓜pin",
    "[go](https://a.b) [boil](https://a.b) it",
    "丨口丶丿〇", "ok", "huai", "dan", "my dan", "ri", "ji", "学习使我快乐", "一二三四五六七八九十",
    "かわいい", "안녕하세요", "Москва слезам не верит", "Ελληνικά", "नमस्ते", "مرحبا", "ass\u200bume",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), _EVASIONS)
def test_a_disguised_term_is_found(matcher: Matcher[str], text: str, value: str) -> None:
    assert value in {match.value for match in matcher.find(text)}


@pytest.mark.parametrize("text", _INNOCENTS)
def test_an_innocent_text_has_nothing(matcher: Matcher[str], text: str) -> None:
    assert matcher.find(text) == []


def test_the_tables_are_long_enough() -> None:
    assert len(set(_EVASIONS)) >= 60
    assert len(set(_INNOCENTS)) >= 80


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("oh ｄａｒｎｉｔ you", "ｄａｒｎｉｔ"), ("oh d\u0336a\u0336rnit!", "d\u0336a\u0336rnit"),
        ("so d a r n i t,", "d a r n i t"),
        ("x **d**arnit", "d**arnit"), ("ok daaarnit", "daaarnit"), ("i d.a.r.n.i.t u", "d.a.r.n.i.t"),
        ("<:darnit:1>", "darnit"),
        ("d🎉arnit", "d🎉arnit"), ("da\u200brnit", "da\u200brnit"), ("a 🇩🇦🇷🇳🇮🇹", "🇩🇦🇷🇳🇮🇹"),
    ],
)  # fmt: skip
def test_a_match_is_shown_as_it_is_written(matcher: Matcher[str], text: str, written: str) -> None:
    [match] = matcher.find(text)
    assert text[match.start : match.end] == written


def test_each_value_is_found_once_in_the_order_of_the_text(matcher: Matcher[str]) -> None:
    text = "flibber, darnit, flibber and 坏蛋"
    assert [match.value for match in matcher.find(text)] == ["flibber", "darnit", "坏蛋"]
    assert matcher.find(text)[0] == Match("flibber", 0, 7)


def test_the_longer_of_two_matches_at_one_place_comes_first() -> None:
    matcher = Matcher([Entry("darn", "en", 1), Entry("darn it", "en", 2)])
    assert [match.value for match in matcher.find("darn it")] == [2, 1]


def test_spellings_may_share_a_value() -> None:
    matcher = Matcher([Entry("darnit", "en", "rude"), Entry("坏蛋", "zh", "rude")])
    assert matcher.find("darnit 坏蛋") == [Match("rude", 0, 6)]


def test_an_exception_only_covers_what_lies_within_it() -> None:
    matcher = Matcher(
        [Entry("cock", "en", 1), Entry("a doodle doo", "en", 2), Entry("cock-a-doodle", "en", 0, exception=True)]
    )
    assert matcher.find("the cock-a-doodle") == []
    assert [match.value for match in matcher.find("the cock-a-doodle doo")] == [2]
    assert [match.value for match in matcher.find("cock-a-doodle and cock")] == [1]


def test_an_exception_covers_a_disguise_too() -> None:
    matcher = Matcher([Entry("日", "zh", 1), Entry("日本", "zh", 0, exception=True)])
    assert matcher.find("日*本") == []
    assert [match.value for match in matcher.find("日本日")] == [1]


@pytest.mark.parametrize("term", ["*", "...", "!?", "**", " ", "\u200b", ""])
def test_a_term_without_letters_or_symbols_is_never_found(term: str) -> None:
    assert not is_findable(term)
    assert Matcher([Entry(term, "en", 1)]).find(f"well {term} ... !? * well") == []


@pytest.mark.parametrize("term", ["d*rnit", "d**nit", "da||rnit", "`darnit`", "<:darnit:1>"])
def test_a_term_with_markup_is_found_as_it_is_written(term: str) -> None:
    assert is_findable(term)
    assert Matcher([Entry(term, "en", 1)]).find(f"well {term} you")


def test_nothing_is_found_without_entries() -> None:
    assert Matcher[int]([]).find("darnit") == []


def test_digits_of_a_term_match_themselves_only() -> None:
    matcher = Matcher([Entry("b00m", "en", 1)])
    assert matcher.find("b00m")
    assert matcher.find("boom") == []


def test_two_letters_are_found_as_they_are_and_spaced_only() -> None:
    matcher = Matcher([Entry("bz", "en", 1)])
    assert matcher.find("oh bz") == matcher.find("oh BZ") == [Match(1, 3, 5)]
    assert matcher.find("b z") == [Match(1, 0, 3)]
    assert [matcher.find(text) for text in ("bz2", "b2", "bzz", "b/z")] == [[]] * 4
