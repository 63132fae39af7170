"""Base forms of English words, so that `gave up` finds `give up`; the likeliest first, without a list of all words."""

from collections.abc import Iterator

_ENDINGS = [
    ("ies", ("y", "ie")),
    ("ied", ("y",)),
    ("ier", ("y",)),
    ("iest", ("y",)),
    ("es", ("e", "")),
    ("s", ("",)),
    ("ing", ("", "e")),
    ("ed", ("", "e")),
    ("est", ("", "e")),
    ("er", ("", "e")),
    ("ly", ("",)),
    ("our", ("or",)),
    ("ours", ("or",)),
    ("ise", ("ize",)),
]
_DOUBLING = frozenset({"ing", "ed", "er", "est"})
_RARELY_DOUBLED = "lsz"  # usually double in the base form too: calling, missing, buzzing
_SHORTEST = 2
_IRREGULAR = dict(
    pair.split(":")
    for pair in """
    was:be were:be been:be is:be are:be had:have has:have did:do done:do went:go gone:go goes:go said:say got:get
    gotten:get made:make came:come took:take taken:take saw:see seen:see knew:know known:know gave:give given:give
    found:find thought:think told:tell became:become left:leave felt:feel brought:bring began:begin begun:begin
    kept:keep held:hold wrote:write written:write stood:stand heard:hear meant:mean met:meet ran:run paid:pay
    sat:sit spoke:speak spoken:speak led:lead grew:grow grown:grow lost:lose fell:fall fallen:fall sent:send
    built:build understood:understand drew:draw drawn:draw broke:break broken:break spent:spend caught:catch
    bought:buy taught:teach fought:fight threw:throw thrown:throw woke:wake wore:wear worn:wear won:win ate:eat
    eaten:eat drank:drink drunk:drink slept:sleep drove:drive driven:drive rode:ride sang:sing sung:sing flew:fly
    forgot:forget forgotten:forget chose:choose chosen:choose stole:steal hid:hide hidden:hide shook:shake
    hung:hang stuck:stick sold:sell sought:seek bent:bend lent:lend children:child men:man women:woman feet:foot
    teeth:tooth mice:mouse geese:goose wives:wife knives:knife lives:life wolves:wolf leaves:leaf
    """.split()
)


def forms(phrase: str) -> Iterator[str]:
    """Yield a phrase, then the phrase with its first or last word in its dictionary form.

    Args:
        phrase: in lowercase, with single spaces between words.
    """
    phrase = phrase.replace("’", "'")
    yield phrase
    first, _, rest = phrase.partition(" ")
    if not rest:
        yield from _bases(phrase)
        return
    yield from (f"{base} {rest}" for base in _bases(first))
    rest, _, last = phrase.rpartition(" ")
    yield from (f"{rest} {base}" for base in _bases(last))


def _bases(word: str) -> Iterator[str]:
    if word in _IRREGULAR:
        yield _IRREGULAR[word]
    if word.endswith("'s"):
        yield word[:-2]
    for ending, others in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < _SHORTEST:
            continue
        doubled = ending in _DOUBLING and stem[-1] == stem[-2]
        if doubled and stem[-1] not in _RARELY_DOUBLED:
            yield stem[:-1]
        yield from (stem + other for other in others)
        if doubled and stem[-1] in _RARELY_DOUBLED:
            yield stem[:-1]
