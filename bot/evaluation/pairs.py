"""Sets of sentence pairs to evaluate on."""

from dataclasses import dataclass
from pathlib import Path

from bot.errors import ConfigurationError
from bot.nmt.types import Direction

EN_ZH = Direction("en", "zh")
ZH_EN = Direction("zh", "en")
DIRECTIONS = (EN_ZH, ZH_EN)


@dataclass(frozen=True, slots=True)
class Pairs:
    """A set of sentence pairs; the i-th English sentence and the i-th Chinese one mean the same.

    Attributes:
        name: the file's name without its extension.
        english: the English side.
        chinese: the Chinese side.
    """

    name: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]

    @classmethod
    def read(cls, path: Path, limit: int | None = None) -> "Pairs":
        """Read UTF-8 lines of `English<TAB>Chinese`; further columns are ignored.

        Args:
            path: the file.
            limit: number of pairs to take, spread evenly over the file; None for all.

        Raises:
            ConfigurationError: the file cannot be read, is empty, or has a line without two sides.
        """
        try:
            lines = path.read_text("utf-8").splitlines()
        except OSError as error:
            raise ConfigurationError(f"Cannot read the set {path}: {error.strerror}.", "Check the path.") from error
        except UnicodeDecodeError as error:
            raise ConfigurationError(f"The set {path} is not valid UTF-8.", "Save it as UTF-8.") from error
        rows = [line.split("\t") for line in lines]
        for number, row in enumerate(rows, start=1):
            if len(row) < len(DIRECTIONS) or not (row[0].strip() and row[1].strip()):
                raise ConfigurationError(
                    f"Line {number} of the set {path} is not a pair.", "Write English, a tab and Chinese on each line."
                )
        if not rows:
            raise ConfigurationError(f"The set {path} is empty.", "Write English, a tab and Chinese on each line.")
        if limit is not None and limit < len(rows):
            rows = [rows[i * len(rows) // limit] for i in range(limit)]
        return cls(path.stem, tuple(row[0] for row in rows), tuple(row[1] for row in rows))

    def sources(self, direction: Direction) -> tuple[str, ...]:
        """The sentences to translate."""
        return self.english if direction.source == "en" else self.chinese

    def references(self, direction: Direction) -> tuple[str, ...]:
        """Human translations of the sources."""
        return self.sources(Direction(direction.target, direction.source))
