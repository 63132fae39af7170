import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.moderation.automod import NOTHING, Rule, RuleSet, Trigger
from bot.moderation.keywords import Folded, legible
from tests.moderation.work import lines_run

CHANNEL, THREAD, CATEGORY, ROLE, OTHER = 1, 2, 3, 4, 5
CATASTROPHES = (r"(a+)+$", r"(a|aa)+$", r"(.*a){12}$", r"^(([a-z])+.)+[A-Z]([a-z])+$", r"(\w+\s?)+:$")


def matched(text: str, **fields: object) -> list[str]:
    """What one rule finds in a text."""
    trigger = fields.pop("trigger", Trigger.KEYWORD)
    rule = Rule(1, "a rule", trigger, **fields)  # type: ignore[arg-type]
    return [violation.matched for violation in RuleSet([rule]).violations(text)]


@pytest.mark.parametrize(
    ("keyword", "text", "expected"),
    [
        ("cat", "cat", "cat"),
        ("cat", "A Cat!", "Cat"),
        ("cat", "**cat**", "cat"),
        ("cat", "_cat_", "cat"),
        ("cat", "这是cat吗", "cat"),
        ("the mat", "on the\u3000 mat", "the\u3000 mat"),
        ("cat*", "Catapult", "Cat"),
        ("the mat*", "the matrix", "the mat"),
        ("*cat", "copyCat", "Cat"),
        ("*the mat", "breathe mat", "the mat"),
        ("*cat*", "location", "cat"),
        ("*the mat*", "breathe matter", "the mat"),
        ("c*t", "a c*t", "c*t"),
        ("cat", "ｃａｔ", "cat"),
        ("ｃａｔ", "CAT", "CAT"),
        ("cat", "c\u200ba\u00adt", "cat"),
        ("cat", "𝓬𝓪𝓽", "cat"),
        ("straße", "STRASSE", "STRASSE"),
        ("赌博", "我们去赌博吧", "赌博"),
        ("赌博", "我們去賭博吧", "賭博"),
        ("賭博", "我们去赌博吧", "赌博"),
        ("赌博", "赌\u200b博", "赌博"),
        ("AA制", "我们AA制吧", "AA制"),
        ("バカ", "このバカめ", "バカ"),
        ("❤️", "I ❤ you", "❤"),
    ],
)
def test_keywords_match_in_every_form(keyword: str, text: str, expected: str) -> None:
    assert matched(text, keywords=(keyword,)) == [expected]


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("cat", "location"),
        ("cat", "catch"),
        ("cat", "c a t"),
        ("the mat", "the matter"),
        ("cat*", "copycat"),
        ("*cat", "catch"),
        ("赌博", "赌一下博弈"),
        ("**", "anything ** else"),
        ("\u200b", "any\u200bthing"),
        ("cat", ""),
    ],
)
def test_keywords_do_not_match_more(keyword: str, text: str) -> None:
    assert matched(text, keywords=(keyword,)) == []


@pytest.mark.parametrize(
    ("keywords", "allowed", "text", "expected"),
    [
        (("*cat*",), ("location",), "my location", []),
        (("*cat*",), ("location",), "my location, my cat", ["cat"]),
        (("*cat*",), ("location",), "my allocations", ["cat"]),
        (("*cat*",), ("*location*",), "my allocations", []),
        (("cat*",), ("cat",), "cat", []),
        (("cats",), ("cat",), "cats", ["cats"]),
        (("cat", "cat food"), ("cat",), "cat food", ["cat food"]),
        (("操",), ("操场",), "去操場跑步", []),
        (("操",), ("操场",), "操場上操你", ["操"]),
    ],
)
def test_allowed_words_excuse_only_what_they_contain(
    keywords: tuple[str, ...], allowed: tuple[str, ...], text: str, expected: list[str]
) -> None:
    assert matched(text, keywords=keywords, allowed=allowed) == expected


def test_one_violation_is_reported_for_each_rule() -> None:
    rules = [
        Rule(1, "cats", Trigger.KEYWORD, keywords=("cat", "kitten"), alert_channel_id=CHANNEL),
        Rule(2, "dogs", Trigger.KEYWORD, keywords=("dog",), allowed=("cat",), blocks=False),
        Rule(3, "birds", Trigger.KEYWORD, keywords=("bird",)),
    ]
    found = RuleSet(rules).violations("A kitten, a cat, and a dog")
    assert [(violation.rule.name, violation.matched) for violation in found] == [("cats", "kitten"), ("dogs", "dog")]


def test_exemptions_apply_to_their_own_rule() -> None:
    rules = RuleSet(
        [
            Rule(1, "roles", Trigger.KEYWORD, keywords=("cat",), exempt_role_ids=frozenset({ROLE})),
            Rule(2, "channels", Trigger.KEYWORD, keywords=("cat",), exempt_channel_ids=frozenset({CHANNEL, CATEGORY})),
        ]
    )

    def broken(**where: object) -> list[str]:
        return [found.rule.name for found in rules.violations("cat", **where)]  # type: ignore[arg-type]

    assert broken() == ["roles", "channels"]
    assert broken(role_ids={ROLE, OTHER}) == ["channels"]
    assert broken(channel_ids={THREAD, CHANNEL}) == ["roles"]
    assert broken(channel_ids={OTHER, CATEGORY}) == ["roles"]
    assert broken(channel_ids={CHANNEL}, role_ids={ROLE}) == []
    assert broken(manages=True) == []


