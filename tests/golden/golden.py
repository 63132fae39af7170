"""The golden set: chat messages written for Qiao, each with translations that are all right."""

from dataclasses import dataclass
from pathlib import Path

from bot.nmt.types import Direction

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Golden:
    message: str
    answers: tuple[str, ...]


def golden(direction: Direction) -> list[Golden]:
    """`message<TAB>answer<TAB>answer ...` a line; lines that begin with `# ` are headings."""
    lines = (FOLDER / f"{direction}.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("# ")]
    return [Golden(row[0], tuple(row[1:])) for row in rows]
