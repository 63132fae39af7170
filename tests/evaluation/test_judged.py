import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ConfigurationError
from bot.evaluation.judged import MAX_GOOD_MARKED, Answer, Verdict, find_thresholds, read

ROW = {
    "source": "I like cats",
    "target": "我喜欢猫",
    "source_language": "en",
    "target_language": "zh",
    "confidence": 0.7,
    "doubts": [],
    "verdict": "good",
}
ANSWERS = st.lists(st.builds(Answer, st.sampled_from(Verdict), st.floats(0, 1), st.booleans()))
SOME = [Answer(Verdict.GOOD, 0.9, doubted=False), Answer(Verdict.WRONG, 0.2, doubted=False)]


def write(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def test_an_answer_doubted_by_a_check_is_marked_at_every_threshold(tmp_path: Path) -> None:
    rows = [ROW, {**ROW, "verdict": "wrong", "doubts": ["number", "confidence"]}, {**ROW, "doubts": ["confidence"]}]
    good, doubted, unsure = read(write(tmp_path / "judged.jsonl", *rows))
    assert doubted.is_marked(0.0)
    assert not unsure.is_marked(0.0)
    assert good.certainty == unsure.certainty


def test_an_answer_whose_words_are_linked_is_more_certain(tmp_path: Path) -> None:
    rows = [ROW, {**ROW, "verdict": "wrong", "target": "灯在唱歌"}]
    linked, unlinked = read(write(tmp_path / "judged.jsonl", *rows))
    assert linked.certainty > unlinked.certainty


@pytest.mark.parametrize(
    "row", [{**ROW, "verdict": "so-so"}, {"verdict": "good"}, {**ROW, "confidence": "much"}, {**ROW, "doubts": 1}]
)
def test_an_error_names_the_line_that_is_not_a_judged_answer(tmp_path: Path, row: dict[str, object]) -> None:
    path = write(tmp_path / "judged.jsonl", ROW, row)
    with pytest.raises(ConfigurationError, match=r"Line 2 of .*judged\.jsonl"):
        read(path)


def test_a_missing_or_one_sided_file_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"Cannot read [^']*none\.jsonl: No such file or directory\."):
        read(tmp_path / "none.jsonl")
    with pytest.raises(ConfigurationError, match="both good and bad"):
        read(write(tmp_path / "judged.jsonl", ROW))


def test_the_threshold_separates_bad_answers_from_good_ones() -> None:
    answers = [Answer(Verdict.MISLEADING, 0.1 + i / 100, doubted=False) for i in range(20)]
    answers += [Answer(Verdict.GOOD, 0.6 + i / 100, doubted=False) for i in range(20)]
    found = find_thresholds(answers)
    assert 0.29 < found.unsure_below <= 0.6
    assert found.very_unsure_below is not None
    assert found.ranking == 1
    assert found.counts[Verdict.MISLEADING] == 20


@given(ANSWERS.map(lambda some: [*some, *SOME]))
def test_few_good_answers_are_marked_unless_checks_doubt_them(answers: list[Answer]) -> None:
    found = find_thresholds(answers)
    good = [answer for answer in answers if answer.verdict is Verdict.GOOD]
    marked = sum(answer.is_marked(found.unsure_below) for answer in good)
    assert marked <= max(MAX_GOOD_MARKED * len(good), sum(answer.doubted for answer in good))
    shares = [point.bad for point in found.points]
    assert shares == sorted(shares)
