from pathlib import Path

import pytest

from bot.errors import ModelDamagedError, ModelMissingError
from bot.nmt.catalog import EMBEDDED, Catalog
from bot.nmt.store import Store

MODELS = Path(__file__).parents[2] / "models"
ENTRY = """
[[models]]
name = "x"
source = "owner/x"
family = "argos"
licence = "MIT"
source_vocabulary = "s.model"
target_vocabulary = "s.model"
directions = { en-zh = {} }
"""


def test_the_catalog_matches_the_embedded_models() -> None:
    store = Store(MODELS)
    embedded = {entry.name: entry for entry in Catalog.read(MODELS / "catalog.toml").models if entry.source == EMBEDDED}
    assert sorted(embedded) == store.names()
    for name, entry in embedded.items():
        manifest = store.verify(name)
        for field in ("family", "licence", "directions", "placeholders", "source_vocabulary", "target_vocabulary"):
            assert getattr(entry, field) == getattr(manifest, field), field
        assert {(s.direction, s.value) for s in entry.scores} == {(s.direction, s.value) for s in manifest.scores}


def test_scores_are_for_directions_that_the_model_supports() -> None:
    for entry in Catalog.read(MODELS / "catalog.toml").models:
        assert {score.direction for score in entry.scores} <= set(entry.directions)


def test_optional_fields_may_be_omitted(tmp_path: Path) -> None:
    (tmp_path / "catalog.toml").write_text(ENTRY, "utf-8")
    (entry,) = Catalog.read(tmp_path / "catalog.toml").models
    assert entry.revision is None
    assert entry.sha256 is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[[models", "not valid TOML"),
        ("", "invalid: models"),
        (ENTRY + "colour = 'red'", r"invalid: models\.0\.colour"),
        (ENTRY.replace("owner/x", "https://example.org/x"), r"invalid: models\.0\.source"),
        (ENTRY + "revision = 'main'", r"invalid: models\.0\.revision"),
        (ENTRY + ENTRY, "listed twice: x"),
    ],
)
def test_an_error_says_where_a_catalog_is_invalid(tmp_path: Path, text: str, place: str) -> None:
    path = tmp_path / "catalog.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ModelDamagedError, match=place):
        Catalog.read(path)


def test_a_missing_catalog_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match="catalog"):
        Catalog.read(tmp_path / "catalog.toml")
