"""Prints measurements as tables and as JSON."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields, is_dataclass
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

_COLUMNS = 12
"""A table with more columns is transposed."""
_WIDTH = 148
"""Characters that a line may take even where the terminal is said to be narrower, so that nothing is cut off."""


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show a progress bar; yields a function that sets its description."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda text: bar.update(task, description=text)


def show(measured: Any, *, as_json: bool) -> None:
    """Print a dataclass of figures: a row per field, and a table for each sequence of dataclasses in it."""
    if as_json:
        click.echo(json.dumps(asdict(measured), indent=2, ensure_ascii=False))
        return
    # Names may have brackets, which would be taken for markup.
    console = Console(width=max(Console().width, _WIDTH), markup=False)
    series = {field.name: value for field in fields(measured) if _is_series(value := getattr(measured, field.name))}
    table = Table("figure", "value", box=SIMPLE_HEAD)
    for name, value in _figures(measured):
        if name not in series:
            table.add_row(name, _written(value))
    console.print(table)
    for name, rows in series.items():
        console.print(_table(name, [dict(_figures(row)) for row in rows]))


def _table(name: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    heads = list(rows[0])
    if len(heads) <= _COLUMNS:
        table = Table(*(head.replace("_", " ") for head in heads), title=name, box=SIMPLE_HEAD)
        for row in rows:
            table.add_row(*map(_written, row.values()))
        return table
    table = Table("", *(str(number + 1) for number in range(len(rows))), title=name, box=SIMPLE_HEAD)
    for head in heads:
        table.add_row(head, *(_written(row[head]) for row in rows))
    return table


def _is_series(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and is_dataclass(value[0])


def _figures(measured: Any) -> Iterator[tuple[str, Any]]:
    """The figures by name; those of a nested dataclass are prefixed with its name."""
    for field in fields(measured):
        value = getattr(measured, field.name)
        if is_dataclass(value):
            yield from ((f"{field.name} {name}", inner) for name, inner in _figures(value))
        else:
            yield field.name, value


def _written(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items())
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)
