"""Commands to other bots, and what only looks like them."""

import pytest

from bot.settings import Settings
from bot.text.commands import is_command

COMMANDS = [
    "!play despacito",
    "!play never gonna give you up",
    "  !play this song for me",
    "!play 稻香",
    "!play https://example.com/a",
    "?help",
    "?help me with the roles",
    ".rank @user",
    "?rank <@123456789012345678>",
    "$bal",
    "$w",
    "/shrug lol",
    "!important",
    "!add-role @amy",
    "!say i love you",
    "!poll What should we eat?",
    "!play can you feel the love tonight",
    "!remind me in 10 minutes to take out the trash",
    "!ban @user he is spamming",
    "!play 我们明天一起去看海吧",
    "!rank 小明",
    "!eval\nprint(1)",
    "!what a nice day",
    "T!daily please",
    ";;skip the song please",
]
PROSE = [
    # before Han
    "?你认真的吗",
    "!真的太好吃了",
    "/真的假的",
    ".你说得对",
    "%的人都不知道",
    "!签到",
    "!ok我知道了",
    "！真的吗",
    "？why",
    # before a sentence
    "!important: read the rules please",
    "!wait, what?",
    "!what's up with that",
    "?what do you mean by that",
    "?why would you say that",
    "!this is great",
    "!urgent the server is down",
    "!help me i am stuck here",
    "!nice 我觉得这个真的很好吃",
    "!lol 好笑",
    "!wow that was so close",
    "!everyone is here",
    ".env is missing again",
    "!note - the server restarts tonight",
    ".hey everyone, the meeting was moved",
    "/home/user/x is missing",
    # before anything else
    "!!urgent",
    "...anyway",
    "...but why",
    "...",
    "?",
    "!",
    "",
    "?? what do you mean",
    "! that was close",
    "... and then he left",
    ".NET is what we use at work",
    "$TSLA went up again today",
    "$5 is all I have",
    "-5 degrees",
    "/ is a slash",
    "what!play",
    "?¿qué",
    "!été",
]


@pytest.mark.parametrize("text", COMMANDS)
def test_a_command_is_a_prefix_before_a_word_in_small_latin_letters(text: str) -> None:
    assert is_command(text, Settings().ignored_prefixes)


@pytest.mark.parametrize("text", PROSE)
def test_before_anything_else_a_prefix_is_punctuation(text: str) -> None:
    assert not is_command(text, Settings().ignored_prefixes)


@pytest.mark.parametrize("text", COMMANDS)
def test_without_prefixes_nothing_is_a_command(text: str) -> None:
    assert not is_command(text, ())
