import re
from collections.abc import Callable, Sequence

import pytest

from bot.errors import ModelDamagedError
from bot.hub.selftest import FORMS, best_form, check_translations
from bot.hub.sentences import MARKED, SENTENCES
from bot.nmt.types import Direction, Hypothesis, Unit

BOTH = frozenset({Direction("en", "zh"), Direction("zh", "en")})
TRANSLATED = {text.text: text.words[0] for table in SENTENCES.values() for text in table}


class Phrasebook:
    """An engine that knows the sentences of the self-test, and what becomes of everything else."""

    def __init__(self, other: Callable[[str], str] = str, directions: frozenset[Direction] = BOTH) -> None:
        self.placeholders = 0
        self.unit: Unit = "sentence"
        self.directions = directions
        self._other = other

    def translate(self, segments: Sequence[str], directions: Sequence[Direction], *, beam: int = 1) -> list[Hypothesis]:
        return [Hypothesis(self._translated(*each), -0.1, 5) for each in zip(segments, directions, strict=True)]

    def _translated(self, text: str, direction: Direction) -> str:
        filler = "这是一句翻译" if direction.target == "zh" else "this is some translation of the "
        return filler + TRANSLATED[text] if text in TRANSLATED else self._other(text)


def test_ten_sentences_each_way() -> None:
    assert {str(direction): len(table) for direction, table in SENTENCES.items()} == {"en-zh": 10, "zh-en": 10}
    assert {len(table) for table in MARKED.values()} == {6}


def test_each_direction_is_tested() -> None:
    sample = check_translations("any", Phrasebook())
    assert len(sample) == 20
    assert ("Where is the train station?", "这是一句翻译站") in sample
    assert len(check_translations("any", Phrasebook(directions=frozenset({Direction("zh", "en")})))) == 10


def test_languages_without_sentences_are_not_tested() -> None:
    assert check_translations("any", Phrasebook(directions=frozenset({Direction("en", "de")}))) == ()


def test_a_model_that_copies_is_refused() -> None:
    class Copies(Phrasebook):
        def _translated(self, text: str, direction: Direction) -> str:
            return text

    with pytest.raises(ModelDamagedError, match=r"The model any does not translate .* of 10 simple sentences, 10 came"):
        check_translations("any", Copies())


def test_a_model_that_writes_fluent_nonsense_is_refused() -> None:
    class Nonsense(Phrasebook):
        def _translated(self, text: str, direction: Direction) -> str:
            return "今天天气很好我们走吧" if direction.target == "zh" else "the weather is so nice"

    with pytest.raises(ModelDamagedError, match="0 with the expected words"):
        check_translations("any", Nonsense())


@pytest.mark.parametrize(
    "error", [RuntimeError("No position encodings are defined."), ValueError("Invalid token ID 3")]
)
def test_a_model_that_cannot_be_computed_is_refused(error: Exception) -> None:
    class Fails(Phrasebook):
        def _translated(self, text: str, direction: Direction) -> str:
            raise error

    with pytest.raises(ModelDamagedError, match=r"CTranslate2 cannot compute the model: (No pos|Invalid).*[^.]\. It"):
        check_translations("any", Fails())
    with pytest.raises(ModelDamagedError, match="CTranslate2 cannot compute"):
        best_form(Fails())


def kept(form: str) -> Callable[[str], str]:
    """A translator that carries over the placeholders of one form, and drops those of others."""
    pattern = re.compile("|".join(re.escape(form.format(k)) for k in (0, 1)))

    def translated(text: str) -> str:
        found = "".join(pattern.findall(text))
        han = any(ord(letter) > 0x2E80 for letter in text)
        return f"some words in English {found}" if han else f"一些中文的词语在这里{found}"

    return translated


@pytest.mark.parametrize("form", FORMS)
def test_the_form_that_survives_is_found(form: str) -> None:
    assert best_form(Phrasebook(kept(form))) == form


def test_there_may_be_no_form_that_survives() -> None:
    assert best_form(Phrasebook(kept("no form: {}"))) is None
    assert best_form(Phrasebook(str)) is None  # a copy is no translation


def test_a_form_that_is_doubled_does_not_count() -> None:
    assert best_form(Phrasebook(lambda text: kept("[{}]")(text) * 2)) is None
