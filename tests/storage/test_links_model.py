"""Links compared with a dictionary."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.storage.database import Database
from bot.storage.links import Links
from bot.storage.types.links import Link, PostKind

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)

moments = st.integers(0, 3)
originals = st.builds(lambda moment, rest: moment << 22 | rest, moments, st.integers(0, 1))
posts = st.integers(1, 2)
revisions = st.integers(0, 3)
records = st.builds(
    Link,
    original_id=originals,
    channel_id=st.integers(1, 2),
    guild_id=st.none() | st.integers(1, 2),
    author_id=st.integers(1, 2),
    post_id=posts,
    post_channel_id=st.integers(1, 2),
    line=st.sampled_from([None, 0, 1, 2, 3, 4, 5]),
    revision=revisions,
    part=st.integers(0, 1),
    kind=st.sampled_from(PostKind),
    target=st.sampled_from([None, "en", "zh-Hant"]),
)


class LinksMachine(RuleBasedStateMachine):
    url: str

    def __init__(self) -> None:
        super().__init__()
        self.model: dict[tuple[int, int], Link] = {}
        self.runner = asyncio.Runner()
        self.open()
        self.runner.run(self.links.sweep(datetime.max.replace(tzinfo=UTC)))

    def open(self) -> None:
        self.database = self.runner.run(Database.open(self.url))
        self.links = Links(self.database)

    async def close(self) -> None:
        await self.links.close()
        await self.database.close()

    def teardown(self) -> None:
        self.runner.run(self.close())
        self.runner.close()

    @rule(batch=st.lists(records, min_size=1, max_size=8))
    def record(self, batch: list[Link]) -> None:
        self.runner.run(self.links.record(batch))
        for link in sorted(batch, key=key):
            known = self.model.get(key(link))
            if known is None or known.revision <= link.revision:
                self.model[key(link)] = link

    @rule(original_id=originals, revision=revisions)
    def revise(self, original_id: int, revision: int) -> None:
        older = [link for link in self.model.values() if link.original_id == original_id and link.revision < revision]
        assert self.runner.run(self.links.revise(original_id, revision)) is bool(older)
        for link in older:
            self.model[key(link)] = replace(link, revision=revision)

    @rule(message_ids=st.lists(originals | posts, max_size=4))
    def remove(self, message_ids: list[int]) -> None:
        returned = self.runner.run(self.links.remove(message_ids))
        gone = [link for link in self.model.values() if {link.original_id, link.post_id} & {*message_ids}]
        for link in gone:
            del self.model[key(link)]
        assert returned == sorted((link for link in gone if link.post_id not in message_ids), key=of_post_order)
        for link in list(self.model.values()):
            if link.line is not None:
                above = sum(
                    each.post_id == link.post_id and each.line is not None and each.line < link.line for each in gone
                )
                self.model[key(link)] = replace(link, line=link.line - above)

    @rule(post_ids=st.lists(posts, max_size=2))
    def remove_posts(self, post_ids: list[int]) -> None:
        removed = self.runner.run(self.links.remove_posts(post_ids))
        assert {key(link) for link in removed} == self.drop(lambda link: link.post_id in post_ids)

    @rule(moment=moments)
    def sweep(self, moment: int) -> None:
        count = self.runner.run(self.links.sweep(EPOCH + timedelta(milliseconds=moment)))
        assert count == len(self.drop(lambda link: link.original_id >> 22 < moment))

    @rule()
    def restart(self) -> None:
        self.runner.run(self.close())
        self.open()

    def drop(self, goes: Callable[[Link], bool]) -> set[tuple[int, int]]:
        gone = {key(link) for link in self.model.values() if goes(link)}
        for each in gone:
            del self.model[each]
        return gone

    @rule(original_id=originals)
    def of_original(self, original_id: int) -> None:
        there = [link for link in self.model.values() if link.original_id == original_id]
        assert self.runner.run(self.links.of_original(original_id)) == sorted(there, key=of_original_order)

    @invariant()
    def agrees(self) -> None:
        assert self.runner.run(self.all()) == sorted(self.model.values(), key=of_post_order)

    async def all(self) -> list[Link]:
        return [link for post_id in (1, 2) for link in await self.links.of_post(post_id)]


def key(link: Link) -> tuple[int, int]:
    return link.original_id, link.post_id


def of_original_order(link: Link) -> tuple[int, int, int, int]:
    return list(PostKind).index(link.kind), link.post_channel_id, link.part, link.post_id


def of_post_order(link: Link) -> tuple[int, int, int]:
    return link.post_id, link.line or 0, link.original_id


def test_links_behave_like_a_dictionary(url: str) -> None:
    run_state_machine_as_test(
        type("LinksMachineThere", (LinksMachine,), {"url": url}),
        settings=settings(
            max_examples=10, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
