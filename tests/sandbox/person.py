"""A person's client: plain HTTP and a plain WebSocket."""

import json
from typing import Any

import aiohttp

from bot.sandbox.model import User
from bot.sandbox.server import Sandbox

Reply = tuple[int, Any]


class Person:
    """Speaks to the sandbox as one user, or as the bot with `Bot ` before its token."""

    def __init__(self, session: aiohttp.ClientSession, sandbox: Sandbox, user: User) -> None:
        self.user = user
        self.id = user.id
        self._session = session
        self._sandbox = sandbox
        self._token = f"Bot {user.token}" if user.bot else user.token
        self.headers: dict[str, str] = {}

    async def ask(self, method: str, path: str, body: Any = None, **options: Any) -> Reply:
        """Return status and JSON body (None where there is none)."""
        headers = {"Authorization": self._token}
        async with self._session.request(
            method, self._sandbox.api + path, json=body, headers=headers, **options
        ) as response:
            self.headers = dict(response.headers)
            text = await response.text()
            return response.status, json.loads(text) if text else None

    async def get(self, path: str) -> Reply:
        return await self.ask("GET", path)

    async def post(self, path: str, body: Any = None) -> Reply:
        return await self.ask("POST", path, body or {})

    async def connect(self, **identify: Any) -> "Ears":
        """Open a gateway and identify."""
        socket = await self._session.ws_connect(self._sandbox.gateway)
        ears = Ears(socket)
        await ears.op(10)
        await socket.send_json({"op": 2, "d": {"token": self.user.token, "properties": {}, **identify}})
        return ears


class Ears:
    """A gateway socket that gives events by name, in order."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.sequence = 0
        self._passed_over: list[dict[str, Any]] = []

    async def _next(self) -> dict[str, Any]:
        payload: dict[str, Any] = await self.socket.receive_json(timeout=30)
        self.sequence = payload.get("s") or self.sequence
        return payload

    async def op(self, op: int) -> Any:
        while (payload := await self._next())["op"] != op:
            pass
        return payload["d"]

    async def event(self, name: str) -> Any:
        """Return the data of the next event of that name, those passed over first."""
        for index, payload in enumerate(self._passed_over):
            if payload["t"] == name:
                return self._passed_over.pop(index)["d"]
        while (payload := await self._next())["t"] != name:
            self._passed_over.append(payload)
        return payload["d"]

    def passed_over(self, name: str) -> int:
        return sum(payload["t"] == name for payload in self._passed_over)
