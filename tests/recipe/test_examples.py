import lzma
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sentencepiece
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ConfigurationError
from models.recipe import examples, noise, symbols
from models.recipe.anchors import Anchor, Anchors, learn_lexicon
from models.recipe.config import Recipe
from tests.recipe.small import PAIRS, RECIPE, STRINGS, drawing

SYMBOL = re.compile(r"⟦\d⟧")
SEEDS = st.integers(0, 2**32)


@given(
    st.sampled_from(
        [("Tom paid 300 yen to IBM.", "汤姆付给IBM 300 日元。"), ("See https://a.b/c", "看 https://a.b/c")]
    ),
    SEEDS,
)
def test_both_sides_get_the_same_placeholders_once(pair: tuple[str, str], seed: int) -> None:
    rng = drawing(seed)
    for found in (symbols.replace_shared(pair, rng), symbols.add_at_ends(pair, rng)):
        assert found is not None
        english, chinese = (Counter(SYMBOL.findall(side)) for side in found)
        assert english == chinese
        assert set(english.values()) == {1}


def test_a_pair_without_shared_words_gets_no_placeholders() -> None:
    assert symbols.replace_shared(("Good morning.", "早上好。"), drawing(0)) is None


LEXICON = [("to love", "喜欢"), ("love", "爱"), ("dumpling", "饺子"), ("friend", "朋友"), ("good friend", "好友")]


def test_corresponding_words_are_found() -> None:
    pair = ("My friend, I love this.", "我的朋友，我喜欢这个。")
    assert list(Anchors(LEXICON).find(pair)) == [Anchor(3, 9, 2, 4), Anchor(13, 17, 6, 8)]


def test_a_word_that_occurs_twice_is_not_used() -> None:
    anchors = Anchors(LEXICON)
    assert list(anchors.find(("love, love", "喜欢"))) == []
    assert list(anchors.find(("a friend", "朋友朋友"))) == []


def test_words_that_occur_together_are_learned() -> None:
    pairs = [("I see a cat", "我看见猫")] * 15 + [("I see a dog", "我看见狗")] * 20
    learned = learn_lexicon(pairs)
    assert {("cat", "猫"), ("dog", "狗"), ("see", "看见")} <= set(learned)
    assert ("cat", "狗") not in learned


@given(st.sampled_from(PAIRS), SEEDS)
def test_marks_occur_once_on_both_sides_of_an_otherwise_unchanged_pair(pair: tuple[str, str], seed: int) -> None:
    found = symbols.add_marks(pair, list(Anchors(LEXICON).find(pair)), drawing(seed))
    english, chinese = (SYMBOL.findall(side) for side in found)
    assert sorted(english) == sorted(chinese)
    assert len(set(english)) == len(english) in range(1, 7)
    left = [re.sub(r"\s", "", SYMBOL.sub("", side)) for side in found]
    whole = [re.sub(r"\s", "", side) for side in pair]
    assert all(set(one) <= set(other) for one, other in zip(left, whole, strict=True))


@given(SEEDS)
def test_adjacent_marks_do_not_break_each_other(seed: int) -> None:
    pair = ("I eat rice", "我吃饭")
    anchors = [Anchor(0, 1, 0, 1), Anchor(2, 5, 1, 2), Anchor(6, 10, 2, 3)]
    found = symbols.add_marks(pair, anchors, drawing(seed))
    for side in found:
        assert not set("⟦⟧") & set(SYMBOL.sub("", side))


def test_a_mark_is_at_the_same_word_on_both_sides() -> None:
    pair, seen = ("My friend eats.", "我的朋友在吃。"), set[tuple[str, str]]()
    for seed in range(400):
        found = symbols.add_marks(pair, [Anchor(3, 9, 2, 4)], drawing(seed))
        seen.add((SYMBOL.sub("@", found[0]), SYMBOL.sub("@", found[1]).replace(" ", "")))
    assert ("My @ friend eats.", "我的@朋友在吃。") in seen
    assert ("My friend @ eats.", "我的朋友@在吃。") in seen
    assert ("My @ eats.", "我的@在吃。") in seen
    assert ("@ My friend eats. @ @", "@我的朋友在吃。@@") in seen


