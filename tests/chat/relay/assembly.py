"""A relay put together as the client does, with whatever stands in for the model and Discord."""

from typing import Any

from bot.chat.relay.compose import Composer
from bot.chat.relay.job import Jobs
from bot.chat.relay.notices import OverloadNotices
from bot.chat.relay.outbox import Outbox
from bot.chat.relay.progress import Progress
from bot.chat.relay.queue import Slot
from bot.chat.relay.quota import Quota
from bot.chat.relay.relay import Edit, Relay, Remove
from bot.chat.relay.routes import Router
from bot.chat.relay.shares import Shares
from bot.chat.relay.speakers import Speakers
from bot.storage.stores import Stores
from bot.telemetry.ledger import Ledger
from bot.translation.service import Translator
from tests.translation.fakes import FakeSegments


class WatchedOutbox(Outbox):
    """Records its slots in the order in which they were opened."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.slots: list[Slot] = []

    def open(self, channel_id: int) -> Slot:
        self.slots.append(super().open(channel_id))
        return self.slots[-1]


async def _silence(_: int, __: int | None, ___: str) -> None:
    """Post no notices."""


def build_relay(
    stores: Stores,
    model: FakeSegments,
    outbox: Outbox,
    ledger: Ledger,
    *,
    edit: Edit,
    remove: Remove,
    quota: Quota,
    since: int,
    shares: Shares | None = None,
) -> Relay:
    composer = Composer(Translator(model), Speakers(stores.members))
    progress = Progress(stores.seen)
    jobs = Jobs(
        composer=composer,
        outbox=outbox,
        links=stores.links,
        ledger=ledger,
        quota=quota,
        shares=shares or Shares(stores.hosting, 0, OverloadNotices(_silence)),
        progress=progress,
        since=since,
    )
    return Relay(
        router=Router(stores),
        composer=composer,
        jobs=jobs,
        progress=progress,
        edit=edit,
        remove=remove,
        links=stores.links,
        patience=60,
    )


async def drain(relay: Relay, outbox: Outbox) -> None:
    """Wait until every message has come to its end."""
    await relay.drain()
    await outbox.drain()
