import asyncio
from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, text

from bot.storage.bridges import Bridges
from bot.storage.database import Database
from bot.storage.schema import bridges as bridge_table
from bot.storage.types import BridgedChannel, BridgedThread
from tests.storage.conftest import empty

ENGLISH, CHINESE, THIRD = (
    BridgedChannel(1, 7, 100, "en"),
    BridgedChannel(2, 7, 100, "zh-HK"),
    BridgedChannel(2**63 - 1, 8, 100),
)


async def test_a_channel_without_a_bridge(database: Database) -> None:
    assert await Bridges(database).get(1) is None
    assert await Bridges(database).of_bridge(100) == []
    assert await Bridges(database).remove(1) == []


async def test_add_and_get(database: Database, other: Database) -> None:
    bridges = Bridges(database)
    assert await bridges.of_bridge(100) == []
    assert await bridges.get(1) is None
    assert await bridges.add([THIRD, ENGLISH, CHINESE])
    for each in (bridges, Bridges(other)):
        assert await each.of_bridge(100) == [ENGLISH, CHINESE, THIRD]
        assert [await each.get(channel.channel_id) for channel in (ENGLISH, CHINESE, THIRD)] == [
            ENGLISH,
            CHINESE,
            THIRD,
        ]
        assert [await each.of_guild(guild_id) for guild_id in (7, 8, 9)] == [[ENGLISH, CHINESE], [THIRD], []]


async def test_a_bridge_grows_and_its_languages_change(database: Database) -> None:
    bridges = Bridges(database)
    assert await bridges.add([ENGLISH, CHINESE])
    assert await bridges.of_bridge(100) == [ENGLISH, CHINESE]
    assert await bridges.add([THIRD])
    changed = BridgedChannel(1, 7, 100, "zh")
    assert await bridges.add([changed])
    assert await bridges.get(1) == changed
    assert await bridges.of_bridge(100) == [changed, CHINESE, THIRD]


async def test_a_channel_cannot_be_in_two_bridges(database: Database) -> None:
    bridges = Bridges(database)
    await bridges.add([ENGLISH, CHINESE])
    for added in (
        [BridgedChannel(3, 7, 200), BridgedChannel(2, 7, 200)],
        [BridgedChannel(3, 7, 200), BridgedChannel(4, 7, 200), BridgedChannel(3, 7, 100)],
    ):
        assert not await bridges.add(added)
        assert await bridges.of_bridge(100) == [ENGLISH, CHINESE]
        assert await bridges.of_bridge(200) == []


async def test_a_channel_cannot_be_bridged_with_itself(database: Database) -> None:
    bridges = Bridges(database)
    assert not await bridges.add([ENGLISH])
    assert not await bridges.add([ENGLISH, ENGLISH])
    assert await bridges.get(1) is None
    assert await bridges.add([])


async def test_remove(database: Database) -> None:
    bridges = Bridges(database)
    await bridges.add([ENGLISH, CHINESE, THIRD])
    await bridges.of_bridge(100)
    assert await bridges.remove(2) == [ENGLISH, THIRD]
    assert await bridges.get(2) is None
    assert await bridges.of_bridge(100) == [ENGLISH, THIRD]


async def test_a_bridge_of_one_channel_is_dissolved(database: Database) -> None:
    bridges = Bridges(database)
    await bridges.add([ENGLISH, CHINESE])
    assert await bridges.get(1) == ENGLISH
    assert await bridges.remove(2) == [ENGLISH]
    assert await bridges.get(1) is None
    assert await bridges.of_bridge(100) == []
    assert await bridges.add([BridgedChannel(1, 7, 200), BridgedChannel(3, 7, 200)])


@pytest.mark.parametrize("known", [True, False])
async def test_the_second_read_is_cached(database: Database, known: bool) -> None:  # noqa: FBT001 - parametrized
    bridges = Bridges(database)
    if known:
        await bridges.add([ENGLISH, CHINESE])
    first = [await bridges.get(1), await bridges.of_bridge(100)]
    again = []
    for call in (bridges.get(1), bridges.of_bridge(100)):
        with pytest.raises(StopIteration) as stop:
            call.send(None)
        again.append(stop.value.value)
    assert again == first


async def test_only_one_process_can_bridge_a_channel(database: Database, other: Database) -> None:
    places = (Bridges(database), Bridges(other))
    wanted = [
        [BridgedChannel(1, 7, bridge_id), BridgedChannel(bridge_id, 7, bridge_id)] for bridge_id in range(100, 110)
    ]
    done = await asyncio.gather(*(places[number % 2].add(pair) for number, pair in enumerate(wanted)))
    assert sum(done) == 1
    assert await places[0].of_guild(7) == wanted[done.index(True)]


