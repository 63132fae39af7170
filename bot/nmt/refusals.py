"""Models that CTranslate2 cannot load or computes wrongly: neither downloaded nor loaded."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from bot.errors import ConfigurationError
from bot.nmt.manifest import Manifest

CONFIG: Final = "config.json"
"""The file that describes a network."""

_SERVER: Final = (
    "Run it with llama.cpp, vLLM or Ollama, and set QIAO_MODEL=openai:NAME so that Qiao translates through that server."
)
_OTHER: Final = "Choose another one: python -m bot models list"

_HUNYUAN: Final = ("CTranslate2 cannot load HunYuan models such as Hy-MT", _SERVER)
_QWEN: Final = ("CTranslate2 cannot load Qwen3.5 models such as Index-Translate", _SERVER)
_GEMMA: Final = (
    "CTranslate2 computes Gemma 3 models with rope scaling, such as TranslateGemma, incorrectly",
    _SERVER,
)
_SSRU: Final = ("CTranslate2 cannot load models with an SSRU decoder, such as Firefox's", _OTHER)

_NAMES: Final = (
    (re.compile(r"hunyuan|\bhy[-_]?mt|混元"), _HUNYUAN),
    (re.compile(r"index[-_]?translate|qwen[-_]?3[._]5"), _QWEN),
    (re.compile(r"translate[-_]?gemma"), _GEMMA),
    (re.compile(r"firefox|bergamot|\bssru"), _SSRU),
)
_ARCHITECTURES: Final = (
    (re.compile(r"hunyuan|hy_?mt"), _HUNYUAN),
    (re.compile(r"qwen3_?5"), _QWEN),
    (re.compile(r"ssru"), _SSRU),
)


def check_supported(name_or_repository: str) -> None:
    """Refuse a model by its name.

    Args:
        name_or_repository: such as `tencent/Hy-MT2-7B`.

    Raises:
        ConfigurationError: CTranslate2 cannot load it or computes it wrongly.
    """
    for pattern, (reason, remedy) in _NAMES:
        if pattern.search(name_or_repository.lower()):
            raise ConfigurationError(f"The model {name_or_repository} is not supported: {reason}.", remedy)


def check_config(config: Mapping[str, Any], subject: str = "This model") -> None:
    """Refuse a model by its configuration.

    Args:
        config: the content of its `config.json`, as Transformers or CTranslate2 writes it.
        subject: what the error calls the model.

    Raises:
        ConfigurationError: CTranslate2 cannot load it or computes it wrongly.
    """
    names = " ".join(_names(config)).lower()
    for pattern, (reason, remedy) in _ARCHITECTURES:
        if pattern.search(names):
            raise ConfigurationError(f"{subject} is not supported: {reason}.", remedy)
    if re.search(r"gemma_?3", names) and any(_is_scaled(rope) for rope in _ropes(config)):
        reason, remedy = _GEMMA
        raise ConfigurationError(f"{subject} is not supported: {reason}.", remedy)


def check_installed(manifest: Manifest, folder: Path) -> None:
    """Refuse an installed model by its name and the configurations of its networks.

    Args:
        manifest: the model's manifest.
        folder: the model's folder.

    Raises:
        ConfigurationError: CTranslate2 cannot load it or computes it wrongly.
    """
    check_supported(manifest.name)
    for name in manifest.folders:
        try:
            config = json.loads((folder / name / CONFIG).read_bytes())
        except (OSError, ValueError):
            continue  # CTranslate2 says so if it needs one
        if isinstance(config, dict):
            check_config(config, f"The model {manifest.name}")


def _names(config: Mapping[str, Any]) -> Iterator[str]:
    """What a configuration says about the kind of network, in its nested parts as well."""
    for key, value in config.items():
        if key in {"model_type", "dec_cell", "dec-cell", "decoder_cell", "transformer-decoder-autoreg"}:
            yield str(value)
        elif key == "architectures" and isinstance(value, list):
            yield from map(str, value)
        elif isinstance(value, Mapping):
            yield from _names(value)


def _ropes(config: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for key, value in config.items():
        if isinstance(value, Mapping):
            if key in {"rope_scaling", "rope_parameters"}:
                yield value
            yield from _ropes(value)


def _is_scaled(rope: Mapping[str, Any]) -> bool:
    """Whether positions are scaled, in one of the kinds of attention if the configuration tells them apart."""
    if any(_is_scaled(part) for part in rope.values() if isinstance(part, Mapping)):
        return True
    return rope.get("factor") not in (None, 1)
