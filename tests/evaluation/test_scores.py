import pytest

from bot.evaluation.pairs import EN_ZH, ZH_EN
from bot.evaluation.scores import likeness, score


def test_identical_texts_get_full_scores() -> None:
    same = ["你好，世界！今天天气很好。"]
    found = score(same, same, EN_ZH)
    assert found.bleu == found.bleu_normalised == pytest.approx(100)
    assert found.chrf == pytest.approx(100)


def test_signatures_include_the_tokenizer() -> None:
    assert "tok:zh" in score(["你好"], ["你好"], EN_ZH).bleu_signature
    assert "tok:13a" in score(["hello"], ["hello"], ZH_EN).bleu_signature


def test_punctuation_style_only_affects_the_raw_score() -> None:
    found = score(["你好,世界!今天天气很好."], ["你好，世界！今天天气很好。"], EN_ZH)
    assert found.bleu < 90
    assert found.bleu_normalised == pytest.approx(100)
    assert found.chrf < 90
    assert found.chrf_normalised == pytest.approx(100)


def test_a_sentence_is_compared_with_its_most_similar_reference() -> None:
    assert likeness("See you tomorrow!", ["Until then.", "see you tomorrow！"]) == pytest.approx(100)
    assert likeness("apple", ["you"]) < 20
