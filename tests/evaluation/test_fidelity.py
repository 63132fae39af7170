from bot.evaluation.decoration import Decorated, decorate
from bot.evaluation.fidelity import model_fidelity, service_fidelity
from bot.evaluation.pairs import EN_ZH
from bot.nmt.types import Hypothesis
from bot.translation.service import Translator
from tests.nmt.fakes import FakeEngine
from tests.translation.fakes import FakeSegments

SENTENCES = ["Good morning, my old friend.", "We play this game every day.", "My cat sleeps all day long."]


def one(segment: str, count: int) -> Decorated:
    return Decorated("", segment, ("x",) * count)


def test_lost_duplicated_and_invented_placeholders_each_fail_a_segment() -> None:
    engine = FakeEngine()
    answers = ["⟦0⟧ 好", "好", "⟦0⟧⟦0⟧", "⟦0⟧⟦1⟧", "⟦1⟧ 和 ⟦0⟧"]
    engine.enqueue(lambda _: [Hypothesis(answer, -0.5, 3) for answer in answers])
    decorated = [one("⟦0⟧ good", 1)] * 4 + [one("⟦0⟧ and ⟦1⟧", 2)]
    assert model_fidelity(engine, decorated, EN_ZH, advance=lambda _: None) == 2 / 5


async def test_the_service_keeps_markup_that_the_model_loses() -> None:
    decorated = list(decorate(SENTENCES, EN_ZH))
    service = Translator(FakeSegments(lambda *_: "今天我们一起玩游戏吧"))
    kept, translated = await service_fidelity(service, decorated, EN_ZH, advance=lambda _: None)
    assert (kept, translated) == (1, 1)


async def test_untranslated_messages_are_counted_separately() -> None:
    service = Translator(FakeSegments(lambda *_: ""))
    decorated = list(decorate(SENTENCES, EN_ZH))
    kept, translated = await service_fidelity(service, decorated, EN_ZH, advance=lambda _: None)
    assert (kept, translated) == (0, 0)
