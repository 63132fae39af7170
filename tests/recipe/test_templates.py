"""Pairs from templates."""

import random
import re
from itertools import islice
from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.text.quantities import agree
from models.recipe import corpus
from models.recipe.__main__ import main
from models.recipe.config import Recipe
from models.recipe.numerals import chinese_words, english_words
from models.recipe.templates import DOMAIN, SLOTS, Template, pairs, read

TEMPLATES = read()


def rng(seed: int = 0) -> random.Random:
    return random.Random(seed)  # noqa: S311 - reproducible, not secret


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [
        (2, "two", "两"),
        (10, "ten", "十"),
        (12, "twelve", "十二"),
        (22, "twenty-two", "二十二"),
        (102, "one hundred and two", "一百零二"),
        (105, "one hundred and five", "一百零五"),
        (110, "one hundred and ten", "一百一十"),
        (115, "one hundred and fifteen", "一百一十五"),
        (250, "two hundred and fifty", "两百五十"),
        (2005, "two thousand and five", "两千零五"),
        (2040, "two thousand and forty", "两千零四十"),
        (20_000, "twenty thousand", "两万"),
        (200_000, "two hundred thousand", "二十万"),
        (3_000_000, "three million", "三百万"),
        (200_000_000, "two hundred million", "两亿"),
        (5_000_000_000, "five billion", "五十亿"),
    ],
)
def test_numbers_in_words(number: int, english: str, chinese: str) -> None:
    assert (english_words(number), chinese_words(number)) == (english, chinese)


def test_the_second_of_an_order_and_percentages_have_another_word_for_two() -> None:
    assert {SLOTS["ordinal"](rng(seed), "2")[1] for seed in range(50)} == {"第二", "第2"}
    assert {SLOTS["percent"](rng(seed), "2|2")[1] for seed in range(50)} == {"百分之二", "2%"}
    assert {SLOTS["percent"](rng(seed), "100")[1] for seed in range(50)} == {"百分之百", "100%"}


@pytest.mark.parametrize(
    ("hours", "part"),
    [("0", "凌晨"), ("3", "凌晨"), ("8", "早上"), ("11", "上午"), ("12", "中午"), ("15", "下午"), ("20", "晚上")],
)
def test_a_time_has_its_part_of_the_day(hours: str, part: str) -> None:
    for seed in range(50):
        english, chinese = SLOTS["clock"](rng(seed), hours)
        assert chinese.startswith(part)
        assert english.lower().endswith("am" if int(hours) < 12 else "pm")


def test_every_kind_of_slot_is_used() -> None:
    text = "".join(template.english for template in TEMPLATES)
    assert [kind for kind in SLOTS if f"{{{kind}" not in text] == []


def test_there_are_enough_sentences() -> None:
    about = sum(bool(template.actions) for template in TEMPLATES)
    assert about >= 40
    assert len(TEMPLATES) - about >= 150


def test_both_sides_of_every_filling_have_the_same_quantities() -> None:
    for template in TEMPLATES:
        for seed in range(15):
            english, chinese = template.fill(rng(seed))
            assert agree(english, chinese, "en"), (english, chinese)
            assert agree(chinese, english, "zh"), (english, chinese)


def test_sides_are_clean() -> None:
    for english, chinese in islice(pairs(TEMPLATES, 3), 3000):
        assert english.isprintable()
        assert not {"{", "}", "|", "_"} & set(english + chinese)
        assert not {",", ".", "?", "!"} & set(chinese[-1:])
        assert corpus.bare(english) != corpus.bare(chinese)


def test_the_same_seed_gives_the_same_pairs_and_another_one_others() -> None:
    first, again, other = (list(islice(pairs(TEMPLATES, seed), 500)) for seed in (1, 1, 2))
    assert first == again != other


def test_every_template_is_used_and_no_pair_is_repeated() -> None:
    fixed = [Template(f"{place} {{count:2-9}}", (f"{place}、{{count}}",)) for place in range(20)]
    made = list(islice(pairs(fixed, 0), 100))
    assert len(set(made)) == 100
    assert {english.split()[0] for english, _ in made[:20]} == {str(place) for place in range(20)}


def test_pairs_end_when_the_fillings_are_used_up() -> None:
    assert sorted(pairs([Template("Seat {number:2|3}.", ("{number}座。",))], 0)) == [
        ("Seat 2.", "2座。"),
        ("Seat 3.", "3座。"),
    ]


def test_actions_are_only_asked_for_if_that_makes_sense(tmp_path: Path) -> None:
    path = tmp_path / "templates.tsv"
    path.write_text(
        "# group\n\ntaboo\tswear\t说脏话\neither\tsmoke\t抽烟\ndeed\tsing\t唱歌\n"
        "forbid\tDon't {do}.\t别{do}。\nallow\tYou can {do}.\t你可以{do}。\noblige\tplease {do}\t请{do}\n",
        "utf-8",
    )
    assert {english for english, _ in pairs(read(path), 0)} == {
        "Don't swear.",
        "Don't smoke.",
        "Don't sing.",
        "You can smoke.",
        "You can sing.",
        "please sing",
    }


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("numbers\tHello.", "Line 1 of templates.tsv is not a template"),
        ("greeting\tHello.\t你好。", "is not a template"),
        ("numbers\tI have {cats}.\t我有{cats}。", "unknown slot: cats"),
        ("numbers\tI have {count:2-4} cats.\t我有猫。", "different slots"),
        ("numbers\tI have {count:2-4} cats.\t我有{count}只猫。|我有猫。", "different slots"),
    ],
)
def test_a_wrong_template_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    path = tmp_path / "templates.tsv"
    path.write_text(f"{line}\n", "utf-8")
    with pytest.raises(ConfigurationError, match=complaint):
        read(path)


def test_the_step_writes_a_domain_that_the_recipe_weighs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["templates", str(tmp_path / f"{DOMAIN}.tsv.xz"), "--pairs", "300", "--seed", "5"]) == 0
    assert capsys.readouterr().out == "300 pairs\n"
    assert corpus.read(tmp_path, DOMAIN) == list(islice(pairs(TEMPLATES, 5), 300))
    assert [phase.weights[DOMAIN] for phase in Recipe.read("gpu").phases] == [2.5] * 3


def test_the_readme_counts_the_sentences() -> None:
    readme = Path(corpus.__file__).with_name("README.md").read_text("utf-8")
    found = re.search(r"fills (\d+) sentences with numbers .*? and (\d+) that forbid", readme, re.DOTALL)
    about = sum(bool(template.actions) for template in TEMPLATES)
    assert found
    assert found.groups() == (str(len(TEMPLATES) - about), str(about))
