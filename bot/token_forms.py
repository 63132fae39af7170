"""Recognizes what people put into DISCORD_TOKEN instead of the bot's token."""

import base64
import binascii
import re
import unicodedata
from typing import Final

from bot.errors import ConfigurationError

PORTAL: Final = "https://discord.com/developers/applications"
REMEDY: Final = f"Copy the bot's token from {PORTAL}, your application, Bot, Reset Token, into .env."

_INVISIBLE: Final = re.compile("[\u200b-\u200f\u2060\ufeff]")
_ADDED: Final = re.compile(
    r"(?:(?:export\s+)?DISCORD_TOKEN\s*[=:]\s*|(?:Authorization:\s*)?(?:Bot|Bearer)\s+)+", re.IGNORECASE
)
"""What may be copied along with a token."""
_PLACEHOLDER: Final = re.compile(
    r"(?!.*\..*\.\w)(?:[.…*_-]+|x{3,}|<.*>|\[.*\]|.*token.*|(?:.*[\W_])?(?:your|paste|change|insert)(?:[\W_].*)?)",
    re.IGNORECASE,
)
_WRONG: Final = (
    (_PLACEHOLDER, "holds a placeholder, not a token"),
    (re.compile(r"\d{15,20}"), "is an ID, such as the application's, not the bot's token"),
    (re.compile(r"[0-9a-f]{64}", re.IGNORECASE), "is the application's public key, not the bot's token"),
    (re.compile(r"mfa\.[\w-]+"), "is the token of a person's account, not of a bot"),
    (re.compile(r"https?://.*"), "is a link, not the bot's token"),
    (re.compile(r".*\s.*", re.DOTALL), "has a space or a line break in the middle"),
    (re.compile(r".*[^!-~].*", re.DOTALL), "has a character that no token has"),
)
"""What a value looks like as a whole, and what that means; the first one counts."""


_CLIENT_SECRET: Final = re.compile(r"[\w-]{32}")


def read_token(value: str, *, any_form: bool = True) -> tuple[str, str]:
    """Take the token out of what somebody wrote.

    Args:
        value: of DISCORD_TOKEN.
        any_form: whether another server than Discord may have tokens of a form of its own.

    Returns:
        The token, and what had to be taken away from it, as a sentence; empty if nothing.

    Raises:
        ConfigurationError: the value is something else; the message says what, without quoting it.
    """
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", value)).strip()
    text, quotes = re.subn(r"^[\"'`“”‘’]+|[\"'`“”‘’]+$", "", text)
    text = text.strip()
    prefix = _ADDED.match(text)
    token = text[prefix.end() :].strip("\"'` ") if prefix else text
    for form, meaning in _WRONG:
        if form.fullmatch(token):
            raise ConfigurationError(f"DISCORD_TOKEN {meaning}.", REMEDY)
    if _is_cut_off(token):
        raise ConfigurationError("DISCORD_TOKEN is cut off: a token has three parts, separated by dots.", REMEDY)
    problem = "" if any_form else _unlike_a_token(token)
    if problem:
        raise ConfigurationError(f"DISCORD_TOKEN is not a bot's token; {problem}.", REMEDY)
    if prefix:
        return token, "DISCORD_TOKEN begins with a word such as Bot; Qiao uses what follows it."
    if quotes:
        return token, "DISCORD_TOKEN is in quotes; Qiao uses what is between them."
    return token, ""


def refused(token: str) -> ConfigurationError:
    """What to tell the host when Discord refuses a token, with what it may be instead."""
    problem = _unlike_a_token(token) or "it may have been reset, which makes the old one invalid"
    return ConfigurationError(f"Discord refuses DISCORD_TOKEN; {problem}.", REMEDY)


def _unlike_a_token(token: str) -> str:
    """What shows that Discord never issued this as a bot's token; empty if nothing does."""
    if _CLIENT_SECRET.fullmatch(token):
        return "it looks like the application's client secret (OAuth2)"
    if token.count(".") != 2:  # noqa: PLR2004 - a token has three parts
        return "a bot's token has three parts, separated by dots"
    return ""


def _is_cut_off(token: str) -> bool:
    """Whether this is only the first or the first two parts of a token, which begins with the bot's id in Base64."""
    first, *rest = token.split(".")
    try:
        number = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4))
    except (binascii.Error, ValueError):
        return False
    return bool(re.fullmatch(rb"\d{15,20}", number)) and (len(rest) < 2 or not all(rest))  # noqa: PLR2004 - of three parts
