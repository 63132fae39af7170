"""Reads sentence pairs by domain, and checks that none of them occur in a development set.

A corpus is a folder of `<domain>.tsv.xz` files with UTF-8 lines of `English<TAB>Chinese`. An optional MANIFEST.tsv
(`file`, `source`, `licence` ... with a header line) is the basis of the sources listed in the model card.
"""

import csv
import lzma
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.errors import ConfigurationError

SUFFIX = ".tsv.xz"
LEXICON = "lexicon"
"""The domain of words and their translations."""
Pair = tuple[str, str]

_NOT_WORD = re.compile(r"[\W_]+")
_KINDS = (
    "CC0",
    "CC BY",
    "CC BY-SA",
    "CC BY-NC",
    "CC BY-NC-SA",
    "MIT",
    "BSD",
    "Apache",
    "GPL",
    "LGPL",
    "MPL",
    "research",
)
# Everyday phrases may occur in every set: "thank you", 谢谢你.
_FEW_WORDS = 4
_FEW_CHARACTERS = 7


def domains(folder: Path, only: Sequence[str] = ()) -> list[str]:
    """The domains of a corpus, in alphabetical order.

    Raises:
        ConfigurationError: there are none, or one of `only` is missing.
    """
    found = sorted(path.name.removesuffix(SUFFIX) for path in folder.glob(f"*{SUFFIX}"))
    if not found or (missing := set(only) - set(found)):
        what = "*" if not found else ", ".join(sorted(missing))
        raise ConfigurationError(f"The corpus {folder} has no {what}{SUFFIX}.", "Pass a folder that has them.")
    return [name for name in found if name in only] if only else found


def read(folder: Path, domain: str, limit: int | None = None) -> list[Pair]:
    """Read a domain's pairs; further columns are ignored.

    Raises:
        ConfigurationError: a line is not a pair.
    """
    pairs: list[Pair] = []
    with lzma.open(folder / f"{domain}{SUFFIX}", "rt", encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            columns = line.rstrip("\n").split("\t")
            if len(columns) < 2 or not (columns[0] and columns[1]):  # noqa: PLR2004 - a pair has two sides
                raise ConfigurationError(f"Line {number} of {domain}{SUFFIX} is not a pair.", "Clean the corpus.")
            pairs.append((columns[0], columns[1]))
            if number == limit:
                break
    return pairs


class HeldOut:
    """The sentences of development sets.

    Args:
        sets: files with `English<TAB>Chinese` lines.
    """

    def __init__(self, sets: Iterable[Path]) -> None:
        self._known: set[str] = set()
        for path in sets:
            for line in path.read_text("utf-8").splitlines():
                self._known |= {bare(side) for side in line.split("\t")[:2] if _is_distinctive(side)}

    def has(self, pair: Pair) -> bool:
        """Whether either side of the pair occurs in one of the sets; short everyday phrases do not count."""
        return any(_is_distinctive(side) and bare(side) in self._known for side in pair)


def bare(text: str) -> str:
    """A text's letters and digits in lowercase, to compare texts without spaces and punctuation."""
    return _NOT_WORD.sub("", text).casefold()


def _is_distinctive(text: str) -> bool:
    return len(text.split()) > _FEW_WORDS or (not text.isascii() and len(bare(text)) > _FEW_CHARACTERS)


def check(folder: Path, sets: Sequence[Path], only: Sequence[str] = ()) -> dict[str, tuple[int, int]]:
    """Count the pairs of every domain, and those that occur in a development set.

    Returns:
        By domain, the number of pairs and how many of them must not be trained on.
    """
    held = HeldOut(sets)
    counts = {}
    for domain in domains(folder, only):
        pairs = read(folder, domain)
        counts[domain] = (len(pairs), sum(held.has(pair) for pair in pairs))
    return counts


def licenses(folder: Path) -> list[tuple[str, int]]:
    """The kinds of license in MANIFEST.tsv with their numbers of source files, most frequent first.

    A file with several licenses counts for each.

    Raises:
        ConfigurationError: there is no MANIFEST.tsv.
    """
    try:
        with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except OSError as error:
        raise ConfigurationError(
            f"There is no MANIFEST.tsv in {folder}.", "List the sources of the pairs in one."
        ) from error
    return Counter(kind for row in rows for kind in _kinds(row["licence"])).most_common()


def _kinds(licence: str) -> list[str]:
    words = licence.replace("CC-BY", "CC BY")
    return [kind for kind in _KINDS if re.search(rf"(?<![A-Za-z]){kind}(?![A-Za-z]|-[A-Z])", words)] or ["none stated"]
