import re
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from bot.errors import ModelDamagedError, ModelMissingError
from bot.nmt.catalog import EMBEDDED, Catalog, Entry
from bot.nmt.manifest import Manifest, ModelFile, Shape, in_folder
from bot.nmt.store import Store

MODELS = Path(__file__).parents[2] / "models"
ENTRIES = {entry.name: entry for entry in Catalog.read(MODELS / "catalog.toml").models}
REMOTE = {name: entry for name, entry in ENTRIES.items() if entry.source != EMBEDDED}
LANGUAGES = (
    ("en-zh", "zh-en"),
    ("English", "Chinese"),
    ("eng_Latn", "zho_Hans"),
    ("__en__", "__zh__"),
    ("<2en>", "<2zh>"),
    ("<en>", "<zh>"),
)
"""How models name the two languages."""
CONVERTED = {"model.bin", "config.json"}
ENTRY = """
[[models]]
name = "x"
source = "owner/x"
family = "argos"
licence = "MIT"
source_vocabulary = "s.model"
target_vocabulary = "s.model"
max_source_tokens = 90
memory = 300
directions = { en-zh = {} }
downloads = [{ repository = "owner/x", latest = true, files = [{ path = "model.bin" }, { path = "s.model" }] }]
"""


def installed(entry: Entry) -> dict[str, str]:
    """What is in the folder of an installed model: the paths, which may be patterns, and what they come from."""
    found: dict[str, str] = {}
    for download in entry.downloads:
        names = {*download.keep, *CONVERTED} if download.convert else {file.target for file in download.files}
        found |= {in_folder(download.folder, name): download.repository for name in names}
    return found


def test_the_catalog_matches_the_embedded_models() -> None:
    store = Store(MODELS)
    embedded = {name: entry for name, entry in ENTRIES.items() if entry.source == EMBEDDED}
    assert sorted(embedded) == store.names()
    for name, entry in embedded.items():
        manifest = store.verify(name)
        for field in Shape.model_fields.keys() - {"scores"}:
            assert getattr(entry, field) == getattr(manifest, field), field
        assert {(s.direction, s.value) for s in entry.scores} == {(s.direction, s.value) for s in manifest.scores}


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_every_model_translates_both_ways_and_has_scores_for_nothing_else(entry: Entry) -> None:
    assert set(entry.directions) == {"en-zh", "zh-en"}
    assert {score.direction for score in entry.scores} <= set(entry.directions)


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_only_licenses_without_nc_allow_commercial_use(entry: Entry) -> None:
    assert entry.commercial == ("NC" not in entry.licence.split("-"))


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_both_directions_have_the_same_affixes_with_the_languages_exchanged(entry: Entry) -> None:
    english = entry.directions["en-zh"].model_dump_json().replace('[">>cmn_Hans<<"]', "[]")
    for one, other in LANGUAGES:
        english = english.replace(one, "\0").replace(other, one).replace("\0", other)
    assert english == entry.directions["zh-en"].model_dump_json()


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_generators_translate_messages_on_a_gpu_with_a_prompt_that_names_the_target_last(entry: Entry) -> None:
    is_generator = entry.kind == "generator"
    assert (entry.device == "cuda") == (entry.unit == "message") == is_generator
    for name, affixes in entry.directions.items():
        before, _, after = affixes.prompt.partition("{text}")
        assert bool(before) == bool(after) == is_generator
        if is_generator:
            target = {"en-zh": ("Chinese:", "<zh>"), "zh-en": ("English:", "<en>")}[name]
            assert any(word in after for word in target)
            assert entry.source_vocabulary == entry.target_vocabulary == "tokenizer.json"


@pytest.mark.parametrize("entry", REMOTE.values(), ids=REMOTE)
def test_every_file_that_a_model_needs_is_downloaded_or_converted(entry: Entry) -> None:
    assert {download.folder for download in entry.downloads} == set(entry.folders)
    files = installed(entry)
    for folder in entry.folders:
        for name in ("model.bin", "config.json", entry.source_vocabulary, entry.target_vocabulary):
            assert in_folder(folder, name) in files


@pytest.mark.parametrize("entry", REMOTE.values(), ids=REMOTE)
def test_what_is_kept_of_a_conversion_is_downloaded(entry: Entry) -> None:
    for download in entry.downloads:
        assert bool(download.keep) == bool(download.convert)
        for name in download.keep:
            assert any(fnmatchcase(name, file.target) for file in download.files)


