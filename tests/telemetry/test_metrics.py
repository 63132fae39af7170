"""Metrics as Prometheus scrapes them, their documentation and their dashboard."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client import CollectorRegistry, Metric

from bot.errors import EngineError
from bot.nmt.batcher import Batcher
from bot.telemetry.health import serve
from bot.telemetry.ledger import Outcome
from bot.telemetry.metrics import Metrics
from bot.telemetry.runtime import Runtime
from tests.nmt.fakes import EN_ZH, FakeEngine
from tests.telemetry.scrape import scrape

ROOT = Path(__file__).parents[2]
DASHBOARD: dict[str, Any] = json.loads((ROOT / "docs" / "grafana.json").read_text("utf-8"))
PROCESS = {"process_resident_memory_bytes", "process_cpu_seconds_total"}


async def test_metrics_of_the_engine() -> None:
    engine, runtime = FakeEngine(), Runtime("a-model")
    async with Batcher(engine) as batcher, serve(runtime, "127.0.0.1", 0) as address:
        runtime.batcher = batcher
        await batcher.translate(["a", "b", "c"], EN_ZH)
        engine.enqueue(ValueError("broken"))
        with pytest.raises(EngineError):
            await batcher.translate(["d"], EN_ZH)
        seen = await scrape(address)
    assert seen.value("qiao_engine_batch_segments_sum") == 4
    assert seen.value("qiao_engine_batch_seconds_count") == 2
    assert seen.value("qiao_engine_failures_total") == 1
    assert seen.value("qiao_engine_queue_segments") == 0


async def test_metrics_of_the_cache() -> None:
    class Cache:
        hits, misses = 5, 7

    async with serve(Runtime("a-model", cache=Cache()), "127.0.0.1", 0) as address:
        seen = await scrape(address)
    assert seen.by("qiao_cache_lookups_total", "result") == {"hit": 5, "miss": 7}


async def test_openmetrics_is_served_on_request() -> None:
    async with serve(Runtime("a-model"), "127.0.0.1", 0) as address, aiohttp.ClientSession() as session:
        accept = {"Accept": "application/openmetrics-text; version=1.0.0"}
        async with session.get(f"{address}/metrics", headers=accept) as response:
            assert response.headers["Content-Type"].startswith("application/openmetrics-text")
            assert (await response.text()).endswith("# EOF\n")


def families() -> Iterator[Metric]:
    registry = CollectorRegistry()
    Metrics(registry, Runtime("a-model"))
    return (family for family in registry.collect() if family.name.startswith("qiao"))


def exposed(family: Metric) -> str:
    """The name of a metric as it is exposed."""
    return family.name + {"counter": "_total", "info": "_info"}.get(family.type, "")


def test_names_contain_their_unit() -> None:
    for family in families():
        assert family.type != "histogram" or family.name.endswith(("_seconds", "_messages", "_segments"))
        assert family.documentation.endswith(".")


def test_the_documentation_lists_exactly_the_metrics() -> None:
    rows = re.findall(r"^\| `(qiao_\w+)` \| (\w+) \|", (ROOT / "docs" / "metrics.md").read_text("utf-8"), re.MULTILINE)
    kinds = {exposed(family): "gauge" if family.type == "info" else family.type for family in families()}
    assert dict(rows) == kinds
    assert len(rows) == len(kinds)


def expressions() -> list[str]:
    return [target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", [])]


def test_the_dashboard_uses_only_existing_metrics() -> None:
    known = set(PROCESS)
    for family in families():
        name = exposed(family)
        known |= {f"{name}_{part}" for part in ("bucket", "sum", "count")} if family.type == "histogram" else {name}
    asked = {name for text in expressions() for name in re.findall(r"\b(?:qiao|process)_\w+", text)}
    assert asked <= known
    assert all(re.search(r"\b(qiao|process)_", text) for text in expressions())


def test_the_dashboard_uses_every_metric() -> None:
    asked = " ".join(expressions()) + json.dumps(DASHBOARD["templating"])
    for family in families():
        assert exposed(family) in asked


def test_the_dashboard_uses_only_existing_labels() -> None:
    for found, value in re.findall(r'(\w+)=~?"([^"]*)"', " ".join(expressions())):
        if found == "outcome":
            assert set(value.split("|")) <= set(Outcome)
        else:
            assert found in {"job", "instance", "stage", "answer"}


def test_the_dashboard_is_valid() -> None:
    """See https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model."""
    assert DASHBOARD["schemaVersion"] >= 36
    assert "id" not in DASHBOARD  # differs between installations
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        place = panel["gridPos"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells
        assert panel["type"] in {"row", "stat", "timeseries"}
        assert panel["type"] == "row" or panel["datasource"]["uid"] == "${datasource}"
        names = [target["refId"] for target in panel.get("targets", [])]
        assert len(set(names)) == len(names)
    variables = {variable["name"] for variable in DASHBOARD["templating"]["list"]}
    asked = set(re.findall(r"\$(\w+)", " ".join(expressions()))) - {"__rate_interval"}
    assert asked | {"datasource"} == variables
