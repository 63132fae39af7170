from typing import Any

import pytest

from bot.errors import ConfigurationError
from bot.proxy import Proxy, choose

DISCORD = "https://discord.com/api/v10"
LOCAL = "http://127.0.0.1:8377/api/v10"


def chosen(address: str = DISCORD, setting: str | None = None, **environment: str | None) -> str | None:
    """The address of the proxy."""
    found = choose(address, setting, environment)
    return found.url if found else None


@pytest.mark.parametrize(
    ("address", "setting", "environment", "proxy"),
    [
        (DISCORD, None, {}, None),
        (DISCORD, "http://a:1", {}, "http://a:1"),
        (DISCORD, "a:1", {}, "http://a:1"),
        (DISCORD, "http://a", {}, "http://a:80"),
        (DISCORD, "http://[::1]:3128/", {}, "http://[::1]:3128"),
        (DISCORD, None, {"HTTPS_PROXY": "http://b:2"}, "http://b:2"),
        (DISCORD, None, {"https_proxy": "http://b:2"}, "http://b:2"),
        (DISCORD, None, {"HTTPS_PROXY": " "}, None),
        (DISCORD, None, {"HTTPS_PROXY": None}, None),
        (DISCORD, None, {"ALL_PROXY": "http://c:3"}, "http://c:3"),
        (DISCORD, None, {"all_proxy": "c:3"}, "http://c:3"),
        (DISCORD, None, {"ALL_PROXY": "socks5://c:3", "HTTPS_PROXY": "http://b:2"}, "http://b:2"),
        (DISCORD, "http://a:1", {"HTTPS_PROXY": "http://b:2", "ALL_PROXY": "http://c:3"}, "http://a:1"),
        (DISCORD, "none", {"HTTPS_PROXY": "http://b:2"}, None),
        (DISCORD, None, {"HTTP_PROXY": "http://d:4"}, None),
        (LOCAL, None, {"HTTP_PROXY": "http://d:4"}, "http://d:4"),
        (LOCAL, None, {"HTTPS_PROXY": "http://b:2"}, None),
        ("wss://gateway.discord.gg", None, {"HTTPS_PROXY": "http://b:2"}, "http://b:2"),
    ],
)
def test_the_setting_comes_before_the_environment(
    address: str, setting: str | None, environment: dict[str, str | None], proxy: str | None
) -> None:
    assert chosen(address, setting, **environment) == proxy


@pytest.mark.parametrize(
    ("address", "exemptions", "exempt"),
    [
        (DISCORD, "*", True),
        (DISCORD, "discord.com", True),
        (DISCORD, "localhost, DISCORD.com", True),
        (DISCORD, ".com", True),
        (DISCORD, "*.discord.com", True),
        (DISCORD, "discord.com:443", True),
        (DISCORD, "discord.com:80", False),
        (DISCORD, "cord.com", False),
        (DISCORD, "localhost,127.0.0.1,::1", False),
        (DISCORD, "", False),
        (DISCORD, ",", False),
        (LOCAL, "127.0.0.1", True),
        (LOCAL, "127.0.0.0/8", True),
        (LOCAL, "10.0.0.0/8", False),
        (LOCAL, "127.0.0.1:8377", True),
        ("http://[::1]:8377/api", "::1", True),
        ("http://[::1]:8377/api", "[::1]", True),
    ],
)
@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_hosts_are_exempt(address: str, exemptions: str, exempt: bool, name: str) -> None:  # noqa: FBT001 - parametrized
    assert (chosen(address, "http://a:1", **{name: exemptions}) is None) == exempt


def test_user_and_password_are_taken_apart() -> None:
    assert choose(DISCORD, "http://me:p%40ss%3Aword@a:1", {}) == Proxy("http://a:1", "QIAO_PROXY", "me", "p@ss:word")


def test_the_password_is_never_shown() -> None:
    proxy = choose(DISCORD, None, {"HTTPS_PROXY": "http://me:s3cret@a:1"})
    assert str(proxy) == "http://a:1 (from HTTPS_PROXY, with a user name)"
    assert "s3cret" not in repr(proxy)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("socks5://me:s3cret@a:1", "names a SOCKS proxy, but Qiao supports only HTTP proxies"),
        ("socks4://a:1", "names a SOCKS proxy"),
        ("socks5h://a:1", "names a SOCKS proxy"),
        ("https://me:s3cret@a:1", "reached through HTTPS"),
        ("ftp://a:1", "is not the address of an HTTP proxy"),
        ("http://", "is not the address"),
        ("http://a:port", "is not the address"),
        ("http://a:99999", "is not the address"),
        ("http://me:s3/cret@a:1", "is not the address"),
        ("http://[::1", "is not the address"),
        ("http://a b:1", "is not the address"),
        ("http://me%3A:s3cret@a:1", "has a colon"),
    ],
)
@pytest.mark.parametrize("source", ["QIAO_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
def test_an_invalid_proxy_is_named_without_its_password(value: str, problem: str, source: str) -> None:
    given: dict[str, Any] = {"setting": value} if source == "QIAO_PROXY" else {source: value}
    with pytest.raises(ConfigurationError, match=problem) as caught:
        chosen(**given)
    assert source in caught.value.message
    assert caught.value.remedy
    assert "s3" not in str(caught.value)
