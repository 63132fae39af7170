"""The pairs written for Qiao."""

import re
from collections import Counter
from pathlib import Path

from models.recipe import corpus
from models.recipe.symbols import PLACEHOLDERS

FOLDER = Path(corpus.__file__).with_name("pairs")


def test_the_readme_counts_the_pairs_of_every_file() -> None:
    rows = re.findall(r"^\| `(\w+)\.tsv\.xz` \| ([\d,]+) \|", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)
    assert dict(rows) == {domain: f"{len(corpus.read(FOLDER, domain)):,}" for domain in corpus.domains(FOLDER)}


def test_both_sides_have_the_same_placeholders() -> None:
    for domain in corpus.domains(FOLDER):
        for pair in corpus.read(FOLDER, domain):
            english, chinese = (Counter(re.findall(r"⟦.*?⟧", side)) for side in pair)
            assert english == chinese, pair
            assert set(english) <= set(PLACEHOLDERS)