@pytest.mark.parametrize("entry", REMOTE.values(), ids=REMOTE)
def test_no_file_comes_from_two_downloads(entry: Entry) -> None:
    targets = [in_folder(each.folder, file.target) for each in entry.downloads for file in each.files]
    assert len(targets) == len(set(targets))


@pytest.mark.parametrize("entry", REMOTE.values(), ids=REMOTE)
def test_every_file_is_pinned_or_the_newest_is_taken_on_purpose(entry: Entry) -> None:
    for download in entry.downloads:
        pinned = download.revision is not None or all(file.sha256 for file in download.files)
        assert pinned != download.latest


@pytest.mark.parametrize("entry", REMOTE.values(), ids=REMOTE)
def test_an_entry_says_so_if_its_version_is_not_known(entry: Entry) -> None:
    assert entry.is_pinned == ("newest version" not in entry.note)


@pytest.mark.parametrize("entry", REMOTE.values(), ids=REMOTE)
def test_an_installed_model_can_have_a_manifest(entry: Entry) -> None:
    anything = ModelFile(size=1, sha256="0" * 64)
    manifest = Manifest(
        **entry.model_dump(include=set(Shape.model_fields)),
        description=entry.note,
        created=date(2025, 1, 13),
        files={path: anything for path in installed(entry) if "*" not in path},
    )
    assert manifest.pairs == entry.pairs


@pytest.mark.parametrize("entry", REMOTE.values(), ids=REMOTE)
def test_memory_and_download_are_of_the_order_of_the_weights(entry: Entry) -> None:
    assert entry.parameters
    assert entry.download_size
    in_int8 = entry.parameters
    assert in_int8 <= entry.download_size <= 5 * in_int8
    assert in_int8 <= entry.memory * 2**20 <= 2 * in_int8 + 400 * 2**20


def test_the_recommended_model_for_processors_is_pinned_and_free_and_needs_no_conversion() -> None:
    entry = ENTRIES["quickmt"]
    assert (entry.device, entry.commercial, entry.is_pinned, entry.needs_conversion) == ("cpu", True, True, False)
    known = [file.size for each in entry.downloads for file in each.files if file.target == "model.bin"]
    assert known == [210_879_320, 208_401_549]


def read(folder: Path, text: str) -> Entry:
    path = folder / "catalog.toml"
    path.write_text(text, "utf-8")
    (entry,) = Catalog.read(path).models
    return entry


def test_optional_fields_may_be_omitted(tmp_path: Path) -> None:
    entry = read(tmp_path, ENTRY)
    assert entry.download_size is None
    assert (entry.parameters, entry.device, entry.commercial, entry.scores) == (None, "cpu", True, ())
    (download,) = entry.downloads
    assert (download.revision, download.folder, download.convert) == (None, "", "")


def test_the_size_is_exact_if_every_file_has_one(tmp_path: Path) -> None:
    text = ENTRY.replace("memory", "size = 1000\nmemory")
    assert read(tmp_path, text).download_size == 1000
    assert read(tmp_path, re.sub(r'\.(bin|model)" }', r'.\1", size = 7 }', text)).download_size == 14


def test_a_file_may_get_another_name(tmp_path: Path) -> None:
    entry = read(tmp_path, ENTRY.replace('path = "s.model"', 'path = "a/b/spm.model", name = "s.model"'))
    assert [file.target for file in entry.downloads[0].files] == ["model.bin", "s.model"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[[models", "not valid TOML"),
        ("", "invalid: models"),
        (ENTRY + "colour = 'red'", r"invalid: models\.0\.colour"),
        (ENTRY.replace('source = "owner/x"', 'source = "https://example.org/x"'), r"invalid: models\.0\.source"),
        (ENTRY.replace("latest = true", 'revision = "main"'), r"invalid: models\.0\.downloads\.0\.revision"),
        (ENTRY.replace("latest = true", f'latest = true, revision = "{"0" * 40}"'), r"downloads\.0: .*latest"),
        (ENTRY.replace('"s.model" }]', '"../s.model" }]'), r"files\.1\.path"),
        (ENTRY.replace('"s.model" }]', '"*.model", size = 1 }]'), r"files\.1: .*common"),
        (ENTRY.replace("en-zh = {}", 'en-zh = { prompt = "{text}" }'), "generator"),
        (re.sub("downloads.*", "", ENTRY), "downloads"),
        (ENTRY + ENTRY, "listed twice: x"),
    ],
)
def test_an_error_says_where_a_catalog_is_invalid(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(ModelDamagedError, match=place):
        read(tmp_path, text)


def test_a_missing_catalog_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match="catalog"):
        Catalog.read(tmp_path / "catalog.toml")
