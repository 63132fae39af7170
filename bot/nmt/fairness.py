"""PURE: whose turn it is. Deficit round robin over tenants, then room by room within one, older first within a room.

Source: M. Shreedhar and G. Varghese, "Efficient Fair Queueing Using Deficit Round Robin", IEEE/ACM
Transactions on Networking 4 (3), 1996.
"""

from collections import Counter, OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar


class Item(Hashable, Protocol):
    """What waits in the queue; equality is identity."""

    @property
    def cost(self) -> int:
        """What it costs the engine, in tokens; at least 1."""
        ...

    @property
    def beam(self) -> int:
        """A batch holds items of one beam size only."""
        ...


ItemT = TypeVar("ItemT", bound=Item)


@dataclass(slots=True)
class _Lane(Generic[ItemT]):
    """What one tenant waits for at one beam size, by room, and what it may take before others have their turn."""

    beam: int
    credit: int
    rooms: OrderedDict[int, OrderedDict[ItemT, None]] = field(default_factory=OrderedDict)

    def next(self) -> ItemT:
        """The oldest item of the room whose turn it is."""
        return next(iter(next(iter(self.rooms.values()))))

    def remove(self, room: int, item: ItemT) -> None:
        """Take an item out of its room; an empty room is closed."""
        del self.rooms[room][item]
        if not self.rooms[room]:
            del self.rooms[room]


class FairQueue(Generic[ItemT]):
    """Items by tenant. An item may wait for several tenants: the first whose turn comes takes it for all.

    Args:
        quantum: tokens that a tenant may take a turn; what it does not use it keeps while it has items
            waiting.
    """

    def __init__(self, quantum: int = 64) -> None:
        self._quantum = quantum
        # Keyed by tenant and beam size; the first has its turn.
        self._lanes: OrderedDict[tuple[int, int], _Lane[ItemT]] = OrderedDict()
        # The tenants that wait for an item, each with the room in which it does.
        self._tenants: dict[ItemT, dict[int, int]] = {}
        self._counts: Counter[int] = Counter()

    def __len__(self) -> int:
        return len(self._tenants)

    @property
    def counts(self) -> Mapping[int, int]:
        """How many items each tenant waits for; only those that wait for any."""
        return self._counts

    def add(self, tenant: int, item: ItemT, room: int = 0) -> None:
        """Let an item wait for a tenant in a room, behind what waits there already; once for a tenant."""
        tenants = self._tenants.setdefault(item, {})
        if tenant in tenants:
            return
        tenants[tenant] = room
        self._counts[tenant] += 1
        lane = self._lanes.setdefault((tenant, item.beam), _Lane(item.beam, self._quantum))
        lane.rooms.setdefault(room, OrderedDict())[item] = None

    def remove(self, tenant: int, item: ItemT) -> None:
        """Let a tenant wait for an item no more; nothing happens where it does not."""
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
        """Take everything out."""
        items = list(self._tenants)
        self._lanes.clear()
        self._tenants.clear()
        self._counts.clear()
        return items

    def take(self, budget: int) -> list[ItemT]:
        """Take the next batch out: items of one beam size, fairly between tenants.

        Args:
            budget: tokens that the batch may cost.

        Returns:
            At least one item, even a dearer one, where any waits.
        """
        batch: list[ItemT] = []
        beam = next((beam for _, beam in self._lanes), 0)
        while keys := [key for key in self._lanes if key[1] == beam]:
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
