"""Converts the weights of Transformers to CTranslate2's format."""

import importlib.util
import json
import shutil
import warnings
from pathlib import Path
from typing import Any, Final

import psutil

from bot.errors import ConfigurationError, DownloadError, ModelDamagedError
from bot.hub.steps import Report, Step, readable
from bot.nmt.catalog import Download
from bot.nmt.refusals import CONFIG, check_config

_NEEDED: Final = ("torch", "transformers")


def check_able(memory: int, report: Report) -> None:
    """Check that this machine can convert a model, before anything is downloaded.

    Args:
        memory: bytes that the conversion takes.
        report: told how much that is.

    Raises:
        ConfigurationError: the packages that convert are not installed.
        DownloadError: there is too little free memory.
    """
    if not all(importlib.util.find_spec(package) for package in _NEEDED):
        raise ConfigurationError(
            "This model must be converted, which needs PyTorch and Transformers.",
            'Install them: pip install "qiao[convert]". Or choose a model that needs no conversion.',
        )
    report(Step(f"The conversion will need {readable(memory)} of memory"))
    free: int = psutil.virtual_memory().available
    if free < memory:
        raise DownloadError(
            f"Converting this model needs {readable(memory)} of memory, and {readable(free)} are free.",
            "Close other programs, or choose a model that needs no conversion. Or convert it on a larger machine and "
            "copy its folder.",
        )


def check(path: Path) -> None:
    """Refuse a network whose configuration says that CTranslate2 would compute it wrongly.

    Args:
        path: a file of the model; only a `config.json` is looked at.

    Raises:
        ConfigurationError: see `bot.nmt.refusals`.
        ModelDamagedError: it is not valid JSON.
    """
    if path.name == CONFIG:
        check_config(_read(path))


def convert(download: Download, source: Path, target: Path, report: Report) -> None:
    """Convert a network.

    Args:
        download: says how.
        source: the folder with the downloaded files.
        target: the model's folder or subfolder; files of an earlier attempt are overwritten.
        report: told what is done.

    Raises:
        ConfigurationError: CTranslate2 would compute it wrongly; see `bot.nmt.refusals`.
        DownloadError: there is too little memory.
        ModelDamagedError: it cannot be converted.
        OSError: the disk is full.
    """
    check(source / CONFIG)
    report(Step(f"Converting {download.repository} to {download.convert}, which takes minutes"))
    # Both take seconds to import.
    from ctranslate2.converters import TransformersConverter  # noqa: PLC0415
    from transformers.utils import logging  # noqa: PLC0415

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    made = source.with_name(f"{source.name}.converted")  # the converter empties the folder that it writes to
    try:
        with warnings.catch_warnings(action="ignore"):  # they advise programmers
            TransformersConverter(str(source)).convert(str(made), quantization=download.convert, force=True)
    except MemoryError as error:
        raise DownloadError(
            f"There was too little memory to convert {download.repository}.",
            "Close other programs, or choose a model that needs no conversion.",
        ) from error
    except Exception as error:  # whatever Transformers raises for a model that it does not understand
        if isinstance(error, OSError) and error.errno:
            raise  # of the disk
        reason, *_ = str(error).splitlines() or [type(error).__name__]
        raise ModelDamagedError(
            f"{download.repository} cannot be converted: {reason.rstrip('.')}.",
            'Update the converter: pip install -U "qiao[convert]". Or choose another model.',
        ) from error
    target.mkdir(parents=True, exist_ok=True)
    for path in made.iterdir():
        path.replace(target / path.name)
    for name in download.keep:
        if not (source / name).exists():
            raise ModelDamagedError(f"{download.repository} has no file {name}.", "Update Qiao.")
        shutil.copyfile(source / name, target / name)
    mend(target / CONFIG)


def mend(path: Path) -> None:
    """Name the symbols that a converted model's configuration leaves empty.

    The converter writes null for a symbol that the tokenizer does not have, and CTranslate2 cannot load that. The end
    symbol is in every vocabulary, and stands in for the others without effect: prompts are written out in full.

    Args:
        path: CTranslate2's `config.json`.
    """
    config = _read(path)
    end = config.get("eos_token") or "</s>"
    empty = [key for key in ("bos_token", "eos_token", "unk_token") if key in config and config[key] is None]
    if empty:
        path.write_text(json.dumps(config | dict.fromkeys(empty, end), indent=2, ensure_ascii=False), "utf-8")


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ModelDamagedError(
            f"{path.name} of the model is missing or is not valid JSON.", "Download it again."
        ) from error
    return found if isinstance(found, dict) else {}
