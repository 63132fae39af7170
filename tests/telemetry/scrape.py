"""Reads metrics and health over HTTP."""

import json

import aiohttp
from prometheus_client.parser import text_string_to_metric_families


class Scrape:
    """The samples of a scrape, as Prometheus reads them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.families = list(text_string_to_metric_families(text))

    def value(self, sample: str, **labels: str) -> float:
        [value] = [
            found.value
            for family in self.families
            for found in family.samples
            if found.name == sample and found.labels == labels
        ]
        return value

    def by(self, sample: str, label: str) -> dict[str, float]:
        """The values of a sample by a label, without zeros."""
        return {
            found.labels[label]: found.value
            for family in self.families
            for found in family.samples
            if found.name == sample and found.value
        }


async def scrape(address: str | None) -> Scrape:
    assert address
    async with aiohttp.ClientSession() as session, session.get(f"{address}/metrics") as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain; version=")
        return Scrape(await response.text())


async def health(address: str | None) -> tuple[int, dict[str, str]]:
    assert address
    async with aiohttp.ClientSession() as session, session.get(f"{address}/healthz") as response:
        return response.status, json.loads(await response.text())
