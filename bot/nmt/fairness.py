"""PURE: a fair queue. Deficit round robin over tenants, round robin over a tenant's rooms, first come first served.

Source: M. Shreedhar and G. Varghese, "Efficient Fair Queueing Using Deficit Round Robin", IEEE/ACM
Transactions on Networking 4 (3), 1996.
"""

from collections import Counter, OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from bot.nmt.types import BACKGROUND

_BACKGROUND_SHARE = 4
"""A batch of background work is this much smaller: an urgent item has to wait for the batch that it arrives in."""


class Item(Hashable, Protocol):
    """An item in the queue; equality is identity."""

    @property
    def cost(self) -> int:
        """Its cost to the engine in tokens, at least 1."""
        ...

    @property
    def beam(self) -> int:
        """Its beam size; all items of a batch have the same one."""
        ...


ItemT = TypeVar("ItemT", bound=Item)


@dataclass(slots=True)
class _Lane(Generic[ItemT]):
    """A tenant's waiting items of one beam size, by room, and the credit left before it is another tenant's turn."""

    beam: int
    credit: int
    rooms: OrderedDict[int, OrderedDict[ItemT, None]] = field(default_factory=OrderedDict)

    def next(self) -> ItemT:
        """The oldest item of the room whose turn it is."""
        return next(iter(next(iter(self.rooms.values()))))

    def remove(self, room: int, item: ItemT) -> None:
        """Remove an item from its room, and the room if it is now empty."""
        del self.rooms[room][item]
        if not self.rooms[room]:
            del self.rooms[room]


class FairQueue(Generic[ItemT]):
    """A queue of items by tenant. An item that several tenants wait for is taken at the first of their turns.

    It is the turn of the tenant `BACKGROUND` only when no other tenant is waiting.

    Args:
        quantum: tokens that a tenant may take per turn; unused credit is kept while it has items waiting.
    """

    def __init__(self, quantum: int = 64) -> None:
        self._quantum = quantum
        # Keyed by tenant and beam size; it is the first lane's turn.
        self._lanes: OrderedDict[tuple[int, int], _Lane[ItemT]] = OrderedDict()
        # The tenants that wait for an item, each with the room it waits in.
        self._tenants: dict[ItemT, dict[int, int]] = {}
        self._counts: Counter[int] = Counter()

    def __len__(self) -> int:
        return len(self._tenants)

    @property
    def counts(self) -> Mapping[int, int]:
        """Number of items that each tenant waits for; without tenants that wait for none."""
        return self._counts

    def add(self, tenant: int, item: ItemT, room: int = 0) -> None:
        """Append an item to a tenant's room; no-op if the tenant already waits for the item."""
        tenants = self._tenants.setdefault(item, {})
        if tenant in tenants:
            return
        tenants[tenant] = room
        self._counts[tenant] += 1
        lane = self._lanes.setdefault((tenant, item.beam), _Lane(item.beam, self._quantum))
        lane.rooms.setdefault(room, OrderedDict())[item] = None

    def remove(self, tenant: int, item: ItemT) -> None:
        """Remove an item from a tenant's queue; no-op if the tenant does not wait for it."""
        tenants = self._tenants.get(item, {})
        if tenant not in tenants:
            return
        key = (tenant, item.beam)
        self._lanes[key].remove(tenants.pop(tenant), item)
        if not self._lanes[key].rooms:
            del self._lanes[key]
        if not tenants:
            del self._tenants[item]
        self._counts[tenant] -= 1
        if not self._counts[tenant]:
            del self._counts[tenant]

    def clear(self) -> list[ItemT]:
        """Remove and return all items."""
        items = list(self._tenants)
        self._lanes.clear()
        self._tenants.clear()
        self._counts.clear()
        return items

    def take(self, budget: int) -> list[ItemT]:
        """Remove and return the next batch: items of one beam size, shared fairly between tenants.

        Args:
            budget: maximum cost of the batch in tokens.

        Returns:
            At least one item if any are waiting, even one that exceeds the budget.
        """
        batch: list[ItemT] = []
        urgent = any(tenant != BACKGROUND for tenant, _ in self._lanes)
        if not urgent:
            budget //= _BACKGROUND_SHARE
        beam = next((beam for tenant, beam in self._lanes if (tenant != BACKGROUND) is urgent), 0)
        while keys := [key for key in self._lanes if key[1] == beam and (key[0] != BACKGROUND) is urgent]:
            for key in keys:
                while (lane := self._lanes.get(key)) and (item := lane.next()).cost <= lane.credit:
                    if batch and item.cost > budget:
                        return batch
                    lane.credit -= item.cost
                    lane.rooms.move_to_end(self._tenants[item][key[0]])
                    budget -= item.cost
                    batch.append(item)
                    for tenant in list(self._tenants[item]):
                        self.remove(tenant, item)
                if key in self._lanes:
                    self._lanes[key].credit += self._quantum
                    self._lanes.move_to_end(key)
        return batch