def test_rules_that_are_off_or_cannot_be_checked_are_left_out() -> None:
    rules = RuleSet(
        [
            Rule(1, "off", Trigger.KEYWORD, keywords=("cat",), enabled=False),
            Rule(2, "names", Trigger.MEMBER_PROFILE, keywords=("cat",)),
            Rule(3, "spam", Trigger.SPAM),
            Rule(4, "new", 99, keywords=("cat",)),
        ]
    )
    assert rules.violations("cat") == []
    assert rules.unchecked == ("spam", "new")
    assert NOTHING.violations("cat") == []


@pytest.mark.parametrize(
    ("preset", "text", "expected"),
    [
        (1, "Holy SHIT!", ["SHIT"]),
        (1, "you 傻逼", ["傻逼"]),
        (1, "你這個混蛋", ["混蛋"]),
        (1, "真是fuck啊", ["fuck"]),
        (1, "a shiitake, a class", []),
        (1, "porn", []),
        (2, "porn", ["porn"]),
        (2, "黃片", ["黃片"]),
        (2, "色情", ["色情"]),
        (3, "those Nazis", ["Nazis"]),
        (9, "shit", []),
    ],
)
def test_presets_find_the_coarse_words_that_are_known(preset: int, text: str, expected: list[str]) -> None:
    assert matched(text, trigger=Trigger.KEYWORD_PRESET, presets=frozenset({preset})) == expected


def test_allowed_words_excuse_presets() -> None:
    fields = {"trigger": Trigger.KEYWORD_PRESET, "presets": frozenset({1}), "allowed": ("dick van dyke",)}
    assert matched("Dick van Dyke", **fields) == []
    assert matched("Dick van Dyke is a dick", **fields) == ["dick"]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("(b|c)at", "my CAT", ["CAT"]),
        (r"^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$", "127.0.0.1", ["127.0.0.1"]),
        (r"\bпривет\b", "ну привет!", ["привет"]),
        (r"\b赌博\b", "去 赌博 吧", ["赌博"]),
        (r"^\w+$", "你好", ["你好"]),
        (r"^[\w-]+$", "你-好", ["你-好"]),
        (r"^\W+$", "……！", ["……！"]),
        (r"^[\W]+$", "……！", ["……！"]),
        (r"a\sb", "a\u3000b", ["a\u3000b"]),
        (r"^\D+$", "你好", ["你好"]),
        (r"\d{3}", "١٢٣", ["١٢٣"]),
        (r"[a-z&&[^aeiou]]{3}", "xyz aaa", ["xyz"]),
        (r"[a-z&&[^aeiou]]{3}", "aeiou&&]", []),
        (r"[[:alpha:]]{3}\]", "abc]", ["abc]"]),
        (r"\p{Script=Han}{2}", "ab中文", ["中文"]),
        (r"\p{Greek}+", "abc αβγ", ["αβγ"]),
        (r"(?x) c \s a # a comment", "c a", ["c a"]),
        (r"\x{4e2d}\u{6587}\u5b57\x21", "中文字!", ["中文字!"]),
        (r"(賭|色)情", "赌情", ["赌情"]),
        (r"[賭赛]博", "我去賭\u200b博", ["賭博"]),
        (r"[賽-赛]", "賽", ["賽"]),
        (r"裡|里", "裏", ["裏"]),
        (r"(?-i)[A-Z]{4}", "LOUD", ["LOUD"]),
        (r"[\u200b-\u200f]", "a\u200bb", ["\u200b"]),
        ("cat", "ｃ\u200bａｔ", ["cat"]),
        ("cat", "dog", []),
    ],
)
def test_regular_expressions_match_as_in_rust(pattern: str, text: str, expected: list[str]) -> None:
    assert RuleSet([Rule(1, "a rule", Trigger.KEYWORD, patterns=(pattern,))]).unsupported == ()
    assert matched(text, patterns=(pattern,)) == expected


@pytest.mark.parametrize("text", ["a" * 4_000 + "!", "中" * 4_000 + "!", "a中" * 2_000 + "!"])
@pytest.mark.parametrize("pattern", CATASTROPHES)
def test_expressions_that_backtrack_forever_elsewhere_are_answered(pattern: str, text: str) -> None:
    assert matched(text, patterns=(pattern,)) == []


def test_what_takes_too_long_counts_as_a_match() -> None:
    assert matched("中" * 40 + "!", patterns=(r"((\w|\w\B)+)+$",)) == [""]


def test_allowed_words_excuse_regular_expressions() -> None:
    fields = {"patterns": ("[bc]at",), "allowed": ("cat food",)}
    assert matched("CAT  FOOD", **fields) == []
    assert matched("ｃａｔ food", **fields) == []
    assert matched("Cat food for a bat", **fields) == ["bat"]


