"""English words without their endings, so that `stopped` and `stops` count as the same word."""

import re
from functools import lru_cache
from typing import Final

WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)?")
STOPWORDS: Final = frozenset(
    """
    a about also am an and any anyone anything are aren't around as at be been being but by can can't cannot could
    couldn't did didn't do does doesn't doing don't done each either else even ever every for from get gets getting
    got gotta had hadn't has hasn't have haven't having he'd he'll he's here's hers herself him himself how's i i'd
    i'll i'm i've if in into is isn't it it'd it'll it's its itself just let let's ll made may maybe me might
    mine myself no nor not of off oh ok okay on one ones or other ours out over own put quite rather re really s she'd
    she'll she's should shouldn't so some someone something such sure t take than that that's the theirs themselves
    then there's these they'd they'll they're they've this those though through to too up ve very was wasn't we'd
    we'll we're we've well were weren't what's where's which while who's whose will with won't would wouldn't yeah yes
    you you'd you'll you're you've your yours yourself
    """.split()
)
_IRREGULAR = dict(
    pair.split(":")
    for pair in """
    said:say came:come took:take taken:take saw:see seen:see knew:know known:know gave:give given:give found:find
    thought:think told:tell became:become left:leave felt:feel brought:bring began:begin begun:begin kept:keep held:hold
    wrote:write written:write stood:stand heard:hear meant:mean met:meet ran:run paid:pay sat:sit spoke:speak
    spoken:speak led:lead grew:grow grown:grow lost:lose fell:fall fallen:fall sent:send built:build
    understood:understand drew:draw drawn:draw broke:break broken:break spent:spend caught:catch bought:buy
    taught:teach fought:fight threw:throw thrown:throw woke:wake wore:wear worn:wear won:win ate:eat eaten:eat
    drank:drink drunk:drink slept:sleep drove:drive driven:drive rode:ride sang:sing sung:sing flew:fly flown:fly
    forgot:forget forgotten:forget chose:choose chosen:choose stole:steal stolen:steal hid:hide hidden:hide shook:shake
    hung:hang stuck:stick sold:sell sought:seek bent:bend lent:lend swam:swim rang:ring shot:shoot children:child
    men:man women:woman people:person feet:foot teeth:tooth mice:mouse geese:goose wives:wife knives:knife lives:life
    wolves:wolf leaves:leaf shelves:shelf better:good best:good worse:bad worst:bad dying:die lying:lie tying:tie
    went:go gone:go made:make
    """.split()
)
_SHORTEST = 3
_ENDING = re.compile(r"(?:'s|(?<=..)ies|(?<=..)ied|(?<=...)ing|(?<=...)ed|(?<=...)es|(?<=..[^su])s|(?<=...)ly)$")
_DOUBLED = re.compile(r"([bdgmnprt])\1$")


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The stem of a lowercase word; not necessarily a word itself (`hoping` and `hop` share `hop`)."""
    word = _IRREGULAR.get(word, word)
    ending = _ENDING.search(word)
    if ending:
        short = word[: ending.start()]
        if ending[0] in ("ies", "ied"):
            return short + "y"
        word = _DOUBLED.sub(r"\1", short) if ending[0] in ("ing", "ed") else short
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST else word


def content(text: str) -> list[str]:
    """The stems of the content words of a lowercase text, in order, with repeats."""
    return [stem(word) for word in WORD.findall(text) if word not in STOPWORDS]
