from bot.evaluation.decoration import Decorated, decorate
from bot.evaluation.fidelity import of_model, of_service
from bot.evaluation.pairs import EN_ZH
from bot.nmt.types import Hypothesis
from bot.translation.service import Translator
from tests.nmt.fakes import FakeEngine
from tests.translation.fakes import FakeSegments

SENTENCES = ["Good morning, my old friend.", "We play this game every day.", "My cat sleeps all day long."]


def one(segment: str, count: int) -> Decorated:
    return Decorated("", segment, ("x",) * count)


def test_a_lost_a_doubled_and_an_invented_placeholder_each_spoil_a_segment() -> None:
    engine = FakeEngine()
    answers = ["⟦0⟧ 好", "好", "⟦0⟧⟦0⟧", "⟦0⟧⟦1⟧", "⟦1⟧ 和 ⟦0⟧"]
    engine.enqueue(lambda _: [Hypothesis(answer, -0.5, 3) for answer in answers])
    decorated = [one("⟦0⟧ good", 1)] * 4 + [one("⟦0⟧ and ⟦1⟧", 2)]
    assert of_model(engine, decorated, EN_ZH, advance=lambda _: None) == 2 / 5


async def test_the_service_keeps_markup_that_the_model_loses() -> None:
    decorated = list(decorate(SENTENCES, EN_ZH))
    use = Translator(FakeSegments(lambda *_: "今天我们一起玩游戏吧"))
    kept, translated = await of_service(use, decorated, EN_ZH, advance=lambda _: None)
    assert (kept, translated) == (1, 1)


async def test_what_the_service_does_not_translate_is_counted_apart() -> None:
    use = Translator(FakeSegments(lambda *_: ""))
    kept, translated = await of_service(use, list(decorate(SENTENCES, EN_ZH)), EN_ZH, advance=lambda _: None)
    assert (kept, translated) == (0, 0)