def test_expressions_that_cannot_be_run_are_reported() -> None:
    rules = RuleSet(
        [
            Rule(1, "first", Trigger.KEYWORD, patterns=("cat", "(?=dog)", "[")),
            Rule(2, "second", Trigger.KEYWORD, patterns=(r"(a)\1", "(?R)", r"\x{110000}", r"\u{d800}", "dog")),
            Rule(3, "off", Trigger.KEYWORD, patterns=("[",), enabled=False),
        ]
    )
    assert rules.unsupported == (("first", 2), ("first", 3), ("second", 1), ("second", 2), ("second", 3), ("second", 4))
    assert [found.matched for found in rules.violations("cat, dog")] == ["cat", "dog"]


@pytest.mark.parametrize(
    "pattern",
    [r"\p{Han}{11000000}", r"(?x)(a{200}){200}", r"[a-z&&[^b]]{5,2000000}", r"(?x)((((a{20}){20}){20}){20}){20}"],
)
def test_expressions_that_would_take_any_memory_are_not_run(pattern: str) -> None:
    assert RuleSet([Rule(1, "huge", Trigger.KEYWORD, patterns=(pattern,))]).unsupported == (("huge", 1),)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("<@1> <@2> <@3>", 2, [""]),
        ("<@1> <@!1> <@2>", 2, []),
        ("<@1> <@&1> <@&2>", 2, [""]),
        ("@everyone @here <#1> <#2> <#3>", 2, []),
        ("<@1> <@2> <@3>", 0, []),
    ],
)
def test_different_mentions_are_counted(text: str, limit: int, expected: list[str]) -> None:
    assert matched(text, trigger=Trigger.MENTION_SPAM, mention_limit=limit) == expected


_WORDS = st.text(st.sampled_from(string.ascii_letters + "赌博賭國国"), min_size=1, max_size=8)
_TEXTS = st.text(max_size=60) | st.text(st.sampled_from("ab* 赌賭\u200b\ud800ａﬁß\u0301[]()\\?+|^$-"), max_size=60)


@given(_WORDS, _TEXTS, _TEXTS)
def test_a_keyword_between_wildcards_is_found_wherever_it_is(word: str, before: str, after: str) -> None:
    found = matched(f"{before.rstrip()} {word} {after.lstrip()}", keywords=(f"*{word}*",))
    folded, *shown = (Folded(legible(each)).text for each in (word, *found))
    assert [folded in each for each in shown] == [True]


@given(
    st.builds(
        Rule,
        id=st.just(1),
        name=st.just("a rule"),
        trigger=st.integers(0, 7),
        keywords=st.lists(_TEXTS, max_size=4).map(tuple),
        patterns=st.lists(_TEXTS, max_size=4).map(tuple),
        allowed=st.lists(_TEXTS, max_size=4).map(tuple),
        presets=st.frozensets(st.integers(0, 4)),
        mention_limit=st.integers(0, 3),
    ),
    _TEXTS,
)
def test_arbitrary_rules_and_texts_are_handled(rule: Rule, text: str) -> None:
    rules = RuleSet([rule])
    assert len(rules.violations(text)) <= 1
    assert rules.violations(text, manages=True) == []


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "*"]), st.text("ab 西", min_size=1, max_size=4), st.sampled_from(["", "*"]))
    ),
    st.lists(
        st.tuples(st.sampled_from(["", "*"]), st.text("ab 西", min_size=1, max_size=4), st.sampled_from(["", "*"]))
    ),
    st.text("ab 西.", max_size=12),
)
def test_keywords_within_each_other_are_judged_as_if_each_were_the_only_one(
    words: list[tuple[str, str, str]], allowed: list[tuple[str, str, str]], text: str
) -> None:
    keywords, excuses = ([*map("".join, each)] for each in (words, allowed))
    one_by_one = any(matched(text, keywords=(keyword,), allowed=tuple(excuses)) for keyword in keywords)
    assert bool(matched(text, keywords=tuple(keywords), allowed=tuple(excuses))) == one_by_one


@pytest.mark.parametrize("character", ["a", "西"])
def test_keywords_within_each_other_cost_little_more_than_one(character: str) -> None:
    wild = [f"{before}{character * size}{after}" for size in range(1, 59) for before in "* " for after in "* "]
    rules = RuleSet([Rule(number, "a rule", Trigger.KEYWORD, tuple(wild), (), tuple(wild)) for number in range(6)])
    one = RuleSet([Rule(1, "a rule", Trigger.KEYWORD, (f"*{character}*",), (), (f"*{character}*",))])
    text = character * 300
    assert lines_run(lambda: rules.violations(text)) < 50 * lines_run(lambda: one.violations(text))


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [((), False), (("cat+",), False), (("cat+", r"[a-z&&[^c]]at"), True), ((r"\bcat\b",), True), (("(cat",), False)],
)
def test_a_set_knows_whether_its_expressions_may_take_long(patterns: tuple[str, ...], expected: bool) -> None:  # noqa: FBT001
    assert RuleSet([Rule(1, "a rule", Trigger.KEYWORD, patterns=patterns)]).backtracks is expected
