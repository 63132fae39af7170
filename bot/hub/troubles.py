"""What goes wrong between a host and the hub, in sentences with a way out."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpx2
from huggingface_hub.errors import HfHubHTTPError

from bot.errors import DownloadError
from bot.retry_after import retry_after

HUB: Final = "https://huggingface.co"
MIRROR: Final = (
    "If your network does not let you reach it, as in China, set HF_ENDPOINT to a mirror, "
    "such as HF_ENDPOINT=https://hf-mirror.com."
)
_AGAIN: Final = "Run the command again: it goes on where it stopped."
_NOT_SIGNED_IN: Final = (
    "Accept the model's terms on its page, make an access token at https://huggingface.co/settings/tokens, "
    "and set HF_TOKEN to it."
)
_SIGNED_IN: Final = "Check HF_TOKEN: it may have expired, or belong to an account that may not use this model."
BAD_RANGE: Final = 416
"""The status of a request for a part that lies past the end of the file."""

_TOO_MANY, _TIMEOUT = 429, 408


class OtherContentError(httpx2.RemoteProtocolError):
    """A response is not the file that was asked for, or not the part of it: the page of a network, for example.

    Attributes:
        is_part: whether the server sent a part; asking for the whole file may help.
    """

    def __init__(self, *, is_part: bool) -> None:
        super().__init__("The response is not what was asked for.")
        self.is_part = is_part


@dataclass(frozen=True, slots=True)
class Way:
    """How a host reaches the hub.

    Attributes:
        endpoint: the address of the hub or its mirror.
        has_token: whether requests carry a token.
        has_proxy: whether Qiao's own setting names a proxy.
    """

    endpoint: str
    has_token: bool = False
    has_proxy: bool = False

    @property
    def host(self) -> str:
        """The name of the hub's host."""
        return urlsplit(self.endpoint).netloc.rpartition("@")[2] or self.endpoint

    @property
    def shown(self) -> str:
        """The endpoint without user and password."""
        return re.sub(r"//[^/]*@", "//", self.endpoint)

    @property
    def mirror(self) -> str:
        """The advice about mirrors that fits."""
        if self.endpoint == HUB:
            return MIRROR
        return f"Check HF_ENDPOINT, which is set to {self.shown}."


def is_temporary(error: Exception) -> bool:
    """Whether the same request may succeed a moment later."""
    if isinstance(error, HfHubHTTPError):
        status = error.response.status_code
        return status in {_TIMEOUT, _TOO_MANY, BAD_RANGE} or status >= httpx2.codes.INTERNAL_SERVER_ERROR
    return isinstance(error, httpx2.TimeoutException | httpx2.NetworkError | httpx2.RemoteProtocolError)


def wanted_wait(error: Exception) -> float:
    """The seconds that the server asks to wait; 0 if it does not."""
    return retry_after(error.response.headers) if isinstance(error, HfHubHTTPError) else 0.0


def explain(error: Exception, what: str, way: Way) -> DownloadError:
    """Turn an error of the HTTP client or the hub into a sentence.

    Args:
        error: what was raised.
        what: the file and repository, such as `model.bin of quickmt/quickmt-zh-en`.
        way: how the hub was reached.
    """
    if isinstance(error, HfHubHTTPError):
        return _refused(error.response.status_code, error, what, way)
    if isinstance(error, httpx2.ProxyError):
        return DownloadError(
            f"The proxy does not let Qiao reach {way.host}: {_reason(error)}.",
            "Check QIAO_PROXY, or HTTPS_PROXY if that is not set: its address, user and password, and whether it "
            f"allows {way.host}.",
        )
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        proxy = " and the proxy in QIAO_PROXY" if way.has_proxy else " and, if there is one, the proxy"
        return DownloadError(
            f"Cannot reach {_where(error, way)}: {_reason(error)}.", f"Check the network{proxy}. {way.mirror}"
        )
    return _interrupted(error, what, way)


def _interrupted(error: Exception, what: str, way: Way) -> DownloadError:
    """The hub was reached, but what was asked for did not come."""
    if isinstance(error, httpx2.TimeoutException):
        return DownloadError(f"{way.host} was too slow to send {what}.", f"{_AGAIN} {way.mirror}")
    if isinstance(error, OtherContentError):
        return DownloadError(
            f"{way.host} sent something else in place of {what}.",
            f"Check whether the network asks you to sign in first, and the proxy. {way.mirror}",
        )
    if isinstance(error, httpx2.NetworkError | httpx2.RemoteProtocolError):
        return DownloadError(f"The connection to {way.host} was cut while it sent {what}.", _AGAIN)
    return no_hub(way)


def no_hub(way: Way) -> DownloadError:
    """The server that answers is not a hub."""
    if way.endpoint == HUB:
        return DownloadError(
            f"Something else answers in place of {way.host}.",
            f"Check whether the network asks you to sign in first, and the proxy. {MIRROR}",
        )
    return DownloadError(
        f"{way.shown} is not a mirror of the Hugging Face Hub.",
        "Correct HF_ENDPOINT, for example to https://hf-mirror.com, or remove it to use https://huggingface.co.",
    )


def _refused(status: int, error: HfHubHTTPError, what: str, way: Way) -> DownloadError:
    if status in {httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN}:
        return DownloadError(
            f"{way.host} does not allow you to download {what} (status {status}).",
            _SIGNED_IN if way.has_token else _NOT_SIGNED_IN,
        )
    if status == httpx2.codes.PROXY_AUTHENTICATION_REQUIRED:
        return DownloadError("The proxy asks for a user and a password.", "Add them to QIAO_PROXY.")
    if status == httpx2.codes.NOT_FOUND:
        remedy = "Update Qiao: its makers may have moved or removed it."
        return DownloadError(
            f"{way.host} does not have {what}.",
            remedy if way.endpoint == HUB else f"The mirror may lack it. {way.mirror}",
        )
    if status == _TOO_MANY:
        wait = wanted_wait(error)
        moment = f"in {wait:.0f} seconds" if wait else "in a few minutes"
        return DownloadError(
            f"{way.host} has had too many requests from your address (status 429).",
            f"Run the command again {moment}: it goes on where it stopped. With HF_TOKEN set, it allows more.",
        )
    if status >= httpx2.codes.INTERNAL_SERVER_ERROR:
        return DownloadError(
            f"{way.host} has a problem of its own (status {status}).",
            "Run the command again later: it goes on where it stopped.",
        )
    return DownloadError(f"{way.host} refuses to send {what} (status {status}).", way.mirror)


def _where(error: httpx2.RequestError, way: Way) -> str:
    """The host that a request was for, with the hub where that sent it to another one."""
    try:
        host = error.request.url.netloc.decode("ascii")
    except RuntimeError:  # there was no request yet
        return way.host
    return way.host if way.host.lower().startswith(host) else f"{host}, to which {way.host} refers"


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__).rstrip(".")
