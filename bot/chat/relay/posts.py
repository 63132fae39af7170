"""What the relay needs of whoever posts; goes when the relay takes it as callables."""

from collections.abc import Sequence
from typing import Protocol

from bot.chat.relay.post import Delivery
from bot.storage.types import Link


class Posts(Protocol):
    """Our posts as they are on Discord."""

    async def edit(self, links: Sequence[Link], delivery: Delivery) -> None:
        """Put a new translation in the place of the old one."""
        ...

    async def remove(self, links: Sequence[Link]) -> None:
        """Remove translations whose links were just removed."""
        ...
