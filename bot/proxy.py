"""Which HTTP proxy to use for an address: from Qiao's own setting, or from the variables that other programs read."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, quote, unquote, urlsplit

from bot.errors import ConfigurationError

SETTING: Final = "QIAO_PROXY"
_DIRECT: Final = frozenset({"none", "direct", "off", "no"})
_EXAMPLE: Final = "http://user:password@proxy.example:3128"
_SECURE: Final = {"https": "https", "wss": "https", "http": "http", "ws": "http"}
_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy.

    Attributes:
        url: its address, without user and password.
        source: the setting or variable that names it.
        user: for proxies that ask for one; None for none.
        password: of the user.
    """

    url: str
    source: str
    user: str | None = None
    password: str = field(default="", repr=False)

    @property
    def full_url(self) -> str:
        """The address with user and password, for aiohttp; never show it."""
        if self.user is None:
            return self.url
        scheme, place = self.url.split("://")
        return f"{scheme}://{_encoded(self.user)}:{_encoded(self.password)}@{place}"

    def __str__(self) -> str:
        login = "" if self.user is None else ", with a user name"
        return f"{self.url} (from {self.source}{login})"


def choose(address: str, setting: str | None, environment: Mapping[str, str | None]) -> Proxy | None:
    """The proxy for an address; None to connect directly.

    The setting comes first, then `HTTPS_PROXY` or `HTTP_PROXY` by the scheme of the address, then `ALL_PROXY`.
    `NO_PROXY` exempts hosts from all of them. Lower case is read as well, as other programs do.

    Args:
        address: such as `https://discord.com/api/v10`.
        setting: the value of QIAO_PROXY; `none` connects directly.
        environment: names and values of the environment variables.

    Raises:
        ConfigurationError: the proxy is none that Qiao supports; its password is not quoted.
    """
    target = urlsplit(address)
    scheme = _SECURE.get(target.scheme, "https")
    if setting is not None and setting.strip().lower() in _DIRECT:
        return None
    if _is_exempt(target, scheme, _read(environment, "NO_PROXY")):
        return None
    if setting is not None and setting.strip():
        return _parse(setting.strip(), SETTING)
    for name in (f"{scheme.upper()}_PROXY", "ALL_PROXY"):
        if value := _read(environment, name):
            return _parse(value, name)
    return None


def _encoded(text: str) -> str:
    # aiohttp sends the characters as Latin-1; proxies expect UTF-8.
    return quote(text.encode().decode("latin-1"), safe="")


def _read(environment: Mapping[str, str | None], name: str) -> str:
    return (environment.get(name.lower()) or environment.get(name) or "").strip()


def _parse(value: str, source: str) -> Proxy:
    try:
        parts = urlsplit(value if "://" in value else f"http://{value}")
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError:
        scheme, host, port = "http", None, None
    if scheme.startswith("socks"):
        raise ConfigurationError(
            f"{source} names a SOCKS proxy, but Qiao supports only HTTP proxies.",
            f"Set {SETTING} to an HTTP proxy, such as {_EXAMPLE}, or to none to connect without a proxy.",
        )
    if scheme == "https":
        raise ConfigurationError(
            f"{source} names a proxy that is itself reached through HTTPS, which Qiao does not support.",
            f"Most proxies take HTTP: write http:// instead, as in {_EXAMPLE}. Discord's traffic is encrypted anyway.",
        )
    if scheme != "http" or not host or port == 0 or re.search(r"[\s*]", host):
        raise ConfigurationError(
            f"{source} is not the address of an HTTP proxy.",
            f"Write it as in {_EXAMPLE}; a special character in the "
            "password is written in percent-encoding, such as %40 for @.",
        )
    name = f"[{host}]" if ":" in host else host
    user = None if parts.username is None else unquote(parts.username)
    if user is not None and ":" in user:
        raise ConfigurationError(f"The user in {source} has a colon, which HTTP does not allow.", f"Correct {source}.")
    return Proxy(f"http://{name}:{port or 80}", source, user, unquote(parts.password or ""))


def _is_exempt(target: SplitResult, scheme: str, exemptions: str) -> bool:
    host = (target.hostname or "").rstrip(".")
    port = target.port or _PORTS[scheme]
    return any(_matches(each, host, port) for each in exemptions.replace(",", " ").lower().split())


def _matches(exemption: str, host: str, port: int) -> bool:
    """Whether an entry of NO_PROXY covers a host: `*`, a domain with all below it, an IP address, or a network."""
    if exemption == "*":
        return True
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(exemption.strip("[]"), strict=False)
    except ValueError:
        pass  # at least one is a name
    name, _, number = exemption.rpartition(":") if exemption.rpartition(":")[2].isdigit() else (exemption, "", "")
    name = name.strip("[]").removeprefix("*").lstrip(".").rstrip(".")
    return bool(name) and (host == name or host.endswith(f".{name}")) and (not number or int(number) == port)
