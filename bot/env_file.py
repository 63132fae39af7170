"""Sets a value in `.env`, and leaves everything else in it as it is."""

import codecs
import io
import os
import re
from pathlib import Path
from typing import Final

from dotenv.parser import Binding, parse_stream

from bot.errors import ConfigurationError

_NEW_MODE: Final = 0o600
"""Only its owner may read a file that will hold a token."""


def set_value(path: Path, name: str, value: str) -> None:
    """Set a variable in a file of `NAME=value` lines; every other line keeps its bytes.

    The last line that sets the variable is replaced, since it is the one that counts; otherwise the last one that is
    commented out; otherwise a line is added. The file is created if it is missing, for its owner only.

    Args:
        path: the file; replaced at once, so it is never half-written.
        name: the variable.
        value: its value, which must need no quotes.

    Raises:
        ConfigurationError: the file cannot be read or written.
    """
    remedy = f"Set {name}={value} there or in the environment yourself."
    try:
        data = path.read_bytes() if path.exists() else b""
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        _replace(path.resolve(), mark + changed(text, name, value).encode("utf-8"))
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path} is not valid UTF-8.", "Save it as UTF-8.") from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be changed: {error.strerror}.", remedy) from None


def changed(text: str, name: str, value: str) -> str:
    """The text of such a file with a variable set; see `set_value`."""
    ending = "\r\n" if "\r\n" in text else "\n"
    bindings = list(parse_stream(io.StringIO(text, newline="")))
    parts = [binding.original.string for binding in bindings]
    commented = re.compile(rf"\s*#\s*(?:export\s+)?{re.escape(name)}\s*=\s*\S*\s*", re.IGNORECASE)
    setting = [at for at, binding in enumerate(bindings) if _sets(binding, name)]
    inactive = [at for at, part in enumerate(parts) if bindings[at].key is None and commented.fullmatch(part)]
    if found := setting or inactive:
        parts[found[-1]] = _line(parts[found[-1]], f"{name}={value}")
    else:
        if text and not text.endswith(("\n", "\r")):
            parts.append(ending)
        parts.append(f"{name}={value}{ending}")
    return "".join(parts)


def _sets(binding: Binding, name: str) -> bool:
    # The case of names does not matter to the settings.
    return not binding.error and (binding.key or "").upper() == name.upper() and binding.value is not None


def _line(old: str, new: str) -> str:
    """The new line in place of an old one, with the blank lines before it, its `export`, and its end."""
    match = re.match(r"(\s*)(?:#\s*)?(export\s+)?", old)
    before, export = (match[1], match[2] or "") if match else ("", "")
    content = old.rstrip("\r\n")
    return f"{before}{export}{new}{old[len(content) :]}"


def _replace(path: Path, content: bytes) -> None:
    """Write a file under another name, then put it in place of the old one, with the same owner and mode."""
    old = path.stat() if path.exists() else None
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _NEW_MODE), "wb") as file:
            file.write(content)
        if old:
            draft.chmod(old.st_mode & 0o7777)
            if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
                os.chown(draft, old.st_uid, old.st_gid)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
