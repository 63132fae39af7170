"""Training within a time budget, over any number of calls."""

import json
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

import torch
from torch import nn

from models.recipe import schedule
from models.recipe.batches import Batch, Sampler
from models.recipe.config import Recipe
from models.recipe.loss import TiedCrossEntropy
from models.recipe.network import Transformer
from models.recipe.vocabulary import PAD
from models.recipe.weights import Weights

_AHEAD = 8
"""Number of batches to prepare in advance."""


class Trainer:
    """Trains a network.

    The checkpoint has the complete state (`model`, `opt`, `ema`, `step`, `spent` in seconds, `config`), and training
    resumes from it if it exists.

    Args:
        recipe: all hyperparameters.
        examples: as `examples.make` writes them.
        checkpoint: the file to resume from, if it exists, and to write.
        vocabulary: the number of pieces.
        log: receives JSON lines.
        start: initial weights if there is no checkpoint: another checkpoint or packed weights; those of a shallower
            network get the missing layers.
        compiled: whether to compile the network with torch, which pays off on a GPU in long runs.
        clock: returns seconds.
    """

    def __init__(
        self,
        recipe: Recipe,
        examples: Path,
        checkpoint: Path,
        vocabulary: int,
        log: TextIO,
        *,
        start: Path | None = None,
        compiled: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._recipe, self._path, self._log = recipe, checkpoint, log
        self._clock = clock
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        # bfloat16 pays off if the CPU supports it natively; otherwise it is slower than float32.
        able = torch.cpu._is_avx512_bf16_supported()  # noqa: SLF001 - torch has no public equivalent
        self._narrow = self._device == "cuda" or able
        torch.backends.cuda.matmul.allow_tf32 = True
        torch.manual_seed(recipe.optimizer.seed)
        self._model = Transformer(recipe.network, vocabulary).to(self._device)
        self._config = {"vocab": vocabulary, **asdict(recipe.network)}
        self._optimizer = torch.optim.AdamW(
            self._model.parameters(),
            lr=recipe.optimizer.lr,
            betas=(recipe.optimizer.beta1, recipe.optimizer.beta2),
            eps=1e-8,
            weight_decay=recipe.optimizer.weight_decay,
            fused=True,
        )
        self._step, self._spent = 0, 0.0
        if start and not checkpoint.exists():
            arrays = Weights.read(start).deepened(recipe.network.enc, recipe.network.dec).arrays
            self._model.load_state_dict({name: torch.from_numpy(array) for name, array in arrays.items()})
        self._ema = {name: tensor.detach().clone() for name, tensor in self._model.state_dict().items()}
        if checkpoint.exists():
            self._resume()
        self._data = Sampler(examples, recipe.batches, seed=recipe.optimizer.seed + self._step)
        self._run = torch.compile(self._model.hidden, dynamic=True) if compiled else self._model.hidden
        self._stopped = False

    def train(self, minutes: float) -> float:
        """Train for a while and save.

        Args:
            minutes: maximum duration; training also ends with the schedule.

        Returns:
            The held-out loss of the averaged weights, in nats per token.
        """
        began, before = self._clock(), self._spent
        total = self._recipe.schedule.minutes * 60
        minutes = min(minutes, (total - before) / 60)
        phase, saved, mark, tokens = -1, began, began, 0
        parameters = sum(parameter.numel() for parameter in self._model.parameters())
        self._say(parameters=parameters, examples=self._data.examples, step=self._step, minutes=before / 60)
        batches = _ahead(iter(self._data))
        self._model.train()
        while self._clock() - began < minutes * 60 and not self._stopped:
            done = self._spent / total
            if (now := schedule.phase(done, self._recipe.phases)) != phase:
                phase = now
                self._data.set_phase(self._recipe.phases[phase])
            batch = next(batches)
            loss = self._update(batch, done)
            tokens += batch[2].size
            self._spent = before + self._clock() - began
            if self._step % self._recipe.schedule.report == 0:
                speed = tokens / (self._clock() - mark)
                self._say(
                    step=self._step, loss=round(loss.item(), 4), done=round(done, 4), tokens_per_second=int(speed)
                )
                mark, tokens = self._clock(), 0
            if self._step % self._recipe.schedule.look == 0:
                self._say(step=self._step, held_out=self._held_out(), done=round(done, 4))
            self._keep(done)
            if self._clock() - saved > self._recipe.schedule.save * 60:
                self._save()
                saved = self._clock()
        self._save()
        found = self._held_out()
        self._say(step=self._step, held_out=found, minutes=round(self._spent / 60, 1))
        return found

    def stop(self) -> None:
        """End `train` after the current step; may be called from a signal handler."""
        self._stopped = True

    def _update(self, batch: Batch, done: float) -> Any:
        numbers = self._recipe.optimizer
        rate = numbers.lr * schedule.rate(self._step, done, numbers.warmup, self._recipe.schedule.decay)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        loss = self._loss(self._run, batch, numbers.smoothing)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self._model.parameters(), numbers.clip)
        self._optimizer.step()
        kept = schedule.smoothing(self._step, numbers.ema)
        self._step += 1
        with torch.no_grad():
            torch._foreach_lerp_(list(self._ema.values()), list(self._model.state_dict().values()), 1 - kept)
        return loss

    def _loss(self, hidden: Any, batch: Batch, smoothing: float) -> Any:
        source, given, output = (torch.from_numpy(ids).to(self._device, non_blocking=True) for ids in batch)
        with torch.autocast(self._device, torch.bfloat16, enabled=self._narrow):
            said = hidden(source, given)
        at = (output != PAD).view(-1)
        said = said.reshape(len(at), -1)[at].to(torch.bfloat16 if self._narrow else torch.float32)
        return TiedCrossEntropy.apply(said, self._model.embed.weight, self._model.bias, output.view(-1)[at], smoothing)

    def _held_out(self) -> float:
        """The held-out loss of the averaged weights, each token counted once."""
        weights = {name: tensor.clone() for name, tensor in self._model.state_dict().items()}
        self._model.load_state_dict(self._ema)
        self._model.eval()
        total, tokens = 0.0, 0
        with torch.no_grad():
            for batch in self._data.held_out():
                count = int((batch[2] != PAD).sum())
                total += self._loss(self._model.hidden, batch, 0.0).item() * count
                tokens += count
        self._model.load_state_dict(weights)
        self._model.train()
        return round(total / max(1, tokens), 4)

    def _keep(self, done: float) -> None:
        """Write the snapshots that are due, for `average`."""
        for number in range(schedule.snapshots(done, self._recipe.schedule, self._recipe.phases)):
            path = self._path.with_name(f"{self._path.stem}.{number}{self._path.suffix}")
            if not path.exists():
                weights = {name: tensor.cpu() for name, tensor in self._ema.items()}
                torch.save({"weights": weights, "config": self._config}, path)

    def _save(self) -> None:
        state = {
            "model": self._model.state_dict(),
            "opt": self._optimizer.state_dict(),
            "ema": self._ema,
            "step": self._step,
            "spent": self._spent,
            "config": self._config,
        }
        unfinished = self._path.with_name(self._path.name + ".tmp")
        torch.save(state, unfinished)
        unfinished.replace(self._path)

    def _resume(self) -> None:
        state = torch.load(self._path, map_location=self._device)
        self._model.load_state_dict(state["model"])
        self._optimizer.load_state_dict(state["opt"])
        self._ema, self._step, self._spent = state["ema"], state["step"], state["spent"]

    def _say(self, **figures: float) -> None:
        print(json.dumps(figures), file=self._log, flush=True)


def _ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Prepare batches in a separate thread."""
    ready: queue.Queue[Batch] = queue.Queue(_AHEAD)

    def work() -> None:
        for batch in batches:
            ready.put(batch)

    threading.Thread(target=work, name="batches", daemon=True).start()
    while True:
        yield ready.get()
