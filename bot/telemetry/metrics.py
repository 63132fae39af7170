"""Every metric. Values are read from the parts that own them at each scrape; docs/metrics.md explains them."""

from collections.abc import Iterable, Iterator, Mapping
from math import inf, isfinite
from typing import TypeVar

from prometheus_client import CollectorRegistry, Metric, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from bot import __version__
from bot.chat.features.moderation.cards import Action
from bot.chat.parsing import RESULTS
from bot.moderation.types import Origin
from bot.telemetry.histogram import COUNTS, Histogram
from bot.telemetry.http_trace import ANSWERS
from bot.telemetry.ledger import HELD, OVER_LIMIT, OVER_SERVER_LIMIT, Improvement, Outcome
from bot.telemetry.runtime import Runtime
from bot.text.language import Language
from bot.translation.types import Reason


class Metrics(Collector):
    """Collects metrics from the parts of a running bot; parts that do not exist yet count as 0.

    The values of labels come from fixed sets, and never contain ids or text.

    Args:
        registry: where this collector and the metrics of the process are registered.
        runtime: the parts.
    """

    def __init__(self, registry: CollectorRegistry, runtime: Runtime) -> None:
        self._runtime = runtime
        registry.register(self)
        ProcessCollector(registry=registry)

    def collect(self) -> Iterator[Metric]:
        """Yield the current values of all metrics."""
        yield from self._messages()
        yield from self._engine()
        yield from self._discord()
        yield from self._process()

    def _messages(self) -> Iterator[Metric]:
        ledger = self._runtime.ledger
        yield CounterMetricFamily("qiao_messages_submitted", "Messages submitted for translation.", ledger.submitted)
        yield GaugeMetricFamily("qiao_messages_open", "Messages without an outcome yet.", ledger.open)
        yield _counters("qiao_messages", "Messages by outcome.", "outcome", Outcome, ledger.outcomes)
        reasons = (*Reason, HELD, OVER_LIMIT, OVER_SERVER_LIMIT)
        yield _counters("qiao_messages_skipped", "Skipped messages by reason.", "reason", reasons, ledger.skips)
        yield _counters("qiao_messages_language", "Messages by language.", "language", Language, ledger.languages)
        yield _counters("qiao_better", "Attempts at a better translation.", "outcome", Improvement, ledger.improvements)
        yield _counters(
            "qiao_flagged", "Flagged messages by whose rule found something.", "origin", Origin, ledger.flagged
        )
        yield _counters("qiao_decisions", "Decisions about flagged messages.", "decision", Action, ledger.decisions)
        family = HistogramMetricFamily(
            "qiao_message_seconds",
            "Posted messages: queue is arrival to translation, outbox is translation to post, total is both.",
            labels=["stage"],
        )
        for stage, seconds in ledger.seconds.items():
            family.add_metric([stage], *_buckets(seconds))
        yield family

    def _engine(self) -> Iterator[Metric]:
        batcher, cache = self._runtime.batcher, self._runtime.cache
        state = batcher.state if batcher else None
        progress = batcher.progress if batcher else None
        queued, working = (state.queued, state.working) if state else (0, 0)
        yield GaugeMetricFamily("qiao_engine_queue_segments", "Segments waiting for the engine.", queued)
        yield GaugeMetricFamily("qiao_engine_working_segments", "Segments in the batches in progress.", working)
        yield _histogram(
            "qiao_engine_batch_segments", "Segments per batch.", progress.sizes if progress else _NO_COUNTS
        )
        yield _histogram(
            "qiao_engine_batch_seconds",
            "Engine time per batch; the rate of its sum is the share of time that the engine is busy.",
            progress.seconds if progress else _NO_SECONDS,
        )
        failed = progress.failed if progress else 0
        yield CounterMetricFamily("qiao_engine_failures", "Batches on which the engine failed.", failed)
        found = {"hit": cache.hits, "miss": cache.misses} if cache else {}
        yield _counters("qiao_cache_lookups", "Cache lookups of segments.", "result", ("hit", "miss"), found)

    def _discord(self) -> Iterator[Metric]:
        client = self._runtime.client
        waiting = client.outbox.waiting if client and client.outbox else 0
        yield GaugeMetricFamily("qiao_outbox_messages", "Messages with a slot in a channel's queue of posts.", waiting)
        posts = client.publisher.posts if client else _NO_COUNTS
        yield _histogram("qiao_post_messages", "Messages per post; the count is the number of posts.", posts)
        requests = client.http_requests if client else None
        answers: Mapping[str, int] = requests.answers if requests else {}
        yield _counters("qiao_discord_requests", "Requests by response.", "answer", ANSWERS, answers)
        seconds = requests.seconds if requests else _NO_SECONDS
        yield _histogram("qiao_discord_request_seconds", "Requests, until the headers of the response.", seconds)
        exhausted, limited = (requests.exhausted, requests.limited_seconds) if requests else (0, 0.0)
        yield CounterMetricFamily("qiao_discord_limits_exhausted", "Responses that used up a rate limit.", exhausted)
        yield CounterMetricFamily("qiao_discord_limited_seconds", "Time that rate limits told Qiao to wait.", limited)
        invalid = client.invalid_requests.recent if client else 0
        yield GaugeMetricFamily("qiao_discord_invalid_requests", "Invalid requests in the last ten minutes.", invalid)
        connected = client is not None and client.connected
        active = int(self._runtime.active)
        yield GaugeMetricFamily("qiao_active", "1 while this process runs the bot, 0 while it stands by.", active)
        yield GaugeMetricFamily("qiao_gateway_connected", "1 while the gateway is connected.", int(connected))
        latency = client.latency if client and connected and isfinite(client.latency) else 0.0
        yield GaugeMetricFamily(
            "qiao_gateway_latency_seconds", "Time from a heartbeat to its acknowledgment; 0 before the first.", latency
        )
        unparsed: Mapping[str, int] = client.parsing.failures if client else {}
        yield _counters("qiao_gateway_events_unparsed", "Malformed gateway events.", "result", RESULTS, unparsed)
        failures = client.failures if client else 0
        yield CounterMetricFamily("qiao_handler_failures", "Gateway events on which Qiao failed.", failures)
        yield GaugeMetricFamily("qiao_guilds", "Servers that the bot is on.", len(client.guilds) if client else 0)

    def _process(self) -> Iterator[Metric]:
        database = self._runtime.database
        failed = database.failed if database else 0
        yield CounterMetricFamily("qiao_database_failures", "Failed reads and transactions.", failed)
        yield _histogram("qiao_event_loop_lag_seconds", "Delay with which tasks wake up.", self._runtime.lag)
        facts = {"version": __version__, "model": self._runtime.model}
        yield InfoMetricFamily("qiao", "Version and model.", facts)


Label = TypeVar("Label", bound=str)

_NO_SECONDS = Histogram()
_NO_COUNTS = Histogram(COUNTS)


def _counters(name: str, text: str, label: str, values: Iterable[Label], counts: Mapping[Label, int]) -> Metric:
    """A counter with a sample for each value of a label, even if it is 0, so that rates have a start."""
    family = CounterMetricFamily(name, text, labels=[label])
    for value in values:
        family.add_metric([value], counts.get(value, 0))
    return family


def _histogram(name: str, text: str, values: Histogram) -> Metric:
    family = HistogramMetricFamily(name, text)
    family.add_metric([], *_buckets(values))
    return family


def _buckets(values: Histogram) -> tuple[list[tuple[str, float]], float]:
    return [("+Inf" if bound == inf else str(bound), count) for bound, count in values.cumulative()], values.sum
