from pathlib import Path

import pytest

from models.recipe.vocabulary import learn
from tests.recipe import small


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pairs; read-only."""
    return small.corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="session")
def vocabulary(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("vocabulary") / "small.model"
    path.write_bytes(learn(corpus, small.RECIPE.vocabulary))
    return path


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Examples as `small.few` describes them; read-only."""
    return small.few(tmp_path_factory.mktemp("few") / "x.npz")
