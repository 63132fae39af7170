"""Links against a dictionary that does the same by the book."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.storage.database import Database
from bot.storage.links import Links
from bot.storage.types import Link

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)

moments = st.integers(0, 7)
originals = st.builds(lambda moment, rest: moment << 22 | rest, moments, st.integers(0, 1))
posts = st.integers(1, 3)
revisions = st.integers(0, 3)
records = st.builds(
    Link,
    original_id=originals,
    channel_id=st.integers(1, 2),
    guild_id=st.none() | st.integers(1, 2),
    author_id=st.integers(1, 2),
    post_id=posts,
    post_channel_id=st.integers(1, 2),
    line=st.none() | st.integers(0, 5),
    revision=revisions,
)


class LinksMachine(RuleBasedStateMachine):
    url: str

    def __init__(self) -> None:
        super().__init__()
        self.model: dict[int, Link] = {}
        self.runner = asyncio.Runner()
        self.open()
        self.runner.run(self.links.sweep(datetime.max.replace(tzinfo=UTC)))

    def open(self) -> None:
        self.database = self.runner.run(Database.open(self.url))
        self.links = Links(self.database)

    def teardown(self) -> None:
        self.runner.run(self.database.close())
        self.runner.close()

    @rule(batch=st.lists(records, max_size=6))
    def record(self, batch: list[Link]) -> None:
        self.runner.run(self.links.record(batch))
        for link in sorted(batch, key=lambda link: link.original_id):
            known = self.model.get(link.original_id)
            if known is None or known.revision <= link.revision:
                self.model[link.original_id] = link

    @rule(original_id=originals, revision=revisions)
    def revise(self, original_id: int, revision: int) -> None:
        known = self.model.get(original_id)
        newer = known is not None and known.revision < revision
        assert self.runner.run(self.links.revise(original_id, revision)) is newer
        if newer and known is not None:
            self.model[original_id] = replace(known, revision=revision)

    @rule(original_ids=st.lists(originals, max_size=4))
    def remove(self, original_ids: list[int]) -> None:
        removed = self.runner.run(self.links.remove(original_ids))
        gone = [self.model.pop(each) for each in set(original_ids) if each in self.model]
        assert sorted(removed, key=lambda link: link.original_id) == sorted(gone, key=lambda link: link.original_id)
        for link in list(self.model.values()):
            if link.line is not None:
                above = sum(
                    each.post_id == link.post_id and each.line is not None and each.line < link.line for each in gone
                )
                self.model[link.original_id] = replace(link, line=link.line - above)

    @rule(post_ids=st.lists(posts, max_size=2))
    def remove_posts(self, post_ids: list[int]) -> None:
        removed = self.runner.run(self.links.remove_posts(post_ids))
        assert {link.original_id for link in removed} == self.drop(lambda link: link.post_id in post_ids)

    @rule(moment=moments)
    def sweep(self, moment: int) -> None:
        count = self.runner.run(self.links.sweep(EPOCH + timedelta(milliseconds=moment)))
        assert count == len(self.drop(lambda link: link.original_id >> 22 < moment))

    @rule(author_id=st.integers(1, 2))
    def forget(self, author_id: int) -> None:
        count = self.runner.run(self.links.forget(author_id))
        assert count == len(self.drop(lambda link: link.author_id == author_id))

    @rule()
    def restart(self) -> None:
        self.runner.run(self.database.close())
        self.open()

    def drop(self, goes: Callable[[Link], bool]) -> set[int]:
        gone = {link.original_id for link in self.model.values() if goes(link)}
        for original_id in gone:
            del self.model[original_id]
        return gone

    @rule(original_id=originals)
    def get(self, original_id: int) -> None:
        assert self.runner.run(self.links.get(original_id)) == self.model.get(original_id)

    @invariant()
    def agrees(self) -> None:
        assert self.runner.run(self.all()) == sorted(self.model.values(), key=in_order)

    async def all(self) -> list[Link]:
        return [link for post_id in (1, 2, 3) for link in await self.links.of_post(post_id)]


def in_order(link: Link) -> tuple[int, int, int]:
    return (link.post_id, link.line or 0, link.original_id)


def test_links_do_what_a_dictionary_would(url: str) -> None:
    run_state_machine_as_test(
        type("LinksMachineThere", (LinksMachine,), {"url": url}),
        settings=settings(
            max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
