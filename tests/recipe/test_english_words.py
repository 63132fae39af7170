import pytest

from models.dictionary.english_words import rank


@pytest.mark.parametrize(
    ("word", "mark"), [("delays", "="), ("dropped", "="), ("chance", "~"), ("hotel", "~"), ("und", ""), ("wan", "")]
)
def test_words_of_other_languages_count_less(word: str, mark: str) -> None:
    assert rank(word) == mark
