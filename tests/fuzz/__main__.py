"""Fuzzes: `python -m tests.fuzz markup --runs 1000000`."""

import argparse
import gc
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from tests.fuzz import corpus
from tests.fuzz.harnesses import HARNESSES
from tests.fuzz.mutator import Mutator
from tests.fuzz.running import Runner, mutate


def main(arguments: list[str]) -> int:
    """Fuzz, and return 1 if something was found."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description="Throw arbitrary input at Qiao's parsers."
    )
    parser.add_argument("harness", choices=HARNESSES)
    parser.add_argument("--runs", type=int, default=0, help="how many inputs to try")
    parser.add_argument(
        "--seconds", type=int, default=0, help="for how long, if --runs does not say how many; default 60"
    )
    parser.add_argument(
        "--engine",
        choices=("atheris", "mutator"),
        default="atheris" if find_spec("atheris") else "mutator",
        help="atheris is guided by coverage; the mutator is faster and reproducible",
    )
    parser.add_argument("--seed", type=int, default=0, help="of the random numbers")
    parser.add_argument("--jobs", type=int, default=1, help="processes, each with a seed of its own")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"), help="where failing inputs are written")
    parser.add_argument("--replay", type=Path, help="try only the input in this file, and show how it fails")
    options = parser.parse_args(arguments)
    harness = HARNESSES[options.harness]
    if options.replay:
        harness.load()(options.replay.read_bytes())
        return 0
    if not options.runs and not options.seconds:
        options.seconds = 60
    if options.jobs > 1:
        return _share(options)
    if options.engine == "atheris":
        from tests.fuzz.guided import guide

        guide(harness, options.findings, runs=options.runs, seconds=options.seconds, seed=options.seed)
    seeds = corpus.seeds(harness.name)
    runner = Runner(harness.name, harness.load(), options.findings)
    runner.warm(seeds)
    mutate(runner, Mutator(harness, seeds, options.seed), options.runs, options.seconds)
    gc.unfreeze()
    return 1 if runner.found else 0


def _share(options: argparse.Namespace) -> int:
    """Run several processes, and return 1 if one of them found something."""
    jobs = [
        subprocess.Popen(  # noqa: S603 - this program
            [
                *(sys.executable, "-m", "tests.fuzz", options.harness, "--engine", options.engine),
                *("--runs", str(-(-options.runs // options.jobs)), "--seconds", str(options.seconds)),
                *("--seed", str(options.seed + job), "--findings", str(options.findings)),
            ]
        )
        for job in range(options.jobs)
    ]
    return max(job.wait() for job in jobs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
