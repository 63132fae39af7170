"""A user's client: plain HTTP and a plain WebSocket."""

import json
from typing import Any

import aiohttp

from bot.sandbox.model import User
from bot.sandbox.server import Sandbox

StatusAndBody = tuple[int, Any]


class HttpClient:
    """Talks to the sandbox as one user; the bot's token gets the prefix `Bot `."""

    def __init__(self, session: aiohttp.ClientSession, sandbox: Sandbox, user: User) -> None:
        self.user = user
        self.id = user.id
        self._session = session
        self._sandbox = sandbox
        self.token = f"Bot {user.token}" if user.bot else user.token
        self.headers: dict[str, str] = {}

    async def request(self, method: str, path: str, body: Any = None, **options: Any) -> StatusAndBody:
        """Return the status and the JSON body, or None if it is empty."""
        headers = {"Authorization": self.token}
        async with self._session.request(
            method, self._sandbox.api + path, json=body, headers=headers, **options
        ) as response:
            self.headers = dict(response.headers)
            text = await response.text()
            return response.status, json.loads(text) if text else None

    async def get(self, path: str) -> StatusAndBody:
        return await self.request("GET", path)

    async def post(self, path: str, body: Any = None) -> StatusAndBody:
        return await self.request("POST", path, body or {})

    async def connect(self, **identify: Any) -> "GatewayClient":
        """Open a gateway and identify."""
        socket = await self._session.ws_connect(self._sandbox.gateway)
        gateway = GatewayClient(socket)
        await gateway.op(10)
        await socket.send_json({"op": 2, "d": {"token": self.user.token, "properties": {}, **identify}})
        return gateway


class GatewayClient:
    """A gateway socket that returns events by name, in order."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.sequence = 0
        self._skipped: list[dict[str, Any]] = []

    async def next_payload(self) -> dict[str, Any]:
        payload: dict[str, Any] = await self.socket.receive_json(timeout=30)
        self.sequence = payload.get("s") or self.sequence
        return payload

    async def op(self, op: int) -> Any:
        while (payload := await self.next_payload())["op"] != op:
            pass
        return payload["d"]

    async def event(self, name: str) -> Any:
        """Return the data of the next event with this name, skipped ones first."""
        for index, payload in enumerate(self._skipped):
            if payload["t"] == name:
                return self._skipped.pop(index)["d"]
        while (payload := await self.next_payload())["t"] != name:
            self._skipped.append(payload)
        return payload["d"]
