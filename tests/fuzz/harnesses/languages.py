"""Languages and scripts."""

from bot.text import cantonese
from bot.text.corrections import correct
from bot.text.han import HAN
from bot.text.japanese import classify
from bot.text.language import Language, identify
from bot.text.mixed import foreign_runs
from bot.text.script import Script, script_of, to_mainland, to_script, to_simplified
from bot.text.weighing import weights, words_of
from tests.fuzz.harness import Reader


def language(data: bytes) -> None:
    text = Reader(data).text()
    found = identify(text)
    assert 0 <= found.confidence <= 1
    assert (found.confidence == 0) == (found.language is Language.UNKNOWN)
    assert all(weight >= 0 for weight in weights(text))
    assert all(words_of(text))
    if HAN.search(text):
        classify(text)
    for each in Language:
        end = 0
        for start, stop in foreign_runs(text, each):
            assert end <= start < stop <= len(text)
            end = stop


def scripts(data: bytes) -> None:
    text = Reader(data).text()
    simplified = to_simplified(text)
    assert to_simplified(simplified) == simplified
    script_of(text)
    mainland, standard = to_mainland(text), cantonese.to_standard(text)
    assert len(correct(text)) == len(text)
    converted = [simplified, mainland, standard.text, *(to_script(text, script) for script in Script)]
    for each in converted:
        assert bool(each) == bool(text)
        for mark in "⟦⟧\n<@>`*\ud800":
            assert each.count(mark) == text.count(mark)
    if not HAN.search(text):
        assert set(converted) <= {text, mainland, *(to_script(text, script) for script in Script)}
        assert simplified == text
    if not cantonese.is_cantonese(text):
        assert standard == (text, True)
