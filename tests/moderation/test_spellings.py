"""Which spellings of a watched term are the same."""

from dataclasses import replace

from bot.moderation.spellings import respelled, spellings
from bot.storage.types.moderation import Action, WatchedTerm

KNOWN = WatchedTerm(7, "zh", "滚蛋", Action.NOTIFY, author_id=1, created_at=1)


def test_a_term_replaces_the_same_one_in_the_other_script_or_case() -> None:
    traditional = replace(KNOWN, term="滾蛋", action=Action.HOLD)
    assert respelled([traditional], [KNOWN]) == [replace(KNOWN, action=Action.HOLD)]
    assert respelled([KNOWN, traditional], []) == [traditional]
    assert respelled([traditional], [replace(KNOWN, topic_id=1), replace(KNOWN, language="en")]) == [traditional]


def test_a_term_is_found_in_every_spelling_and_in_both_languages() -> None:
    english = replace(KNOWN, language="en", term="GG")
    assert spellings("滾蛋", [KNOWN, english]) == {"滚蛋"}
    assert spellings("gg", [KNOWN, english, replace(english, language="zh", term="gg")]) == {"GG", "gg"}
    assert spellings("蛋", [KNOWN]) == set()
