"""Sentences for benchmarks: as many different ones of twelve words as are asked for, written for this purpose."""

from itertools import product

_WHO = ("I", "We", "They", "You", "Jake and Amy", "My friends", "Our neighbours", "The players")
_WHAT = (
    "want to learn how to cook",
    "would like to know where to buy",
    "never had the time to try",
    "talked all night about how to make",
    "hope that somebody will bring us",
)
_WHICH = ("really good", "very spicy", "cheap but tasty", "fresh home made", "old fashioned")
_OBJECT = ("noodles", "dumplings", "hot pot", "fried rice", "milk tea", "pancakes", "fish soup", "roast duck")


def sentences(count: int) -> list[str]:
    """Different English sentences of about twelve words, always the same ones.

    Args:
        count: how many; 1,600 at most.

    Raises:
        ValueError: more than there are.
    """
    combinations = [" ".join(parts) + " this weekend." for parts in product(_WHO, _WHAT, _WHICH, _OBJECT)]
    if count > len(combinations):
        raise ValueError(f"there are {len(combinations)} sentences, not {count}")
    step = 611  # has no divisor in common with 1,600: neighbours in the list differ in every part
    return [combinations[i * step % len(combinations)] for i in range(count)]
