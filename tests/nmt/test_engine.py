from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import ctranslate2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nmt.decoding import Decoding
from bot.nmt.engine import CTranslate2Engine, Engine, _chunks, faithful_first
from bot.nmt.manifest import FILE_NAME, Family, Manifest
from bot.nmt.store import Store
from bot.nmt.tokenizer import Tokenizer
from tests.nmt import tiny
from tests.nmt.fakes import EN_ZH, ZH_EN


def test_it_implements_the_engine_protocol(tiny_engine: CTranslate2Engine) -> None:
    engine: Engine = tiny_engine
    assert engine.directions == {EN_ZH, ZH_EN}
    assert engine.placeholders == 10


def test_translates_both_directions_in_one_batch(tiny_engine: CTranslate2Engine) -> None:
    segments = ["hello ⟦0⟧ world", "你好世界", "good", "早上⟦3⟧猫", " ", "a_b"]
    directions = [EN_ZH, ZH_EN, EN_ZH, ZH_EN, EN_ZH, EN_ZH]
    found = tiny_engine.translate(segments, directions)
    assert [h.text for h in found] == ["你好 ⟦0⟧世界", "hello world", "好", "morning⟦3⟧ cat", "", "a_b"]
    assert [h.tokens for h in found] == [4, 3, 1, 4, 0, 4]


def test_a_large_batch_keeps_its_order(tiny_engine: CTranslate2Engine) -> None:
    segments = [" ".join(["cat"] * (k % 29 + 1)) for k in range(400)]
    found = tiny_engine.translate(segments, [EN_ZH] * len(segments))
    assert [h.text for h in found] == ["猫" * (k % 29 + 1) for k in range(400)]


@pytest.mark.parametrize(
    ("hypotheses", "order"),
    [
        (["猫", "⟦0⟧猫⟦1⟧"], [1, 0]),
        (["⟦1⟧猫⟦0⟧", "⟦0⟧猫⟦1⟧"], [0, 1]),
        (["⟦0⟧⟦1⟧⟦1⟧", "⟦0⟧⟦2⟧", "⟦1⟧⟦0⟧"], [2, 0, 1]),
        (["⟦0⟧", "⟦1⟧"], [0, 1]),
    ],
)
def test_a_hypothesis_with_all_placeholders_precedes_a_more_likely_one(hypotheses: list[str], order: list[int]) -> None:
    assert faithful_first(hypotheses, "⟦0⟧ cat ⟦1⟧") == order


def test_a_beam_gives_alternatives_most_likely_first(tiny_engine: CTranslate2Engine) -> None:
    [found] = tiny_engine.translate(["hello cat"], [EN_ZH], beam=4)
    scores = [one.score for one in found.beam]
    assert len(found.beam) == 4
    assert found.text == "你好猫" not in [one.text for one in found.alternatives]
    assert scores == sorted(scores, reverse=True)
    assert not any(one.alternatives for one in found.alternatives)


def test_alternatives_of_a_long_segment_are_complete(tiny_engine: CTranslate2Engine) -> None:
    [found] = tiny_engine.translate([" ".join(["cat"] * 50)], [EN_ZH], beam=2)
    assert found.text == "猫" * 50
    assert all(one.tokens > 45 for one in found.alternatives)


def test_a_greedy_decoder_has_no_alternatives(tiny_engine: CTranslate2Engine) -> None:
    [found] = tiny_engine.translate(["hello cat"], [EN_ZH])
    assert found.alternatives == ()


@pytest.mark.parametrize("beam", [1, 4])
def test_placeholders_survive_a_beam(tiny_engine: CTranslate2Engine, beam: int) -> None:
    found = tiny_engine.translate(["hello ⟦0⟧ world", "good"], [EN_ZH, EN_ZH], beam=beam)
    assert [h.text for h in found] == ["你好 ⟦0⟧世界", "好"]


def test_no_segments_no_hypotheses(tiny_engine: CTranslate2Engine) -> None:
    assert tiny_engine.translate([], []) == []


