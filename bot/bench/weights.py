"""Reads the weights of a CTranslate2 model as arrays, so that other software can run the same network.

Source of the format: `ctranslate2.specs.model_spec.ModelSpec._serialize`, version 6 of the binary.
"""

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from bot.errors import ModelDamagedError

_VERSION = 6
_TYPES = {0: "<f4", 1: "<i1", 2: "<i2", 3: "<i4", 4: "<f2"}


def read(path: Path) -> Mapping[str, NDArray[Any]]:
    """Read every variable of a `model.bin`; int8 weights are converted to the float32 numbers that they represent.

    Raises:
        ModelDamagedError: it is of another version.
    """
    with path.open("rb") as file:
        version = _number(file, "I")
        if version != _VERSION:
            raise ModelDamagedError(
                f"{path} has the binary version {version}, not {_VERSION}.", "Convert the model again."
            )
        _text(file)
        _number(file, "I")
        found = dict(_variable(file) for _ in range(_number(file, "I")))
        aliases = [(_text(file), _text(file)) for _ in range(_number(file, "I"))]
    for name in [name for name in found if f"{name}_scale" in found]:
        found[name] = found[name].astype(np.float32) / found[f"{name}_scale"][:, None]
    return found | {alias: found[name] for alias, name in aliases}


def _variable(file: BinaryIO) -> tuple[str, NDArray[Any]]:
    name = _text(file)
    shape = [_number(file, "I") for _ in range(_number(file, "B"))]
    kind = _TYPES[_number(file, "B")]
    return name, np.frombuffer(file.read(_number(file, "I")), kind).reshape(shape)


def _number(file: BinaryIO, form: str) -> int:
    form = f"<{form}"
    return int(struct.unpack(form, file.read(struct.calcsize(form)))[0])


def _text(file: BinaryIO) -> str:
    return file.read(_number(file, "H")).rstrip(b"\0").decode()
