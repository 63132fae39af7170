"""What the sandbox is to do wrong on request, so that a client can show what it does about it."""

import asyncio
import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.sandbox.errors import invalid
from bot.sandbox.model import Json
from bot.sandbox.ratelimit import TOO_MANY


@dataclass(slots=True)
class Fault:
    """A fault of REST.

    Attributes:
        method: of the requests that it meets; empty is any.
        path: a regular expression that their path, without /api/v10, matches from its beginning.
        status: of the answer; 0 lets the request through after the delay.
        times: how often it happens.
        body: of the answer; by default an object with a message and a code.
        headers: of the answer.
        delay_ms: before anything else.
        drop: break the connection instead of an answer.
        served: whether the request is carried out all the same, so that only its answer is lost.
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

    def meets(self, method: str, path: str) -> bool:
        """Return whether a request is met."""
        return self.times > 0 and self.method in {"", method} and re.match(self.path, path) is not None

    async def wait(self) -> None:
        """Wait as long as the fault delays its requests."""
        if self.delay_ms:
            await asyncio.sleep(self.delay_ms / 1000)

    def answer(self) -> bytes:
        """Return the body of the answer."""
        if isinstance(self.body, str):
            return self.body.encode()
        default: Json = {"message": f"{self.status}: injected fault", "code": 0}
        if self.status == TOO_MANY:
            default |= {"retry_after": 0.05, "global": False}
        return json.dumps(default if self.body is None else self.body).encode()


class Faults:
    """The faults that are set.

    Attributes:
        rest: of REST, the first that meets a request holds.
        acks_withheld: whether heartbeats stay unanswered.
        intents_refused: whether the bot may not have the privileged intents.
    """

    def __init__(self) -> None:
        self.rest: list[Fault] = []
        self.acks_withheld = False
        self.intents_refused = False

    def add(self, path: str, **settings: Any) -> Fault:
        """Set a fault of REST; see `Fault` for the settings.

        Raises:
            ApiError: 50035 for a setting that there is not, or a path that is no regular expression.
        """
        try:
            re.compile(path)
            fault = Fault(path, **settings)
        except (re.error, TypeError) as error:
            raise invalid("path", "FAULT_INVALID", str(error)) from error
        self.rest.append(fault)
        return fault

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault that meets a request, and count it."""
        for fault in self.rest:
            if fault.meets(method, path):
                fault.times -= 1
                if not fault.times:
                    self.rest.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """Take all faults away."""
        self.rest.clear()
        self.acks_withheld = False
        self.intents_refused = False

    def describe(self) -> Json:
        """Return what is set, for people to read."""
        return {
            "rest": [asdict(fault) for fault in self.rest],
            "no_ack": self.acks_withheld,
            "refuse_intents": self.intents_refused,
        }
