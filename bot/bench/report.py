"""Measurements as tables for people and as JSON for programs."""

import json
from dataclasses import asdict, fields
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table


def show(measured: Any, *, as_json: bool) -> None:
    """Print a dataclass of figures, a row a field."""
    if as_json:
        click.echo(json.dumps(asdict(measured), indent=2))
        return
    table = Table("figure", "value", box=SIMPLE_HEAD)
    for field in fields(measured):
        value = getattr(measured, field.name)
        table.add_row(field.name, f"{value:.2f}" if isinstance(value, float) else str(value))
    Console().print(table)
