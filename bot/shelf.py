"""`models list` and `models verify`."""

from collections.abc import Sequence

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn
from rich.table import Table

from bot.errors import ModelError, ModelMissingError
from bot.nmt.store import Store
from bot.settings import Settings
