"""Messages that are made to do harm: through what their translation points to, and through what they cost."""

import pytest

from bot.nmt.types import Direction
from bot.text.limits import fit, one_line, shorten
from bot.text.markup import parse
from bot.text.segmenter import Segment, segment
from bot.translation.service import Translator
from bot.translation.types import Doubt, Skip, Translation
from tests.translation.fakes import FakeSegments

LONGEST = 4_000
"""The most characters that a message can have, with Nitro."""


async def translated(text: str, model: FakeSegments | None = None) -> str:
    outcome = await Translator(model or FakeSegments(score=-0.05)).translate(text)
    assert isinstance(outcome, Translation)
    return outcome.text


def echo_signs(segment: str, _: Direction) -> str:
    """A translation that copies every sign of the source."""
    return "你好" + "".join(char for char in segment if not (char.isalpha() and char.isascii()))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Join https://discord.gg/abc my friends, it is nice", "https://discord.gg/abc"),
        ("Join discord.gg/abc my friends, it is nice", "discord.gg/abc"),
        ("Join <https://discord.com/invite/abc> my friends", "<https://discord.com/invite/abc>"),
        ("Join ⓓⓘⓢⓒⓞⓡⓓ.ⓖⓖ/abc now, my dear friends", "ⓓⓘⓢⓒⓞⓡⓓ.ⓖⓖ/abc"),
        ("Join 𝐡𝐭𝐭𝐩𝐬://𝐝𝐢𝐬𝐜𝐨𝐫𝐝.𝐠𝐠/abc now, my dear friends", "𝐡𝐭𝐭𝐩𝐬://𝐝𝐢𝐬𝐜𝐨𝐫𝐝.𝐠𝐠/abc"),
        ("See [paypal.com](https://evil.example) now, my friends", "[paypal.com](https://evil.example)"),
        ("See [paypal 。com](https://evil.example) now, my friends", "[paypal 。com](https://evil.example)"),
        ("See [https://paypal.com](https://evil.example) now", "[https://paypal.com](https://evil.example)"),
        ("hello @\u200beveryone my friends, this is good", "@\u200beveryone"),
    ],
)
async def test_addresses_and_labels_that_look_like_addresses_stay_as_they_are(text: str, kept: str) -> None:
    assert kept in await translated(text)


async def test_the_label_of_a_masked_link_is_translated_and_its_address_is_not() -> None:
    made = await translated("See [the whole beautiful story](https://a.example/b) now, my dear friends")
    assert "](https://a.example/b)" in made
    assert "story" not in made


@pytest.mark.parametrize("invented", ["discord.gg/evil", "https://evil.example", "@everyone", "<@123>", "<@&5>"])
async def test_what_a_model_invents_is_not_pointed_to(invented: str) -> None:
    answer = f"Good morning {invented} to all of you"
    outcome = await Translator(FakeSegments(lambda *_: answer, score=-0.05)).translate("大家早上好，祝你们今天愉快")
    assert isinstance(outcome, Skip) or (invented not in outcome.text and Doubt.WORDS in outcome.doubts)


async def test_a_translation_of_nothing_but_invented_links_is_none() -> None:
    model = FakeSegments(lambda *_: "https://evil.example", score=-0.05)
    assert isinstance(await Translator(model).translate("我们明天去那个网站看看"), Skip)


@pytest.mark.parametrize("sign", ["⟦0⟧", "⟦ 1 ⟧", "⟦⟦", "〚0〛", "[[0]]", "⟦９⟧"])
async def test_placeholders_that_people_type_come_out_as_they_are(sign: str) -> None:
    made = await translated(f"hello {sign} my dear friends, how are you?", FakeSegments(echo_signs, score=-0.05))
    assert "".join(sign.split()) in "".join(made.split())


BOMBS = {
    "one letter": "a" * LONGEST,
    "one syllable": "哈" * LONGEST,
    "combining marks": "e" + "\u0301" * 10_000,
    "zalgo": "Z\u0351\u0363\u0335\u0321a\u0300\u0301\u0302" * (LONGEST // 8),
    "emoji": "😀" * 2_000,
    "joined emoji": "👩\u200d" * 2_000,
    "nested markup": "**__~~||" * 250 + "hello there" + "||~~__**" * 250,
    "digits": "1" * LONGEST,
    "spaced digits": "1 " * 2_000,
    "bars": "||" * 2_000,
    "spoilers": "||a||" * 800,
    "brackets": "[" * LONGEST,
    "masked links": "[a](https://a.b)" * 250,
    "placeholders": "⟦0⟧" * 1_300,
    "colons": ":" * LONGEST,
    "hyphens": "a-" * 2_000,
    "backticks": "`a" * 2_000,
    "quotes": "> a\n" * 1_000,
    "lines": "a\n" * 2_000,
    "sentences": "Hi John. 你好。" * 350,
    "numbers in words": "twenty-one " * 360,
    "Chinese numbers": "一千零" * 1_300,
    "dates": "1月1日" * 1_000,
    "controls": "\x00" * LONGEST,
    "overrides": "\u202e" * LONGEST,
    "surrogates": "\ud800" * LONGEST,
    "stylized letters": "𝓱" * LONGEST,
    "stylized words": "𝓱é. " * 800,
}


@pytest.mark.parametrize("bomb", BOMBS)
async def test_the_cost_of_a_bomb_is_bounded(bomb: str) -> None:
    """What the model reads, retries included, is at most a few times the message, in at most as many pieces."""
    text, model = BOMBS[bomb][:LONGEST], FakeSegments(score=-0.05)
    outcome = await Translator(model).translate(text)
    assert isinstance(outcome, Translation | Skip)
    assert sum(map(len, model.asked)) <= 8 * LONGEST
    assert len(model.asked) <= LONGEST
    assert max(map(len, model.asked), default=0) <= 400
    for page in fit(text):
        assert page.strip()
    one_line(text)
    assert shorten(text, 80)


@pytest.mark.parametrize("unit", [":", "a-", "a_", "||", "é. ", "https://"])
def test_texts_of_many_times_the_longest_message_are_divided(unit: str) -> None:
    """Whatever takes more than linear time does not end before the time limit of a test."""
    text = unit * (40_000 // len(unit))
    pieces = segment(parse(text))
    assert "".join(piece.text for piece in pieces) == text
    assert all(len(piece.text) <= 400 for piece in pieces if isinstance(piece, Segment))
