"""The recipe's command line; each step only imports what it needs, because a GPU machine may lack the rest."""

import argparse
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

from bot.errors import QiaoError
from models.recipe.config import SHIPPED, Recipe

Arguments = argparse.Namespace


def check(a: Arguments) -> None:
    """Count pairs by domain, and those that occur in a development set and must not be trained on."""
    from models.recipe import corpus

    for domain, (pairs, held) in corpus.check(a.corpus, a.held).items():
        print(f"{domain}\t{pairs} pairs\t{held} of them in a development set")


def templates(a: Arguments) -> None:
    """Make pairs with numbers, prohibitions and permissions from templates."""
    from models.recipe.templates import write

    print(f"{write(a.out, a.pairs, a.seed)} pairs")


def vocabulary(a: Arguments) -> None:
    """Learn a vocabulary from a corpus."""
    from models.recipe.vocabulary import learn

    recipe = _recipe(a)
    a.out.write_bytes(learn(a.corpus, recipe.vocabulary, recipe.examples.domains))


def examples(a: Arguments) -> None:
    """Build training examples from a corpus."""
    from models.recipe.examples import make

    def report(domain: str, pairs: int, made: int) -> None:
        print(f"{domain}\t{pairs} pairs\t{made} examples", flush=True)

    made = make(a.corpus, a.vocabulary, a.out, _recipe(a), limit=a.limit, held=a.held, report=report)
    print(f"{made} examples")


def train(a: Arguments) -> None:
    """Train or resume training for a number of minutes; SIGTERM stops it early and cleanly."""
    from sentencepiece import SentencePieceProcessor

    from models.recipe.train import Trainer

    pieces = SentencePieceProcessor(model_file=str(a.vocabulary)).get_piece_size()
    with a.log.open("a", encoding="utf-8") if a.log else nullcontext(sys.stdout) as log:
        trainer = Trainer(_recipe(a), a.examples, a.checkpoint, pieces, log, start=a.start)
        signal.signal(signal.SIGTERM, lambda *_: trainer.stop())
        print(f"held-out loss: {trainer.train(a.minutes)}")


def average(a: Arguments) -> None:
    """Average the weights of several checkpoints; one that is listed twice counts twice."""
    from models.recipe.weights import Weights
    from models.recipe.weights import average as mean

    mean([Weights.read(path) for path in a.weights]).save(a.out)


def pack(a: Arguments) -> None:
    """Pack a checkpoint's averaged weights into small files."""
    from models.recipe.weights import Weights

    for path in Weights.read(a.weights).pack(a.out, a.part_mib):
        print(f"{path}\t{path.stat().st_size / 2**20:.1f} MiB")


def join(a: Arguments) -> None:
    """Convert packed weights to a checkpoint to start from."""
    from models.recipe.weights import Weights

    Weights.read(a.weights).save(a.out)


def export(a: Arguments) -> None:
    """Write a CTranslate2 model without manifest and card."""
    from models.recipe.export import export as write
    from models.recipe.weights import Weights

    write(Weights.read(a.weights), a.vocabulary, a.out, None if a.quantization == "float32" else a.quantization)


def release(a: Arguments) -> None:
    """Export, evaluate and document a model in a folder that Qiao can use."""
    from models.recipe.release import Request
    from models.recipe.release import release as write

    weaknesses = a.weaknesses.read_text("utf-8") if a.weaknesses else ""
    request = Request(
        weights=a.weights,
        vocabulary=a.vocabulary,
        folder=a.out,
        sets=tuple(a.sets),
        description=a.description,
        log=a.log,
        corpus=a.corpus,
        examples=a.examples,
        history=a.history,
        weaknesses=weaknesses,
        judged=a.judged,
        limit=a.limit,
    )
    manifest = write(request, lambda step: print(f"{step} ...", flush=True))
    print(f"{manifest.name}: sources of {manifest.max_source_tokens} pieces, unsure below {manifest.unsure_below}")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    root = argparse.ArgumentParser(prog="python -m models.recipe", description="Train and release the embedded model.")
    steps = root.add_subparsers(required=True, metavar="STEP")

    def step(run: Callable[[Arguments], None], *paths: str) -> argparse.ArgumentParser:
        words = run.__doc__
        one = steps.add_parser(run.__name__, help=words, description=words)
        one.set_defaults(run=run)
        for path in paths:
            one.add_argument(path, type=Path, metavar=path.upper())
        return one

    def numbers(one: argparse.ArgumentParser) -> argparse.ArgumentParser:
        one.add_argument("--profile", default="gpu", help="a profile of the recipe (default: gpu)")
        one.add_argument("--recipe", type=Path, default=SHIPPED, help="another recipe.toml")
        return one

    step(check, "corpus").add_argument("held", type=Path, nargs="+", metavar="SET.tsv")
    one = step(templates, "out")
    one.add_argument("--pairs", type=int, default=40000, help="how many to make (default: 40000)")
    one.add_argument("--seed", type=int, default=0, help="of the random choices (default: 0)")
    numbers(step(vocabulary, "corpus", "out"))
    one = numbers(step(examples, "corpus", "vocabulary", "out"))
    one.add_argument(
        "--held", type=Path, nargs="*", default=[], metavar="SET.tsv", help="leave out pairs that occur in these sets"
    )
    one.add_argument("--limit", type=int, help="number of pairs to take from each domain")
    one = numbers(step(train, "examples", "vocabulary", "checkpoint"))
    one.add_argument(
        "--minutes", type=float, default=float("inf"), help="maximum duration; by default until the schedule ends"
    )
    one.add_argument("--start", type=Path, help="initial weights if there is no checkpoint yet")
    one.add_argument("--log", type=Path, help="file to append JSON lines to; standard output by default")
    step(average, "out").add_argument("weights", type=Path, nargs="+", metavar="WEIGHTS")
    step(pack, "weights", "out").add_argument("--part-mib", type=float, default=15, help="maximum size of a file")
    step(join, "weights", "out")
    step(export, "weights", "vocabulary", "out").add_argument("--quantization", default="int8", help="or float32")
    one = step(release, "weights", "vocabulary", "out")
    one.add_argument("sets", type=Path, nargs="+", metavar="SET.tsv")
    one.add_argument("--description", required=True, help="one sentence for the list of models")
    one.add_argument("--log", type=Path, help="the training log, for the loss curve")
    one.add_argument("--corpus", type=Path, help="the corpus, for the data section of the card")
    one.add_argument(
        "--examples",
        type=Path,
        metavar="EXAMPLES",
        help="the examples, to list their domains and to try a restricted vocabulary",
    )
    one.add_argument("--history", default="", help="earlier training, in words, for the card")
    one.add_argument("--weaknesses", type=Path, metavar="FILE.md", help="weaknesses observed in outputs, for the card")
    one.add_argument("--judged", type=Path, metavar="FILE.jsonl", help="judged answers, for the unsure thresholds")
    one.add_argument("--limit", type=int, help="number of pairs to score from each set")
    return root


def main(words: Sequence[str] | None = None) -> int:
    """Run a step; errors are reported as a sentence and a remedy.

    Args:
        words: the command line; by default the process's.
    """
    arguments = parser().parse_args(words)
    try:
        arguments.run(arguments)
    except QiaoError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _recipe(a: Arguments) -> Recipe:
    return Recipe.read(a.profile, a.recipe)


if __name__ == "__main__":
    sys.exit(main())
