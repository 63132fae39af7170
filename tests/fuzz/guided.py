"""Fuzzes with atheris, which learns from the branches that an input reaches which inputs to try next."""

import sys
import tempfile
from pathlib import Path
from typing import NoReturn

import atheris

from tests.fuzz import corpus
from tests.fuzz.harness import Harness
from tests.fuzz.mutator import Mutator
from tests.fuzz.running import Runner

_LONGEST = 300  # bytes


def guide(harness: Harness, folder: Path, *, runs: int, seconds: float, seed: int) -> NoReturn:
    """Try inputs, and end the process; atheris ends it itself, with status 0 whatever was found.

    Half of them come from atheris, the other half from `Mutator`, whose pieces atheris would hardly ever guess.

    Args:
        harness: what to run.
        folder: where failing inputs are written.
        runs: how many inputs; 0 for any number.
        seconds: for how long; 0 for any time.
        seed: of the random numbers.
    """
    with atheris.instrument_imports(include=["bot"]):
        run = harness.load()
    seeds = corpus.seeds(harness.name)
    runner = Runner(harness.name, run, folder)
    runner.warm(seeds)
    mutator = Mutator(harness, seeds, seed)

    def mutated(data: bytes, size: int, number: int) -> bytes:
        return bytes(atheris.Mutate(data, size)) if number % 2 else mutator()[:size]

    start = Path(tempfile.mkdtemp())
    for number, data in enumerate(seeds):
        (start / str(number)).write_bytes(data)
    atheris.Setup(
        [
            *(sys.argv[0], f"-seed={seed + 1}", f"-max_len={_LONGEST}", f"-runs={runs or -1}", "-rss_limit_mb=4096"),
            *((f"-max_total_time={seconds:.0f}",) if seconds else ()),
            str(start),
        ],
        runner.attempt,
        custom_mutator=mutated,
    )
    atheris.Fuzz()
    raise SystemExit(1 if runner.found else 0)
