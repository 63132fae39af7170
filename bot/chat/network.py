"""Puts errors of the network into words."""

import socket
import ssl
from http import HTTPStatus

import aiohttp
import discord


def network_reason(error: BaseException) -> str:
    """Why a server could not be used, as a clause that follows a colon; for hosts, who do not know our libraries.

    Args:
        error: raised by aiohttp, discord.py, or asyncio while connecting.
    """
    cause = getattr(error, "os_error", None) or error
    for kinds, reason in _REASONS:
        if isinstance(error, kinds) or isinstance(cause, kinds):
            return reason
    status = getattr(error, "status", None)
    if isinstance(status, int) and status:
        return f"it answered with the status {status}{_PHRASES.get(status, '')}"
    words = getattr(cause, "strerror", None)
    return words[0].lower() + words[1:] if isinstance(words, str) and words else "the connection failed"


_PHRASES = {status.value: f" ({status.phrase})" for status in HTTPStatus}
_REASONS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    ((socket.gaierror, aiohttp.ClientConnectorDNSError), "its name could not be looked up"),
    (ConnectionRefusedError, "the connection was refused"),
    ((aiohttp.ClientConnectorCertificateError, ssl.SSLCertVerificationError), "its certificate is not trusted"),
    ((aiohttp.ClientSSLError, ssl.SSLError), "no encrypted connection could be made"),
    (TimeoutError, "it did not answer in time"),
    ((aiohttp.ServerDisconnectedError, ConnectionError), "it closed the connection"),
    ((aiohttp.InvalidURL,), "the address is invalid"),
    (discord.GatewayNotFound, "it does not say where its gateway is"),
    (discord.ConnectionClosed, "it closed the connection"),
)
"""The first one that matches the error or its cause counts."""