@pytest.mark.parametrize("beam", [1, 3])
@pytest.mark.parametrize("family", ["chat", "nllb"])
def test_the_score_is_the_mean_log_probability_per_token(tmp_path: Path, beam: int, family: Family) -> None:
    folder = tiny.build(tmp_path, family=family)
    engine = Store(tmp_path).load(tiny.NAME, compute_type="float32", threads=1)
    segments = ["hello", "good morning cat", "a b c hello"]
    tokenizer = Tokenizer(folder, Manifest.read(folder / FILE_NAME))
    rows = [tokenizer.encode(segment, EN_ZH)[0] for segment in segments]
    sources, prefix = [row.tokens for row in rows], rows[0].target_prefix
    translator = ctranslate2.Translator(str(folder), compute_type="float32")
    found = engine.translate(segments, [EN_ZH] * 3, beam=beam)
    targets = [
        run.hypotheses[0]
        for run in translator.translate_batch(
            sources, target_prefix=[prefix] * 3, beam_size=beam, max_decoding_length=30
        )
    ]
    for hypothesis, target, judged in zip(found, targets, translator.score_batch(sources, targets), strict=True):
        costs = judged.log_probs[len(prefix) :]
        assert len(costs) == len(target) - len(prefix) + 1 == hypothesis.tokens + 1
        # The decoder may not stop immediately, so the first token is slightly more likely than when it is only scored.
        assert hypothesis.score == pytest.approx(sum(costs) / len(costs), abs=1e-3)
        assert -2 < hypothesis.score < -0.01


@pytest.mark.parametrize("penalty", [0.0, 0.6, 1.4])
def test_a_length_penalty_affects_ranking_but_not_the_score(
    tmp_path: Path, tiny_engine: CTranslate2Engine, penalty: float
) -> None:
    tiny.build(tmp_path)
    engine = Store(tmp_path).load(tiny.NAME, threads=1, decoding=Decoding(length_penalty=penalty))
    segments = ["hello", "good morning cat"]
    plain, penalised = (some.translate(segments, [EN_ZH] * 2, beam=3) for some in (tiny_engine, engine))
    for one, other in zip(plain, penalised, strict=True):
        assert other.text == one.text
        assert other.score == pytest.approx(one.score, abs=1e-2)


def test_a_target_prefix_is_not_part_of_the_translation(tmp_path: Path) -> None:
    tiny.build(tmp_path, family="nllb")
    engine = Store(tmp_path).load(tiny.NAME, threads=1)
    (found,) = engine.translate(["hello cat"], [EN_ZH])
    assert (found.text, found.tokens) == ("你好猫", 2)


def test_a_long_segment_is_translated_whole(tmp_path: Path) -> None:
    tiny.build(tmp_path, max_source_tokens=8)
    engine = Store(tmp_path).load(tiny.NAME, threads=2)
    found = engine.translate(["cat " * 20, "hello", "你好猫" * 10], [EN_ZH, EN_ZH, ZH_EN])
    assert [h.text for h in found] == ["猫" * 20, "你好", " ".join(["hello cat"] * 10)]
    whole, short, _ = found
    assert whole.tokens == 20
    assert short.tokens == 1
    assert -2 < whole.score < -0.01


@pytest.mark.parametrize(
    ("decoding", "expected"),
    [
        (Decoding(length_ratio=0, length_margin=3), "猫猫猫"),
        (Decoding(length_ratio=0.5, length_margin=1), "猫猫猫猫猫"),
        (Decoding(no_repeat_ngram=2), None),
    ],
)
def test_output_is_bounded(tiny_store: Path, decoding: Decoding, expected: str | None) -> None:
    engine = Store(tiny_store).load(tiny.NAME, threads=1, decoding=decoding)
    (found,) = engine.translate(["cat " * 6], [EN_ZH])
    if expected is None:
        assert "猫猫猫" not in found.text
    else:
        assert found.text == expected
        # No end symbol was written: the mean is over the tokens that were.
        assert -2 < found.score < -0.01


def test_threads_do_not_interfere_with_each_other(tiny_engine: CTranslate2Engine) -> None:
    def ask(k: int) -> str:
        return tiny_engine.translate(["cat " * k], [EN_ZH])[0].text

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(1, 30))) == ["猫" * k for k in range(1, 30)]


@given(st.lists(st.integers(1, 600), max_size=80), st.integers(1, 16))
def test_chunks_contain_each_window_once_and_fit(lengths: list[int], workers: int) -> None:
    chunks = list(_chunks(lengths, workers))
    assert sorted(index for chunk in chunks for index in chunk) == list(range(len(lengths)))
    for chunk in chunks:
        assert len(chunk) == 1 or len(chunk) * max(lengths[i] for i in chunk) <= 512
    assert len(chunks) >= min(len(lengths), workers) or max(lengths) * workers > sum(lengths)
