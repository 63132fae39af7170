import json
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ConfigurationError, DownloadError, ModelDamagedError
from bot.hub.convert import check_able, convert, mend
from bot.hub.sentences import Table
from bot.hub.steps import Step
from bot.nmt.catalog import Download, Entry, RemoteFile
from bot.nmt.manifest import Affixes
from tests.hub.conftest import REPOSITORY, Pull
from tests.hub.server import COMMIT, PlayedHub

MARIAN = "makers/marian"
LOOSE: Table = {}
"""A random network cannot translate anything."""


@pytest.fixture(scope="session")
def marian(tmp_path_factory: pytest.TempPathFactory, tiny_folder: Path) -> Path:
    """A tiny random Marian network in the format of Transformers."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    pieces = (tiny_folder / "sentencepiece.model").read_bytes()
    folder = tmp_path_factory.mktemp("marian")
    (folder / "source.spm").write_bytes(pieces)
    (folder / "target.spm").write_bytes(pieces)
    words = json.loads((tiny_folder / "shared_vocabulary.json").read_text("utf-8"))
    vocabulary = {"</s>": 0, "<unk>": 1}
    for word in words:
        vocabulary.setdefault(word, len(vocabulary))
    vocabulary["<pad>"] = len(vocabulary)
    (folder / "vocab.json").write_text(json.dumps(vocabulary), "utf-8")
    tokenizer = {
        "source_lang": "eng",
        "target_lang": "zho",
        "model_max_length": 512,
        "tokenizer_class": "MarianTokenizer",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(tokenizer), "utf-8")
    torch.manual_seed(0)
    config = transformers.MarianConfig(
        vocab_size=len(vocabulary),
        decoder_vocab_size=len(vocabulary),
        d_model=16,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=16,
        decoder_ffn_dim=16,
        max_position_embeddings=64,
        pad_token_id=vocabulary["<pad>"],
        eos_token_id=0,
        bos_token_id=0,
        forced_eos_token_id=0,
        decoder_start_token_id=vocabulary["<pad>"],
    )
    transformers.MarianMTModel(config).save_pretrained(folder)
    return folder


@pytest.fixture
def marian_entry(entry: Entry, marian: Path) -> Entry:
    download = Download(
        repository=MARIAN,
        revision=COMMIT,
        files=tuple(RemoteFile(path=path.name, size=path.stat().st_size) for path in sorted(marian.iterdir())),
        convert="int8",
        keep=("source.spm", "target.spm"),
    )
    changes: dict[str, Any] = {
        "name": "tiny-marian",
        "family": "marian",
        "source": MARIAN,
        "source_vocabulary": "source.spm",
        "target_vocabulary": "target.spm",
        "directions": {"en-zh": Affixes()},
        "placeholders": 0,
        "parameters": 10_000,
        # Of the same folder, but not to be converted.
        "downloads": [
            Download(
                repository=REPOSITORY, revision=COMMIT, files=(RemoteFile(path="sentencepiece.model", name="more"),)
            ),
            download,
        ],
    }
    return Entry.model_validate(entry.model_dump() | changes)


def test_weights_are_converted(
    pull: Pull, hub: PlayedHub, marian: Path, marian_entry: Entry, steps: list[Step]
) -> None:
    hub.add(MARIAN, marian)
    installed = pull(marian_entry, table=LOOSE)
    assert installed.manifest.family == "marian"
    assert {"model.bin", "config.json", "source.spm", "target.spm", "more"} <= installed.manifest.files.keys()
    assert not {"model.safetensors", "vocab.json"} & installed.manifest.files.keys()
    assert not list(installed.folder.parent.glob(".*.part"))
    texts = [step.text for step in steps]
    assert texts[0].startswith("The conversion will need 1 MiB of memory")
    assert any(text.startswith("Converting makers/marian to int8") for text in texts)


def test_refused_networks_are_not_converted(pull: Pull, hub: PlayedHub, marian: Path, marian_entry: Entry) -> None:
    hub.add(MARIAN, marian)
    config = json.loads(hub.files[MARIAN, "config.json"]) | {"model_type": "hunyuan_v1_dense"}
    hub.files[MARIAN, "config.json"] = json.dumps(config).encode()
    download = marian_entry.model_dump()["downloads"][1]
    for file in download["files"]:
        file["size"] = None
    with pytest.raises(ConfigurationError, match="HunYuan"):
        pull(Entry.model_validate(marian_entry.model_dump() | {"downloads": [download]}))


def test_memory_is_checked_before_the_download(pull: Pull, hub: PlayedHub, marian_entry: Entry) -> None:
    with pytest.raises(
        DownloadError, match=r"needs 5000000000000\d*|needs 46566\d*\.\d GiB of memory, and .* are free"
    ):
        pull(Entry.model_validate(marian_entry.model_dump() | {"parameters": 10**16}))
    assert hub.requests == []


def test_the_memory_is_reported_first(steps: list[Step]) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    check_able(3 * 2**20, steps.append)
    assert [step.text for step in steps] == ["The conversion will need 3 MiB of memory"]


def test_what_is_no_model_gets_a_sentence(tmp_path: Path, steps: list[Step]) -> None:
    pytest.importorskip("transformers")
    (tmp_path / "config.json").write_text('{"model_type": "unknown-to-everyone"}')
    download = Download(repository=MARIAN, files=(RemoteFile(path="config.json"),), convert="int8")
    with pytest.raises(ModelDamagedError, match="makers/marian cannot be converted: "):
        convert(download, tmp_path, tmp_path / "out", steps.append)
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelDamagedError, match="not valid JSON"):
        convert(download, tmp_path, tmp_path / "out", steps.append)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"bos_token": None, "eos_token": "<|im_end|>"}, {"bos_token": "<|im_end|>", "eos_token": "<|im_end|>"}),
        ({"unk_token": None, "eos_token": "</s>", "x": 1}, {"unk_token": "</s>", "eos_token": "</s>", "x": 1}),
        ({"bos_token": "<s>"}, {"bos_token": "<s>"}),
    ],
)
def test_symbols_that_are_null_are_named(tmp_path: Path, before: dict[str, Any], after: dict[str, Any]) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps(before))
    mend(path)
    assert json.loads(path.read_text()) == after