@pytest.mark.parametrize(
    ("pair", "fits"),
    [
        (("Hi {name}, %d new", "你好 {name}，%d 条新消息"), True),
        (("Hi {name}", "你好 {nom}"), False),
        (("%s and %s", "%s 和 %s"), False),
        (("none", "没有"), False),
    ],
)
def test_format_fields_become_placeholders_if_both_sides_have_them(pair: tuple[str, str], *, fits: bool) -> None:
    found = symbols.replace_fields(pair, drawing(3))
    assert (found is not None) is fits
    if found:
        assert sorted(SYMBOL.findall(found[0])) == sorted(SYMBOL.findall(found[1]))
        assert "{" not in "".join(found)


@given(st.sampled_from(PAIRS), SEEDS)
def test_noise_leaves_something(pair: tuple[str, str], seed: int) -> None:
    rng = drawing(seed)
    assert noise.english(pair[0], RECIPE.noise, rng).strip()
    assert noise.chinese(pair[1], RECIPE.noise, rng).strip()


def test_noise_with_zero_rates_changes_at_most_punctuation() -> None:
    none = replace(RECIPE.noise, **dict.fromkeys(("lower", "apostrophe", "comma", "shorten", "typo", "particle"), 0.0))
    calm = replace(none, stop=1.0, spaces=0.0, ascii=0.0)
    assert noise.english("I'm here, Tom.", calm, drawing(0)) == "I'm here, Tom"
    assert noise.chinese("我来了，汤姆。", calm, drawing(0)) == "我来了，汤姆"


def test_targets_are_clean_and_neighbors_are_joined() -> None:
    wild = replace(RECIPE, examples=replace(RECIPE.examples, chatty=1.0, joined=1.0, edges=0.0, shared=0.0, marked=0.0))
    clean, chatty, joined = examples.variants("chat", PAIRS, 0, wild, drawing(5), words=Anchors([]))
    assert (clean.english, clean.to_chinese) == PAIRS[0]
    assert (chatty.to_english, chatty.to_chinese) == PAIRS[0]
    assert joined.english.startswith(f"{PAIRS[0][0]} {PAIRS[1][0]}")
    assert joined.to_chinese.startswith(PAIRS[0][1] + PAIRS[1][1])


def test_marked_copies_are_clean_or_chatty() -> None:
    marks = replace(
        RECIPE, examples=replace(RECIPE.examples, chatty=0.0, joined=0.0, edges=0.0, shared=0.0, marked=1.0)
    )
    clean, marked = examples.variants("chat", PAIRS, 0, marks, drawing(5), words=Anchors([]))
    assert (clean.english, clean.to_chinese) == PAIRS[0]
    assert SYMBOL.findall(marked.english) == SYMBOL.findall(marked.to_chinese) != []


def test_an_examples_file_has_both_directions(corpus: Path, vocabulary: Path, tmp_path: Path) -> None:
    told: dict[str, int] = {}
    count = examples.make(
        corpus, vocabulary, tmp_path / "x.npz", RECIPE, workers=1, report=lambda d, _, n: told.update({d: n})
    )
    processor = sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))
    with np.load(tmp_path / "x.npz") as made:
        rows = [made["src"][a:b].tolist() for a, b in zip(made["src_off"], made["src_off"][1:], strict=False)]
        assert len(made["tgt_off"]) == count + 1 == len(made["group"]) + 1
        assert made["groups"].tolist() == ["chat", "game_ph"]
    texts = [processor.decode(row) for row in rows]
    assert told["chat"] + told["game_ph"] == count == len(texts)
    assert sum(text.startswith("<2zh>") for text in texts) == sum(text.startswith("<2en>") for text in texts)
    assert f"<2zh> {PAIRS[0][0]}" in texts
    assert told["game_ph"] == 4


def test_pairs_in_a_development_set_are_left_out(corpus: Path, vocabulary: Path, tmp_path: Path) -> None:
    held = tmp_path / "dev.tsv"
    held.write_text("\n".join("\t".join(pair) for pair in PAIRS), "utf-8")
    pairs: dict[str, int] = {}
    examples.make(
        corpus,
        vocabulary,
        tmp_path / "x.npz",
        RECIPE,
        workers=1,
        held=[held],
        report=lambda d, n, _: pairs.update({d: n}),
    )
    assert 0 < pairs["chat"] < len(PAIRS) / 2


