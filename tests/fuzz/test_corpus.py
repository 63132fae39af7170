"""Every harness holds for its corpus, which has the inputs that once failed, and for some inputs of Hypothesis."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import corpus
from tests.fuzz.harness import SEPARATOR
from tests.fuzz.harnesses import HARNESSES
from tests.fuzz.mutator import PIECES, Mutator

NAMES = sorted(HARNESSES)


@pytest.mark.parametrize("name", NAMES)
def test_the_corpus_holds(name: str) -> None:
    run, inputs = HARNESSES[name].load(), corpus.seeds(name)
    assert len(inputs) > len("few")
    for data in inputs:
        run(data)


@pytest.mark.parametrize("name", NAMES)
def test_other_inputs_hold(name: str) -> None:
    harness = HARNESSES[name]
    run, pieces = harness.load(), st.lists(st.sampled_from(PIECES + harness.pieces), max_size=8).map("".join)
    texts = st.lists(pieces | st.text(max_size=20), min_size=harness.texts, max_size=harness.texts).map(SEPARATOR.join)

    @settings(max_examples=40)
    @given(st.binary(min_size=harness.choices, max_size=harness.choices), texts)
    def hold(choices: bytes, text: str) -> None:
        run(choices + text.encode("utf-8", "surrogatepass"))

    @settings(max_examples=20)
    @given(st.binary(max_size=60))
    def hold_for_bytes(data: bytes) -> None:
        run(data)

    hold()
    hold_for_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_inputs_can_be_made_again(name: str) -> None:
    first, second = (Mutator(HARNESSES[name], corpus.seeds(name), seed=7) for _ in range(2))
    made = [first() for _ in range(300)]
    assert made == [second() for _ in range(300)]
    assert len(set(made)) > len(made) / 2
