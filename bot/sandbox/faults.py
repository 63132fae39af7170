"""Faults injected on request, to see how a client copes with them."""

import asyncio
import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.sandbox.errors import invalid
from bot.sandbox.model import Json
from bot.sandbox.ratelimit import TOO_MANY_REQUESTS


@dataclass(slots=True)
class Fault:
    """A fault in the REST API.

    Attributes:
        method: of the requests that it affects; empty for any.
        path: a regular expression matched at the start of the request's path, without /api/v10.
        status: of the response; 0 lets the request through after the delay.
        times: how many requests it affects.
        body: of the response; by default an object with a message and a code.
        headers: of the response.
        delay_ms: before anything else.
        drop: whether the connection is aborted instead of a response.
        served: whether the request is still carried out, so that only its response is lost.
    """

    path: str
    method: str = ""
    status: int = 500
    times: int = 1
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delay_ms: float = 0
    drop: bool = False
    served: bool = False

    def matches(self, method: str, path: str) -> bool:
        """Return whether the fault affects a request."""
        return self.times > 0 and self.method in {"", method} and re.match(self.path, path) is not None

    async def wait(self) -> None:
        """Wait for the fault's delay."""
        if self.delay_ms:
            await asyncio.sleep(self.delay_ms / 1000)

    def response_body(self) -> bytes:
        """Return the body of the response."""
        if isinstance(self.body, str):
            return self.body.encode()
        default: Json = {"message": f"{self.status}: injected fault", "code": 0}
        if self.status == TOO_MANY_REQUESTS:
            default |= {"retry_after": 0.05, "global": False}
        return json.dumps(default if self.body is None else self.body).encode()


class Faults:
    """The active faults.

    Attributes:
        rest: in the REST API; the first one that matches a request applies.
        spoiled: fields that replace those of gateway events, by type of event.
        gateway_refusals: how many connections to the gateway are answered with a 503.
        acks_withheld: whether heartbeats are not acknowledged.
        intents_refused: whether the bot is denied the privileged intents.
    """

    def __init__(self) -> None:
        self.rest: list[Fault] = []
        self.spoiled: dict[str, Json] = {}
        self.gateway_refusals = 0
        self.acks_withheld = False
        self.intents_refused = False

    def add(self, path: str, **settings: Any) -> Fault:
        """Add a fault to the REST API.

        Args:
            path: see `Fault`.
            settings: the other attributes of `Fault`.

        Raises:
            ApiError: 50035 for an unknown setting, or a path that is not a valid regular expression.
        """
        try:
            re.compile(path)
            fault = Fault(path, **settings)
        except (re.error, TypeError) as error:
            raise invalid("path", "FAULT_INVALID", str(error)) from error
        self.rest.append(fault)
        return fault

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault that affects a request, and count the request."""
        for fault in self.rest:
            if fault.matches(method, path):
                fault.times -= 1
                if not fault.times:
                    self.rest.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """Remove all faults."""
        self.rest.clear()
        self.spoiled.clear()
        self.gateway_refusals = 0
        self.acks_withheld = False
        self.intents_refused = False

    def describe(self) -> Json:
        """Return the active faults as JSON."""
        return {
            "rest": [asdict(fault) for fault in self.rest],
            "no_ack": self.acks_withheld,
            "refuse_intents": self.intents_refused,
        }
