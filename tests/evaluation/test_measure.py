from bot.evaluation.measure import score_output, translate
from bot.evaluation.pairs import EN_ZH, Pairs
from bot.nmt.types import Hypothesis
from tests.nmt.fakes import FakeEngine

PAIRS = Pairs("small", ("Good morning.", "Thank you all.", "See you later."), ("早上好。", "谢谢大家。", "回头见。"))


def answering(*texts: str) -> FakeEngine:
    engine = FakeEngine()
    engine.enqueue(lambda _: [Hypothesis(text, -0.5, len(text)) for text in texts])
    return engine


def test_empty_looping_and_runaway_outputs_are_counted() -> None:
    engine = answering("", "谢谢谢谢谢谢谢谢谢谢", "回头再见" + "，我们说的是一些别的事情和另外的人" * 2)
    found = score_output(PAIRS, EN_ZH, translate(engine, PAIRS.english, EN_ZH))
    assert (found.sentences, found.empty, found.runaway) == (3, 1, 2)
    assert found.faulty >= 2


def test_good_outputs_are_not_counted_as_faulty() -> None:
    found = score_output(PAIRS, EN_ZH, translate(answering(*PAIRS.chinese), PAIRS.english, EN_ZH))
    assert (found.empty, found.runaway, found.faulty) == (0, 0, 0)
    assert found.score.chrf > 99
    assert found.tokens_per_second > found.sentences_per_second > 0


def test_large_sets_are_translated_in_batches_with_progress() -> None:
    engine, reported = FakeEngine(), list[int]()
    translate(engine, ["hello"] * 1200, EN_ZH, beam=3, advance=reported.append)
    assert sum(reported) == 1200
    assert len(reported) == len(engine.history) > 1
    assert {call.beam for call in engine.history} == {3}
