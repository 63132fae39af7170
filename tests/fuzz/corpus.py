"""The corpus: inputs to start from (`seeds.jsonl`) and that once failed (`found.jsonl`), one JSON string a line."""

import json
from pathlib import Path

_FOLDER = Path(__file__).with_name("corpus")


def seeds(harness: str) -> list[bytes]:
    """All inputs in the corpus of a harness."""
    return [
        load(line)
        for file in sorted((_FOLDER / harness).glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]


def load(line: str) -> bytes:
    """The input in a line of a corpus."""
    text: str = json.loads(line)
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def dump(data: bytes) -> str:
    """The line of a corpus for an input: readable where it is UTF-8; other bytes are lone surrogates."""
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    line = json.dumps(text, ensure_ascii=False)
    return line if load(line) == data and line.isprintable() else json.dumps(text)