@pytest.mark.parametrize(
    ("pair", "faithful"),
    [
        (("We have 24 cats.", "我们有24只猫。"), True),
        (("We have 24 cats.", "我们有二十四只猫。"), True),
        (("We have 24 cats.", "我们有42只猫。"), False),
        (("You must not go in.", "你不准进去。"), True),
        (("You must not go in.", "你必须进去。"), False),
        (("You can go in.", "你不能进去。"), False),
    ],
)
def test_numbers_and_negations_of_both_sides_are_compared(pair: tuple[str, str], *, faithful: bool) -> None:
    assert examples.is_faithful(pair) is faithful


def test_pairs_whose_sides_contradict_each_other_are_dropped_from_domains_that_are_checked(
    vocabulary: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for domain in ("own", "tv"):
        with lzma.open(folder / f"{domain}.tsv.xz", "wt", encoding="utf-8") as file:
            file.write("You can go in.\t你不能进去。\nYou must not go in.\t你不准进去。\n")
    plain = replace(RECIPE.examples, shared=0.0, edges=0.0, marked=0.0, chatty=0.0, joined=0.0)
    made: dict[str, int] = {}
    examples.make(
        folder,
        vocabulary,
        tmp_path / "x.npz",
        replace(RECIPE, examples=plain),
        workers=1,
        report=lambda domain, _, count: made.update({domain: count}),
    )
    assert made == {"own": 4, "tv": 2}


def test_a_missing_vocabulary_is_reported(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"missing\.model"):
        examples.make(corpus, tmp_path / "missing.model", tmp_path / "x.npz", RECIPE, workers=1)


def test_every_symbol_is_one_piece(vocabulary: Path) -> None:
    processor = sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))
    for symbol in (*symbols.TAGS, *symbols.PLACEHOLDERS):
        assert processor.encode(f"a {symbol}", out_type=str)[-1] == symbol
    assert processor.decode(processor.encode("龘 ☃")) == "龘 ☃"
    assert processor.get_piece_size() == Recipe.read("tiny").vocabulary.size


SIDES = examples.Sides("hello u", "你好 呀", "Hi, you.", "你好呀。")


def encode(text: str) -> list[int]:
    return [ord(character) for character in text]


@pytest.mark.parametrize(
    ("domain", "directions"),
    [
        ("own", [("<2zh> hello u", "你好呀。"), ("<2en> 你好 呀", "Hi, you.")]),
        ("own_en", [("<2zh> hello u", "你好呀。")]),
        ("own_zh", [("<2en> 你好 呀", "Hi, you.")]),
        ("game_ph", [("<2zh> hello u", "你好呀。"), ("<2en> 你好 呀", "Hi, you.")]),
        ("en", [("<2zh> hello u", "你好呀。"), ("<2en> 你好 呀", "Hi, you.")]),
    ],
)
def test_a_domain_with_one_noisy_side_is_translated_only_from_it(
    domain: str, directions: list[tuple[str, str]]
) -> None:
    expected = [(encode(source), encode(target)) for source, target in directions]
    assert examples.encode_sides(SIDES, domain, encode, longest=100) == expected


def test_overlong_and_empty_examples_are_left_out() -> None:
    assert examples.encode_sides(SIDES, "own", encode, longest=10) == [(encode("<2en> 你好 呀"), encode("Hi, you."))]
    assert examples.encode_sides(SIDES, "own_en", encode, longest=10) == []
    assert examples.encode_sides(examples.Sides("a", "啊", "A", ""), "own_en", encode, longest=9) == []


def test_pairs_with_few_words_are_left_out_of_some_domains(corpus: Path, vocabulary: Path, tmp_path: Path) -> None:
    recipe = replace(RECIPE, examples=replace(RECIPE.examples, words={"chat": 6}))
    pairs: dict[str, int] = {}
    examples.make(
        corpus, vocabulary, tmp_path / "x.npz", recipe, workers=1, report=lambda d, n, _: pairs.update({d: n})
    )
    assert pairs == {"chat": sum(len(english.split()) >= 6 for english, _ in PAIRS), "game_ph": len(STRINGS)}
    assert 0 < pairs["chat"] < len(PAIRS)