async def test_concurrent_add_and_remove_leave_at_least_two_channels_or_none(
    database: Database, other: Database
) -> None:
    for _ in range(5):
        await Bridges(database).add([ENGLISH, CHINESE])
        added, rest = await asyncio.gather(Bridges(database).add([THIRD]), Bridges(other).remove(2))
        assert rest == ([ENGLISH, THIRD] if added else [ENGLISH])
        database.clear_caches()
        assert await Bridges(database).of_bridge(100) == (rest if added else [])
        for channel in (ENGLISH, THIRD):
            await Bridges(database).remove(channel.channel_id)


async def test_adding_to_a_bridge_waits_for_its_dissolution(postgres_url: str) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    async with await Database.open(postgres_url) as database, await Database.open(postgres_url) as other:
        await Bridges(database).add([ENGLISH, CHINESE])
        async with other.write() as connection:
            await connection.execute(delete(bridge_table).where(bridge_table.c.bridge_id == 100))
            adding = asyncio.create_task(Bridges(database).add([THIRD]))
            while not adding.done() and not (await connection.execute(waiting)).scalar():
                pass
        assert not await adding
        assert await Bridges(database).of_guild(8) == []


channels = st.builds(
    BridgedChannel,
    channel_id=st.integers(1, 5),
    guild_id=st.just(7),
    bridge_id=st.integers(100, 101),
    language=st.sampled_from([None, "en", "zh"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(channels, min_size=1, max_size=4) | st.integers(1, 5), max_size=6))
async def test_bridges_behave_like_a_dictionary(database: Database, steps: list[list[BridgedChannel] | int]) -> None:
    await empty(database)
    bridges = Bridges(database)
    model: dict[int, BridgedChannel] = {}
    for step in steps:
        after = dict(model)
        if isinstance(step, int):
            gone = after.pop(step, None)
            rest = [each for _, each in sorted(after.items()) if gone and each.bridge_id == gone.bridge_id]
            assert await bridges.remove(step) == rest
            if len(rest) == 1:
                del after[rest[0].channel_id]
            model = after
        else:
            places = defaultdict(set)
            for channel in (*model.values(), *step):
                places[channel.channel_id].add(channel.bridge_id)
            for channel in step:
                after[channel.channel_id] = channel
            many = [channel.bridge_id for channel in after.values()]
            fits = all(len(place) == 1 for place in places.values()) and all(many.count(one) > 1 for one in many)
            assert await bridges.add(step) is fits
            model = after if fits else model
        assert [await bridges.get(channel_id) for channel_id in range(1, 6)] == [model.get(n) for n in range(1, 6)]
        assert await bridges.of_guild(7) == [each for _, each in sorted(model.items())]


HERE, THERE, ELSEWHERE = BridgedThread(11, 7, 1, 11), BridgedThread(12, 7, 2, 11), BridgedThread(13, 7, 3, 13)


async def test_threads_with_the_same_root_belong_together(database: Database, other: Database) -> None:
    bridges = Bridges(database)
    assert await bridges.threads(11) == []
    await bridges.add_threads([THERE, HERE, ELSEWHERE])
    for each in (bridges, Bridges(other)):
        assert await each.threads(11) == await each.threads(12) == [HERE, THERE]
        assert await each.threads(13) == [ELSEWHERE]
    await bridges.remove_thread(12)
    assert await bridges.threads(11) == [HERE]
    assert await bridges.threads(12) == []


async def test_a_thread_is_in_the_bridge_of_its_channel(database: Database) -> None:
    bridges = Bridges(database)
    await bridges.add([ENGLISH, CHINESE])
    await bridges.add_threads([BridgedThread(11, 7, ENGLISH.channel_id, 11)])
    assert await bridges.place(ENGLISH.channel_id) == ENGLISH
    assert await bridges.place(11) == replace(ENGLISH, channel_id=11)
    assert await bridges.place(99) is None


async def test_a_channel_takes_its_threads_out_of_the_bridge(database: Database) -> None:
    bridges = Bridges(database)
    await bridges.add([ENGLISH, CHINESE, THIRD])
    rooms = (ENGLISH, CHINESE, THIRD)
    await bridges.add_threads([BridgedThread(10 + at, 7, room.channel_id, 10) for at, room in enumerate(rooms)])
    await bridges.remove(THIRD.channel_id)
    assert [thread.channel_id for thread in await bridges.threads(10)] == [ENGLISH.channel_id, CHINESE.channel_id]
    await bridges.remove(ENGLISH.channel_id)
    assert await bridges.threads(11) == []
