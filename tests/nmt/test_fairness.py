from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from bot.nmt.fairness import FairQueue
from bot.nmt.types import BACKGROUND


@dataclass(eq=False)
class Item:
    cost: int
    beam: int = 1


items = st.builds(Item, cost=st.integers(1, 200), beam=st.sampled_from([1, 1, 1, 4]))
waiting = st.lists(st.tuples(st.integers(0, 4), items), max_size=60)


def drain(queue: FairQueue[Item], budget: int) -> list[list[Item]]:
    batches = []
    while len(queue):
        batches.append(queue.take(budget))
        assert batches[-1]
    assert queue.take(budget) == []
    return batches


@given(waiting, st.integers(1, 500))
def test_every_item_is_taken_once_within_budget_and_by_beam(rows: list[tuple[int, Item]], budget: int) -> None:
    queue = FairQueue[Item]()
    for tenant, item in rows:
        queue.add(tenant, item)
    batches = drain(queue, budget)
    assert {id(item) for batch in batches for item in batch} == {id(item) for _, item in rows}
    assert sum(map(len, batches)) == len(rows)
    for batch in batches:
        assert sum(item.cost for item in batch) <= budget or len(batch) == 1
        assert len({item.beam for item in batch}) == 1


@given(waiting, st.integers(1, 500))
def test_items_of_a_tenant_and_beam_are_first_come_first_served(rows: list[tuple[int, Item]], budget: int) -> None:
    queue = FairQueue[Item]()
    for tenant, item in rows:
        queue.add(tenant, item)
    taken = [item for batch in drain(queue, budget) for item in batch]
    for lane in {(tenant, item.beam) for tenant, item in rows}:
        asked = [item for tenant, item in rows if (tenant, item.beam) == lane]
        assert [item for item in taken if item in asked] == asked


@given(st.lists(st.lists(st.integers(1, 200), min_size=30, max_size=30), min_size=2, max_size=5), st.integers(50, 500))
def test_backlogged_tenants_are_served_equally(costs: list[list[int]], budget: int) -> None:
    quantum, dearest = 64, 200
    queue = FairQueue[Item](quantum)
    owner = {}
    for tenant, row in enumerate(costs):
        for cost in row:
            item = Item(cost)
            owner[item] = tenant
            queue.add(tenant, item)
    served, left = [0] * len(costs), [30] * len(costs)
    while all(left):
        for item in queue.take(budget):
            served[owner[item]] += item.cost
            left[owner[item]] -= 1
        if all(left):
            assert max(served) - min(served) <= 2 * (quantum + dearest)


def test_a_beam_waits_its_turn_and_no_longer() -> None:
    queue = FairQueue[Item]()
    for _ in range(100):
        queue.add(1, Item(50))
    wide = Item(50, beam=4)
    queue.add(2, wide)
    assert [wide in queue.take(100) for _ in range(3)].count(True) == 1


def test_an_item_that_several_tenants_want_is_taken_at_the_first_turn() -> None:
    queue = FairQueue[Item]()
    flood = [Item(60) for _ in range(10)]
    shared = Item(10)
    for item in (*flood, shared):
        queue.add(1, item)
    queue.add(2, shared)
    assert len(queue) == 11
    assert shared in queue.take(80)
    assert len(queue) == 9


@given(waiting, st.data())
def test_removed_items_are_gone(rows: list[tuple[int, Item]], data: st.DataObject) -> None:
    queue = FairQueue[Item]()
    for tenant, item in rows:
        queue.add(tenant, item)
        queue.add(tenant + 1, item)
    out = [row for row in rows if data.draw(st.booleans())]
    for tenant, item in out:
        queue.remove(tenant, item)
        queue.remove(tenant, item)
        queue.remove(tenant + 1, item)
    kept = [item for row in rows if row not in out for item in row[1:]]
    assert len(queue) == len(kept)
    assert {id(i) for batch in drain(queue, 100) for i in batch} == {id(i) for i in kept}


def test_a_flooded_room_does_not_delay_a_quiet_room_of_the_same_tenant() -> None:
    queue = FairQueue[Item]()
    for _ in range(500):
        queue.add(1, Item(10), room=1)
    quiet = [Item(10) for _ in range(3)]
    for item in quiet:
        queue.add(1, item, room=2)
    assert set(quiet) <= set(queue.take(100))


def test_many_rooms_do_not_increase_a_tenants_share() -> None:
    queue = FairQueue[Item]()
    crowd = {Item(10) for _ in range(200)}
    for room, item in enumerate(crowd):
        queue.add(1, item, room=room)
    lone = {Item(10) for _ in range(200)}
    for item in lone:
        queue.add(2, item)
    batch = queue.take(1000)
    assert len(lone.intersection(batch)) >= 40


@given(waiting)
def test_counts_match_the_waiting_items(rows: list[tuple[int, Item]]) -> None:
    queue = FairQueue[Item]()
    for tenant, item in rows:
        queue.add(tenant, item, room=item.cost % 3)
    for tenant in {tenant for tenant, _ in rows}:
        assert queue.counts[tenant] == sum(other == tenant for other, _ in rows)
    while queue.take(100):
        pass
    assert not queue.counts


@given(waiting, st.lists(items, max_size=20), st.integers(1, 500))
def test_background_work_waits_for_everything_else(
    rows: list[tuple[int, Item]], background: list[Item], budget: int
) -> None:
    queue = FairQueue[Item]()
    for item in background:
        queue.add(BACKGROUND, item)
    for tenant, item in rows:
        queue.add(tenant, item)
    taken = [item for batch in drain(queue, budget) for item in batch]
    assert {id(item) for item in taken[: len(rows)]} == {id(item) for _, item in rows}
    assert len(taken) == len(rows) + len(background)


def test_background_work_that_becomes_urgent_waits_no_longer() -> None:
    queue = FairQueue[Item]()
    shared, other = Item(10), Item(10)
    queue.add(BACKGROUND, other)
    queue.add(BACKGROUND, shared)
    queue.add(1, shared)
    assert queue.take(100) == [shared]
    assert queue.take(100) == [other]


def test_background_work_is_done_in_small_batches_in_turns_between_rooms() -> None:
    queue = FairQueue[Item]()
    rooms = {room: [Item(10) for _ in range(4)] for room in (1, 2)}
    for room, mine in rooms.items():
        for item in mine:
            queue.add(BACKGROUND, item, room)
    batch = queue.take(80)
    assert [item in rooms[1] for item in batch] == [True, False]
