"""Runs the model in Argos Translate, from a package built on the fly.

Argos splits text into sentences with a model that its packages download; the benchmark's texts are single sentences and
skip that step, which is to Argos's advantage. The direction tag is a word of the text, as the model expects.
"""

import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.nmt.types import Direction

_MODEL_FILES = ("model.bin", "config.json", "shared_vocabulary.json")
_VOCABULARY = "sentencepiece.model"


class Argos:
    """Translates one text at a time; thread-safe.

    Attributes:
        version: of Argos Translate.
    """

    def __init__(self, translations: dict[Direction, Any], version: str) -> None:
        self._translations = translations
        self.version = version

    def translate(self, text: str, direction: Direction) -> str:
        """Translate a sentence."""
        return str(self._translations[direction].translate(f"<2{direction.target}> {text}"))


@contextmanager
def argos(model: Path, *, inter: int, intra: int, beam: int) -> Iterator[Argos]:
    """Set up Argos Translate with a model.

    Args:
        model: the model's folder.
        inter: number of batches in parallel.
        intra: threads per batch; 0 for CTranslate2's default.
        beam: beam size; 1 is greedy.

    Raises:
        ImportError: Argos Translate is not installed.
    """
    with TemporaryDirectory(prefix="qiao-argos-") as home:
        # Argos reads its settings and creates its folders on import.
        wanted = {"XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}
        os.environ.update(wanted, ARGOS_CHUNK_TYPE="MINISBD")
        from importlib.metadata import version  # noqa: PLC0415 - see above

        from argostranslate import settings  # noqa: PLC0415 - see above
        from argostranslate.package import Package  # noqa: PLC0415 - see above
        from argostranslate.translate import Language, PackageTranslation  # noqa: PLC0415 - see above

        settings.inter_threads, settings.intra_threads, settings.beam_size = inter, intra, beam
        logging.getLogger("argostranslate.utils").setLevel(
            logging.ERROR
        )  # otherwise it logs every sentence, which is slower
        translations = {}
        for direction in (Direction("en", "zh"), Direction("zh", "en")):
            package = Package(_package(Path(home), model, direction))
            ends = [Language(code, code) for code in direction]
            translations[direction] = PackageTranslation(*ends, package)
            translations[direction].sentencizer = _NoSplitting()
        yield Argos(translations, version("argostranslate"))


class _NoSplitting:
    """A sentence splitter that does not split."""

    def split_sentences(self, text: str) -> list[str]:
        return [text]


def _package(home: Path, model: Path, direction: Direction) -> Path:
    folder = home / str(direction)
    (folder / "model").mkdir(parents=True)
    for name in _MODEL_FILES:
        shutil.copy(model / name, folder / "model" / name)
    shutil.copy(model / _VOCABULARY, folder / _VOCABULARY)
    metadata = {"package_version": "1.0", "argos_version": "1.9", "from_code": direction.source}
    (folder / "metadata.json").write_text(json.dumps({**metadata, "to_code": direction.target}), "utf-8")
    return folder
