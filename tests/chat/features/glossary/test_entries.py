import pytest

from bot.chat.features.glossary.entries import Entry, Flaw, parse_entry
from bot.text.language import Language

ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE


@pytest.mark.parametrize(
    ("source", "target", "language", "entry"),
    [
        ("raid", "团本", "", Entry("raid", "团本", ENGLISH)),
        (" 钟离 ", " Zhongli ", "", Entry("钟离", "Zhongli", CHINESE)),
        ("yyds", "the GOAT", "", Entry("yyds", "the GOAT", CHINESE)),
        ("Qiao", "", "", Entry("Qiao", "Qiao", ENGLISH)),
        ("后台", "", "", Entry("后台", "后台", CHINESE)),
        ("T恤", "T-shirt", "", Entry("T恤", "T-shirt", CHINESE)),
        ("𰻞𰻞面", "biang biang noodles", "", Entry("𰻞𰻞面", "biang biang noodles", CHINESE)),
        ("GG", "GG well played", "English", Entry("GG", "GG well played", ENGLISH)),
        ("gank", "抓人", "zh-CN", Entry("gank", "抓人", CHINESE)),
    ],
)
def test_entries_are_parsed(source: str, target: str, language: str, entry: Entry) -> None:
    assert parse_entry(source, target, language) == entry


@pytest.mark.parametrize(
    ("source", "target", "language", "flaw"),
    [
        ("", "团本", "", Flaw.BLANK),
        ("!!!", "团本", "", Flaw.BLANK),
        ("x" * 101, "团本", "", Flaw.LONG),
        ("raid", "团" * 101, "", Flaw.LONG),
        ("**raid**", "团本", "", Flaw.MARKUP),
        ("raid", "<@42>", "", Flaw.MARKUP),
        ("https://example.com", "团本", "", Flaw.MARKUP),
        ("raid\0", "团本", "", Flaw.MARKUP),
        ("raid", "団体", "Japanese", Flaw.LANGUAGE),
    ],
)
def test_invalid_terms_are_refused_with_a_reason(source: str, target: str, language: str, flaw: Flaw) -> None:
    assert parse_entry(source, target, language) is flaw


def test_whole_messages_may_contain_markup_but_must_differ() -> None:
    whole = parse_entry("**gg** <@42>", "**打得好** <@42>", whole=True)
    assert whole == Entry("**gg** <@42>", "**打得好** <@42>", ENGLISH, whole=True)
    assert parse_entry("gg", "gg", whole=True) is Flaw.WHOLE
    assert parse_entry("gg", "", whole=True) is Flaw.WHOLE
    assert parse_entry("g" * 2001, "好", whole=True) is Flaw.LONG
    assert parse_entry("gg", "好\0", whole=True) is Flaw.MARKUP
